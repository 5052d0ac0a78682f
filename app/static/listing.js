/* The editor of a listing. Its small buttons work without this file by drawing the page anew; with it only
   the part they change is swapped, meters follow what is typed, pictures are dragged. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-editor]");
  if (!form) return;
  const all = (selector, from = form) => [...from.querySelectorAll(selector)];
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
  let looking, asked = 0;

  /* a small button: send the form as it stands, take back the part that it changes */
  async function step(button) {
    const part = (button.getAttribute("formaction") || "").split("#")[1], old = document.getElementById(part);
    const body = new FormData(form), focus = button.value;
    body.set("do", button.value);
    body.set("_key", window.liantan.freshKey());
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      const page = parsed(await answer.text()), made = page.getElementById(part);
      if (!made || !old) throw new Error(answer.status);
      old.replaceWith(document.adoptNode(made));
      for (const other of ["images", "skus", "detail"]) if (other !== part && part === "images") choices(page, other);
      looks(page);
      for (const flash of page.querySelectorAll("[data-flash]")) window.liantan.toast(flash.textContent.trim(), "warn");
      dress();
      (all("button[data-step], [data-after]").find((one) => (one.dataset.after || one.value) === focus) || document.getElementById(part).querySelector("input:not([type=hidden]), textarea, select, button"))?.focus({ preventScroll: true });
      form.dispatchEvent(new Event("drafted"));
    } catch {
      button.removeAttribute("aria-disabled");
      form.dataset.plain = "1"; /* the plain way: the server answers with a whole page that says why */
      form.requestSubmit(button);
    }
  }
  /* pictures that rows and blocks may choose, after a picture came or went */
  function choices(page, part) {
    for (const select of all(`#${part} select[name$="-picture"]`)) {
      const fresh = page.getElementById(select.id), value = select.value;
      if (fresh) { select.replaceChildren(...document.adoptNode(fresh).childNodes); select.value = value; }
    }
  }
  document.addEventListener("submit", (event) => {
    if (event.target !== form || !event.submitter?.matches("[data-step]") || form.dataset.plain) { delete form.dataset.plain; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    step(event.submitter);
  }, true);

  /* meters */
  function looks(page) {
    for (const fresh of page.querySelectorAll("[data-look]")) {
      const old = document.querySelector(`[data-look="${fresh.dataset.look}"]`);
      if (old && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
    }
  }
  async function look() {
    const body = new FormData(form), mine = ++asked;
    for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
    body.set("_key", window.liantan.freshKey());
    try {
      const answer = await fetch(form.dataset.lookUrl, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (answer.ok && mine === asked) looks(parsed(await answer.text()));
    } catch { /* the next one will say */ }
  }
  form.addEventListener("input", () => { clearTimeout(looking); looking = setTimeout(look, 700); });

  /* Enter in the specs makes the grid, and not the listing */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".lt-spec input, .lt-fill input")) return;
    event.preventDefault();
    const does = event.target.closest(".lt-fill") ? "fill" : "matrix";
    form.querySelector(`button[data-step][value="${does}"]`)?.click();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-uploads]") && event.target.files.length) form.querySelector('button[data-step][value="upload"]')?.click();
  });

  /* values of a dimension as chips that can be taken away */
  function chips(input) {
    const box = document.createElement("div");
    box.className = "lt-row lt-row-wrap lt-chipbox";
    const values = () => [...new Set(input.value.split(/[,，、;；\n\t]+/).map((text) => text.trim()).filter(Boolean))];
    const draw = () => {
      box.replaceChildren(...values().map((text) => {
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "lt-chip";
        chip.textContent = `${text} ×`;
        chip.addEventListener("click", () => { input.value = values().filter((other) => other !== text).join("、"); input.dispatchEvent(new Event("input", { bubbles: true })); input.focus(); });
        return chip;
      }));
    };
    input.after(box);
    input.addEventListener("input", draw);
    draw();
  }

  /* pictures are put in order by dragging */
  let held = null;
  form.addEventListener("dragstart", (event) => { held = event.target.closest?.("[data-shot]"); });
  form.addEventListener("dragover", (event) => {
    const over = event.target.closest?.("[data-shot]");
    if (!held || !over || over === held) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientX < box.left + box.width / 2 ? "before" : "after"](held);
  });
  form.addEventListener("dragend", () => { if (held) { held = null; form.querySelector('button[data-step][value="upload"]')?.click(); } });

  /* cutting: the square as it would be */
  function crop(box) {
    const image = box.closest("[data-shot]").querySelector("img"), canvas = document.createElement("canvas");
    canvas.width = canvas.height = 160;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", image.alt || "");
    box.prepend(canvas);
    const value = (edge) => Number(box.querySelector(`[name^="box-${edge}:"]`).value);
    const draw = () => {
      if (!image.naturalWidth) return;
      const side = Math.floor(Math.min(image.naturalWidth, image.naturalHeight) * value("side") / 100);
      const left = (image.naturalWidth - side) * value("left") / 100, top = (image.naturalHeight - side) * value("top") / 100;
      canvas.getContext("2d").drawImage(image, left, top, side, side, 0, 0, 160, 160);
    };
    box.addEventListener("input", draw);
    box.closest("details").addEventListener("toggle", draw);
    image.addEventListener("load", draw);
    draw();
  }
  function dress() {
    for (const input of all("[data-chips]")) if (!input.nextElementSibling?.matches(".lt-chipbox")) chips(input);
    for (const box of all("[data-crop]")) if (!box.querySelector("canvas")) crop(box);
  }
  /* the bar with the save buttons comes up with the first change */
  form.classList.add("is-untouched");
  for (const kind of ["input", "drafted"]) form.addEventListener(kind, () => form.classList.remove("is-untouched"));
  dress();
})();
