// How the final test is counted. learner/marks.py is its twin: the same steps in the same order, so both give the same numbers.

import { score } from "../../activities/js/score.js";

/**
 * @typedef {object} Item one item of an attempt
 * @property {string} id
 * @property {string} module
 * @property {string[]} objectives
 * @property {object} key
 */

/** What of an attempt's answers belongs to an item. They are kept in one record, as `item/slot`. */
export function responseOf(id, answers) {
  const mine = Object.entries(answers).filter(([name]) => name.startsWith(`${id}/`));
  return Object.fromEntries(mine.map(([name, value]) => [name.slice(id.length + 1), value]));
}

/**
 * Each item counts the same, whatever its points: its share is points of maximum.
 * @param {Item[]} items those of the attempt, in order
 * @param {Record<string, string>} answers
 * @returns {{percent: number, modules: Map<string, number>, objectives: Map<string, number>}} whole per cent, cut off
 */
export function marks(items, answers) {
  const all = [];
  const modules = new Map();
  const objectives = new Map();
  for (const { id, module, objectives: measured, key } of items) {
    const { points, maximum } = score(key, responseOf(id, answers));
    const share = points / maximum;
    all.push(share);
    for (const [found, names] of [[modules, [module]], [objectives, measured]]) {
      for (const name of names) found.set(name, [...(found.get(name) ?? []), share]);
    }
  }
  const each = (found) => new Map([...found].map(([name, shares]) => [name, percent(shares)]));
  return { percent: percent(all), modules: each(modules), objectives: each(objectives) };
}

function percent(shares) {
  let sum = 0;
  for (const share of shares) sum += share;
  return Math.floor((100 * sum) / shares.length + 1e-9);
}

/**
 * The items of a new attempt: of each module `count`, those first that were not in the attempt before.
 * @param {{module: string, ids: string[]}[]} pools
 * @param {string[]} before
 * @param {number} count
 * @param {() => number} random from 0 to 1
 * @returns {string[]}
 */
export function draw(pools, before, count, random) {
  const mixed = (ids) => {
    const rest = [...ids];
    for (let n = rest.length - 1; n > 0; n -= 1) {
      const k = Math.floor(random() * (n + 1));
      [rest[n], rest[k]] = [rest[k], rest[n]];
    }
    return rest;
  };
  return pools.flatMap(({ ids }) => {
    const fresh = ids.filter((id) => !before.includes(id));
    const again = ids.filter((id) => before.includes(id));
    return mixed([...mixed(fresh), ...mixed(again)].slice(0, count));
  });
}

/** Is that an attempt which these pools can give? A form from another time or another course is none. */
export function isForm(form, pools, count) {
  const whole = form.length === pools.length * count && new Set(form).size === form.length;
  return whole && pools.every(({ ids }) => form.filter((id) => ids.includes(id)).length === count);
}
