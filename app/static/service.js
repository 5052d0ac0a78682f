/* The service desk: the list refreshes itself, the thread stands at its end, Ctrl+Enter sends. */
(() => {
  "use strict";
  const list = document.querySelector("[data-poll]"), end = document.querySelector("[data-to-end]");
  const form = document.querySelector("[data-send]"), every = 10_000;
  if (end) end.scrollTop = end.scrollHeight;
  if (form) form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  if (!list) return;
  async function refresh() {
    if (document.hidden || list.contains(document.activeElement)) return;
    try {
      const answer = await fetch(list.dataset.poll, { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok) list.innerHTML = await answer.text();
    } catch { /* offline: the list stays as it is */ }
  }
  setInterval(refresh, every);
})();
