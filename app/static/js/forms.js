// Forms: sent once, errors first, unsaved words kept, passwords shown on wish, texts copied.

const BUSY_FOR = 8000;

function rest(form) {
  delete form.dataset.sent;
  for (const button of form.ownerDocument.querySelectorAll('button[aria-busy="true"]')) {
    if (button.form !== form) continue;
    button.removeAttribute("aria-busy");
    button.style.width = "";
    const words = button.querySelector("span");
    if (words && button.dataset.words) words.textContent = button.dataset.words;
  }
}

function occupy(button) {
  if (!button) return;
  const words = button.querySelector("span");
  button.style.width = `${Math.ceil(button.getBoundingClientRect().width)}px`;
  button.setAttribute("aria-busy", "true");
  if (words && button.dataset.busy) {
    button.dataset.words = words.textContent;
    button.title = button.dataset.busy;
    if (button.dataset.busy.length <= words.textContent.length) words.textContent = button.dataset.busy;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const method = event.submitter?.formMethod || form.method;
  if (!form.matches("[data-once]") || method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  delete form.dataset.dirty;
  occupy(event.submitter);
  setTimeout(() => rest(form), BUSY_FOR);
});

document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form[data-once]");
  if (form) rest(form);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) rest(form);
});

// A file that is too large is put back before it is sent; all else that was typed stays.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches('input[type="file"][data-most]')) return;
  const field = input.closest(".field");
  const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.most));
  field.querySelector("[data-too-large]").hidden = !tooLarge;
  field.classList.toggle("field-bad", tooLarge);
  if (tooLarge) input.value = "";
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) form.dataset.dirty = "yes";
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

function focusField(id) {
  const target = document.getElementById(id);
  const field = target?.matches("input, select, textarea, button") ? target : target?.querySelector("input, select, textarea");
  field?.focus();
  return Boolean(field);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest('.error-summary a[href^="#"]');
  if (link && focusField(link.hash.slice(1))) event.preventDefault();
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) {
    const field = document.getElementById(reveal.dataset.reveal);
    const isShown = field.type === "password";
    field.type = isShown ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(isShown));
  }
  const copy = event.target.closest("[data-copy]");
  if (copy && navigator.clipboard) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    const words = copy.querySelector("span");
    const before = words.textContent;
    words.textContent = copy.dataset.copied;
    setTimeout(() => { words.textContent = before; }, 2000);
  }
});

function showErrors(root) {
  root.querySelector("#too-late, #error-summary, #meanwhile")?.focus();
}

document.addEventListener("htmx:after:swap", () => showErrors(document));
showErrors(document);

// A page that answers a form is gone back to, and read again, as the page with that form: nothing is sent twice.
const before = document.querySelector("main[data-before]");
if (before) history.replaceState(null, "", before.dataset.before);
