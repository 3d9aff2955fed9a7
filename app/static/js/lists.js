// Rows chosen in a list: the docked bar with their number, the box in the head, the ground of the rows.

function update(form) {
  const boxes = [...form.querySelectorAll("[data-select-row]")];
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
  const all = form.querySelector("[data-select-all]");
  if (all) {
    all.checked = boxes.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  const bar = document.querySelector(`[data-selection="${CSS.escape(form.id)}"]`);
  bar?.classList.toggle("is-shown", chosen.length > 0);
  const count = bar?.querySelector("[data-selection-count]");
  if (count) count.textContent = String(chosen.length);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-select]");
  if (!form) return;
  if (event.target.matches("[data-select-all]")) {
    for (const box of form.querySelectorAll("[data-select-row]")) box.checked = event.target.checked;
  }
  update(form);
});

document.addEventListener("reset", (event) => {
  if (event.target.matches("form[data-select]")) setTimeout(() => update(event.target));
});

function updateAll() {
  for (const form of document.querySelectorAll("form[data-select]")) update(form);
}

addEventListener("pageshow", updateAll);
document.addEventListener("htmx:after:swap", updateAll);
updateAll();
