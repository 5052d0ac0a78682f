/* Drafts on the server: <form data-server-draft="place" data-draft-url data-restore-url data-words-editor>.
   What is typed is kept on this device at once and on the server a moment later. Restoring is done by the
   server, which draws the form with the draft in it. A saved form clears both: <… data-draft-done="place">. */
(() => {
  "use strict";
  const who = document.body.dataset.who || "", week = 7 * 24 * 3600 * 1000;
  const keyOf = (place) => `typed:${who}:${place}`;
  const local = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
  };
  const clock = () => new Date().toTimeString().slice(0, 5);
  const secret = /^_|password|csrf|token|secret|otp/i;

  function read(form) {
    const typed = [];
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && !secret.test(name)) typed.push([name, value]);
    return typed;
  }
  function body(form, typed) {
    const data = new FormData();
    for (const [name, value] of typed) data.append(name, value);
    data.set("csrf_token", form.elements.csrf_token.value);
    data.set("_key", window.liantan.freshKey());
    return data;
  }
  function button(text, tone, does) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `btn btn-${tone} btn-sm`;
    made.textContent = text;
    made.addEventListener("click", does);
    return made;
  }

  function keep(form) {
    const words = JSON.parse(form.dataset.wordsEditor || "{}"), key = keyOf(form.dataset.serverDraft);
    const said = form.querySelector("[data-draft-said]");
    let wait, last = JSON.stringify(read(form)), running = null, sent = false;
    const say = (text, bad, link) => {
      const at = form.querySelector("[data-draft-said]") || said;
      if (!at) return;
      at.hidden = false;
      at.classList.toggle("lt-risk", Boolean(bad));
      at.lastElementChild.textContent = text;
      if (link) { const to = document.createElement("a"); to.href = "/login"; to.target = "_blank"; to.rel = "noopener"; to.textContent = ` ${words.login}`; at.lastElementChild.append(to); }
    };

    async function save() {
      const typed = read(form), now = JSON.stringify(typed);
      if (running || sent || now === last) return;
      running = new AbortController();
      try {
        const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: body(form, typed), headers: { Accept: "application/json", "X-Requested-With": "fetch" }, signal: running.signal });
        const json = answer.headers.get("Content-Type")?.includes("json");
        if (answer.ok && json && !answer.redirected) { last = now; say(`${words.saved} ${clock()}`); }
        else if (answer.status === 401 || answer.redirected) say(words.expired, true, true);
        else say(words.local, true);
      } catch { if (!sent) say(words.local, true); }
      running = null;
    }
    function note() {
      local.set(key, { values: read(form), at: Date.now() });
      form.dataset.dirty = "";
    }
    function changed() {
      sent = false;
      note();
      clearTimeout(wait);
      wait = setTimeout(save, 2500);
    }
    form.addEventListener("input", (event) => { if (event.isTrusted) changed(); });
    form.addEventListener("drafted", changed); /* a script has changed the form */
    form.addEventListener("submit", () => { /* what is on its way must not come back as a draft */
      sent = true;
      clearTimeout(wait);
      running?.abort();
      note();
    });
    addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
    offer(form, words, key);
  }

  function offer(form, words, key) {
    const found = local.get(key);
    if (!found) return;
    if (Date.now() - found.at > week) { local.drop(key); return; }
    const differs = JSON.stringify(found.values) !== JSON.stringify(read(form));
    if (!differs || "refused" in form.dataset || new URLSearchParams(location.search).has("restore")) return;
    const box = document.createElement("div"), text = document.createElement("p");
    box.className = "lt-notice is-info";
    box.setAttribute("role", "status");
    text.className = "lt-grow";
    text.textContent = `${words.found} ${new Date(found.at).toTimeString().slice(0, 5)}`;
    box.append(text, button(words.restore, "primary", async () => {
      await fetch(form.dataset.draftUrl, { method: "POST", body: body(form, found.values), headers: { Accept: "application/json" } });
      local.drop(key);
      location.href = form.dataset.restoreUrl;
    }), button(words.drop, "plain", () => { local.drop(key); box.remove(); }));
    box.dataset.draftOffer = "";
    document.querySelector("[data-draft-hint]")?.remove();
    form.before(box);
  }

  for (const done of document.querySelectorAll("[data-draft-done]")) local.drop(keyOf(done.dataset.draftDone));
  for (const form of document.querySelectorAll("form[data-server-draft]")) keep(form);
})();
