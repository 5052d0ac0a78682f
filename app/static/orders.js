/* The order desk. Without this file flags and memos are sent as ordinary forms; with it they are kept in place. */
(() => {
  "use strict";
  for (const box of document.querySelectorAll("[data-memo]")) {
    const form = box.querySelector("form");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      const body = new FormData(form);
      body.set("_key", window.liantan.freshKey());
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
        const kept = await answer.json();
        if (!answer.ok) { window.liantan.toast(kept.message || String(answer.status), "risk"); return; }
        show(box, kept);
      } catch { form.submit(); }
    }, true);
  }
  function show(box, kept) {
    const mark = box.querySelector("[data-memo-flag]"), chosen = box.querySelector(`input[value="${kept.flag}"] + .lt-memo-flag`);
    mark.className = `lt-memo-flag is-${kept.flag}`;
    mark.querySelector("svg").replaceWith(chosen.querySelector("svg").cloneNode(true));
    box.querySelector("[data-memo-word]").textContent = kept.word;
    const words = box.querySelector("[data-memo-words]");
    words.dataset.empty = words.dataset.empty || words.textContent;
    words.textContent = kept.words || words.dataset.empty;
    box.open = false;
    box.querySelector("summary").focus();
  }
})();
