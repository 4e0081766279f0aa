// Audit: after the answer each line points to its clauses; a link leads into the document, and a button leads back.

export function enhance(ui) {
  ui.on(ui.root, "click", (event) => {
    const link = event.target.closest('a[href^="#clause-"]');
    const clause = link && ui.root.querySelector(`#${CSS.escape(link.getAttribute("href").slice(1))}`);
    if (!clause) return;
    event.preventDefault(); // a host of its own may do something else with an address
    clause.closest("details").open = true;
    ui.back?.remove();
    ui.back = document.createElement("button");
    ui.back.type = "button";
    ui.back.className = "audit-back";
    ui.back.textContent = ui.say("audit.back");
    ui.back.addEventListener("click", () => {
      ui.back.remove();
      link.focus();
    });
    clause.append(ui.back);
    clause.focus({ preventScroll: true });
    clause.scrollIntoView({ block: "nearest" });
  });
}

export function reveal(ui) {
  for (const place of ui.form.querySelectorAll(".audit-line")) {
    const at = ui.root.querySelector(`.audit-at[data-at="${CSS.escape(place.dataset.slot)}"]`);
    if (at) place.querySelector(".feedback").append(" ", at.cloneNode(true));
  }
}

export function conceal(ui) {
  ui.back?.remove();
}
