// The final test: draws the items, keeps the answers as they are given, counts them when they are handed in, and explains.

import { mount } from "../../activities/js/activity.js";
import { draw, isForm, marks, responseOf } from "./marks.js";
import { PASSED, TEST } from "./records.js";

/** Bring the page of the test to life. `say` gives words by name. */
export function finalTest(say, reporter) {
  const page = document.querySelector(".final-test");
  if (!page) return;
  const test = new Test(page, say, reporter);
  page.querySelector(".test-begin").addEventListener("click", () => test.begin());
  page.querySelector(".test-hand-in").addEventListener("click", () => test.handIn());
  page.querySelector(".test-again").addEventListener("click", () => test.begin());
  test.show();
}

class Test {
  #mounted = [];

  constructor(page, say, reporter) {
    this.page = page;
    this.say = say;
    this.reporter = reporter;
    this.count = Number(page.dataset.draw);
    this.pass = Number(page.dataset.pass);
    this.modules = [...page.querySelectorAll("template[data-module]")].map((template) => ({
      module: template.dataset.module,
      template,
      ids: [...template.content.querySelectorAll(".test-item")].map((item) => item.dataset.item),
    }));
  }

  /** The attempt that is kept, if these modules can give it: `{form, answers, done}`. */
  kept() {
    const record = this.reporter.load(TEST);
    const form = record?.response.form?.split(" ") ?? [];
    return isForm(form, this.modules, this.count) ? { form, answers: record.response, done: record.done } : null;
  }

  begin() {
    const before = this.kept()?.form ?? [];
    const form = draw(this.modules, before, this.count, Math.random);
    this.reporter.save(TEST, { response: { form: form.join(" ") } });
    this.show();
    this.page.querySelector(".test-paper h2").focus();
  }

