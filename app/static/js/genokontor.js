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
