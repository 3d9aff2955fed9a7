// Short messages at the lower right: success leaves after 6 seconds, errors stay, never more than two.

const STAY = 6000;
const ICONS = { error: "alert-circle", warning: "alert-triangle" };
const SPRITE = new URL("../icons.svg", import.meta.url).href;

function icon(name, size) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", `icon icon-${size}`);
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

function leave(note) {
  note.classList.add("toast-leaves");
  setTimeout(() => note.remove(), 220);
}

function start(note) {
  if (note.classList.contains("toast-error")) return;
  let timer = setTimeout(() => leave(note), STAY);
  const hold = () => clearTimeout(timer);
  const resume = () => {
    hold();
    timer = setTimeout(() => leave(note), STAY);
  };
  note.addEventListener("pointerenter", hold);
  note.addEventListener("focusin", hold);
  note.addEventListener("pointerleave", resume);
  note.addEventListener("focusout", resume);
}

export function toast(words, tone = "success") {
  const holder = document.getElementById("toasts");
  if (!holder || !words) return;
  const note = document.createElement("div");
  note.className = `toast-note toast-${tone}`;
  const text = document.createElement("div");
  text.className = "toast-words";
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-icon";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", holder.dataset.close);
  close.append(icon("x", 18));
  note.append(icon(ICONS[tone] ?? "circle-check", 20), text, close);
  holder.append(note);
  while (holder.children.length > 2) holder.firstElementChild.remove();
  start(note);
}

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-toast-close]");
  if (close) leave(close.closest(".toast-note"));
});

// A view may answer an htmx request with the header HX-Trigger: {"toast": {"words": "…", "tone": "success"}}.
document.addEventListener("toast", (event) => toast(event.detail.words, event.detail.tone));

// A refusal answers an htmx request with its sentence as plain text; it is shown, nothing is swapped.
document.addEventListener("htmx:after:request", (event) => {
  const { response, text } = event.detail.ctx ?? {};
  if (response && response.status >= 400 && response.status !== 422) {
    const isSentence = text && text.length < 400 && !text.trimStart().startsWith("<");
    toast(isSentence ? text : document.getElementById("toasts")?.dataset.fault, "error");
  }
});

for (const note of document.querySelectorAll("[data-toast]")) start(note);
