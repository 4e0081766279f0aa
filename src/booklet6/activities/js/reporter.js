// Where answers and progress go. Today: this device. A learning platform or a classroom server can be another reporter.

/**
 * @typedef {object} Record one activity's state
 * @property {Record<string, string>} response slot → value
 * @property {boolean} [done] checked, not only begun
 * @property {number} [points]
 * @property {number} [maximum]
 * @property {string} [when] ISO time of the last change; a reporter adds it where it is left out
 *
 * @typedef {object} Reporter
 * @property {(id: string) => Record|null} load
 * @property {(id: string, record: Record) => boolean} save false where it cannot be kept
 * @property {(ids: string[]|null) => void} clear forget these activities; null forgets all
 * @property {(tell: (ids: string[]) => void) => () => void} subscribe told of every change; returns how to stop
 * @property {boolean} [local] true where records stay on this device: only then it gets texts that were written for practice
 */

const KEY = "booklet6:progress:1";

/** Keeps answers in this browser's storage; in memory where the browser allows none. Implements Reporter. */
export class DeviceReporter {
  local = true;
  #tell = new Set();
  #memory = {};
  #storage = null;

  constructor(storage = openStorage()) {
    this.#storage = storage;
    globalThis.addEventListener?.("storage", (event) => {
      if (event.key === KEY || event.key === null) this.#changed(null);
    });
  }

  get kept() {
    return this.#storage !== null;
  }

  all() {
    if (!this.#storage) return this.#memory;
    try {
      const all = JSON.parse(this.#storage.getItem(KEY) ?? "{}");
      return all && typeof all === "object" && !Array.isArray(all) ? all : {};
    } catch {
      return {};
    }
  }

  load(id) {
    const all = this.all();
    const record = Object.hasOwn(all, id) ? all[id] : null;
    if (!record || typeof record !== "object" || !record.response || typeof record.response !== "object") return null;
    // What others wrote here does no harm: without numbers to show, it counts as begun, not as done.
    const done = record.done === true && Number.isFinite(record.points) && Number.isFinite(record.maximum);
    return { ...record, done };
  }

  save(id, record) {
    const kept = this.#write({ ...this.all(), [id]: { when: new Date().toISOString(), ...record } });
    this.#changed([id]);
    return kept;
  }

  clear(ids) {
    const all = ids === null ? {} : this.all();
    const gone = ids ?? null;
    for (const id of ids ?? []) delete all[id];
    this.#write(all);
    this.#changed(gone);
  }

  subscribe(tell) {
    this.#tell.add(tell);
    return () => this.#tell.delete(tell);
  }

  #write(all) {
    this.#memory = all;
    if (!this.#storage) return false;
    try {
      this.#storage.setItem(KEY, JSON.stringify(all));
      return true;
    } catch {
      this.#storage = null; // full or forbidden: go on in memory, and say so
      return false;
    }
  }

  #changed(ids) {
    for (const tell of [...this.#tell]) tell(ids ?? ALL);
  }
}

/** Stands for every activity where all have changed. */
const ALL = { includes: () => true };

function openStorage() {
  try {
    const probe = `${KEY}:probe`;
    localStorage.setItem(probe, "1");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}
