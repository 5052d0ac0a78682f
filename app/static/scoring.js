/* Scoring: each item saves itself, and the keyboard is enough. The page works without this file. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-scoring]");
  const box = document.querySelector("[data-words-score]");
  if (!form || !box) return;
  const words = JSON.parse(box.dataset.wordsScore);
  const rows = [...form.querySelectorAll("[data-item]")];
  const says = document.querySelector("[data-score-saved]");
  const find = (selector, from = document) => from.querySelector(selector);
  const field = (row, letter) => find(`[name^="${letter}-"]`, row);
  const saving = new Map();
  let now = 0;

  function say(text, good) {
    says.hidden = false;
    says.classList.toggle("lt-risk", !good);
    says.lastElementChild.textContent = text;
  }
  const clock = () => new Date().toTimeString().slice(0, 8);

  /* one item at a time is on its way; a change made meanwhile goes after it */
  async function save(row) {
    if (saving.has(row)) { saving.set(row, true); return; }
    saving.set(row, false);
    row.dataset.dirty = "";
    say(words.saving, true);
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("_key", window.liantan.freshKey());
    for (const input of row.querySelectorAll("[name]")) if (input.type !== "radio" || input.checked) body.set(input.name, input.value);
    try {
      const answer = await fetch(row.dataset.url, { method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
      if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(answer.status);
      const found = await answer.json();
      if (answer.ok) show(row, found);
      else if (found.stored) clash(row, found);
      else { row.dataset.dirty = "1"; say(`${found.message}${found.next_step ? `，${found.next_step}` : ""}`, false); }
    } catch { row.dataset.dirty = "1"; say(words.failed, false); }
    const again = saving.get(row);
    saving.delete(row);
    if (again) save(row);
  }
  function show(row, found) {
    field(row, "v").value = found.version;
    find("[data-item-points]", row).textContent = found.points || "–";
    const lack = find("[data-lack]", row);
    lack.hidden = !found.lack;
    lack.lastElementChild.textContent = words[found.lack] || "";
    find("[data-criterion-points]").textContent = found.criterion_points;
    find("[data-total-points]").textContent = found.total_points;
    find("[data-done]").textContent = found.done;
    find("[data-clash]", row).hidden = true;
    say(`${words.saved} ${clock()}`, true);
  }
  function clash(row, found) {
    const at = find("[data-clash]", row), mine = document.createElement("button"), theirs = document.createElement("button");
    at.hidden = false;
    at.textContent = `${words.clash.replace("{points}", found.stored.points || "–")}${found.stored.comment ? `：${found.stored.comment}` : ""} `;
    for (const [button, text] of [[mine, words.keep], [theirs, words.take]]) { button.type = "button"; button.className = "btn btn-plain btn-sm"; button.textContent = text; at.append(button); }
    mine.addEventListener("click", () => { field(row, "v").value = found.stored.version; at.hidden = true; save(row); });
    theirs.addEventListener("click", () => {
      field(row, "v").value = found.stored.version;
      field(row, "c").value = found.stored.comment;
      for (const radio of row.querySelectorAll("input[type=radio]")) radio.checked = radio.value === found.stored.points;
      at.hidden = true;
      save(row);
    });
    say(found.message, false);
  }

  function go(to, focus = true) {
    now = Math.max(0, Math.min(rows.length - 1, to));
    rows.forEach((row, at) => row.classList.toggle("is-now", at === now));
    if (focus) { rows[now].focus({ preventScroll: true }); rows[now].scrollIntoView({ block: "nearest" }); }
  }
  function give(points) {
    const radio = rows[now].querySelector(`input[type=radio][value="${points}"]`);
    const hidden = find("[data-override]", rows[now]);
    if (radio && hidden) hidden.open = true;
    if (radio) { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); }
  }
  function addHalf() {
    const checked = rows[now].querySelector("input[type=radio]:checked");
    give(String((checked ? Number(checked.value) : 0) + 0.5));
  }

  rows.forEach((row, at) => {
    let wait;
    row.addEventListener("change", () => { clearTimeout(wait); save(row); });
    row.addEventListener("input", (event) => {
      row.dataset.dirty = "1";
      if (event.target.matches("textarea")) { clearTimeout(wait); wait = setTimeout(() => save(row), 900); }
    });
    row.addEventListener("focusin", () => go(at, false));
    row.addEventListener("click", () => go(at, false));
  });
  addEventListener("beforeunload", (event) => { if (saving.size || rows.some((row) => row.dataset.dirty)) event.preventDefault(); });
  /* whoever leaves while an item is on its way goes as soon as it has arrived, and is not asked */
  async function settled() { while (saving.size) await new Promise((done) => { setTimeout(done, 30); }); }
  form.addEventListener("submit", (event) => {
    if (!saving.size) { for (const row of rows) row.dataset.dirty = ""; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    settled().then(() => form.requestSubmit(event.submitter));
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !saving.size || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    event.preventDefault();
    settled().then(() => { location.href = link.href; });
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("textarea, select, input:not([type=radio])");
    if (typing) { if (event.key === "Escape") rows[now].focus(); return; }
    const key = event.key.toLowerCase();
    const does = { j: () => go(now + 1), k: () => go(now - 1), c: () => { const hidden = find("[data-override]", rows[now]); if (hidden) hidden.open = true; field(rows[now], "c").focus(); }, n: () => { settled().then(() => { location.href = box.dataset.nextCriterion; }); }, ".": addHalf }[key] || (/^[0-9]$/.test(key) ? () => give(key) : null);
    if (does) { event.preventDefault(); does(); }
  });
  const unmarked = rows.findIndex((row) => !row.querySelector("input[type=radio]:checked"));
  go(location.hash ? rows.findIndex((row) => `#${row.id}` === location.hash) : Math.max(0, unmarked), false);
})();
