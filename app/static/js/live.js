// Follows a meeting: asks for a number, and shows what is new once it changes. A form that somebody fills in stays.

const EVERY = 3000;
const page = document.querySelector("[data-pulse]");
let seen = page?.dataset.version;
let touched = Boolean(document.querySelector("[data-ballot] :checked"));

function count() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    const left = Math.max(0, Number(clock.dataset.left) - 1);
    clock.dataset.left = String(left);
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }
}

function isBusy() {
  return touched || Boolean(document.querySelector("dialog[open], form[data-sent]"));
}

function put(fresh) {
  for (const part of document.querySelectorAll("[data-live][id]")) {
    const other = fresh.getElementById(part.id);
    if (other && other.outerHTML !== part.outerHTML && !part.contains(document.activeElement)) part.replaceWith(other);
  }
}

function putAll(fresh) {
  const focused = document.activeElement?.id;
  const other = fresh.getElementById("main");
  if (!other) return;
  const main = document.getElementById("main");
  main.replaceChildren(...other.childNodes);
  document.title = fresh.title;
  document.body.className = fresh.body.className;
  page.dataset.always = other.dataset.always || "";
  page.dataset.page = other.dataset.page || page.dataset.page;
  if (focused) document.getElementById(focused)?.focus();
}

// After a form that was refused the address is that of the form, which answers no question.
async function show(version) {
  const answer = await fetch(page.dataset.page, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (version !== seen && !isBusy()) putAll(fresh);
  else if (version !== seen && touched) document.getElementById("live-news")?.removeAttribute("hidden");
  put(fresh);
  seen = version;
}

async function tick() {
  try {
    if (document.hidden) return;
    const answer = await fetch(page.dataset.pulse, { headers: { "If-None-Match": `"${seen}"` }, cache: "no-store" });
    const version = answer.status === 304 ? seen : answer.ok ? await answer.text() : seen;
    if (version !== seen || page.dataset.always) await show(version);
  } catch { /* the network is away for a moment; the next tick asks again */ } finally {
    setTimeout(tick, EVERY * (0.85 + Math.random() * 0.3));
  }
}

if (page && !page.closest("[data-no-live]")) {
  document.addEventListener("input", (event) => {
    if (event.target.closest("form")) touched = true;
  });
  setInterval(count, 1000);
  setTimeout(tick, EVERY);
}
