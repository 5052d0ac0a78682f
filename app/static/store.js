/* While a store's name is typed, say what the review would answer. Without this file the review says it. */
(() => {
  "use strict";
  const box = document.querySelector("[data-name-hint]");
  const input = box?.querySelector("input"), hint = box?.querySelector("output.lt-hint");
  if (!input || !hint) return;
  let waiting, asked = 0;
  async function ask() {
    const name = input.value.trim(), mine = ++asked;
    if (!name) { hint.hidden = true; return; }
    try {
      const answer = await fetch(`${box.dataset.nameHint}?name=${encodeURIComponent(name)}`, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || mine !== asked) return;
      const told = await answer.json();
      hint.textContent = told.rule ? `${told.said} (${told.rule})` : told.said;
      hint.className = `lt-hint is-${told.ok ? "ok" : "warn"}`;
      hint.hidden = false;
    } catch { /* the review will say */ }
  }
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 400); });
})();
