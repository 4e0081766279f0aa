// An app's page around its widgets: says that they are coming, that they are late, and that their program has ended.

(function () {
  const state = document.getElementById("app-state");
  const gone = document.getElementById("app-gone");
  const LATE = 30_000; // milliseconds
  const ASK_EVERY = 20_000;
  const PATIENCE = 120_000;
  let asked = 0;

  // anywidget gives up on a widget that is not there within two seconds: it is shown then, but dead to all that Python
  // says. A slow laptop needs longer. Whoever waits too long is told by this page.
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (time) => timeout.call(AbortSignal, Math.max(time, PATIENCE));

  const late = setTimeout(() => {
    state.textContent = state.dataset.late;
  }, LATE);

  /** The widgets call this when they are shown. */
  globalThis.booklet6AppReady = () => {
    clearTimeout(late);
    state.hidden = true;
    document.documentElement.dataset.ready = "";
  };

  // Voila calls these as it goes on; we have our own words for it.
  globalThis.voila_process = globalThis.voila_finish = globalThis.voila_heartbeat = () => {};

  /** A program that rested too long, or whose server was stopped, is gone; without this nobody would tell. */
  const stillThere = async () => {
    const now = Date.now();
    const config = document.getElementById("jupyter-config-data");
    if (!config || !gone.hidden || now - asked < ASK_EVERY) return;
    asked = now;
    const { kernelId } = JSON.parse(config.textContent);
    const answer = await fetch(`/apps/api/kernels/${kernelId}`).catch(() => null);
    if (!answer || answer.status === 404) gone.hidden = false;
  };
  for (const event of ["visibilitychange", "click", "change"]) document.addEventListener(event, stillThere);
})();
