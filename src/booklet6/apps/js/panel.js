// A part of an app whose HTML is made in Python: shows it, tells Python what is chosen, pressed, sent and opened, and
// saves what Python has made. Markup says what is told:
//   data-event="name" on a button, select or input, on a form (its fields are told together), or on a file input
//   data-limit="bytes" and data-as="text|bytes" on a file input; data-only="name" where a whole folder is opened
//   data-kept="name" on a hidden field: gets what Python has asked to keep in this tab (`keep`), also after a reload
//   data-draft on a form with a name of its own: what is filled in and not yet sent must outlive a new picture of the page

import { decode, saveFile } from "./files.js";

const SECOND = 1000; // milliseconds
// Of what is opened together, as it is sent: the server takes messages of 10 MiB. Base64, quotation marks and letters
// beyond ASCII make a message longer than its files, up to three times.
const MOST_BYTES = 10_000_000;

function render({ model, el }) {
  el.classList.add("booklet6", "panel");
  const body = document.createElement("div");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "panel-status";
  el.append(body, status);
  const words = model.get("words");
  let cleared = false;
  let sentForm = "";
  const say = (name, gaps = {}) => {
    status.textContent = words[`app.panel.${name}`].replace(/\{(\w+)\}/g, (whole, gap) => (gap in gaps ? String(gaps[gap]) : whole));
  };

  const show = () => {
    const active = body.contains(document.activeElement) ? document.activeElement : null;
    const focused = active?.id ?? "";
    // What somebody is just typing must not be taken back by a picture that was made before.
    const written = active?.matches("input[type=text], input[type=search], textarea") && active.value !== active.defaultValue;
    const typing = written ? [active.value, active.selectionStart, active.selectionEnd] : null;
    const open = new Map([...body.querySelectorAll("details[id]")].map((d) => [d.id, d.open]));
    const drafts = new Map([...body.querySelectorAll("form[data-draft]")].map((f) => [f.dataset.event, draftOf(f)]));
    body.innerHTML = model.get("html"); // made by our own templates, which escape what they are given
    for (const [id, is] of open) {
      const details = document.getElementById(id);
      if (details) details.open = is;
    }
    for (const form of body.querySelectorAll("form[data-draft]")) restore(form, drafts.get(form.dataset.event));
    for (const field of body.querySelectorAll("input, select, textarea, button, summary")) field.dataset.lmSuppressShortcuts = "true";
    if (focused) (document.getElementById(focused) ?? body.querySelector("[tabindex]"))?.focus({ preventScroll: true });
    if (typing && document.activeElement.id === focused) {
      const [value, start, end] = typing;
      const field = document.activeElement;
      if (field.value !== value && !cleared) field.value = value;
      field.setSelectionRange(start, end);
    }
    cleared = false;
  };
  const tellStatus = () => {
    status.textContent = model.get("status");
  };
  const told = ({ focus, save, clear, keep }) => {
    cleared = Boolean(clear);
    if (clear) body.querySelector(`form[data-event="${sentForm}"]`)?.reset();
    if (save) {
      const content = save.base64 === undefined ? save.text : Uint8Array.from(atob(save.base64), (c) => c.charCodeAt(0));
      say("saved", { file: saveFile(save.name, save.ending, content, save.type) });
    }
    if (keep) keepHere(keep.name, keep.value);
    if (focus) focusSoon(focus, performance.now() + 15 * SECOND);
  };

  const changed = (event) => {
    const from = event.target.closest("[data-event]");
    if (!from || from.tagName === "FORM" || from.tagName === "BUTTON") return;
    if (from.type === "file") open(from);
    else model.send({ event: from.dataset.event, value: from.value, on: from.type === "checkbox" ? from.checked : true });
  };
  const pressed = (event) => {
    const from = event.target.closest("button[data-event]");
    if (from) model.send({ event: from.dataset.event, value: from.value });
  };
  const sent = (event) => {
    event.preventDefault();
    const form = event.target.closest("form[data-event]");
    if (!form) return;
    for (const field of form.querySelectorAll("input[data-kept]")) field.value = keptHere(field.dataset.kept);
    const fields = {};
    for (const [name, value] of new FormData(form, event.submitter)) {
      if (typeof value === "string") (fields[name] ??= []).push(value);
    }
    sentForm = form.dataset.event;
    model.send({ event: sentForm, value: event.submitter?.value ?? "", fields });
  };

  /** Read what is opened, here; tell Python its content. What cannot be read is said, and nothing else changes. */
  const open = async (input) => {
    const { event, limit, only, as } = input.dataset;
    const chosen = [...input.files].filter((f) => !only || f.name === only);
    const whole = input.files.length;
    const files = [];
    let size = 0;
    if (only && whole && !chosen.length) say("none_there", { file: only });
    for (const file of chosen) {
      if (file.size > Number(limit)) return refuse(input, "too_big", file, { limit: Number(limit) / 1_000_000 });
      if (file.size === 0 && !only) return refuse(input, "empty", file);
      const bytes = new Uint8Array(await file.arrayBuffer());
      const text = as === "bytes" ? base64(bytes) : decode(bytes);
      if (text === null && !only) return refuse(input, "not_text", file);
      const opened = { name: file.name, path: file.webkitRelativePath || file.name, content: text ?? "" };
      size += new TextEncoder().encode(JSON.stringify(opened)).length;
      if (size > MOST_BYTES) return refuse(input, "too_many", file);
      files.push(opened);
    }
    input.value = "";
    if (files.length) model.send({ event, value: "", files });
  };
  const refuse = (input, name, file, gaps = {}) => {
    input.value = "";
    say(name, { file: file.name, ...gaps });
  };

  body.addEventListener("change", changed);
  body.addEventListener("click", pressed);
  body.addEventListener("submit", sent);
  model.on("change:html", show);
  model.on("change:status", tellStatus);
  model.on("msg:custom", told);
  show();
  tellStatus();
  globalThis.booklet6AppReady?.(); // in JupyterLab there is no such page
  return () => {
    model.off("change:html", show);
    model.off("change:status", tellStatus);
    model.off("msg:custom", told);
  };
}

