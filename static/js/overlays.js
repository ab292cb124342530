/* Menus close when left; data-opens="id" opens a dialog or drawer, data-closes closes it. */
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const target = event.target;
    for (const menu of document.querySelectorAll("[data-menu][open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
    const opener = target.closest?.("[data-opens]");
    if (opener) {
      opener.closest("[data-menu]")?.removeAttribute("open");
      document.getElementById(opener.dataset.opens)?.showModal();
      return;
    }
    if (target.closest?.("[data-closes]")) target.closest("dialog")?.close();
    // the backdrop of a dialog is the dialog itself
    else if (target.matches?.("dialog[open]")) target.close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest?.("[data-menu][open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
})();
