// The contract audit. The contract, the words quoted from it and the notes stay here, in the page: Python gets only
// which clause was judged how, and sends back the finding with places where this page puts the quoted words in.

import { asHtml, asPage, readText, saveFile } from "./files.js";
import { passages } from "./passages.js";
import { Unreadable } from "./unreadable.js";

const PATIENCE = 10_000; // milliseconds to wait for Python

function render({ model, el }) {
  el.classList.add("booklet6", "panel");
  el.innerHTML = model.get("html"); // made by our own template
  const words = model.get("words");
  const search = model.get("search");
  const say = (name, gaps = {}) => words[name].replace(/\{(\w+)\}/g, (whole, gap) => (gap in gaps ? String(gaps[gap]) : whole));
  const $ = (selector) => el.querySelector(selector);
  const all = (selector) => [...el.querySelectorAll(selector)];
  const [form, text, read, finding, message] = ["form", "#audit-text", "#audit-read", "#audit-finding", "#audit-message"].map($);
  const steps = all(".own-step");
  let at = 0;
  let asked = 0;
  let waiting = null;
  let written = ""; // the finding as it was made, to see whether it was edited since
  let latest = "";
  let lines = []; // of the finding, as Python sent them
  let looked = null; // the text for which passages are shown

  const tell = (name, gaps) => {
    message.textContent = name ? say(name, gaps) : "";
  };

  const answers = () => {
    const states = {};
    for (const part of all(".clause")) {
      const chosen = part.querySelector("input[type=radio]:checked");
      if (chosen) states[part.dataset.clause] = chosen.value;
    }
    const alarms = all(".alarm input:checked").map((box) => box.closest(".alarm").dataset.alarm);
    return { states, alarms };
  };

  const ask = () => {
    asked += 1;
    clearTimeout(waiting);
    waiting = setTimeout(() => tell("app.own.say.no_answer"), PATIENCE);
    model.send({ n: asked, answers: answers() });
  };

  /** The finding: Python's lines, with the words quoted here where they belong. */
  const compose = (lines) =>
    lines
      .map((line) => {
        if (typeof line === "string") return line;
        const quote = $(`#quote-${line.quote}`)?.value.replace(/\s+/g, " ").trim();
        return quote ? say("app.audit.finding.quoted", { quote }) : line.without || null;
      })
      .filter((line) => line !== null)
      .concat(notes())
      .join("\n")
      .concat("\n");

  const notes = () => {
    const own = $("#audit-notes").value.trim();
    const title = say("app.audit.finding.notes");
    return own ? [title, "-".repeat(title.length), "", own, ""] : [];
  };

  const told = (answer) => {
    if (answer.n !== asked) return;
    clearTimeout(waiting);
    lines = answer.finding;
    renew();
  };

  const renew = () => {
    tell("");
    latest = compose(lines);
    const edited = finding.value !== written;
    $(".own-again").hidden = !edited || latest === written;
    if (!edited) finding.value = written = latest;
    else if (latest !== written) tell("app.own.say.edited");
    print();
  };

  /** What is printed is the finding as it stands in the box. */
  const print = () => {
    $(".audit-print").innerHTML = asHtml(finding.value); // escapes what it is given
  };

  const find = () => {
    if (looked === text.value) return;
    looked = text.value;
    for (const [id, list] of Object.entries(search)) {
      const place = $(`#found-${id}`);
      const found = passages(text.value, list);
      const details = place.closest("details");
      details.open = found.length > 0;
      details.querySelector(".places").textContent = say("app.audit.places", { n: found.length });
      place.replaceChildren(...(found.length ? found.map((p) => passage(p, id)) : [paragraph(say("app.audit.not_found"))]));
    }
  };

  const paragraph = (words) => {
    const p = document.createElement("p");
    p.className = "soft";
    p.textContent = words;
    return p;
  };

  const passage = (pieces, id) => {
    const line = document.createElement("div");
    line.className = "passage";
    const words = document.createElement("p");
    for (const piece of pieces) {
      const node = document.createElement(piece.hit ? "mark" : "span");
      node.textContent = piece.text;
      words.append(node);
    }
    const use = document.createElement("button");
    use.type = "button";
    use.className = "quiet use-passage";
    use.dataset.for = id;
    use.dataset.words = pieces.map((piece) => piece.text).join("");
    use.textContent = say("app.audit.use");
    use.setAttribute("aria-label", say("app.audit.use_this", { words: use.dataset.words.slice(0, 60) }));
    use.dataset.lmSuppressShortcuts = "true";
    line.append(words, use);
    return line;
  };

  const quote = (id, more) => {
    const words = more.replace(/\s+/g, " ").trim();
    if (!words) return tell("app.own.say.no_selection");
    const box = $(`#quote-${id}`);
    box.value = box.value.trim() ? `${box.value.trim()} … ${words}` : words;
    tell("");
    box.focus();
  };

  const count = () => {
    const judged = new Set(Object.keys(answers().states));
    for (const step of steps) {
      const clauses = [...step.querySelectorAll(".clause")];
      const link = $(`.audit-map [data-go="${steps.indexOf(step)}"] .done`);
      if (link && clauses.length) {
        const done = clauses.filter((c) => judged.has(c.dataset.clause)).length;
        link.textContent = say("app.audit.done", { done, total: clauses.length });
      }
    }
  };

  const show = (focus) => {
    steps.forEach((step, n) => {
      step.hidden = n !== at;
    });
    for (const button of all(".audit-map [data-go]")) {
      if (Number(button.dataset.go) === at) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
    const name = steps[at].dataset.step;
    $(".own-read").hidden = name === "text" || name === "finding";
    if (read.value !== text.value) read.value = text.value; // setting it moves the marked words
    $(".own-back").hidden = at === 0;
    $(".own-on").hidden = at === steps.length - 1;
    $(".own-progress").textContent = say("app.own.say.step", { n: at + 1, total: steps.length });
    for (const box of all(".alarm")) box.querySelector(".own-quote").hidden = !box.querySelector("input").checked;
    count();
    if (name !== "text") find();
    if (focus) {
      const title = steps[at].querySelector("h2");
      title.focus();
      title.scrollIntoView({ block: "start" });
    }
  };

  const go = (to) => {
    tell("");
    if (at === 0 && to > 0 && text.value.length > 200_000) return tell("app.file.too_long", { file: "", limit: 200 }), text.focus();
    if (at === 0 && to > 0 && !text.value.trim()) return tell("app.audit.no_text"), text.focus();
    at = Math.min(steps.length - 1, Math.max(0, to));
    show(true);
    if (steps[at].dataset.step === "finding") ask();
  };

  const load = async (file) => {
    tell("app.file.reading", { file: file.name });
    try {
      const { text: found, note } = await readText(file);
      const added = text.value.trim() !== "";
      text.value = added ? `${text.value.trimEnd()}\n\n${found}` : found;
      if (note) tell(`app.file.${note.name}`, { file: file.name, ...note.gaps });
      else tell(added ? "app.file.added" : "app.file.loaded", { file: file.name });
    } catch (error) {
      const name = error instanceof Unreadable ? error.name : "damaged";
      tell(`app.file.${name}`, { file: file.name, ...error.gaps });
    }
  };

  const keep = (kind) => {
    const content = finding.value;
    const page = kind === "html";
    const name = saveFile("contract-audit", page ? "html" : "txt", page ? asPage(content) : content, page ? "text/html" : "text/plain");
    tell("app.own.say.saved", { file: name });
  };

  read.addEventListener("input", () => {
    text.value = read.value;
  });
  finding.addEventListener("input", print);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target.id === "audit-file") {
      const [file] = event.target.files;
      if (file) load(file);
      event.target.value = "";
    } else if (event.target.id === "audit-notes") {
      if (lines.length) renew();
    } else if (event.target.closest(".alarm, .clause")) show(false);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.go) go(Number(button.dataset.go));
    else if (button.matches(".own-on")) go(at + 1);
    else if (button.matches(".own-back")) go(at - 1);
    else if (button.matches(".use-passage")) quote(button.dataset.for, button.dataset.words);
    else if (button.matches(".own-use")) quote(button.dataset.for, read.value.slice(read.selectionStart, read.selectionEnd));
    else if (button.matches(".own-again")) {
      finding.value = written = latest;
      button.hidden = true;
      tell("");
      print();
    } else if (button.dataset.save) keep(button.dataset.save);
    else if (button.matches(".audit-do-print")) {
      print();
      globalThis.print();
    }
  });
  for (const field of all("input, textarea, button")) field.dataset.lmSuppressShortcuts = "true";
  model.on("msg:custom", told);
  show(false);
  globalThis.booklet6AppReady?.();
  return () => {
    clearTimeout(waiting);
    model.off("msg:custom", told);
  };
}

export default { render };
