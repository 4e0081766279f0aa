/** A file that cannot be read; `name` says why, and is the end of a name in the catalogue (`app.file.…`). */
export class Unreadable extends Error {
  constructor(name, gaps = {}) {
    super(name);
    this.name = name;
    this.gaps = gaps;
  }
}
