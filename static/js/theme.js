/* Sets the stored theme before the first paint, and stores a new choice: system, light or dark. */
(() => {
  "use strict";
  const KEY = "crmsocial.theme";

  const stored = () => {
    try {
      const value = localStorage.getItem(KEY);
      return value === "light" || value === "dark" ? value : "system";
    } catch {
      return "system"; // storage may be forbidden; the system's theme then stands
    }
  };

  const apply = (choice) => {
    if (choice === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", choice);
  };

  const press = (choice) => {
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  };

  apply(stored());

  document.addEventListener("DOMContentLoaded", () => press(stored()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice;
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // the choice then lasts for this page
    }
    apply(choice);
    press(choice);
  });
})();
