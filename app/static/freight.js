/* Shipping templates. Without this file the small buttons draw the page anew and the calculator has a button
   of its own; with it only what changes is swapped, and the price follows what is typed. */
(() => {
  "use strict";
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
  const swap = (page, id) => {
    const old = document.getElementById(id), fresh = page.getElementById(id);
    if (old && fresh && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
    return Boolean(fresh);
  };
  const later = (deed, wait = 350) => { let timer; return () => { clearTimeout(timer); timer = setTimeout(deed, wait); }; };

  /* the calculator beside the list: its question is in the address */
  const trial = document.querySelector("form[data-trial]");
  if (trial) {
    const ask = later(async () => {
      const address = `${trial.action.split("#")[0]}?${new URLSearchParams(new FormData(trial))}`;
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
      if (answer?.ok) swap(parsed(await answer.text()), "answer");
    });
    trial.addEventListener("input", ask);
  }

  /* the editor: its question goes with the form, as it stands */
  const form = document.querySelector("form[data-freight]");
  if (!form) return;
  const send = async (does) => {
    const body = new FormData(form);
    body.set("do", does);
    body.set("_key", window.liantan.freshKey());
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) throw new Error(answer.status);
    return parsed(await answer.text());
  };
  let asked = 0;
  const price = later(async () => {
    const mine = ++asked;
    try {
      const page = await send("try");
      if (mine !== asked) return;
      swap(page, "answer");
      const units = page.querySelectorAll("[data-fees] .input-group-text");
      form.querySelectorAll("[data-fees] .input-group-text").forEach((one, n) => { if (units[n]) one.textContent = units[n].textContent; });
    } catch { /* the button says why */ }
  });
  /* a step of one gram is hardly meant: what still stands at its usual value goes with the kind */
  const usual = (kind) => (kind === "piece" ? "1" : "1000");
  let kind = form.querySelector('[name="kind"]:checked')?.value;
  form.addEventListener("input", (event) => {
    if (event.target.name === "kind") {
      for (const one of form.querySelectorAll('[name$="-first"], [name$="-step"]')) if (one.value.trim() === usual(kind)) one.value = usual(event.target.value);
      kind = event.target.value;
    }
    price();
  });

  /* a province belongs to one zone only; what a zone has is said above its boxes */
  const dress = () => {
    const boxes = [...form.querySelectorAll('#zones input[type="checkbox"]')];
    const taken = new Map(boxes.filter((box) => box.checked).map((box) => [box.value, box]));
    for (const box of boxes) box.disabled = taken.has(box.value) && !box.checked;
    for (const select of form.querySelectorAll('[name$="-delivers"]')) select.closest(".card-body").querySelector("[data-fees]").hidden = !select.value; /* nothing sent, nothing charged */
    for (const details of form.querySelectorAll("#zones details")) {
      const names = [...details.querySelectorAll("input:checked")].map((box) => box.value).join("、");
      const summary = details.querySelector("summary");
      if (summary.textContent !== (names || summary.dataset.empty)) summary.textContent = names || summary.dataset.empty;
    }
  };
  form.addEventListener("change", dress);
  dress();

  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (event.target !== form || !button?.matches("[data-step], [data-try]") || form.dataset.plain) { delete form.dataset.plain; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const at = (button.getAttribute("formaction") || "").split("#")[1];
    try {
      const page = await send(button.value);
      swap(page, "answer");
      if (button.matches("[data-try]")) return;
      if (!swap(page, "zones")) throw new Error("zones");
      dress();
      const place = document.getElementById(at) || document.getElementById("zones");
      (button.value === "add" ? place.querySelector("summary") : place.querySelector("summary, select, button"))?.focus({ preventScroll: true });
      place.scrollIntoView({ block: "nearest" });
    } catch {
      form.dataset.plain = "1"; /* the plain way: the server answers with a whole page that says why */
      form.requestSubmit(button);
    }
  }, true);
})();
