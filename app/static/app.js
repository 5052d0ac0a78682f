/* Small comforts on top of pages that work without them. Loaded with `defer`; no inline code anywhere. */
(() => {
  "use strict";
  const words = JSON.parse(document.body.dataset.words || "{}");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const clock = () => new Date().toTimeString().slice(0, 5);
  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
  };
  /* too many at once: what a script sends is sent again when the server says (app/crowd.py) */
  const send = window.fetch;
  window.fetch = async (address, options) => {
    for (let tries = 1; ; tries++) {
      const answer = await send(address, options), wait = Number(answer.headers.get("Retry-After"));
      if (answer.status !== 503 || !wait || tries > 5) return answer;
      await new Promise((done) => setTimeout(done, (wait + Math.random()) * 1000));
    }
  };
  const freshKey = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");

  /* messages that come and go */
  function toast(text, tone = "ok") {
    const box = document.createElement("div");
    box.className = `lt-toast is-${tone}`;
    box.textContent = text;
    document.querySelector("[data-toasts]").append(box);
    setTimeout(() => box.remove(), 6000);
  }

  /* drafts: what is typed stays on this device until it is sent */
  const kept = (field) => field.name && !["password", "file", "hidden", "submit"].includes(field.type);
  function read(form) {
    const values = {};
    for (const field of form.elements) {
      if (!kept(field)) continue;
      if (["checkbox", "radio"].includes(field.type)) {
        values[field.name] = values[field.name] || [];
        if (field.checked) values[field.name].push(field.value);
      } else values[field.name] = field.value;
    }
    return values;
  }
  function write(form, values) {
    for (const field of form.elements) {
      if (!kept(field) || !(field.name in values)) continue;
      if (["checkbox", "radio"].includes(field.type)) field.checked = values[field.name].includes(field.value);
      else field.value = values[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  function offerDiscard(form, key, before) {
    const note = document.createElement("div");
    note.className = "lt-notice";
    const text = document.createElement("p");
    text.className = "lt-grow";
    text.textContent = words.restored;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-plain btn-sm";
    button.textContent = words.discard;
    button.addEventListener("click", () => { store.drop(key); write(form, before); note.remove(); form.dataset.dirty = ""; });
    note.append(text, button);
    form.prepend(note);
  }
  const prefix = `draft:${document.body.dataset.who || ""}:`, week = 7 * 24 * 3600 * 1000;
  function settleDrafts() {
    /* a sent draft is done with, unless this page says that it failed or one came back by "back" */
    const failed = document.querySelector("[data-failed], form[data-refused]") || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith("draft:")) continue;
      const draft = store.get(key);
      if (!draft || Date.now() - draft.at > week) store.drop(key);
      else if (draft.sent && key.startsWith(prefix)) {
        if (failed) store.set(key, { ...draft, sent: false });
        else store.drop(key);
      }
    }
  }
  function keepDraft(form) {
    const key = prefix + form.dataset.draft, before = read(form), draft = store.get(key);
    if (draft && !("refused" in form.dataset) && JSON.stringify(draft.values) !== JSON.stringify(before)) {
      write(form, draft.values);
      offerDiscard(form, key, before);
    }
    let wait;
    const note = form.querySelector("[data-draft-note]");
    form.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      clearTimeout(wait);
      wait = setTimeout(() => {
        store.set(key, { values: read(form), sent: false, at: Date.now() });
        if (note) { note.hidden = false; note.lastElementChild.textContent = `${words.draft} ${clock()}`; }
      }, 800);
    });
    form.addEventListener("submit", () => { clearTimeout(wait); store.set(key, { values: read(form), sent: true, at: Date.now() }); });
  }

  /* a form is sent once, and typed text is not lost by leaving */
  function guard(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      if (event.defaultPrevented) return;
      form.dataset.sent = "1";
      form.dataset.dirty = "";
      for (const button of all("button[type=submit], button:not([type])", form)) button.setAttribute("aria-disabled", "true");
      setTimeout(() => free(form), 15000); /* the answer may be a file, and the page stays */
    });
    if ("unsaved" in form.dataset) form.addEventListener("input", (event) => { if (event.isTrusted) form.dataset.dirty = "1"; });
  }
  function free(form) {
    delete form.dataset.sent;
    for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
  addEventListener("pageshow", () => { for (const form of all("form[data-sent]")) free(form); });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector('form[data-dirty="1"]:not([data-draft]):not([data-autosave])')) event.preventDefault();
  });

  /* autosave: <form data-autosave> is sent by itself after a change; <… data-saved> says so */
  function autosave(form) {
    const says = document.querySelector("[data-saved]");
    const say = (text, tone) => { if (says) { says.textContent = text; says.dataset.tone = tone; says.hidden = false; } };
    let wait, running = false, again = false;
    async function save() {
      if (running) { again = true; return; }
      running = true;
      say(words.saving, "idle");
      const body = new FormData(form);
      body.set("_key", freshKey());
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" } });
        if (!answer.ok) throw new Error(answer.status);
        const found = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
        for (const [id, text] of Object.entries(found.texts || {})) { const at = document.getElementById(id); if (at) at.textContent = text; }
        form.dataset.dirty = "";
        say(`${words.saved} ${clock()}`, "ok");
      } catch { say(words.unsaved, "risk"); }
      running = false;
      if (again) { again = false; save(); }
    }
    form.addEventListener("input", (event) => {
      form.dataset.dirty = "1";
      clearTimeout(wait);
      wait = setTimeout(save, event.target.matches("textarea, input[type=text]") ? 900 : 50);
    });
    form.addEventListener("change", () => { clearTimeout(wait); wait = setTimeout(save, 50); });
  }

  /* counters: <output for=field data-count="bytes|chars" data-limit> ; a Chinese character is two bytes (GBK) */
  function count(output) {
    const field = document.getElementById(output.htmlFor.value), limit = Number(output.dataset.limit);
    const unit = output.dataset.count === "bytes" ? words.bytes : words.chars;
    const size = (text) => output.dataset.count === "bytes" ? [...text].reduce((n, c) => n + (c.codePointAt(0) < 128 ? 1 : 2), 0) : [...text].length;
    const show = () => {
      const used = size(field.value);
      output.textContent = `${used} / ${limit} ${unit}`;
      output.classList.toggle("lt-risk", used > limit);
    };
    if (field) { field.addEventListener("input", show); show(); }
  }

  /* menus made of <details> close when one goes elsewhere */
  function closeMenus(except) { for (const menu of all("details[data-menu][open]")) if (!menu.contains(except)) menu.open = false; }
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      const open = document.querySelector("details[data-menu][open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    }
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const search = document.querySelector("[data-search], .lt-filters input[type=search]");
      if (search) { event.preventDefault(); search.focus(); }
    }
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      const form = document.querySelector("form[data-unsaved]:not([data-autosave])");
      if (form) { event.preventDefault(); form.requestSubmit(form.querySelector("[type=submit]")); }
    }
  });

  /* lists: choose all, how many are chosen */
  function picker(head) {
    const table = head.closest("form, table"), boxes = all("input[data-pick]", table);
    const bars = all("[data-picked]", table.closest("form") || document);
    const show = () => {
      const n = boxes.filter((box) => box.checked).length;
      head.checked = n > 0 && n === boxes.length;
      head.indeterminate = n > 0 && n < boxes.length;
      for (const bar of bars) { bar.hidden = n === 0; const at = bar.querySelector("[data-picked-n]"); if (at) at.textContent = n; }
    };
    head.addEventListener("change", () => { for (const box of boxes) box.checked = head.checked; show(); });
    for (const box of boxes) box.addEventListener("change", show);
    show();
  }

  async function copy(button) {
    try { await navigator.clipboard.writeText(button.dataset.copy); toast(words.copied); } catch { /* no right to */ }
  }

  /* pictures: <a data-swap="id" href=picture> shows itself in <img id> */
  function swap(link) {
    link.addEventListener("click", (event) => {
      const at = document.getElementById(link.dataset.swap);
      if (!at) return;
      event.preventDefault();
      at.src = link.querySelector("img").src;
      for (const other of all(`[data-swap="${link.dataset.swap}"]`)) other.classList.toggle("is-on", other === link);
    });
  }

  for (const form of all("form[method=post]")) guard(form);
  try { settleDrafts(); } catch { /* storage is forbidden */ }
  for (const form of all("form[data-draft]")) keepDraft(form);
  for (const form of all("form[data-autosave]")) autosave(form);
  for (const output of all("output[data-count]")) count(output);
  for (const head of all("input[data-pick-all]")) picker(head);
  for (const link of all("[data-swap]")) swap(link);
  for (const select of all("select[data-auto]")) select.addEventListener("change", () => select.form.requestSubmit());
  for (const button of all("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }
  for (const button of all("[data-copy]")) { button.hidden = false; button.addEventListener("click", () => copy(button)); }
  for (const link of all("[data-leave]")) link.addEventListener("click", () => {
    const form = link.closest("form");
    if (form) { form.dataset.dirty = ""; if (form.dataset.draft) store.drop(prefix + form.dataset.draft); }
  });
  window.liantan = { toast, freshKey };
})();
