/* A crowd: the kept form is sent again when the server said, a little spread out. The button works too. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-again]");
  if (!form) return;
  const wait = Number(form.dataset.again) + Math.random() * 400;
  const timer = setTimeout(() => HTMLFormElement.prototype.submit.call(form), wait); /* a field may be called "submit" */
  form.addEventListener("submit", () => clearTimeout(timer));
})();
