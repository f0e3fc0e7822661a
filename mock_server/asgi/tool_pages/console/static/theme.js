/* Applies the chosen theme before the page is painted; a classic script, so that it runs at once. */
(() => {
  const KEY = "mock-console-theme";
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem(KEY) ?? "";
    } catch {
      return ""; // the browser keeps nothing for this page
    }
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  apply(stored());
  document.addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("theme");
    choice.value = root.dataset.theme ?? "";
    choice.addEventListener("change", () => {
      apply(choice.value);
      try {
        localStorage.setItem(KEY, choice.value);
      } catch {
        // The choice is valid for this page only.
      }
      document.dispatchEvent(new CustomEvent("theme-changed"));
    });
  });
})();
