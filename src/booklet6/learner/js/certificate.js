// The certificate: made from the best attempt that was passed. Where a copy of the course is served, it counts and signs;
// elsewhere the page makes one that says of itself that nobody has checked it.

import { ask, served } from "./desk.js";
import { PASSED } from "./records.js";
import { save } from "./save.js";

const LONGEST = 100;

/** A name on one line, without control characters and marks that turn the text. The server does the same. */
export function cleanName(text) {
  const kept = text.normalize("NFC").replace(/(?![\u200c\u200d])\p{C}/gu, " ");
  const name = [...kept.trim().replace(/\s+/g, " ")].slice(0, LONGEST).join("").trim();
  return /[\p{L}\p{N}]/u.test(name) ? name : "";
}

/** Bring the page of the certificate to life. `say` gives words by name. */
export function certificatePage(say, reporter) {
  const page = document.querySelector(".certificate-page");
  if (!page) return;
  const form = page.querySelector(".certificate-form");
  const status = page.querySelector(".certificate-status");
  const self = page.querySelector(".certificate-self");
  const passed = () => {
    const record = reporter.load(PASSED);
    return record?.done && record.response.form ? record : null;
  };
  let made = null;
  const look = () => {
    page.querySelector(".certificate-none").hidden = passed() !== null;
    form.hidden = passed() === null;
  };
  const show = (certificate) => {
    made = certificate;
    fill(page, certificate, say);
    status.textContent = "";
    page.querySelector(".certificate-made").hidden = false;
    document.documentElement.dataset.certificate = "";
    page.querySelector(".certificate h2").focus();
  };
  const own = (name) => {
    const { response, points, when } = passed();
    const modules = [...page.querySelectorAll("[data-title]")].map((row) => ({
      title: row.dataset.title,
      percent: Number(response[`module/${row.dataset.titleOf}`] ?? 0),
    }));
    const { course, pass, items } = page.dataset;
    const says = { course, name, date: (when ?? "").slice(0, 10), percent: points, pass_mark: Number(pass), items: Number(items), modules };
    show({ booklet6: "certificate", version: 1, self_declared: true, ...says });
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    self.hidden = true;
    const name = cleanName(form.elements.name.value);
    if (!name) {
      status.textContent = say("certificate.say.no_name");
      form.elements.name.focus();
      return;
    }
    if (!served()) {
      own(name);
      return;
    }
    status.textContent = say("certificate.counting");
    const { response } = passed();
    const { form: items, ...answers } = response;
    const answer = await ask("issue", { name, form: items.split(" "), answers });
    if (!answer.refused) {
      show(answer);
      return;
    }
    status.textContent = say(`certificate.say.${answer.refused}`);
    self.hidden = answer.refused === "no_name" || answer.refused === "not_passed";
  });
  self.querySelector("button").addEventListener("click", () => {
    self.hidden = true;
    const name = cleanName(form.elements.name.value);
    if (name) own(name);
    else status.textContent = say("certificate.say.no_name");
  });
  page.querySelector(".certificate-print").addEventListener("click", () => print());
  page.querySelector(".certificate-save").addEventListener("click", () => {
    save(`certificate-${made.date || "undated"}.json`, JSON.stringify(made, null, 1));
  });
  reporter.subscribe?.(look);
  look();
}

/** Write a certificate onto the sheet. All of it is text: nothing of a name is ever read as markup. */
function fill(page, certificate, say) {
  const sheet = page.querySelector(".certificate");
  const put = (part, text) => (sheet.querySelector(`[data-part="${part}"]`).textContent = text);
  put("name", certificate.name);
  sheet.querySelector("[data-part=name]").classList.toggle("long", [...certificate.name].length > 40);
  put("result", say("certificate.result", certificate));
  const signed = Boolean(certificate.signature);
  put("date", say(signed ? "certificate.signed_on" : "certificate.self_on", certificate));
  for (const [n, row] of [...sheet.querySelectorAll("[data-title]")].entries()) {
    row.hidden = n >= certificate.modules.length;
    if (row.hidden) continue;
    row.firstElementChild.textContent = certificate.modules[n].title;
    row.lastElementChild.textContent = say("progress.percent", certificate.modules[n]);
  }
  for (const part of sheet.querySelectorAll("[data-when]")) part.hidden = (part.dataset.when === "signed") !== signed;
  if (!signed) return;
  put("code", certificate.code);
  const where = new URL("check-certificate.html", location.href).href;
  put("where", say("certificate.where", { address: where, issuer: certificate.issuer }));
}
