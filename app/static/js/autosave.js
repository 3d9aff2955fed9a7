// Forms with data-autosave="address": what was typed is sent there a moment after the last key, files excepted.
// The words stand in #saved with the time put in for {time}. A page that knows what it showed (field `shown`) is told
// what it knows now; one that another window has overtaken (409) says so and keeps nothing more.

const PAUSE = 1500;
const waiting = new WeakMap();
const saving = new WeakMap();
const unsent = new WeakSet();

function typed(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

async function send(form, place) {
  const before = waiting.get(form);
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: typed(form), headers: { "HX-Request": "true" } });
    if (answer.status === 409 && place?.dataset.overtaken) {
      form.dataset.overtaken = "yes";
      place.textContent = place.dataset.overtaken;
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    if (answer.status === 200 && form.elements.shown) form.elements.shown.value = await answer.text();
    if (waiting.get(form) === before) delete form.dataset.dirty;
    const time = new Date().toLocaleTimeString(document.documentElement.lang === "de" ? "de-DE" : "en-GB", { hour: "2-digit", minute: "2-digit" });
    if (place) place.textContent = place.dataset.words.replace("{time}", time);
  } catch {
    if (place) place.textContent = place.dataset.failed;
  }
}

// One after the other: what comes later must know what the earlier one stored.
function save(form) {
  if (form.dataset.overtaken) return;
  const next = (saving.get(form) || Promise.resolve()).then(() => send(form, document.getElementById("saved")));
  saving.set(form, next);
  next.finally(() => { if (saving.get(form) === next) saving.delete(form); });
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  unsent.add(form);
  waiting.set(form, setTimeout(() => { unsent.delete(form); if (!form.dataset.sent) save(form); }, PAUSE));
});

// Whoever leaves the page within that moment loses nothing: the browser sends it on the way.
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    if (!unsent.delete(form) || form.dataset.sent || form.dataset.overtaken) continue;
    clearTimeout(waiting.get(form));
    fetch(form.dataset.autosave, { method: "POST", body: typed(form), headers: { "HX-Request": "true" }, keepalive: true });
  }
});

// Whoever presses a button while something is being kept waits for that, or the page would be out of date by itself.
document.addEventListener("submit", (event) => {
  const form = event.target;
  clearTimeout(waiting.get(form));
  unsent.delete(form);
  if (!saving.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  saving.get(form).finally(() => form.requestSubmit(submitter));
}, true);
