// Needs put in order: boxes choose needs, a list says where to, a button moves them; that works without scripts. With
// them a need is dragged by its grip (mouse, pen, finger), or goes one place on by Alt and an arrow key on its box. Both
// only choose for that same form and press its button.

const FAR_ENOUGH = 6;
const EDGE = 60;
let drag = null;

const said = () => document.getElementById("order-said");
const titleOf = (card) => card.querySelector("label").firstChild.textContent.trim();
const nameOf = (place) => place.querySelector("h2, h3").textContent.trim();
const placeOf = (element) => element?.closest?.("[data-order-place]") ?? null;

function say(kind, values) {
  const line = said();
  if (line) line.textContent = line.dataset[kind].replace("{title}", values.title ?? "").replace("{place}", values.place ?? "");
}

function count() {
  const number = document.querySelector("[data-order-count]");
  if (number) number.textContent = String(document.querySelectorAll('[data-order-card] input[name="need"]:checked').length);
}

function moveTo(card, place) {
  const form = document.getElementById("order");
  for (const box of document.querySelectorAll('[data-order-card] input[name="need"]')) box.checked = box.closest("[data-order-card]") === card;
  form.elements.to.value = place.dataset.orderPlace;
  count();
  say("moved", { title: titleOf(card), place: nameOf(place) });
  form.requestSubmit();
}

function over(place) {
  if (drag.place === place) return;
  drag.place?.classList.remove("order-over");
  drag.place = place;
  if (!place) return;
  place.classList.add("order-over");
  say("over", { place: nameOf(place) });
}

function begin(event) {
  drag.ghost = document.createElement("div");
  drag.ghost.className = "order-ghost";
  drag.ghost.textContent = titleOf(drag.card);
  document.body.append(drag.ghost);
  drag.card.classList.add("order-taken");
  say("taken", { title: titleOf(drag.card) });
  follow(event);
}

function follow(event) {
  drag.ghost.style.left = `${Math.min(event.clientX + 12, innerWidth - 160)}px`;
  drag.ghost.style.top = `${event.clientY + 12}px`;
  const sheet = document.querySelector(".sheet-body");
  const scroller = sheet.scrollHeight > sheet.clientHeight ? sheet : document.scrollingElement;
  if (event.clientY < EDGE + Math.max(0, sheet.getBoundingClientRect().top)) scroller.scrollBy(0, -16);
  if (event.clientY > innerHeight - EDGE) scroller.scrollBy(0, 16);
  over(placeOf(document.elementFromPoint(event.clientX, event.clientY)));
}

function end() {
  drag.place?.classList.remove("order-over");
  drag.card.classList.remove("order-taken");
  drag.ghost?.remove();
  drag = null;
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-order-grip]");
  if (!grip || event.button !== 0) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  drag = { card: grip.closest("[data-order-card]"), x: event.clientX, y: event.clientY, ghost: null, place: null };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (drag.ghost) follow(event);
  else if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR_ENOUGH) begin(event);
});

document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { card, place } = drag;
  const isMoved = place && place !== placeOf(card);
  const wasTaken = drag.ghost !== null;
  end();
  if (isMoved) moveTo(card, place);
  else if (wasTaken) say("left", {});
});

document.addEventListener("pointercancel", () => {
  if (drag) end();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && drag) {
    end();
    say("left", {});
    return;
  }
  const card = event.target.closest?.("[data-order-card]");
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (!card || !step || !event.altKey) return;
  event.preventDefault();
  const places = [...document.querySelectorAll("[data-order-place]")];
  const next = places[places.indexOf(placeOf(card)) + step];
  if (next) moveTo(card, next);
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-order-card]")) count();
});

addEventListener("pageshow", count);
