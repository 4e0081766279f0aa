// The text of word processors' files. They are zip archives with XML in them; only the one part that is needed is
// unpacked, and only as far as a contract can reach.

import { Unreadable } from "./unreadable.js";

const MOST_XML = 12_000_000; // bytes of the part that is read, unpacked
const MOST_PARTS = 5000; // entries of the archive

/** The text of a .docx. Throws Unreadable. */
export async function readDocx(bytes) {
  const xml = parse(await part(bytes, /^word\/document\d*\.xml$/));
  const text = paragraphs(xml, new Set(["p"]), docxText);
  if (!text.trim()) throw new Unreadable(xml.getElementsByTagNameNS("*", "drawing").length ? "scanned" : "empty");
  return { text };
}

/** The text of an .odt. Throws Unreadable. */
export async function readOpenDocument(bytes) {
  const xml = parse(await part(bytes, /^content\.xml$/));
  return { text: paragraphs(xml, new Set(["p", "h"]), (p) => p.textContent) };
}

function parse(text) {
  // A declaration of entities has no place in these files; it is how a small file becomes a huge one.
  if (text.slice(0, 2000).includes("<!DOCTYPE")) throw new Unreadable("damaged");
  const xml = new DOMParser().parseFromString(text, "application/xml");
  if (xml.getElementsByTagName("parsererror").length) throw new Unreadable("damaged");
  return xml;
}

/** The texts of the outermost paragraphs, each on lines of its own. */
function paragraphs(xml, names, textOf) {
  const found = [];
  const walk = (node) => {
    for (const child of node.children) {
      if (child.localName === "Fallback") continue; // the same once more, for old programs
      if (names.has(child.localName)) found.push(textOf(child));
      else walk(child);
    }
  };
  walk(xml.documentElement);
  return found.join("\n");
}

function docxText(paragraph) {
  let text = "";
  const walk = (node) => {
    for (const child of node.children) {
      const name = child.localName;
      if (name === "t") text += child.textContent;
      else if (name === "tab") text += "\t";
      else if (name === "br" || name === "cr") text += "\n";
      else if (name === "p") text += `\n${docxText(child)}\n`;
      else if (name !== "Fallback" && name !== "pPr" && name !== "rPr") walk(child);
    }
  };
  walk(paragraph);
  return text;
}

/** The first part of a zip archive whose name fits, as text. */
async function part(bytes, wanted) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const entry of entries(view)) if (wanted.test(entry.name)) return await unpack(bytes, view, entry);
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable("damaged");
  }
  throw new Unreadable("wrong_type");
}

function* entries(view) {
  let end = view.byteLength - 22;
  const first = Math.max(0, end - 65_535);
  while (end >= first && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < first) throw new Unreadable("damaged");
  const count = view.getUint16(end + 10, true);
  if (count > MOST_PARTS) throw new Unreadable("damaged");
  let at = view.getUint32(end + 16, true);
  for (let n = 0; n < count; n += 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Unreadable("damaged");
    const [nameLength, extra, comment] = [28, 30, 32].map((o) => view.getUint16(at + o, true));
    yield {
      name: new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      begins: view.getUint32(at + 42, true),
    };
    at += 46 + nameLength + extra + comment;
  }
}

async function unpack(bytes, view, entry) {
  if (entry.flags & 1) throw new Unreadable("locked");
  if (entry.method !== 0 && entry.method !== 8) throw new Unreadable("damaged");
  const start = entry.begins + 30 + view.getUint16(entry.begins + 26, true) + view.getUint16(entry.begins + 28, true);
  const packed = bytes.subarray(start, start + entry.packed);
  if (packed.length !== entry.packed) throw new Unreadable("damaged");
  if (entry.method === 0) return new TextDecoder().decode(packed);
  if (!globalThis.DecompressionStream) throw new Unreadable("old_browser");
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > MOST_XML) {
      reader.cancel().catch(() => {});
      throw new Unreadable("bomb");
    }
    text += decoder.decode(value, { stream: true });
  }
}
