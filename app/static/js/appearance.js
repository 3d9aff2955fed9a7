// The choice of theme in the person's menu and the height of rows in lists.
import { remember, remembered } from "./store.js";

const HEIGHTS = ["normal", "compact", "roomy"];

function showChoice(choice) {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (button) {
    remember("theme", button.dataset.themeChoice);
    window.applyTheme(button.dataset.themeChoice);
    showChoice(button.dataset.themeChoice);
  }
  if (event.target.closest("[data-density-switch]")) {
    const root = document.documentElement;
    const next = HEIGHTS[(HEIGHTS.indexOf(root.dataset.density) + 1) % HEIGHTS.length];
    root.dataset.density = next;
    remember("density", next);
  }
});

showChoice(remembered("theme", "auto"));
