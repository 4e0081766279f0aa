// Draws who acts on a person, stage by stage from top to bottom: narrow enough for a telephone. SVG, with the colours of
// the page; whoever acts at several stages is joined by a line at the side.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 340;
const RAIL = 26;
const BOX = { from: 64, width: 232, pad: 8, gap: 8 };
const LINE = 17;
const NAME = 14;
const ROLE = 12;

/**
 * @param {{person: string, rows: {name: string, actors: {actor: string, name: string, role: string, duty: boolean,
 *   outcome?: string, marked: string}[]}[], hasDuty: string, label: string, rtl: boolean}} what
 * @returns {SVGElement} an image whose name is `label`
 */
export function network({ person, rows, hasDuty, label, rtl }) {
  const root = make("svg", { class: "network", role: "img", "aria-label": label, direction: rtl ? "rtl" : "ltr" });
  const x = (n) => (rtl ? WIDTH - n : n);
  const write = (text, at, y, size, className) => root.append(words(text, x(at), y, size, className));
  const rail = make("path", { class: "rail" });
  root.append(rail);
  let y = 22;
  write(person, 8, y, NAME, "person");
  y += 14;
  const top = y;
  const seats = new Map();
  for (const row of rows) {
    y += 12;
    const head = y + 4;
    root.append(make("circle", { class: "stage", cx: x(RAIL), cy: head, r: 7 }));
    write(row.name, BOX.from - 20, head + 5, NAME, "stage-name");
    y = head + 18;
    for (const it of row.actors) {
      const lines = [
        ...wrap(it.name, NAME, "name"),
        ...wrap(it.role, ROLE, "role"),
        ...(it.duty ? wrap(hasDuty, ROLE, "with-duty") : []),
        ...(it.marked ? wrap(it.marked, ROLE, "marked") : []),
      ];
      const height = lines.length * LINE + BOX.pad;
      const middle = y + height / 2;
      const box = { x: rtl ? WIDTH - BOX.from - BOX.width : BOX.from, y, width: BOX.width, height, rx: 6 };
      const state = [it.duty ? "duty" : "", it.role ? "" : "open", it.outcome ?? ""].join(" ");
      root.append(make("path", { class: `tie ${state}`, d: `M${x(RAIL)} ${head} Q${x(RAIL + 10)} ${middle} ${x(BOX.from)} ${middle}` }));
      root.append(make("rect", { class: `box ${state}`, ...box }));
      if (it.duty) root.append(make("rect", { class: "inner", ...box, x: box.x + 3, y: y + 3, width: BOX.width - 6, height: height - 6, rx: 4 }));
      lines.forEach((line, n) => write(line.text, BOX.from + 10, y + LINE * (n + 1) - 1, line.size, line.className));
      const before = seats.get(it.actor);
      if (before !== undefined) {
        const side = x(BOX.from + BOX.width);
        root.append(make("path", { class: "same", d: `M${side} ${before} C${x(WIDTH + 4)} ${before} ${x(WIDTH + 4)} ${middle} ${side} ${middle}` }));
      }
      seats.set(it.actor, middle);
      y += height + BOX.gap;
    }
  }
  rail.setAttribute("d", `M${x(RAIL)} ${top - 6} V${y + 4}`);
  root.setAttribute("viewBox", `0 0 ${WIDTH} ${y + 10}`);
  return root;
}

function make(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function words(text, x, y, size, className) {
  const made = make("text", { x, y, "font-size": size, class: className });
  made.textContent = text;
  return made;
}

let pen = null;

/** Breaks a text into lines that fit a box, in the page's own font. */
function wrap(text, size, className) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `bold ${size}px ${getComputedStyle(document.body).fontFamily || "sans-serif"}`;
  const room = BOX.width - 20;
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && pen.measureText(longer).width > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  return lines.map((one) => ({ text: one, size, className }));
}
