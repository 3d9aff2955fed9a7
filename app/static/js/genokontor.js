// What the pages do beyond HTML; every one of them also works without this.
import "./appearance.js";
import "./autosave.js";
import "./board.js";
import "./checksum.js";
import "./dialogs.js";
import "./forms.js";
import "./lists.js";
import "./live.js";
import "./order.js";
import "./palette.js";
import "./sheet.js";
import "./similar.js";
import "./tabs.js";
import "./toasts.js";

// What somebody typed or chose before all this had arrived, on a slow line, counts as typed now; not what the browser
// put back by itself when the page was loaded again.
function isTyped(field) {
  if (field.matches("select")) return field.value !== (field.querySelector("option[selected]") ?? field.options[0])?.value;
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

if (performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  for (const field of document.querySelectorAll(":is(form[data-autosave], form[data-guard]) :is(input, select, textarea)")) {
    if (isTyped(field)) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
