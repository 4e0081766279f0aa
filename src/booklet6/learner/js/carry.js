// Progress as a small file, to carry it to another device. Nothing here touches the page: texts go in, plain data comes out.

import { PLACE, isPlace } from "../../activities/js/place.js";
import { TEST } from "./records.js";

export const KIND = "progress";
const VERSION = 1;
/** The most that is read, in bytes. All answers of this course take about a tenth. */
export const LARGEST = 1_000_000;

/** Why a file is refused: `name` is that of a text in the catalogue below `carry.`. */
export class Refused extends Error {
  constructor(name) {
    super(name);
    this.name = name;
  }
}

/** All records of these ids as the text of a file. `now` is a Date. */
export function pack(reporter, ids, now) {
  const records = ids.map((id) => [id, reporter.load(id)]).filter(([, record]) => record);
  const file = { booklet6: KIND, version: VERSION, saved: now.toISOString(), records: Object.fromEntries(records) };
  return JSON.stringify(file, null, 1);
}

/**
 * The records of a file, each checked. Whatever else the file holds is left out and counted.
 * @param {string} text of the file
 * @param {string[]} ids that this course knows
 * @returns {{records: Map<string, object>, left: number}}
 * @throws {Refused} where it is no such file
 */
export function unpack(text, ids) {
  let file;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new Refused("not_json");
  }
  if (!isObject(file) || !Object.hasOwn(file, "booklet6")) throw new Refused("other_kind");
  if (file.booklet6 !== KIND) throw new Refused(file.booklet6 === "certificate" ? "certificate" : "other_kind");
  if (!Number.isInteger(file.version)) throw new Refused("broken");
  if (file.version > VERSION) throw new Refused("newer");
  if (file.version < VERSION) throw new Refused("older");
  if (!isObject(file.records)) throw new Refused("broken");
  const known = new Set(ids);
  const records = new Map();
  const entries = Object.entries(file.records);
  for (const [id, record] of entries) {
    const whole = known.has(id) ? checked(id, record) : null;
    if (whole) records.set(id, whole);
  }
  if (entries.length === 0) throw new Refused("empty");
  if (![...records.keys()].some((id) => id !== PLACE)) throw new Refused("other_course");
  return { records, left: entries.length - records.size };
}

const isObject = (o) => o !== null && typeof o === "object" && !Array.isArray(o);
const isNumber = (n) => Number.isFinite(n) && n >= 0 && n <= 1000;

/** A record with known fields only, each of its kind; null where it is none. */
function checked(id, record) {
  if (!isObject(record) || !isObject(record.response)) return null;
  const response = Object.entries(record.response);
  const fits = ([slot, value]) => slot.length <= 200 && typeof value === "string" && value.length <= 4000;
  if (response.length > 1000 || !response.every(fits)) return null;
  const whole = { response: Object.fromEntries(response) };
  if (id === PLACE && !isPlace(whole.response)) return null;
  const { points, maximum } = record;
  whole.done = record.done === true && isNumber(points) && isNumber(maximum) && points <= maximum;
  if (whole.done) Object.assign(whole, { points, maximum });
  const when = typeof record.when === "string" ? new Date(record.when) : null;
  if (when && !Number.isNaN(when.getTime())) whole.when = when.toISOString();
  return whole;
}

/**
 * Put the file's records beside those that are here. Of two, the better stays; of two as good, the newer.
 * @returns {{added: number, better: number, kept: number}}
 */
export function merge(reporter, records) {
  const told = { added: 0, better: 0, kept: 0 };
  for (const [id, there] of records) {
    const here = reporter.load(id);
    if (here && !better(id, there, here)) {
      told.kept += 1;
      continue;
    }
    told[here ? "better" : "added"] += 1;
    reporter.save(id, there);
  }
  return told;
}

/** Is the first record to be kept rather than the second? */
export function better(id, one, other) {
  const newer = (one.when ?? "") > (other.when ?? "");
  if (id === PLACE || id === TEST) return newer; // what goes on here is not thrown away for what ended there
  if (one.done !== other.done) return one.done;
  const share = (r) => (r.done && r.maximum > 0 ? r.points / r.maximum : 0);
  return share(one) === share(other) ? newer : share(one) > share(other);
}
