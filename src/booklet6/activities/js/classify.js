// Classify: the best next question is asked of those who cannot tell yet; afterwards the case's words are marked, and
// the decision and the paragraph that decides are told.

const CANNOT_TELL = "cannot_tell";

export function enhance(ui) {
  ui.question = ui.form.querySelector(".next-question");
  const ask = () => {
    const verdict = ui.form.elements.verdict.value;
    ui.question.hidden = verdict !== CANNOT_TELL;
  };
  ui.ask = ask;
  ui.on(ui.form, "change", ask);
  ask();
}

export function read(ui, response) {
  if (response.verdict !== CANNOT_TELL) delete response.question;
}

export function write(ui) {
  ui.ask();
}

export function reveal(ui) {
  conceal(ui);
  for (const words of ui.root.querySelectorAll(".evidence")) {
    const label = document.createElement("small");
    label.className = "evidence-label";
    const arguable = words.closest(".case").dataset.arguable?.split(" ") ?? [];
    const elements = words.dataset.elements.split(" ");
    words.classList.toggle("arguable", elements.every((e) => arguable.includes(e)));
    const names = elements.map((e) => ui.say(`element.${e}`) + (arguable.includes(e) ? `: ${ui.say("activity.open")}` : ""));
    label.textContent = ` (${names.join(", ")})`;
    words.append(label);
  }
  const decided = ui.root.querySelector(".activity-answer .decided");
  if (decided) {
    ui.decided = decided.cloneNode(true);
    ui.status.before(ui.decided);
  }
}

export function conceal(ui) {
  for (const label of ui.root.querySelectorAll(".evidence-label")) label.remove();
  ui.decided?.remove();
}
