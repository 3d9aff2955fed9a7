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

// What somebody typed before all this had arrived, on a slow line, counts as typed now.
for (const field of document.querySelectorAll(":is(form[data-autosave], form[data-guard]) :is(input, textarea)")) {
  if (field.type !== "hidden" && field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
}
