// A case of one's own, step by step. The text stays here, in the page: Python gets the answers and the quoted words.

import { asPage, decode, saveFile } from "./files.js";

const STEPS = ["text", "person", "acts", "means", "purposes", "gaps", "finding"];
const LIMIT = 100_000; // bytes of a file, characters of a text
const PATIENCE = 10_000; // milliseconds to wait for Python

function render({ model, el }) {
  el.classList.add("booklet6", "panel");
  el.innerHTML = model.get("html"); // made by our own template
  const words = model.get("words");
  const say = (name, gaps = {}) =>
    words[`app.own.say.${name}`].replace(/\{(\w+)\}/g, (whole, gap) => (gap in gaps ? String(gaps[gap]) : whole));
  const $ = (selector) => el.querySelector(selector);
  const form = $("form");
  const text = $("#own-text");
  const read = $("#own-read");
  const finding = $("#own-finding");
  const message = $("#own-message");
  let at = 0;
  let asked = 0;
  let written = ""; // the finding as Python wrote it, to see whether it was edited since
  let waiting = null;

  const tell = (name, gaps) => {
    message.textContent = name ? say(name, gaps) : "";
  };

  const chosen = (name) => form.elements[`own-${name}`].value;

  const answers = () => {
    const ticked = {};
    const absent = [];
    for (const group of ["acts", "means", "purposes"]) {
      ticked[group] = {};
      for (const part of el.querySelectorAll(`.own-element[data-group="${group}"]`)) {
        if (part.querySelector("input").checked) ticked[group][part.dataset.element] = part.querySelector("textarea").value;
      }
      if (Object.keys(ticked[group]).length === 0 && chosen(`${group}-none`) === "absent") absent.push(group);
    }
    const notes = $("#own-notes").value;
    return { age: chosen("age"), consent: chosen("consent"), border: chosen("border"), ticked, absent, notes };
  };

  /** Ask Python what the answers come to. */
  const ask = () => {
    asked += 1;
    clearTimeout(waiting);
    waiting = setTimeout(() => tell("no_answer"), PATIENCE);
    model.send({ n: asked, answers: answers() });
  };

  const told = (answer) => {
    if (answer.n !== asked) return;
    clearTimeout(waiting);
    tell("");
    $(".own-gaps").replaceChildren(
      ...(answer.gaps.length ? answer.gaps : [say("no_gaps")]).map((gap) => {
        const item = document.createElement("li");
        item.textContent = gap;
        return item;
      }),
    );
    const edited = finding.value !== written;
    $(".own-again").hidden = !edited || answer.finding === written;
    if (!edited) finding.value = answer.finding;
    else if (answer.finding !== written) tell("edited");
    written = edited ? written : answer.finding;
    latest = answer.finding;
  };
  let latest = "";

  const show = (focus) => {
    const name = STEPS[at];
    for (const step of el.querySelectorAll(".own-step")) step.hidden = step.dataset.step !== name;
    $(".own-read").hidden = name === "text" || name === "finding";
    if (read.value !== text.value) read.value = text.value; // setting it moves the marked words
    $(".own-back").hidden = at === 0;
    $(".own-on").hidden = at === STEPS.length - 1;
    $(".own-progress").textContent = say("step", { n: at + 1, total: STEPS.length });
    for (const note of el.querySelectorAll("[data-when]")) note.hidden = note.dataset.when !== chosen("age");
    for (const part of el.querySelectorAll(".own-element")) {
      part.querySelector(".own-quote").hidden = !part.querySelector("input").checked;
    }
    for (const none of el.querySelectorAll(".own-none")) {
      none.hidden = el.querySelector(`.own-element[data-group="${none.dataset.group}"] :checked`) !== null;
    }
    if (focus) {
      $(`#own-step-${name}`).focus();
      $(`#own-step-${name}`).scrollIntoView({ block: "start" });
    }
  };

  const go = (by) => {
    tell("");
    if (at === 0 && by > 0) {
      if (!text.value.trim()) return tell("no_text"), text.focus();
      if (text.value.length > LIMIT) return tell("too_long", { limit: LIMIT / 1000 }), text.focus();
    }
    at = Math.min(STEPS.length - 1, Math.max(0, at + by));
    show(true);
    if (STEPS[at] === "gaps" || STEPS[at] === "finding") ask();
  };

  const load = async (file) => {
    const { name, size } = file;
    if (!/\.(txt|md|markdown)$/i.test(name)) return tell("wrong_type", { file: name });
    if (size === 0) return tell("empty", { file: name });
    if (size > LIMIT) return tell("too_big", { file: name, limit: LIMIT / 1000 });
    const found = decode(new Uint8Array(await file.arrayBuffer()));
    if (found === null) return tell("not_text", { file: name });
    if (!found.trim()) return tell("empty", { file: name });
    const added = text.value.trim() !== "";
    text.value = added ? `${text.value.trimEnd()}\n\n${found}` : found;
    tell(added ? "added" : "loaded", { file: name });
  };

  const quote = (part) => {
    const words = read.value.slice(read.selectionStart, read.selectionEnd).replace(/\s+/g, " ").trim();
    if (!words) return tell("no_selection");
    const box = part.querySelector("textarea");
    box.value = box.value.trim() ? `${box.value.trim()} … ${words}` : words;
    tell("");
    box.focus();
  };

  read.addEventListener("input", () => {
    text.value = read.value;
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target.id === "own-file") {
      const [file] = event.target.files;
      if (file) load(file).catch(() => tell("not_text", { file: file.name }));
      event.target.value = "";
    } else show(false);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".own-on")) go(1);
    else if (button.matches(".own-back")) go(-1);
    else if (button.matches(".own-use")) quote(button.closest(".own-element"));
    else if (button.matches(".own-again")) {
      finding.value = written = latest;
      button.hidden = true;
      tell("");
    } else if (button.dataset.save) {
      const name = saveFinding(finding.value, button.dataset.save);
      tell("saved", { file: name });
    }
  });
  // Jupyter's own keys must not take what is typed here.
  for (const field of el.querySelectorAll("input, textarea, button")) field.dataset.lmSuppressShortcuts = "true";
  model.on("msg:custom", told);
  show(false);
  return () => {
    clearTimeout(waiting);
    model.off("msg:custom", told);
  };
}

/** Save the finding as a file of the reader's own. Returns its name. */
function saveFinding(content, kind) {
  return kind === "html" ? saveFile("finding", "html", asPage(content), "text/html") : saveFile("finding", "txt", content, "text/plain");
}

export default { render };
