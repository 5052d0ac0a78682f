/* Proposals while typing in the search box: a listbox that the arrow keys walk. Without this
   script the box is an ordinary form. */
(() => {
  "use strict";
  const wide = matchMedia("(min-width: 768px)");
  document.querySelectorAll("details[data-wide-open]").forEach((one) => { if (wide.matches) one.open = true; });

  document.querySelectorAll("input[data-suggest]").forEach((input) => {
    const list = document.createElement("ul");
    list.id = `${input.id}-proposals`;
    list.className = "lt-proposals";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels.length ? input.labels[0].textContent : input.placeholder);
    list.hidden = true;
    input.after(list);
    for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) input.setAttribute(name, value);
    let timer = 0, asked = 0, at = -1, typed = "";

    const options = () => [...list.children];
    const close = () => { list.hidden = true; at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (place) => {
      at = place;
      options().forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
      if (at < 0) { input.removeAttribute("aria-activedescendant"); input.value = typed; return; }
      input.setAttribute("aria-activedescendant", options()[at].id);
      input.value = options()[at].textContent;
    };
    const show = (words) => {
      list.replaceChildren(...words.map((word, n) => {
        const one = document.createElement("li");
        one.id = `${list.id}-${n}`;
        one.textContent = word.text;
        one.dataset.url = word.url;
        one.setAttribute("role", "option");
        one.setAttribute("aria-selected", "false");
        return one;
      }));
      at = -1;
      list.hidden = !words.length;
      input.setAttribute("aria-expanded", String(words.length > 0));
    };
    const ask = async () => {
      const mine = ++asked;
      typed = input.value;
      if (!typed.trim()) { close(); return; }
      try {
        const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed.slice(0, 40))}`, { headers: { Accept: "application/json" } });
        if (mine === asked && answer.ok && document.activeElement === input) show((await answer.json()).words);
      } catch { close(); }
    };
    input.addEventListener("input", (event) => { clearTimeout(timer); if (!event.isComposing) timer = setTimeout(ask, 150); });
    input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      const number = options().length;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(at + 1 < number ? at + 1 : -1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); mark(at < 0 ? number - 1 : at - 1); }
      else if (event.key === "Escape") { event.preventDefault(); mark(-1); close(); }
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); location.assign(options()[at].dataset.url); }
    });
    list.addEventListener("mousedown", (event) => {
      const one = event.target.closest("li");
      if (one) { event.preventDefault(); location.assign(one.dataset.url); }
    });
    input.addEventListener("blur", close);
  });
})();
