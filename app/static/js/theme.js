// Runs before the page is drawn: the reader's choice of light, dark or as the device, and of the height of rows.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  let theme = "auto";
  try {
    theme = localStorage.getItem("theme") || "auto";
    root.dataset.density = localStorage.getItem("density") || "normal";
  } catch {
    root.dataset.density = "normal";
  }
  const dark = matchMedia("(prefers-color-scheme: dark)");
  function apply(choice) {
    theme = choice;
    root.dataset.bsTheme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
  }
  dark.addEventListener("change", () => apply(theme));
  window.applyTheme = apply;
  apply(theme);
})();
