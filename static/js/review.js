/* The review desk: reason pickers open in a dialog where there is a script, filters apply at once, the open pair stays in sight. */
(() => {
  "use strict";

  /* Without a script these buttons submit, and the server asks for the reason in the page. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.('button[type="submit"][data-opens]');
    if (opener && document.getElementById(opener.dataset.opens)) event.preventDefault();
  });

  /* Escape in a note leaves the note, not the picker: the reason's digit comes next. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.matches?.("dialog textarea")) return;
    event.preventDefault();
    event.target.blur();
  });

  document.addEventListener("change", (event) => {
    event.target.closest?.("form[data-submits]")?.requestSubmit();
  });

  const show = () => {
    document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("htmx:oobAfterSwap", show);
})();
