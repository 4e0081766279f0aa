// Scenario: shows the scene where the reader is, and what came of the last choice. `content/graph.py` walks the same
// graph in the same way. The radio buttons hold every choice; what counts is the path that has been decided.

import { score } from "./score.js";

const TERM = /^(not )?([a-z][a-z0-9-]*)(?: ([<>]=?|[-+=]) (-?\d+))?$/;
const own = (o, k) => (o !== null && typeof o === "object" && Object.hasOwn(o, k) ? o[k] : undefined);

/** A condition or an effect, taken apart: a name, a sign and a number; of a fact, the sign is = and the number 1 or 0. */
function term(text) {
  const [, no, name, sign, n] = text.split(/\s+/).filter(Boolean).join(" ").match(TERM);
  return { name, sign: sign ?? "=", n: sign ? Number(n) : no ? 0 : 1 };
}

const COMPARE = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, "=": (a, b) => a === b, ">=": (a, b) => a >= b, ">": (a, b) => a > b };

/** Do all of the conditions hold in that state? */
export const holds = (conditions, state) =>
  conditions.every((text) => {
    const { name, sign, n } = term(text);
    return COMPARE[sign](state.get(name), n);
  });

function first(graph) {
  const state = new Map(Object.entries(graph.variables ?? {}).map(([name, [start]]) => [name, start]));
  for (const fact of graph.facts ?? []) state.set(fact, 0);
  return state;
}

function after(graph, move, before) {
  const state = new Map(before);
  for (const text of move.effects ?? []) {
    const { name, sign, n } = term(text);
    const value = sign === "=" ? n : state.get(name) + (sign === "+" ? n : -n);
    const [, least, most] = own(graph.variables, name) ?? [0, 0, 1];
    state.set(name, Math.max(least, Math.min(most, value)));
  }
  return state;
}

/**
 * Follows a response from the start, as far as it goes. A choice that is not offered there counts as none.
 * @returns {{steps: {slot: string, scene: string, offered: string[], choice: string, state: Map<string, number>}[],
 *   scene: string, slot: string, state: Map<string, number>, offered: string[], atEnd: boolean}} `state` of a step: once
 *   the choice is made
 */
export function walk(graph, response) {
  let scene = graph.start;
  let state = first(graph);
  const steps = [];
  const visits = new Map();
  for (;;) {
    const visit = (visits.get(scene) ?? 0) + 1;
    visits.set(scene, visit);
    const slot = visit === 1 ? scene : `${scene}.${visit}`;
    const moves = graph.scenes[scene];
    const offered = Object.keys(moves).filter((choice) => holds(moves[choice].when ?? [], state));
    const choice = own(response, slot);
    if (typeof choice !== "string" || !offered.includes(choice)) {
      return { steps, scene, slot, state, offered, atEnd: Object.keys(moves).length === 0 };
    }
    const move = moves[choice];
    state = after(graph, move, state);
    steps.push({ slot, scene, offered, choice, state });
    const now = state;
    scene = (move.instead ?? []).find((way) => holds(way.when, now))?.to ?? move.to;
  }
}

/** What of the key and of the response counts on that path: `Scenario.met` in `content/types/scenario.py`. */
export function metOn(path, key) {
  const kept = new Map(path.steps.map((step) => [step.slot, step]));
  const found = Object.create(null);
  for (const slot of Object.keys(key)) {
    const step = kept.get(slot);
    if (step) {
      const credit = Object.entries(key[slot].credit).filter(([choice]) => step.offered.includes(choice));
      found[slot] = { ...key[slot], credit: Object.fromEntries(credit) };
    } else if (!path.atEnd) found[slot] = key[slot];
  }
  return { key: found, response: Object.fromEntries(path.steps.map((step) => [step.slot, step.choice])) };
}

export const met = (ui, key) => metOn(ui.path, key);

// ---- On the page ------------------------------------------------------------------------------------------------------