const isTick = (field) => field.type === "checkbox" || field.type === "radio";

/** What Python has put into a form, and what somebody has changed of it: names, values, and whether ticked. */
function draftOf(form) {
  const fields = [...form.elements].filter((f) => f.name);
  const given = fields.filter((f) => (isTick(f) ? f.defaultChecked : f.defaultValue)).map((f) => [f.name, f.defaultValue]);
  const changed = fields.filter((f) =>
    isTick(f) ? f.checked !== f.defaultChecked : f.tagName === "SELECT" ? f.selectedIndex > 0 : f.value !== f.defaultValue,
  );
  return { given: JSON.stringify(given), changed: changed.map(({ name, value, checked }) => ({ name, value, checked })) };
}

/** Put a draft back into the form, where that is about the same thing as before. */
function restore(form, draft) {
  if (draft?.given !== draftOf(form).given) return;
  for (const { name, value, checked } of draft.changed) {
    const field = [...form.elements].find((f) => f.name === name && (!isTick(f) || f.value === value));
    if (!field) continue;
    if (isTick(field)) field.checked = checked;
    else if (field.tagName !== "SELECT" || [...field.options].some((o) => o.value === value)) field.value = value;
  }
}

// A browser may refuse to keep anything. Then a reload loses what was there, and nothing else goes wrong.
function keepHere(name, value) {
  try {
    if (value) sessionStorage.setItem(`booklet6-${name}`, value);
    else sessionStorage.removeItem(`booklet6-${name}`);
  } catch {}
}

function keptHere(name) {
  try {
    return sessionStorage.getItem(`booklet6-${name}`) ?? "";
  } catch {
    return "";
  }
}

/** Bytes as base64, piece by piece, since a function takes only so many arguments. */
function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

/** Focus an element that may not be there yet. */
function focusSoon(id, until) {
  const element = document.getElementById(id);
  if (element) {
    if (!element.matches("input, select, textarea, button, a")) element.tabIndex = -1;
    element.focus();
    element.scrollIntoView({ block: "start" });
  } else if (performance.now() < until) requestAnimationFrame(() => focusSoon(id, until));
}

export default { render };