  /** Whatever there is now: the beginning, the paper, or the result. */
  show() {
    for (const stop of this.#mounted.splice(0)) stop();
    const attempt = this.kept();
    this.part("start", !attempt);
    this.part("end", attempt && !attempt.done);
    this.part("result", attempt?.done);
    this.sure = false;
    this.tell("");
    const paper = this.page.querySelector(".test-paper");
    paper.replaceChildren(...(attempt ? this.modules.flatMap((m) => this.section(m, attempt)) : []));
    if (attempt?.done) this.result(attempt);
    if (this.reporter.kept === false) this.page.querySelector(".test-lost").hidden = false;
  }

  part(name, on) {
    this.page.querySelector(`.test-${name}`).hidden = !on;
  }

  /** A module's heading and its items of the attempt, to be answered, or answered and explained. */
  section({ template, ids }, attempt) {
    const heading = document.createElement("h2");
    heading.textContent = template.dataset.title;
    heading.tabIndex = -1;
    const mine = attempt.form.filter((id) => ids.includes(id));
    const items = mine.map((id) => template.content.querySelector(`[data-item="${id}"] > .activity`).cloneNode(true));
    for (const root of items) {
      if (attempt.done) this.explain(root, attempt);
      else this.ask(root, attempt);
    }
    return [heading, ...items];
  }

  /** An item without its answer: it only records. */
  ask(root, attempt) {
    for (const part of root.querySelectorAll(".activity-answer, .activity-key, .activity-buttons > *")) part.remove();
    for (const words of root.querySelectorAll(".evidence")) words.replaceWith(...words.childNodes);
    const id = root.dataset.activity;
    const reporter = {
      load: () => ({ response: responseOf(id, attempt.answers) }),
      save: (_, { response }) => this.keep(attempt, id, response),
      clear: () => {},
    };
    this.#mounted.push(mount(root, { key: null, say: this.say, reporter }));
  }

  keep(attempt, id, response) {
    const now = this.reporter.load(TEST);
    if (now && (now.done || now.response.form !== attempt.answers.form)) {
      this.tell(this.say("test.elsewhere")); // handed in, or begun anew, in another window
      return false;
    }
    const others = Object.entries(attempt.answers).filter(([name]) => !name.startsWith(`${id}/`));
    const mine = Object.entries(response).map(([slot, value]) => [`${id}/${slot}`, value]);
    attempt.answers = Object.fromEntries([...others, ...mine]);
    this.sure = false;
    const kept = this.reporter.save(TEST, { response: attempt.answers });
    return kept || this.reporter.kept === false; // that nothing is kept has been said at the beginning
  }

  handIn() {
    const open = [...this.page.querySelectorAll(".test-paper .activity")].filter(isOpen);
    if (open.length && !this.sure) {
      this.sure = true;
      this.tell(this.say("test.open", { n: open.length }), open);
      return;
    }
    const attempt = this.kept();
    if (!attempt || attempt.done) {
      this.show();
      return;
    }
    const { percent, modules } = marks(this.items(attempt.form), attempt.answers);
    const response = { ...attempt.answers };
    for (const [module, its] of modules) response[`module/${module}`] = String(its);
    const record = { response, done: true, points: percent, maximum: 100 };
    this.reporter.save(TEST, record);
    const best = this.reporter.load(PASSED);
    if (percent >= this.pass && !(best?.done && best.points > percent)) this.reporter.save(PASSED, record);
    this.show();
    this.page.querySelector(".test-result h2").focus();
  }

  /** What is still open, with a link to each. */
  tell(text, open = []) {
    const status = this.page.querySelector(".test-status");
    status.textContent = text;
    const list = this.page.querySelector(".test-open");
    list.replaceChildren(
      ...open.map((root) => {
        const [item, link] = [document.createElement("li"), document.createElement("a")];
        link.href = `#${root.id}`;
        link.textContent = root.querySelector(".activity-title").textContent;
        item.append(link);
        return item;
      }),
    );
  }

  /** An item with the answer that was given, and the reasons. It can no longer be changed. */
  explain(root, attempt) {
    const id = root.dataset.activity;
    const key = JSON.parse(root.querySelector(".activity-key").textContent);
    const response = responseOf(id, attempt.answers);
    const answered = Object.keys(response).length > 0;
    const load = () => (answered ? { response, done: true } : null);
    this.#mounted.push(mount(root, { key, say: this.say, reporter: { load, save: () => true, clear: () => {} } }));
    root.querySelector(".activity-buttons").remove();
    for (const field of root.querySelectorAll("form :is(input, select, button)")) field.disabled = true;
    if (!answered) root.querySelector(".activity-status").textContent = this.say("activity.unanswered");
  }

  /** The items of a form, as `marks` wants them. */
  items(form) {
    return form.map((id) => {
      const { module, template } = this.modules.find((m) => m.ids.includes(id));
      const item = template.content.querySelector(`[data-item="${id}"]`);
      const key = JSON.parse(item.querySelector(".activity-key").textContent);
      return { id, module, objectives: item.dataset.objectives.split(" "), key };
    });
  }

  result(attempt) {
    const { percent, modules, objectives } = marks(this.items(attempt.form), attempt.answers);
    const box = this.page.querySelector(".test-result");
    const passed = percent >= this.pass;
    const gaps = { percent, pass_mark: this.pass };
    box.querySelector(".test-sum").textContent = this.say(passed ? "test.passed" : "test.failed", gaps);
    box.querySelector(".test-certificate").hidden = !passed && !this.reporter.load(PASSED)?.done;
    for (const row of box.querySelectorAll("[data-result]")) {
      row.lastElementChild.textContent = this.say("progress.percent", { percent: modules.get(row.dataset.result) ?? 0 });
    }
    const weak = this.modules.flatMap(({ module, template }) =>
      [...template.content.querySelectorAll("[data-objective]")]
        .filter((objective) => (objectives.get(objective.dataset.objective) ?? 100) < this.pass)
        .map((objective) => objective.cloneNode(true)),
    );
    box.querySelector(".test-weak").hidden = weak.length === 0;
    box.querySelector(".test-weak ul").replaceChildren(...weak);
  }
}

/** Is something here still to be chosen? Ticks may all be left alone, unless there is nothing but ticks. */
function isOpen(root) {
  const fields = [...root.querySelector("form").elements].filter((f) => f.name && !f.closest("[hidden].question"));
  const choices = fields.filter((f) => f.type !== "checkbox");
  if (!choices.length) return !fields.some((f) => f.checked);
  const answered = new Set(choices.filter((f) => (f.type === "radio" ? f.checked : f.value)).map((f) => f.name));
  return choices.some((f) => !answered.has(f.name));
}