export function enhance(ui) {
  const box = ui.form.querySelector(".scenario");
  ui.box = box;
  ui.graph = JSON.parse(box.dataset.graph);
  box.dataset.playing = "";
  ui.entries = [...box.querySelectorAll(".scenario-entry")];
  const make = (tag, className, before) => {
    const made = document.createElement(tag);
    made.className = className;
    before.before(made);
    return made;
  };
  ui.came = make("div", "scenario-came", box.querySelector(".scenario-entries"));
  ui.came.tabIndex = -1;
  const sheet = box.querySelector(".scenario-sheet");
  const buttons = make("p", "scenario-buttons", sheet);
  ui.onward = button(ui, "decide", () => decide(ui));
  ui.back = button(ui, "back", () => goBack(ui, ui.path.steps.length - 1));
  buttons.append(ui.onward, ui.back);
  ui.look = make("details", "scenario-look", box.querySelector(".scenario-entries"));
  ui.papers = make("details", "scenario-papers", sheet);
  ui.log = make("div", "scenario-log", sheet);
  ui.checks = ui.form.querySelector(".check");
  ui.decided = {};
  show(ui);
}

function button(ui, name, act, gaps) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = ui.say(`scenario.play.${name}`, gaps);
  made.className = `scenario-${name.replace("_", "-")}`;
  made.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the keys for itself
  ui.on(made, "click", act);
  return made;
}

const entry = (ui, kind, name) => ui.entries.find((e) => e.dataset[kind] === name);
const titleOf = (ui, scene) => entry(ui, "scene", scene).querySelector(".scenario-title strong").textContent;
const textOf = (ui, scene, choice) => entry(ui, "then", `${scene}:${choice}`).querySelector(".scenario-title strong").innerHTML;

/** Takes the choice that is marked in this scene, and goes on. */
function decide(ui) {
  const value = radios(ui, ui.path.slot).find((radio) => radio.checked)?.value;
  if (!value) {
    ui.status.textContent = ui.say("scenario.play.choose");
    return;
  }
  ui.decided = { ...ui.decided, [ui.path.slot]: value };
  move(ui);
  ui.came.focus();
}

/** Back to the nth decision, counted from 0. It can be made again; those after it are forgotten. */
function goBack(ui, n) {
  const kept = ui.path.steps.slice(0, n);
  ui.decided = Object.fromEntries(kept.map((step) => [step.slot, step.choice]));
  for (const step of ui.path.steps.slice(n + 1)) for (const radio of radios(ui, step.slot)) radio.checked = false;
  move(ui);
  entry(ui, "scene", ui.path.scene).focus();
}

const radios = (ui, slot) => [...ui.form.querySelectorAll(`input[name="${CSS.escape(slot)}"]`)];

function move(ui) {
  hideDebrief(ui);
  show(ui);
  ui.changed();
  if (!ui.root.dataset.done && !ui.root.hasAttribute("data-graded")) ui.status.textContent = "";
}

/** Everything on the page, from the path. */
function show(ui) {
  const path = walk(ui.graph, ui.decided);
  ui.path = path;
  for (const place of ui.box.querySelectorAll("[data-variable]")) {
    const { variable, what, most } = place.dataset;
    place.textContent = ui.say("scenario.play.level", { what, value: path.state.get(variable), most });
  }
  for (const e of ui.entries) e.hidden = e.dataset.scene !== path.scene;
  const here = entry(ui, "scene", path.scene);
  for (const passage of here.querySelectorAll(".scenario-passage")) {
    passage.hidden = !holds(passage.dataset.when.split(";"), path.state);
  }
  for (const place of here.querySelectorAll("[data-slot]")) {
    place.hidden = place.dataset.slot !== path.slot;
    for (const radio of place.querySelectorAll("input")) {
      const offered = path.offered.includes(radio.value);
      radio.closest(".scenario-choice").hidden = !offered;
      if (!offered) radio.checked = false;
    }
  }
  const last = path.steps.at(-1);
  ui.came.hidden = !last;
  ui.came.innerHTML = last ? entry(ui, "then", `${last.scene}:${last.choice}`).innerHTML : "";
  ui.onward.hidden = path.atEnd;
  ui.back.hidden = !last;
  if (ui.checks) ui.checks.hidden = !path.atEnd;
  showLook(ui);
  showPapers(ui);
  showLog(ui);
}

