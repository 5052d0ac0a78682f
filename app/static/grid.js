// A table that is typed in: arrows and Enter go from cell to cell. Without it Tab does.
(() => {
  "use strict";
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const cells = [...grid.querySelectorAll("input[data-col]")];
  const column = (cell) => cells.filter((each) => each.dataset.col === cell.dataset.col);
  const go = (cell) => { if (cell) { cell.focus(); cell.select(); } };
  const beside = (list, cell, by) => list[list.indexOf(cell) + by];
  for (const cell of cells) {
    const first = cell.defaultValue;
    cell.addEventListener("input", () => cell.classList.toggle("is-typed", cell.value !== first));
  }
  grid.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cells.includes(cell) || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const atStart = whole || cell.selectionEnd === 0;
    const atEnd = whole || cell.selectionStart === cell.value.length;
    const to = {
      Enter: () => beside(column(cell), cell, event.shiftKey ? -1 : 1) || cell,
      ArrowDown: () => beside(column(cell), cell, 1),
      ArrowUp: () => beside(column(cell), cell, -1),
      ArrowRight: () => (atEnd ? beside(cells, cell, 1) : undefined),
      ArrowLeft: () => (atStart ? beside(cells, cell, -1) : undefined),
    }[event.key];
    const next = to && to();
    if (next) { event.preventDefault(); go(next); } else if (event.key === "Enter") event.preventDefault();
  });
})();
