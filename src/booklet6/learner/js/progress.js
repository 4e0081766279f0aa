// The page of all progress: by module, what is done and how well; a file to carry it; and how to forget it.

import { number } from "../../activities/js/activity.js";
import { PLACE } from "../../activities/js/place.js";
import { LARGEST, merge, pack, Refused, unpack } from "./carry.js";
import { PASSED, TEST } from "./records.js";
import { save } from "./save.js";

/** Fill the page, and keep it true. `say` gives words by name. */
export function progressPage(say, reporter) {
  const page = document.querySelector(".progress-all");
  if (!page) return;
  const rows = [...page.querySelectorAll("[data-progress]")];
  const ids = rows.map((row) => row.dataset.progress);
  const total = page.querySelector(".progress-total");
  const show = () => {
    const sum = { done: 0, all: 0 };
    for (const module of page.querySelectorAll("[data-module]")) {
      const here = [...page.querySelectorAll(`[data-of="${module.dataset.module}"]`)];
      const its = here.filter((row) => showRow(row, reporter.load(row.dataset.progress), say));
      const marked = its.filter((row) => !isOwn(row)).map((row) => reporter.load(row.dataset.progress));
      const [points, maximum] = ["points", "maximum"].map((n) => number(marked.reduce((all, record) => all + record[n], 0)));
      const [, done, score] = module.children;
      done.textContent = say("progress.done_of", { done: its.length, total: here.length });
      score.textContent = marked.length ? say("progress.done_of", { done: points, total: maximum }) : "–";
      module.querySelector("progress").value = its.length;
      sum.done += its.length;
      sum.all += here.length;
    }
    showTest(page.querySelector("[data-test]"), reporter, say);
    total.textContent = say("progress.all", { done: sum.done, total: sum.all });
  };
  let waiting = false;
  reporter.subscribe?.(() => {
    if (waiting) return; // a file changes many records: the page is written once
    waiting = true;
    setTimeout(() => {
      waiting = false;
      show();
    });
  });
  show();
  forget(page, say, reporter);
  carry(page, say, reporter, [...ids, PLACE, TEST, PASSED]);
  page.querySelector(".progress-tools").hidden = false;
}

/** Are the points of this activity the learner's own ticks? */
const isOwn = (row) => "own" in row.dataset;

/** Write an activity's state into its row. Says whether it is done. */
function showRow(row, record, say) {
  const gaps = record?.done ? { points: number(record.points ?? 0), maximum: number(record.maximum ?? 0) } : {};
  const told = isOwn(row) ? "progress.own_points" : "progress.points";
  const state = record?.done ? `${say("progress.done")}: ${say(told, gaps)}` : say(record ? "progress.started" : "progress.open");
  row.lastElementChild.textContent = state;
  return record?.done;
}

function showTest(row, reporter, say) {
  if (!row) return;
  const [passed, last] = [reporter.load(PASSED), reporter.load(TEST)];
  const record = passed?.done ? passed : last;
  const [, done, score] = row.children;
  done.textContent = say(passed?.done ? "progress.passed" : record?.done ? "progress.not_passed" : record ? "progress.started" : "progress.open");
  score.textContent = record?.done ? say("progress.percent", { percent: number(record.points) }) : "–";
}

function forget(page, say, reporter) {
  const status = page.querySelector(".progress-status");
  page.querySelector(".progress-reset-all").addEventListener("click", () => {
    if (!confirm(say("progress.reset_sure"))) return;
    reporter.clear(null);
    status.textContent = say("progress.reset_done");
  });
}

function carry(page, say, reporter, ids) {
  const status = page.querySelector(".carry-status");
  page.querySelector(".carry-save").addEventListener("click", () => {
    if (!ids.some((id) => reporter.load(id))) {
      status.textContent = say("carry.nothing");
      return;
    }
    const now = new Date();
    const name = `progress-${now.toISOString().slice(0, 10)}.json`;
    save(name, pack(reporter, ids, now));
    status.textContent = say("carry.saved", { file: name });
  });
  const field = page.querySelector(".carry-file");
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    const gaps = { file: file.name, limit: LARGEST / 1_000_000 };
    try {
      if (file.size > LARGEST) throw new Refused("too_big");
      const { records, left } = unpack(await file.text(), ids);
      const told = merge(reporter, records);
      const kept = reporter.kept === false ? ` ${say("activity.not_kept")}` : "";
      const rest = left ? ` ${say("carry.left", { n: left })}` : "";
      status.textContent = say("carry.merged", { ...gaps, ...told }) + rest + kept;
    } catch (e) {
      // What is not refused for what it holds could not be read: taken away, a folder, no permission.
      status.textContent = say(`carry.${e instanceof Refused ? e.name : "unreadable"}`, gaps);
    }
    field.value = ""; // so that the same file can be chosen again
  });
}
