/* The mall: a listing follows what is chosen, the cart what is ticked. Every page works without. */
(() => {
  "use strict";
  let running = null;

  /* <form data-choose="address">: what is chosen there is shown at once, without leaving the page */
  async function follow(form, field) {
    running?.abort();
    const mine = running = new AbortController();
    const asked = new URLSearchParams();
    for (const one of form.elements) if (one.type === "radio" && one.checked) asked.set(one.name, one.value);
    const quantity = form.elements.quantity?.value;
    const address = `${form.dataset.choose}?${asked}`, box = form.closest("[data-swap]");
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: mine.signal, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-swap]");
      box.replaceWith(shown);
      if (quantity && shown.querySelector("#quantity")) shown.querySelector("#quantity").value = quantity;
      document.getElementById(field.id)?.focus({ preventScroll: true });
      history.replaceState(history.state, "", address);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  }
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && "choose" in form.dataset && event.target.type === "radio") follow(form, event.target);
    if (form && "cart" in form.dataset) send(form, event.target);
  });

  /* <form data-cart>: what is ticked or counted is kept at once, and the sums follow */
  const later = new Map(); /* what was changed while an answer was on its way */
  async function send(form, field) {
    const box = form.closest("[data-swap]");
    if (box.getAttribute("aria-busy")) { later.set(field.id, field.type === "checkbox" ? field.checked : field.value); return; }
    box.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const shown = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-swap]");
      if (!shown) throw new Error(String(answer.status));
      box.replaceWith(shown);
      document.getElementById(field.id)?.focus({ preventScroll: true });
      const more = [...later].filter(([id]) => document.getElementById(id));
      later.clear();
      for (const [id, value] of more) {
        const one = document.getElementById(id);
        if (one.type === "checkbox") one.checked = value; else one.value = value;
      }
      if (more.length) send(shown, document.getElementById(more.at(-1)[0]));
    } catch { location.reload(); }
  }

  /* <form data-seen>: the page was really looked at */
  const seen = document.querySelector("form[data-seen]");
  if (seen) fetch(seen.action, { method: "POST", body: new FormData(seen), credentials: "same-origin", keepalive: true }).catch(() => {});
})();
