// A part of an app whose HTML is made in Python: shows it, and tells Python what is chosen and pressed.

function render({ model, el }) {
  el.classList.add("booklet6", "panel");
  const body = document.createElement("div");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "panel-status";
  el.append(body, status);

  const show = () => {
    const focused = body.contains(document.activeElement) ? document.activeElement.id : "";
    body.innerHTML = model.get("html"); // made by our own templates, which escape what they are given
    if (focused) (document.getElementById(focused) ?? body.querySelector("[tabindex]"))?.focus({ preventScroll: true });
  };
  const say = () => {
    status.textContent = model.get("status");
  };
  const told = ({ focus }) => focus && focusSoon(focus, performance.now() + 15_000);
  const tell = (event) => {
    const from = event.target.closest("[data-event]");
    if (!from || (from.tagName === "SELECT") !== (event.type === "change")) return;
    model.send({ event: from.dataset.event, value: from.value ?? "" });
  };
  body.addEventListener("change", tell);
  body.addEventListener("click", tell);
  model.on("change:html", show);
  model.on("change:status", say);
  model.on("msg:custom", told);
  show();
  say();
  globalThis.booklet6AppReady?.(); // in JupyterLab there is no such page
  return () => {
    model.off("change:html", show);
    model.off("change:status", say);
    model.off("msg:custom", told);
  };
}

/** Focus an element that may not be there yet. */
function focusSoon(id, until) {
  const element = document.getElementById(id);
  if (element) {
    element.tabIndex = -1;
    element.focus();
    element.scrollIntoView({ block: "start" });
  } else if (performance.now() < until) requestAnimationFrame(() => focusSoon(id, until));
}

export default { render };
