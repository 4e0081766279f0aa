// Reflect: first the learner's own text, then the model answer beside it, then the learner's own ticks.

/** What it says in place of the common words: nobody but the learner has marked anything. */
export const says = {
  all_right: "reflect.counted",
  some_right: "reflect.counted",
  none_right: "reflect.counted",
  right: "reflect.has",
  missed: "reflect.lacks",
  nothing: "reflect.write_first",
  changed: "reflect.changed",
};

export function enhance(ui) {
  ui.text = ui.form.elements.text;
  ui.compare = ui.form.querySelector(".reflect-compare");
  let later = 0;
  ui.on(ui.text, "input", () => {
    clearTimeout(later);
    later = setTimeout(ui.changed, 400); // so that a text is kept while it is written
  });
  ui.on(ui.text, "change", () => clearTimeout(later));
  if (!ui.compare) return;
  ui.on(ui.compare.querySelector("summary"), "click", (event) => {
    if (ui.compare.open || ui.text.value.trim()) return;
    event.preventDefault();
    writeFirst(ui);
  });
}

function writeFirst(ui) {
  ui.status.textContent = ui.say("reflect.write_first");
  ui.text.focus();
}

/** Is there something to do before the ticks are counted? */
export function before(ui, response) {
  if (!response.text) {
    writeFirst(ui);
    return true;
  }
  if (ui.compare.open) return false;
  ui.compare.open = true;
  ui.compare.querySelector("summary").focus();
  ui.status.textContent = ui.say("reflect.tick");
  return true;
}

export function reveal(ui) {
  ui.compare.open = true;
}

export function conceal(ui) {
  ui.compare.open = false;
}
