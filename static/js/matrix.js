// The reason of the cell that is pointed at or focused stands under the matrix, where it cannot cover other cells.
(function () {
  "use strict";
  const line = document.querySelector("[data-matrix-reason]");
  const matrix = document.querySelector("[data-matrix]");
  if (!line || !matrix) return;
  const tell = (event) => {
    const cell = event.target.closest("[data-reason]");
    if (cell) line.textContent = cell.dataset.reason;
  };
  matrix.addEventListener("focusin", tell);
  matrix.addEventListener("pointerover", tell);
})();
