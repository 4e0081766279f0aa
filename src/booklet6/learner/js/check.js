// The page where a certificate is checked: by its file, or by its code and the name on it.

import { ask, served } from "./desk.js";

/** No certificate is larger, in bytes. */
const LARGEST = 50_000;

/** Bring the page to life. `say` gives words by name. */
export function checkPage(say) {
  const page = document.querySelector(".check-page");
  if (!page) return;
  const form = page.querySelector(".check-form");
  const field = page.querySelector(".check-file");
  const tell = (state, gaps = {}, says = null) => {
    page.querySelector(".check-answer").dataset.state = state;
    page.querySelector(".check-status").textContent = say(`check.${state}`, gaps);
    const list = page.querySelector(".check-says");
    list.hidden = !says;
    if (!says) return;
    for (const [part, text] of Object.entries({ name: says.name, date: says.date, result: say("progress.percent", says) })) {
      list.querySelector(`[data-part="${part}"]`).textContent = text;
    }
  };
  const tellAnswer = ({ refused, state, issuer, says }) => {
    if (refused) tell("refused", { reason: say(`certificate.say.${refused}`) });
    else tell(state, { issuer }, says);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [name, code] = [form.elements.name.value, form.elements.code.value];
    if (!name.trim() || !code.trim()) tell("both");
    else if (!served()) tell("elsewhere_code");
    else tellAnswer(await ask("check", { name, code }));
  });
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    const data = await read(file);
    field.value = "";
    if (data === null) tell("unreadable");
    else if (!data.issuer && !data.signature) tell("self");
    else if (!served()) tell("elsewhere", { issuer: String(data.issuer).slice(0, 4) });
    else tellAnswer(await ask("check", { file: data }));
  });
  if (!served()) page.querySelector(".check-static").hidden = false;
}

/** The certificate in a file, or null where it holds none. */
async function read(file) {
  if (file.size > LARGEST) return null;
  try {
    const data = JSON.parse((await file.text()).replace(/^\uFEFF/, ""));
    return data?.booklet6 === "certificate" && !Array.isArray(data) ? data : null;
  } catch {
    return null;
  }
}
