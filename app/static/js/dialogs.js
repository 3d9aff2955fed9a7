// Native dialogs (data-dialog="id" opens one), menus under a summary, explanations of numbers.

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog) return false;
  if (dialog.open) dialog.close();
  dialog.showModal();
  return true;
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

function setExplained(id, open) {
  const panel = document.getElementById(id);
  const button = document.querySelector(`[data-explain="${CSS.escape(id)}"]`);
  panel?.classList.toggle("is-open", open);
  button?.setAttribute("aria-expanded", String(open));
  return button;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && openDialog(opener.dataset.dialog)) event.preventDefault();
  if (event.target.matches("dialog.palette")) event.target.close();
  const explain = event.target.closest("[data-explain]");
  if (explain) setExplained(explain.dataset.explain, explain.getAttribute("aria-expanded") !== "true");
  const closer = event.target.closest("[data-explain-close]");
  if (closer) setExplained(closer.dataset.explainClose, false)?.focus();
  closeMenus(event.target.closest("details.menu"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("a[role='button']")) {
    event.preventDefault();
    event.target.click();
  }
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const dialog of document.querySelectorAll("dialog.dialog[open]")) openDialog(dialog.id);
