// Actor map: draws the network from the list of controls, as it is answered. The list is the truth; the drawing is a
// picture of it, with a text that says the same.

import { network } from "./network.js";

export function enhance(ui) {
  ui.actors = [...ui.form.querySelectorAll(".actor")].map((place) => ({
    id: place.dataset.actor,
    name: place.querySelector("legend").textContent,
  }));
  const first = ui.form.querySelector(".actor");
  ui.stages = [...first.querySelectorAll(".actor-stages .tick")].map((tick) => ({
    id: tick.dataset.slot.slice(first.dataset.actor.length + 1),
    name: tick.querySelector(".option > span").firstChild.textContent.trim(),
  }));
  ui.roles = new Map([...first.querySelector("select").options].map((option) => [option.value, option.textContent]));
  const drawn = document.createElement("div");
  drawn.className = "actor-drawn";
  drawn.append(...(ui.drawn = figure(ui, "drawing")));
  ui.form.querySelector(".actors").after(drawn);
  ui.answer = () => draw(ui, ui.drawn, answered(ui));
  ui.on(ui.form, "change", ui.answer);
  ui.answer();
}

/** A picture, and its text to fold out. */
function figure(ui, title) {
  const heading = document.createElement("p");
  heading.className = "actor-map-title";
  const strong = document.createElement("strong");
  strong.textContent = ui.say(`actor_map.map.${title}`);
  heading.append(strong);
  const picture = document.createElement("div");
  picture.className = "actor-map";
  const text = document.createElement("details");
  text.className = "actor-map-words";
  const summary = document.createElement("summary");
  summary.textContent = ui.say("actor_map.map.in_words");
  summary.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the keys for itself
  text.append(summary, document.createElement("ul"));
  return [heading, picture, text];
}

const answered = (ui) => (slot) => ui.form.elements[slot].type === "checkbox" ? ui.form.elements[slot].checked : ui.form.elements[slot].value;

/** Draws what `value(slot)` says: a tick is true or false, a role is its id or nothing. */
function draw(ui, [, picture, text], value, outcomes = {}) {
  const direction = getComputedStyle(ui.root).direction;
  const acts = (actor, stage) => {
    const role = ui.roles.get(value(`${actor.id}.role`) || "none") ?? "";
    const duty = value(`${actor.id}.duty`);
    const outcome = outcomes[`${actor.id}.${stage.id}`];
    return { actor: actor.id, name: actor.name, role, duty, outcome, marked: outcome ? ui.say(`activity.${outcome}`) : "" };
  };
  const rows = ui.stages.map((stage) => ({
    name: stage.name,
    actors: ui.actors.filter((actor) => value(`${actor.id}.${stage.id}`)).map((actor) => acts(actor, stage)),
  }));
  const placed = new Set(rows.flatMap((row) => row.actors.map((it) => it.actor)));
  const left = ui.actors.filter((actor) => !placed.has(actor.id)).map((actor) => actor.name);
  const hasDuty = ui.say("actor_map.map.with_duty");
  const sentences = rows.map((row) => {
    const who = row.actors.map((it) => {
      const more = [it.role, it.duty ? hasDuty : "", it.marked].filter(Boolean).join(", ");
      return more ? ui.say("actor_map.map.one", { actor: it.name, more }) : it.name;
    });
    return ui.say("actor_map.map.row", { stage: row.name, who: who.join("; ") || ui.say("actor_map.map.nobody") });
  });
  if (left.length) sentences.push(ui.say("actor_map.map.not_placed", { who: left.join("; ") }));
  text.querySelector("ul").replaceChildren(
    ...sentences.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    }),
  );
  const person = ui.form.querySelector(".actors").dataset.person;
  picture.replaceChildren(network({ person, rows, hasDuty, label: sentences.join(" "), rtl: direction === "rtl" }));
}

export function write(ui) {
  ui.answer();
}

/** What was answered, each place with its outcome; and in the answer, the map as the text has it. */
export function reveal(ui, result) {
  draw(ui, ui.drawn, answered(ui), result.outcomes);
  ui.best?.forEach((part) => part.remove());
  ui.best = figure(ui, "good_map");
  const best = (slot) => {
    const [value, credit] = Object.entries(ui.key[slot].credit).reduce((a, b) => (b[1] > a[1] ? b : a));
    return credit > 0 ? value : "";
  };
  draw(ui, ui.best, best);
  ui.root.querySelector(".activity-answer .reasons").before(...ui.best);
}

export function conceal(ui) {
  ui.answer();
  ui.best?.forEach((part) => part.remove());
  ui.best = null;
}
