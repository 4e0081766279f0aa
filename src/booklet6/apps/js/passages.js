// Where a text speaks of something: its paragraphs that hold one of some words.

const LONGEST = 420; // letters of a passage that is shown
const MOST = 3; // passages

/** Words to look for → an expression. `*` at the end of a word stands for any ending, in a word for any letters. */
function expression(words) {
  const escaped = words.map((w) => w.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "\\p{L}*").replace(/\s+/g, "\\s+"));
  return words.length ? new RegExp(`(?<![\\p{L}\\d])(?:${escaped.join("|")})(?![\\p{L}\\d])`, "giu") : null;
}

/**
 * The passages that hold most of the words, in the order of the text: lists of {text, hit}, to be shown one after the
 * other with each hit marked.
 */
export function passages(text, words) {
  const wanted = expression(words);
  if (!wanted) return [];
  const found = [];
  for (const [at, paragraph] of split(text).entries()) {
    const hits = new Set([...paragraph.matchAll(wanted)].map((m) => m[0].toLowerCase()));
    if (hits.size) found.push({ at, paragraph, weight: hits.size });
  }
  return found
    .sort((a, b) => b.weight - a.weight || a.at - b.at)
    .slice(0, MOST)
    .sort((a, b) => a.at - b.at)
    .map(({ paragraph }) => pieces(paragraph, wanted));
}

/** Paragraphs; long ones cut at the ends of sentences. Lines that a PDF has broken are joined. */
function split(text) {
  return text
    .split(/\n\s*\n|\n(?=\s*(?:\d+[.)]|[a-z][.)]|[A-Z][.)]|[-•▪*]|article|clause)\s?)/iu)
    .flatMap((block) => {
      const whole = block.replace(/\s+/g, " ").trim();
      if (whole.length <= LONGEST) return whole ? [whole] : [];
      const parts = [];
      for (const sentence of whole.split(/(?<=[.;:!?])\s+/u)) {
        if (parts.length && parts.at(-1).length + sentence.length < LONGEST) parts[parts.length - 1] += ` ${sentence}`;
        else parts.push(sentence.slice(0, LONGEST));
      }
      return parts;
    });
}

function pieces(paragraph, wanted) {
  const list = [];
  let at = 0;
  for (const m of paragraph.matchAll(wanted)) {
    if (m.index > at) list.push({ text: paragraph.slice(at, m.index), hit: false });
    list.push({ text: m[0], hit: true });
    at = m.index + m[0].length;
  }
  if (at < paragraph.length) list.push({ text: paragraph.slice(at), hit: false });
  return list;
}
