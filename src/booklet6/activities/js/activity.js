// Brings an activity's HTML to life, in any host: reads and writes its controls, scores, shows feedback, reports.

import { score } from "./score.js";
import * as actor_map from "./actor_map.js";
import * as audit from "./audit.js";
import * as classify from "./classify.js";
import * as rank from "./rank.js";
import * as reflect from "./reflect.js";
import * as scenario from "./scenario.js";
import * as sort from "./sort.js";
import * as spot from "./spot.js";

/**
 * What a type does beside the common. Each may have enhance(ui), read(ui, response), write(ui, response), met(ui, key):
 * what counts of the key and the response; before(ui, response): true where it is too early to check; recorded(ui): what
 * is said of a graded answer; reveal(ui, result), conceal(ui); and says: what it says in place of the common words.
 */
const TYPES = { actor_map, audit, classify, rank, reflect, scenario, sort, spot };

/**
 * @typedef {object} Host
 * @property {object|null} key the key of a practice activity; null where answers are only recorded (graded)
 * @property {(name: string, gaps?: object) => string} say a text of the catalogue
 * @property {import("./reporter.js").Reporter} reporter where answers and results go
 */

/**
 * @param {HTMLElement} root the element `.activity`
 * @param {Host} host
 * @returns {() => void} takes the activity out of use again
 */
