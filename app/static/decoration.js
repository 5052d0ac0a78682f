// Dragging a block of the store's page to another place. Without it the arrows do the same.
(() => {
  "use strict";
  const list = document.querySelector("[data-blocks]");
  if (!list) return;
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.place);
    dragged.classList.add("is-dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over) return;
    event.preventDefault();
    for (const item of list.children) item.classList.toggle("is-target", item === over && item !== dragged);
  });
  list.addEventListener("drop", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const form = dragged.querySelector("[data-move]");
    form.querySelector("[name=to]").value = over.dataset.place;
    form.submit();
  });
  list.addEventListener("dragend", () => {
    for (const item of list.children) item.classList.remove("is-dragged", "is-target");
    dragged = null;
  });
})();
