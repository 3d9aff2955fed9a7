// Forms with data-similar="address": what is like what somebody types is asked for there a moment after the last key,
// and put into #similar; without scripts it stands there once the draft is saved.

const PAUSE = 900;
const FIELDS = ["title", "situation", "effect"];
let waiting;
let asking;

async function ask(form, place) {
  asking?.abort();
  asking = new AbortController();
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  try {
    const answer = await fetch(form.dataset.similar, { method: "POST", body: data, headers: { "HX-Request": "true" }, signal: asking.signal });
    if (answer.ok) place.innerHTML = await answer.text();
  } catch { /* the network is away, or somebody typed on: what stands there stays */ }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-similar]");
  const place = document.getElementById("similar");
  if (!form || !place || !FIELDS.includes(event.target.name)) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(form, place), PAUSE);
});