export function mount(root, host) {
  const id = root.dataset.activity;
  const form = root.querySelector("form");
  const type = TYPES[root.dataset.type] ?? {};
  const ui = { root, form, say: host.say, key: host.key, status: form.querySelector(".activity-status") };
  const stop = new AbortController();
  const on = (target, event, act) => target.addEventListener(event, act, { signal: stop.signal });
  ui.on = on;
  ui.changed = () => changed();
  const say = (name, gaps) => host.say(type.says?.[name] ?? `activity.${name}`, gaps);
  const texts = [...form.querySelectorAll("textarea")].map((field) => field.name);

  /** Keeps a record. What somebody writes for practice is given to nobody: only a reporter on this device gets it. */
  const keep = (record) => {
    const response = { ...record.response };
    if (host.key !== null && !host.reporter.local) for (const name of texts) delete response[name];
    return host.reporter.save(id, { ...record, response });
  };

  const read = () => {
    const response = {};
    for (const field of form.elements) {
      if (!field.name || (field.type === "radio" || field.type === "checkbox" ? !field.checked : !field.value.trim())) continue;
      response[field.name] = field.value;
    }
    type.read?.(ui, response);
    return response;
  };

  const write = (response) => {
    form.reset();
    for (const field of form.elements) {
      const value = Object.hasOwn(response, field.name) ? response[field.name] : undefined;
      if (typeof value !== "string") continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else if (field.tagName === "SELECT" || field.tagName === "TEXTAREA") field.value = value;
    }
    type.write?.(ui, response);
  };

  const tell = (kept, text) => {
    ui.status.textContent = kept ? text : `${text} ${host.say("activity.not_kept")}`;
  };

  const changed = () => {
    const response = read();
    if (host.key === null) {
      const kept = keep({ response });
      ui.status.textContent = kept ? recorded(response) : host.say("activity.not_recorded", { reason: "" });
      root.toggleAttribute("data-done", Object.keys(response).length > 0);
      return;
    }
    // Once the reasons are shown, what is tried out is not kept: the checked answer stays, until another is checked.
    // Only a text is kept as it is written.
    if (!root.dataset.done) return void keep({ response, done: false });
    ui.status.textContent = say("changed");
    const stored = texts.length > 0 && host.reporter.load(id);
    if (!stored) return;
    const written = Object.fromEntries(texts.map((name) => [name, response[name] ?? ""]));
    keep({ ...stored, response: { ...stored.response, ...written } });
  };

  /** How much is recorded. Where there are ticks nothing is said of numbers: some are rightly left empty. */
  const recorded = (response) => {
    if (type.recorded) return type.recorded(ui);
    const fields = [...form.elements].filter((f) => f.name);
    if (fields.some((f) => f.type === "checkbox")) return host.say("activity.recorded_all");
    const total = new Set(fields.map((f) => f.name)).size;
    return host.say("activity.recorded", { answered: Object.keys(response).length, total });
  };

  const check = (stored) => {
    const response = read();
    if (Object.keys(response).length === 0) {
      ui.status.textContent = say("nothing");
      return;
    }
    if (!stored && type.before?.(ui, response)) return;
    const counts = type.met?.(ui, host.key) ?? { key: host.key, response };
    const result = score(counts.key, counts.response);
    show(response, result);
    const { points, maximum } = result;
    const gaps = { points: number(points), maximum: number(maximum) };
    const text = points === maximum ? "all_right" : points > 0 ? "some_right" : "none_right";
    const kept = stored || keep({ response, done: true, points, maximum });
    tell(kept, say(text, gaps));
    root.dataset.done = points === maximum ? "right" : "answered";
  };

  const show = (response, result) => {
    for (const place of root.querySelectorAll("[data-slot]")) {
      const slot = place.dataset.slot;
      const feedback = host.key[slot].feedback ?? {};
      const outcome = result.outcomes[slot];
      const value = response[slot] ?? "";
      const told = [`${slot}:${value}`, slot].map((why) => root.querySelector(`[data-why="${CSS.escape(why)}"]`)).find(Boolean);
      const own = Object.hasOwn(feedback, value) ? feedback[value] : (told?.innerHTML ?? "");
      if (outcome) place.dataset.outcome = outcome;
      else delete place.dataset.outcome;
      const box = place.querySelector(".feedback") ?? boxOf(place);
      if (!box) continue; // a text, which nobody marks
      box.innerHTML = "";
      if (!outcome || outcome === "rest" || place.closest("[hidden]")) continue;
      const mark = document.createElement("strong");
      mark.className = "outcome";
      mark.textContent = say(outcome);
      const why = document.createElement("span");
      // Feedback is HTML made and cleaned by our own build (prose.py); no learner's text ever gets here.
      if (own) why.innerHTML = own;
      else if (outcome === "wrong") why.textContent = host.say("activity.absent", { hint: place.querySelector("small")?.textContent ?? "" });
      box.append(mark, " ", why);
    }
    root.classList.add("revealed");
    form.querySelector(".again")?.removeAttribute("hidden");
    root.querySelector(".activity-answer > summary").textContent = host.say("activity.show_again");
    type.reveal?.(ui, result);
  };

  /** A lesson has hundreds of ticks: a tick has no box for what is told of it until there is something to tell. */
  const boxOf = (place) => {
    if (!place.classList.contains("tick")) return null;
    const box = document.createElement("div");
    box.className = "feedback";
    place.append(box);
    return box;
  };

  const conceal = () => {
    for (const place of root.querySelectorAll("[data-slot]")) {
      delete place.dataset.outcome;
      place.querySelector(".feedback")?.replaceChildren();
    }
    root.classList.remove("revealed");
    delete root.dataset.done;
    form.querySelector(".again")?.setAttribute("hidden", "");
    root.querySelector(".activity-answer > summary").textContent = host.say("activity.answer");
    root.querySelector(".activity-answer").open = false;
    ui.status.textContent = "";
    type.conceal?.(ui);
  };

  on(form, "submit", (event) => {
    event.preventDefault();
    if (host.key !== null) check(false);
  });
  on(form, "change", changed);
  const again = form.querySelector(".again");
  if (again) {
    on(again, "click", () => {
      write({});
      conceal();
      host.reporter.clear([id]);
      form.querySelector("input, select, textarea, button")?.focus();
    });
  }

  type.enhance?.(ui);
  const before = host.reporter.load(id);
  if (before?.response) {
    write(before.response);
    if (host.key === null) changed();
    else if (before.done) check(true);
  }
  form.querySelector(".activity-buttons").hidden = false;
  const forgotten = host.reporter.subscribe?.((ids) => {
    if (ids.includes(id) && !host.reporter.load(id)) {
      write({});
      if (host.key !== null) conceal();
    }
  });
  root.setAttribute("data-ready", "");
  return () => {
    stop.abort();
    forgotten?.();
  };
}

/** Points for a reader: at most two places after the point, none where there are none. */
export const number = (n) => String(Math.round(n * 100) / 100);
