// Rank: buttons move an item up or down; the lists of places, which serve without scripts, follow silently.

export function enhance(ui) {
  ui.list = ui.root.querySelector(".rank-items");
  ui.first = [...ui.list.children];
  for (const item of ui.first) {
    const text = item.querySelector(".choice-label").textContent;
    item.querySelector(".rank-place").hidden = true;
    const buttons = document.createElement("span");
    buttons.className = "rank-buttons";
    for (const [way, sign] of [["up", "▲"], ["down", "▼"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.way = way;
      button.setAttribute("aria-label", ui.say(`rank.${way}`, { item: text }));
      button.textContent = sign;
      ui.on(button, "click", () => move(ui, item, way, text));
      buttons.append(button);
    }
    item.querySelector(".feedback").before(buttons);
  }
  number(ui);
}

function move(ui, item, way, text) {
  const other = way === "up" ? item.previousElementSibling : item.nextElementSibling;
  if (other) way === "up" ? other.before(item) : other.after(item);
  ui.ordered = true;
  number(ui);
  const place = [...ui.list.children].indexOf(item) + 1;
  const button = item.querySelector(`[data-way="${way}"]`);
  (button.disabled ? item.querySelector("button:not(:disabled)") : button).focus();
  ui.changed();
  ui.status.textContent = ui.say("rank.moved", { item: text, place, total: ui.list.children.length });
}

/** The lists of places and the buttons' state, from the order shown. */
function number(ui) {
  const items = [...ui.list.children];
  items.forEach((item, n) => {
    // Until somebody has moved something, the order shown is no answer.
    item.querySelector("select").value = ui.ordered ? String(n + 1) : "";
    item.querySelector('[data-way="up"]').disabled = n === 0;
    item.querySelector('[data-way="down"]').disabled = n === items.length - 1;
  });
}

export function write(ui, response) {
  const place = (item) => Number(response[item.dataset.slot] ?? NaN);
  const placed = ui.first.every((item) => place(item) > 0);
  ui.ordered = placed;
  ui.list.append(...(placed ? [...ui.first].sort((a, b) => place(a) - place(b)) : ui.first));
  number(ui);
}
