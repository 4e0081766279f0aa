// Spot: what is marked in the text is listed below it, where its kind is chosen; afterwards each passage has its reason.

export function enhance(ui) {
  ui.list = ui.form.querySelector(".spot-list");
  ui.heading = ui.list.querySelector("legend").textContent;
  ui.rows = [...ui.list.querySelectorAll(".spot-row")].map((row) => {
    const place = row.firstElementChild;
    const tick = ui.form.querySelector(`.passage input[name="${CSS.escape(place.dataset.slot)}"]`);
    return { row, place, tick, kind: row.querySelector("select"), feedback: row.querySelector(".feedback") };
  });
  ui.on(ui.form, "change", () => list(ui));
  list(ui);
}

/** Shows the rows of what is marked; once the reasons are shown, of each passage that has one. */
function list(ui) {
  for (const { row, tick, kind, feedback } of ui.rows) {
    if (kind) kind.hidden = !tick.checked;
    if (kind && !tick.checked) kind.value = "";
    row.hidden = !(tick.checked && kind) && !feedback.hasChildNodes();
  }
  ui.list.hidden = ui.rows.every(({ row }) => row.hidden);
}

export function read(ui, response) {
  for (const { place, tick } of ui.rows) if (!tick.checked) delete response[place.dataset.slot];
}

export function write(ui, response) {
  for (const { place, tick, kind } of ui.rows) {
    tick.checked = typeof response[place.dataset.slot] === "string";
    if (kind?.selectedIndex < 0) kind.value = ""; // marked, and its kind not said
  }
  list(ui);
}

export function reveal(ui) {
  conceal(ui);
  ui.list.querySelector("legend").textContent = ui.say("spot.told");
  for (const { place, tick } of ui.rows) {
    const { outcome } = place.dataset;
    if (outcome === "rest") continue;
    const passage = tick.closest(".passage");
    passage.dataset.shown = outcome;
    const label = document.createElement("small");
    label.className = "passage-label";
    label.textContent = ` (${ui.say(`activity.${outcome}`)})`;
    passage.append(label);
  }
  list(ui);
}

export function conceal(ui) {
  ui.list.querySelector("legend").textContent = ui.heading;
  for (const label of ui.root.querySelectorAll(".passage-label")) label.remove();
  for (const passage of ui.root.querySelectorAll(".passage")) delete passage.dataset.shown;
  list(ui);
}
