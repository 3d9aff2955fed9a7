// Forms with data-autosave="address": what was typed is sent there a moment after the last key, files excepted.
// The answer's status counts alone; the words stand in #saved with the time put in for {time}.

const PAUSE = 1500;
const waiting = new WeakMap();

function typed(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

async function save(form) {
  const place = document.getElementById("saved");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: typed(form), headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const time = new Date().toLocaleTimeString(document.documentElement.lang === "de" ? "de-DE" : "en-GB", { hour: "2-digit", minute: "2-digit" });
    if (place) place.textContent = place.dataset.words.replace("{time}", time);
  } catch {
    if (place) place.textContent = place.dataset.failed;
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => { if (!form.dataset.sent) save(form); }, PAUSE));
});
