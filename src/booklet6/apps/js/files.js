// Files that a reader opens or saves. All of it happens in the browser: no file is sent anywhere.

import { readDocx, readOpenDocument } from "./documents.js";
import { readPdf } from "./pdf.js";
import { Unreadable } from "./unreadable.js";

export const MOST_BYTES = 10_000_000; // of a file that is opened
export const MOST_LETTERS = 200_000; // of the text in it

/**
 * The text in a file: plain text, .docx, .odt or .pdf, told by what is in it and not by its name.
 * Returns {text, note}: `note` is null, or what the reader should know ({name, gaps}). Throws Unreadable.
 */
export async function readText(file) {
  if (file.size === 0) throw new Unreadable("empty");
  if (file.size > MOST_BYTES) throw new Unreadable("too_big", { limit: MOST_BYTES / 1_000_000 });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const found = await textIn(bytes, file.name);
  const text = found.text.replace(/\r\n?/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
  if (!text) throw new Unreadable("empty");
  if (text.length > MOST_LETTERS) throw new Unreadable("too_long", { limit: MOST_LETTERS / 1000 });
  return { text, note: found.note ?? null };
}

async function textIn(bytes, name) {
  const begins = (...start) => start.every((b, i) => bytes[i] === b);
  const head = String.fromCharCode(...bytes.subarray(0, 1024));
  if (head.includes("%PDF-")) return readPdf(bytes);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return /\.odt$/i.test(name) ? readOpenDocument(bytes) : readDocx(bytes);
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) throw new Unreadable(/\.docx$/i.test(name) ? "locked" : "old_doc");
  if (!/\.(txt|md|markdown|text)$/i.test(name)) throw new Unreadable("wrong_type");
  const text = decode(bytes);
  if (text === null) throw new Unreadable("not_text");
  return { text };
}

/** The text in these bytes, or null where they hold something else. UTF-8, UTF-16 with its mark, or Windows-1252. */
export function decode(bytes) {
  const mark = (bytes[0] << 8) | bytes[1];
  if (mark === 0xfffe || mark === 0xfeff) return new TextDecoder(mark === 0xfffe ? "utf-16le" : "utf-16be").decode(bytes);
  // Letters and signs begin at 32; below it only tab, line feed, form feed and carriage return stand in a text.
  if (bytes.some((b) => b < 32 && b !== 9 && b !== 10 && b !== 12 && b !== 13)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Save content as `<name>-<today>.<ending>`; nothing is sent. Returns the file's name. */
export function saveFile(name, ending, content, type) {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const whole = `${name}-${day}.${ending}`;
  const link = document.createElement("a");
  const kind = typeof content === "string" ? `${type};charset=utf-8` : type;
  link.href = URL.createObjectURL(new Blob([content], { type: kind }));
  link.download = whole;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return whole;
}

const safe = (line) => line.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);

/** A finding as HTML: underlined lines are headings, `- ` begins a point. */
export function asHtml(content) {
  const lines = content.split("\n");
  let body = "";
  let list = false;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i].trim();
    const under = lines[i + 1]?.trim() ?? "";
    const point = line.startsWith("- ");
    if (list !== point && (line || list)) body += point ? "<ul>\n" : list ? "</ul>\n" : "";
    list = point;
    if (!line) continue;
    const heading = /^={3,}$/.test(under) ? "h1" : /^-{3,}$/.test(under) ? "h2" : "";
    if (heading) i += 1;
    body += heading ? `<${heading}>${safe(line)}</${heading}>\n` : point ? `<li>${safe(line.slice(2))}</li>\n` : `<p>${safe(line)}</p>\n`;
  }
  return list ? `${body}</ul>\n` : body;
}

/** A finding as a whole page, which a browser and a word processor open. */
export function asPage(content) {
  const { lang, dir } = document.documentElement;
  const title = safe(content.split("\n", 1)[0]);
  return `<!doctype html>\n<html lang="${lang}" dir="${dir}">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n${asHtml(content)}</body>\n</html>\n`;
}
