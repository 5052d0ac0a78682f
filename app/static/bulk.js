// Many listings at once: choose all, and go on with a run by itself. Both work without it by hand.
(() => {
  "use strict";
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    const boxes = [...document.querySelectorAll("input[name=ids]")];
    all.hidden = false;
    all.addEventListener("click", () => {
      const on = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = on;
    });
  }
  const working = document.querySelector("[data-working] form");
  if (working) setTimeout(() => working.submit(), 400);
})();
