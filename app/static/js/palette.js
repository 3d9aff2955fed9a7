// The command palette (Ctrl K, "/"). It asks data-palette?q=… for an HTML fragment of groups of role="option" links.
import { openDialog } from "./dialogs.js";
import { remember, remembered } from "./store.js";

const palette = document.getElementById("palette");
const input = document.getElementById("palette-input");
const list = document.getElementById("palette-list");
const none = palette?.querySelector("[data-palette-none]");
let running = null;
let timer = 0;

const options = () => [...list.querySelectorAll('[role="option"]')];

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function show(fragment) {
  list.innerHTML = fragment.trim();
  const found = options();
  input.setAttribute("aria-expanded", String(found.length > 0));
  none.textContent = found.length || !input.value.trim() ? "" : none.dataset.paletteNone;
  choose(found[0]);
}

async function ask() {
  running?.abort();
  running = new AbortController();
  try {
    const address = `${palette.dataset.palette}?q=${encodeURIComponent(input.value.trim())}`;
    const answer = await fetch(address, { signal: running.signal, headers: { "HX-Request": "true" } });
    if (answer.ok) show(await answer.text());
  } catch (fault) {
    if (fault.name !== "AbortError") show("");
  }
}

function move(step) {
  const found = options();
  if (!found.length) return;
  const now = found.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose(found[(now + step + found.length) % found.length]);
}

function follow(event) {
  const chosen = list.querySelector('[aria-selected="true"]');
  if (!chosen) return;
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) window.open(chosen.href, "_blank", "noopener");
  else window.location.assign(chosen.href);
}

export function openPalette() {
  if (!palette || !openDialog("palette")) return false;
  input.value = "";
  input.focus();
  ask();
  return true;
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

if (palette) {
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter") follow(event);
  });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette-open]") && openPalette()) event.preventDefault();
});

// Keys without Ctrl can be switched off in the overview, for those who speak their input.
const single = document.querySelector("[data-single-keys]");
if (single) {
  single.checked = remembered("single-keys", "on") === "on";
  single.addEventListener("change", () => remember("single-keys", single.checked ? "on" : "off"));
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    if (openPalette()) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog:modal")) return;
  if (remembered("single-keys", "on") !== "on") return;
  if (event.key === "/" && openPalette()) event.preventDefault();
  if (event.key === "?" && openDialog("shortcuts")) event.preventDefault();
});