const actOf = (ui, scene) => entry(ui, "scene", scene).dataset.act;

/** As an act begins, the one before it can be looked back on. Where answers are only recorded, nothing is told. */
function showLook(ui) {
  const { steps, scene, atEnd } = ui.path;
  const act = steps.length ? actOf(ui, steps.at(-1).scene) : undefined;
  ui.look.hidden = !act || atEnd || act === actOf(ui, scene) || ui.key === null;
  ui.look.open = false;
  ui.look.innerHTML = "";
  if (ui.look.hidden) return;
  const summary = document.createElement("summary");
  summary.textContent = ui.say("simulation.look_back", { act: actTitle(ui, steps.at(-1).scene) });
  const told = steps.filter((step) => actOf(ui, step.scene) === act);
  const counts = met(ui, ui.key);
  ui.look.append(summary, judged(ui, told, score(counts.key, counts.response).outcomes));
}

const actTitle = (ui, scene) => entry(ui, "scene", scene).querySelector(".scenario-act").textContent;

/** What has come onto the desks before this scene, to be read again. */
function showPapers(ui) {
  const seen = new Set(ui.path.steps.map((step) => step.scene));
  seen.delete(ui.path.scene);
  const papers = [...seen].flatMap((scene) => [...entry(ui, "scene", scene).querySelectorAll(".scenario-piece")]);
  ui.papers.hidden = papers.length === 0;
  ui.papers.open = false;
  const summary = document.createElement("summary");
  summary.textContent = ui.say("simulation.papers", { n: papers.length });
  ui.papers.replaceChildren(summary, ...papers.map((paper) => paper.cloneNode(true)));
}

/** The path so far: each decision, what it did, and a way back to it. */
function showLog(ui) {
  const { steps } = ui.path;
  ui.log.innerHTML = "";
  ui.log.hidden = steps.length === 0;
  if (ui.log.hidden) return;
  const list = document.createElement("ol");
  steps.forEach((step, n) => {
    const item = document.createElement("li");
    item.append(...told(ui, step), button(ui, "back_to", () => goBack(ui, n), { scene: titleOf(ui, step.scene) }));
    list.append(item);
  });
  ui.log.append(heading(ui, "path"), list);
}

function heading(ui, name) {
  const made = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = ui.say(`scenario.play.${name}`);
  made.append(strong);
  return made;
}

/** A decision in words: where, what, and what it did. */
function told(ui, step) {
  const where = document.createElement("strong");
  where.className = "scenario-where";
  where.textContent = titleOf(ui, step.scene);
  const what = document.createElement("span");
  what.innerHTML = textOf(ui, step.scene, step.choice);
  const did = entry(ui, "then", `${step.scene}:${step.choice}`).querySelector(".scenario-did");
  return [where, " ", what, ...(did ? [did.cloneNode(true)] : [])];
}

/** Of the form's radio buttons, only what has been decided on the path is an answer. */
export function read(ui, response) {
  for (const slot of Object.keys(response)) delete response[slot];
  for (const step of ui.path.steps) response[step.slot] = step.choice;
}

export function write(ui, response) {
  const path = walk(ui.graph, response);
  ui.decided = Object.fromEntries(path.steps.map((step) => [step.slot, step.choice]));
  for (const radio of ui.box.querySelectorAll("input")) radio.checked = ui.decided[radio.name] === radio.value;
  hideDebrief(ui);
  show(ui);
}

/** What is said of an answer that is only recorded. */
export const recorded = (ui) => ui.say(ui.path.atEnd ? "activity.recorded_all" : "scenario.play.recorded");

