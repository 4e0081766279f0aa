// The filter above the index of cases: choices and free words. Works on an opened file.

/** Let the form on the page choose which entries are shown. `say` gives words by name. */
export function caseFilter(say) {
  const form = document.querySelector(".case-filter");
  if (!form) return;
  const entries = [...document.querySelectorAll(".case-facets")].map((mark) => {
    const entry = mark.closest("section");
    return { entry, facets: new Set(mark.dataset.facets.split(" ")), text: entry.textContent.toLowerCase() };
  });
  const kinds = [...document.querySelectorAll("section.case-kind")];
  const show = () => {
    const given = new FormData(form);
    const wanted = [...given].filter(([name, value]) => value && name !== "text").map(([name, value]) => `${name}:${value}`);
    const words = String(given.get("text")).toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const { entry, facets, text } of entries) {
      const fits = wanted.every((w) => facets.has(w)) && words.every((w) => text.includes(w));
      entry.hidden = !fits;
      n += fits;
    }
    for (const kind of kinds) kind.hidden = !kind.querySelector("section.case-entry:not([hidden])");
    form.querySelector(".case-count").textContent = say("cases.shown", { n, total: entries.length });
    form.querySelector("[type=reset]").hidden = n === entries.length;
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    setTimeout(show);
    form.querySelector("summary").focus();
  });
  // A link from elsewhere leads to an entry: it is opened, whatever the filter shows.
  const open = () => {
    const entry = location.hash.startsWith("#example-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (entry) entry.querySelector("details")?.setAttribute("open", "");
  };
  addEventListener("hashchange", open);
  open();
  show(); // a browser gives a form back as it was left
  form.hidden = false;
}
