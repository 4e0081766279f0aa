// Texts of the interface's catalogue. Nothing else in these scripts may hold words.

/** @param {Record<string, string>} words @returns {(name: string, gaps?: object) => string} */
export function speaker(words) {
  return (name, gaps = {}) => {
    if (!Object.hasOwn(words, name)) throw new Error(`no words for ${name}`);
    return words[name].replace(/\{(\w+)\}/g, (whole, gap) => (Object.hasOwn(gaps, gap) ? String(gaps[gap]) : whole));
  };
}