/** The debrief: for each decision what was chosen, what the standards say, and what another choice would have done. */
export function reveal(ui, result) {
  hideDebrief(ui);
  const box = document.createElement("div");
  box.className = "scenario-debrief";
  box.append(heading(ui, "debrief"));
  const { steps } = ui.path;
  const acts = new Map(steps.map((step) => [actOf(ui, step.scene), step.scene]));
  for (const [act, scene] of acts) {
    const told = steps.filter((step) => actOf(ui, step.scene) === act);
    if (act) {
      const title = document.createElement("p");
      title.className = "scenario-act";
      title.textContent = actTitle(ui, scene);
      box.append(title);
    }
    box.append(judged(ui, told, result.outcomes));
  }
  box.append(...endings(ui, ui.root.querySelector(".activity-answer")));
  ui.status.after(box);
  ui.debrief = box;
  ui.look.hidden = true;
  ui.log.hidden = true;
}

/** Some decisions of the path in a row, each with its number on the path and its outcome. */
function judged(ui, steps, outcomes) {
  const answer = ui.root.querySelector(".activity-answer");
  const list = document.createElement("ol");
  list.start = ui.path.steps.indexOf(steps[0]) + 1;
  for (const step of steps) {
    const reasons = answer.querySelector(`[data-reasons="${CSS.escape(step.scene)}"]`);
    const why = (choice) => {
      const made = document.createElement("span");
      made.innerHTML = reasons.querySelector(`[data-why="${CSS.escape(`${step.scene}:${choice}`)}"]`).innerHTML;
      return made;
    };
    const item = document.createElement("li");
    item.dataset.outcome = outcomes[step.slot];
    const said = document.createElement("div");
    said.className = "feedback";
    const mark = document.createElement("strong");
    mark.className = "outcome";
    mark.textContent = ui.say(`activity.${item.dataset.outcome}`);
    said.append(mark, " ", why(step.choice));
    item.append(...told(ui, step), said);
    const { credit } = ui.key[step.slot];
    const best = step.offered.reduce((a, b) => ((credit[b] ?? 0) > (credit[a] ?? 0) ? b : a));
    if ((credit[best] ?? 0) > (credit[step.choice] ?? 0)) item.append(...otherwise(ui, step.scene, best, why));
    item.append(reasons.querySelector(".activity-sources").cloneNode(true));
    list.append(item);
  }
  return list;
}

/** The better choice, why it is better, and what would have come of it. */
function otherwise(ui, scene, best, why) {
  const better = document.createElement("p");
  const what = document.createElement("em");
  what.innerHTML = textOf(ui, scene, best);
  better.append(label(ui, "prefer"), " ", what, " ", why(best));
  const then = document.createElement("div");
  then.className = "scenario-other";
  const entryThen = entry(ui, "then", `${scene}:${best}`).cloneNode(true);
  for (const part of entryThen.querySelectorAll(".scenario-title, .scenario-go")) part.remove();
  then.append(label(ui, "other"), ...entryThen.children);
  return [better, then];
}

function label(ui, name) {
  const made = document.createElement("strong");
  made.textContent = ui.say(`scenario.play.${name}`);
  return made;
}

/** What can still be put right after this end, and how other paths end. */
function endings(ui, answer) {
  const repair = answer.querySelector(`[data-end="${CSS.escape(ui.path.scene)}"] .scenario-repair`);
  const found = [];
  if (repair) {
    const made = document.createElement("p");
    const text = document.createElement("span");
    text.innerHTML = repair.innerHTML;
    made.append(label(ui, "repair"), " ", text);
    found.push(made);
  }
  const others = ui.entries.filter((e) => e.dataset.scene && e.dataset.scene !== ui.path.scene && e.querySelector(".scenario-end"));
  if (others.length) {
    const list = document.createElement("ul");
    for (const other of others) {
      const item = document.createElement("li");
      item.textContent = titleOf(ui, other.dataset.scene);
      list.append(item);
    }
    found.push(heading(ui, "other_ends"), list);
  }
  return found;
}

function hideDebrief(ui) {
  ui.debrief?.remove();
  ui.debrief = null;
}

export function conceal(ui) {
  hideDebrief(ui);
}
