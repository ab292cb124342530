/* After a swap: focus what the new content asks for, and say what data-announce holds. */
(() => {
  "use strict";

  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    if (!(root instanceof Element)) return;
    const wanted = root.matches("[autofocus], [data-autofocus]") ? root : root.querySelector("[autofocus], [data-autofocus]");
    if (wanted) {
      if (wanted.dataset.autofocus !== undefined && wanted.tabIndex < 0) wanted.tabIndex = -1;
      wanted.focus({ preventScroll: false });
    }
    const spoken = root.matches("[data-announce]") ? root : root.querySelector("[data-announce]");
    const announcer = document.getElementById("announcer");
    if (spoken && announcer) announcer.textContent = spoken.dataset.announce;
  });
})();
