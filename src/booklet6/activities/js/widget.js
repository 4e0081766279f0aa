// The activity in Jupyter and Voila (anywidget). The markup comes from Python; the answers go back to it.

import { mount } from "./activity.js";
import { speaker } from "./words.js";

/** Keeps the answers in the widget's model: Python has them, and restores them. Implements Reporter. */
const modelReporter = (model) => ({
  load: () => model.get("record"),
  save: (id, record) => {
    model.set("record", record);
    model.save_changes();
    return true;
  },
  clear: () => {
    model.set("record", null);
    model.save_changes();
  },
  subscribe: () => () => {},
});

function render({ model, el }) {
  el.innerHTML = model.get("html"); // made by render.py; holds no learner's text
  el.classList.add("booklet6");
  el.dir = model.get("words")["meta.direction"];
  const say = speaker(model.get("words"));
  const quiet = () => {
    // JupyterLab takes arrow keys and letters for itself, unless told to leave them.
    for (const field of el.querySelectorAll("input, select, textarea, button, summary")) field.dataset.lmSuppressShortcuts = "true";
  };
  const stop = mount(el.querySelector(".activity"), { key: model.get("key"), say, reporter: modelReporter(model) });
  quiet();
  const note = () => {
    const reason = model.get("fault");
    if (reason) el.querySelector(".activity-status").textContent = say("activity.not_recorded", { reason });
  };
  model.on("change:fault", note);
  note();
  return () => {
    model.off("change:fault", note);
    stop();
  };
}

export default { render };
