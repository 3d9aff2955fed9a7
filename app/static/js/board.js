// A board of cards: a card is dragged to a column, or moved by Alt and an arrow key; both press the button that its
// menu offers for that column, so that nothing is done here that cannot be done without scripts.

const ACCEPTS = "[data-board-stage]:not([data-board-fixed])";
let dragged = null;

function moveTo(card, stage) {
  const button = card.querySelector(`button[name="stage"][value="${CSS.escape(stage)}"]`);
  if (!button) return false;
  button.form.requestSubmit(button);
  return true;
}

function clear() {
  for (const column of document.querySelectorAll(".board-over")) column.classList.remove("board-over");
  document.querySelector(".board-dragging")?.classList.remove("board-dragging");
}

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-board-card]");
  if (!card) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.id);
  requestAnimationFrame(() => card.classList.add("board-dragging"));
});

document.addEventListener("dragover", (event) => {
  const column = dragged && event.target.closest?.(ACCEPTS);
  for (const each of document.querySelectorAll(".board-over")) if (each !== column) each.classList.remove("board-over");
  if (!column) return;
  event.preventDefault();
  column.classList.add("board-over");
});

document.addEventListener("drop", (event) => {
  const column = dragged && event.target.closest?.(ACCEPTS);
  if (!column) return;
  event.preventDefault();
  const card = dragged;
  clear();
  if (card.closest("[data-board-stage]") !== column) moveTo(card, column.dataset.boardStage);
});

document.addEventListener("dragend", () => {
  dragged = null;
  clear();
});

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.("[data-board-card]");
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!card || !step || !event.altKey) return;
  event.preventDefault();
  const columns = [...document.querySelectorAll(ACCEPTS)];
  const next = columns[columns.indexOf(card.closest("[data-board-stage]")) + step];
  if (next) moveTo(card, next.dataset.boardStage);
});
