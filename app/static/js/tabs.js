// A row of tabs that is wider than the screen begins where the tab of this page is seen.

function showCurrent() {
  for (const here of document.querySelectorAll(".tabs [aria-current]")) {
    const bar = here.closest("ul"), tab = here.getBoundingClientRect(), seen = bar.getBoundingClientRect();
    bar.scrollLeft += tab.left + tab.width / 2 - (seen.left + seen.width / 2);
  }
}

addEventListener("pageshow", showCurrent);
showCurrent();
