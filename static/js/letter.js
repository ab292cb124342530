/* Copies the letter, or prints it. */
(() => {
  "use strict";

  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-prints]")) window.print();
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.querySelector("span").textContent = button.dataset.said;
    } catch {
      // Without a clipboard, as on plain http, the text is marked to be copied by hand.
      getSelection().selectAllChildren(text);
    }
  });
})();
