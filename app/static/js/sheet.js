// The sheet scrolls inside: it can be reached by keys, and coming back finds the place one left.

const body = document.querySelector(".sheet-body");
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const key = `scroll:${location.pathname}${location.search}`;

if (body) {
  if (!body.querySelector(FOCUSABLE)) body.tabIndex = 0;
  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(key, String(body.scrollTop));
    } catch {
      // nothing to come back to
    }
  });
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
    body.scrollTop = Number(sessionStorage.getItem(key) ?? 0);
  }
}
