// Sort: shows above the items how many are in each bucket so far.

export function enhance(ui) {
  const first = ui.form.querySelector(".sort-item");
  ui.count = document.createElement("p");
  ui.count.className = "sort-count";
  first.before(ui.count);
  ui.tally = () => {
    const n = new Map();
    for (const input of first.querySelectorAll("input")) n.set(input.value, [input.parentElement.textContent.trim(), 0]);
    for (const input of ui.form.querySelectorAll("input:checked")) n.get(input.value)[1] += 1;
    ui.count.textContent = [...n.values()].map(([bucket, k]) => ui.say("sort.count", { bucket, n: k })).join(" · ");
  };
  ui.on(ui.form, "change", ui.tally);
  ui.tally();
}

export function write(ui) {
  ui.tally();
}
