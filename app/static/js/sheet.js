// The sheet and wide tables scroll inside: they can be reached by keys, and coming back finds the place one left.

const body = document.querySelector(".sheet-body");
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const key = `scroll:${location.pathname}${location.search}`;

for (const region of document.querySelectorAll(".sheet-body, .table-scroll")) {
  const scrolls = region.scrollHeight > region.clientHeight || region.scrollWidth > region.clientWidth;
  if (scrolls && !region.querySelector(FOCUSABLE)) region.tabIndex = 0;
}

if (body) {
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
