// The sheet and wide tables scroll inside: they can be reached by keys, and coming back finds the place one left.

const body = document.querySelector(".sheet-body");
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";
const key = `scroll:${location.pathname}${location.search}`;

// A phone turned or a window narrowed makes a table scroll that did not before.
const resized = new ResizeObserver((entries) => {
  for (const { target: region } of entries) {
    const scrolls = region.scrollHeight > region.clientHeight || region.scrollWidth > region.clientWidth;
    if (scrolls) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
});
for (const region of document.querySelectorAll(".sheet-body, .table-scroll")) {
  if (!region.querySelector(FOCUSABLE)) resized.observe(region);
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
    try {
      body.scrollTop = Number(sessionStorage.getItem(key) ?? 0);
    } catch {
      // nothing kept
    }
  }
}
