/* Comforts of the supply pages, which work without: a bar that comes when something is ticked, and
   prices that follow the price rule while it is typed. */
(() => {
  "use strict";
  for (const bar of document.querySelectorAll("[data-bulk]")) {
    const form = bar.closest("form"), says = bar.querySelector("[data-some]");
    const show = () => {
      const picked = form.querySelectorAll("input[type=checkbox]:checked").length;
      bar.hidden = !picked;
      if (picked) says.textContent = says.dataset.some.replace("{n}", picked);
    };
    form.addEventListener("change", show);
    addEventListener("pageshow", show);
    show();
  }

  const rule = document.querySelector("form[data-price-rule]");
  const rows = [...document.querySelectorAll("tr[data-cost]")];
  if (!rule || !rows.length) return;
  const pack = document.querySelector("input[name=pack][type=hidden]");
  const yuan = (fen) => `${fen < 0 ? "-" : ""}¥${Math.floor(Math.abs(fen) / 100).toLocaleString("en-US")}.${String(Math.abs(fen) % 100).padStart(2, "0")}`;
  const half = (fen, bp) => Math.floor((fen * bp + 5000) / 10000);
  const tails = {
    nine: (fen) => Math.max(90, Math.floor((fen + 60) / 100) * 100 - 10),
    zero: (fen) => Math.max(100, Math.floor((fen + 50) / 100) * 100),
    free: (fen) => Math.max(1, fen),
  };
  const whole = (name, low, high) => {
    const value = Number(rule.elements[name].value);
    return Number.isInteger(value) && value >= low && value <= high ? value : null;
  };

  function fill(row) {
    const markup = whole("markup", 100, 1000), units = whole("pack", 1, 12);
    if (markup === null || units === null) return;
    const price = tails[rule.elements.tail.value](half(row.dataset.cost * units, markup * 100));
    row.querySelector("[data-price]").value = (price / 100).toFixed(2);
    if (pack) pack.value = units;
  }
  function tell(row) {
    const typed = row.querySelector("[data-price]").value.replace(/[¥,]/g, ""), left = row.querySelector("[data-left]");
    const cost = row.dataset.cost * (Number(pack && pack.value) || 1);
    row.querySelector("[data-costs]").textContent = yuan(cost);
    left.textContent = "";
    if (!/^\d{1,9}(\.\d{1,2})?$/.test(typed)) { left.textContent = "—"; return; }
    const price = Math.round(Number(typed) * 100), profit = price - cost - half(price, Number(row.dataset.bp));
    const amount = document.createElement("span"), share = document.createElement("span");
    amount.className = profit > 0 ? "lt-ok" : "lt-risk";
    amount.textContent = yuan(profit);
    share.className = "lt-sub";
    share.textContent = price ? ` ${(profit / price * 100).toFixed(2)}%` : "";
    left.append(amount, share);
  }
  rule.addEventListener("input", () => rows.forEach((row) => { fill(row); tell(row); }));
  for (const row of rows) row.addEventListener("input", () => tell(row));
})();
