// The text of a PDF, by pdf.js, which is fetched from the server of the apps only when somebody opens a PDF.

import { Unreadable } from "./unreadable.js";

const MOST_PAGES = 60;
const PATIENCE = 30_000; // milliseconds
const FEW = 25; // letters on a page; with fewer it is a picture

/** The text of a PDF, and a note where some pages are pictures. Throws Unreadable. */
export async function readPdf(bytes) {
  const here = (name) => new URL(`/apps/static/${name}`, location.origin).href;
  const reader = await import(here("pdf.js")).catch(() => {
    throw new Unreadable("no_pdf_reader");
  });
  reader.GlobalWorkerOptions.workerSrc = here("pdf_worker.js");
  const task = reader.getDocument({
    data: bytes,
    isEvalSupported: false,
    useWorkerFetch: false,
    useWasm: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: false,
    verbosity: 0,
  });
  let clock;
  const late = new Promise((_, fail) => {
    clock = setTimeout(() => fail(new Unreadable("slow")), PATIENCE);
  });
  try {
    return await Promise.race([pagesOf(task), late]);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable(error?.name === "PasswordException" ? "locked" : "damaged");
  } finally {
    clearTimeout(clock);
    task.destroy().catch(() => {});
  }
}

async function pagesOf(task) {
  const pdf = await task.promise;
  if (pdf.numPages > MOST_PAGES) throw new Unreadable("many_pages", { pages: pdf.numPages, limit: MOST_PAGES });
  const pages = [];
  for (let n = 1; n <= pdf.numPages; n += 1) {
    const page = await pdf.getPage(n);
    pages.push(linesOf((await page.getTextContent()).items));
  }
  const letters = (text) => (text.match(/\p{L}/gu) ?? []).length;
  const pictures = pages.map((text, i) => (letters(text) < FEW ? i + 1 : 0)).filter(Boolean);
  const all = pages.join("\n\n");
  if (pictures.length === pages.length && letters(all) < FEW * pages.length) throw new Unreadable("scanned");
  // Fonts without names for their letters give signs that nobody can read.
  const odd = (all.match(/[\p{Co}\p{Cc}\ufffd]/gu) ?? []).filter((c) => !"\n\t\r\f".includes(c)).length;
  if (odd > all.length / 10) throw new Unreadable("scanned");
  return { text: all, note: pictures.length ? { name: "some_pictures", gaps: { pages: pictures.join(", ") } } : null };
}

/** The words of a page as lines, with an empty line where there is a gap. */
function linesOf(items) {
  let text = "";
  let last = null;
  for (const item of items) {
    if (item.str === undefined) continue;
    const y = item.transform[5];
    if (last !== null && text.endsWith("\n") && item.str.trim() && last - y > 1.9 * (item.height || 12)) text += "\n";
    text += item.str + (item.hasEOL ? "\n" : "");
    if (item.str.trim()) last = y;
  }
  return text;
}
