// The book's pages: activities, progress, glossary, trainer's view, colours. Everything works on file:// as well.

import { mount } from "./activity.js";
import { caseFilter } from "./filter.js";
import { openTarget, rememberPlace, resume } from "./place.js";
import { DeviceReporter } from "./reporter.js";
import { speaker } from "./words.js";

const html = document.documentElement;

/** What a page with more on it adds: functions that are called with (say, reporter) when the rest stands. */
export const extras = [];

function start() {
  const say = speaker(JSON.parse(document.getElementById("booklet6-words").textContent));
  // Another reporter (a learning platform, a classroom server) may have been put here by a script before this one.
  const reporter = globalThis.booklet6Reporter ?? new DeviceReporter();
  for (const root of document.querySelectorAll(".activity:not([data-ready])")) {
    const key = JSON.parse(root.querySelector(".activity-key").textContent);
    mount(root, { key, say, reporter });
  }
  progressHere(say, reporter);
  rememberPlace(reporter);
  resume(say, reporter);
  openTarget();
  caseFilter(say);
  glossary();
  desks();
  tools(say);
  apps();
  for (const more of extras) more(say, reporter);
  html.dataset.ready = "";
}

/** The bar at the head of a lesson: how many of its activities are done. */
function progressHere(say, reporter) {
  const box = document.querySelector(".progress");
  if (!box) return;
  const ids = box.dataset.activities.split(" ").filter(Boolean);
  const text = box.querySelector(".progress-text");
  const reset = box.querySelector(".progress-reset");
  const show = () => {
    const records = ids.map((id) => reporter.load(id)).filter(Boolean);
    const done = records.filter((record) => record.done).length;
    text.textContent = say("progress.lesson", { done, total: ids.length });
    box.querySelector("progress").value = done;
    reset.hidden = !records.length;
  };
  reset.addEventListener("click", () => {
    if (confirm(say("progress.reset_lesson_sure"))) {
      reporter.clear(ids);
      text.textContent = say("progress.reset_done");
      text.focus(); // the button is gone
    }
  });
  reporter.subscribe?.(show);
  show();
  box.hidden = false;
}

/** A term's definition, shown on hover and focus, kept while the pointer is on it, gone with Escape. */
function glossary() {
  const tip = document.createElement("div");
  tip.id = "term-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  let current = null;
  let later = 0;
  const hide = () => {
    current?.removeAttribute("aria-describedby");
    current = null;
    tip.hidden = true;
  };
  const show = (term) => {
    clearTimeout(later);
    hide();
    current = term;
    tip.textContent = term.dataset.definition;
    tip.hidden = false;
    term.setAttribute("aria-describedby", tip.id);
    const at = term.getBoundingClientRect();
    const room = html.clientWidth - tip.offsetWidth - 8;
    const below = at.bottom + tip.offsetHeight + 8 < html.clientHeight || at.top < tip.offsetHeight + 8;
    tip.style.left = `${Math.max(8, Math.min(at.left, room)) + scrollX}px`;
    tip.style.top = `${(below ? at.bottom + 4 : at.top - tip.offsetHeight - 4) + scrollY}px`;
  };
  for (const term of document.querySelectorAll("a.term[title]")) {
    term.dataset.definition = term.title;
    term.removeAttribute("title");
    let touched = false;
    term.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch" && current !== term));
    term.addEventListener("click", (event) => {
      if (!touched) return; // with a finger, the first tap explains and the second follows
      event.preventDefault();
      show(term);
    });
    term.addEventListener("mouseenter", () => show(term));
    term.addEventListener("focus", () => show(term));
    term.addEventListener("blur", hide);
    term.addEventListener("mouseleave", () => (later = setTimeout(hide, 200)));
  }
  tip.addEventListener("mouseenter", () => clearTimeout(later));
  tip.addEventListener("mouseleave", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}

/** Keeps a choice on the device; where that is not allowed, it holds for this page. */
function keep(name, value) {
  try {
    value ? localStorage.setItem(name, value) : localStorage.removeItem(name);
  } catch {
    // not kept
  }
}

/** A desk that the reader folds stays folded in every lesson, until it is opened again. */
function desks() {
  const name = "booklet6:folded-desks";
  let folded = new Set();
  try {
    folded = new Set((localStorage.getItem(name) ?? "").split(" ").filter(Boolean));
  } catch {
    // nothing is kept here
  }
  for (const desk of document.querySelectorAll("details[data-desk]")) {
    if (folded.has(desk.dataset.desk)) desk.open = false;
    desk.addEventListener("toggle", () => {
      if (desk.open) folded.delete(desk.dataset.desk);
      else folded.add(desk.dataset.desk);
      keep(name, [...folded].join(" "));
    });
  }
}

/** The buttons at the foot: trainer's view and colours, both kept on the device. */
function tools(say) {
  const view = document.querySelector(".view-toggle");
  const showView = () => {
    const on = html.dataset.view === "trainer";
    view.textContent = say(on ? "book.trainer_off" : "book.trainer_on");
    view.setAttribute("aria-pressed", String(on));
  };
  view.addEventListener("click", () => {
    if (html.dataset.view === "trainer") delete html.dataset.view;
    else html.dataset.view = "trainer";
    keep("booklet6:view", html.dataset.view);
    showView();
  });
  const colours = document.querySelector(".colours-toggle");
  const modes = ["", "light", "dark"];
  const names = { "": "colours_auto", light: "light", dark: "dark" };
  const showColours = () => {
    const mode = say(`book.${names[html.dataset.colours ?? ""]}`);
    colours.textContent = say("book.colours", { mode });
  };
  colours.addEventListener("click", () => {
    const next = modes[(modes.indexOf(html.dataset.colours ?? "") + 1) % modes.length];
    if (next) html.dataset.colours = next;
    else delete html.dataset.colours;
    keep("booklet6:colours", next);
    showColours();
  });
  showView();
  showColours();
  document.querySelector(".tools").hidden = false;
}

/** Links to apps lead to the apps where `booklet6 serve` serves this page: it says so in a cookie. */
function apps() {
  if (!/(?:^|; )booklet6-apps=1(?:;|$)/.test(document.cookie)) return;
  for (const link of document.querySelectorAll("a[data-app]")) link.href = `/apps/${link.dataset.app}`;
  html.dataset.apps = "";
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else queueMicrotask(start); // not before the rest of this script has said what else there is
