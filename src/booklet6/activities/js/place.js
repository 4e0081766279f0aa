// Where the reader stopped: the last page and the last activity on it. It is kept beside the answers, as one more record.

/** The record's id. Its response: `page` (a path below the course's root), `activity` (an id), `title` (of the activity). */
export const PLACE = "last-place";

const PAGE = /^[\w-]+(?:\/[\w-]+)*\.html$/;

/** Is that a place of this course, and not a way to somewhere else? */
export const isPlace = (response) => PAGE.test(response?.page ?? "") && /^[a-z0-9-]*$/.test(response.activity ?? "");

const root = () => new URL(document.documentElement.dataset.content_root ?? "./", location.href);

/** Keep where the reader is: this page now, and each activity that is touched from now on. */
export function rememberPlace(reporter) {
  const page = decodeURI(location.pathname).slice(decodeURI(root().pathname).length);
  if (!PAGE.test(page)) return;
  let last = reporter.load(PLACE)?.response ?? {};
  const remember = (place) => {
    if (place.page === last.page && (!place.activity || place.activity === last.activity)) return;
    last = place;
    reporter.save(PLACE, { response: place });
  };
  const touched = (event) => {
    const activity = event.target.closest?.(".activity");
    const title = activity?.querySelector(".activity-title")?.textContent;
    if (activity) remember({ page, activity: activity.dataset.activity, title: title ?? "" });
  };
  // While it is on its way down to the activity: what the activity itself keeps is kept last.
  document.addEventListener("change", touched, true);
  document.addEventListener("submit", touched, true);
  reporter.subscribe?.((ids) => {
    if (ids.includes(PLACE)) last = reporter.load(PLACE)?.response ?? {};
  });
  if (document.querySelector(".progress")) remember({ page });
}

/** On pages that offer it: a link to where the reader stopped. The page's name is that of the contents at the side. */
export function resume(say, reporter) {
  const box = document.querySelector(".resume");
  if (!box) return;
  const show = () => {
    const place = reporter.load(PLACE)?.response;
    const href = isPlace(place) ? new URL(place.page, root()).href : null;
    const named = href && [...document.querySelectorAll(".side a[href]")].find((a) => a.href.split("#")[0] === href);
    box.hidden = !named;
    if (!named) return;
    const link = box.querySelector("a");
    link.href = href + (place.activity ? `#activity-${place.activity}` : "");
    const gaps = { page: named.textContent, activity: place.title };
    link.textContent = say(place.activity && place.title ? "progress.resume_at" : "progress.resume", gaps);
  };
  reporter.subscribe?.(show);
  show();
}

/** Opens the fold in which the activity of this address stands. */
export function openTarget() {
  const open = () => {
    const target = /^#activity-[a-z0-9-]+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details.activity-fold:not([open])");
    if (!fold) return;
    fold.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
}
