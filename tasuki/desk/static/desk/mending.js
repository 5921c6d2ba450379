// “Mend it”: a finding's link leads to the very field, opens the folds on the way and puts the cursor in it; for the
// lead's own fields their form is fetched into the page first.
import { openFoldsAround } from "./unfold.js";

const FIELDS = "input:not([type=hidden]), select, textarea";

export function show(place) {
  openFoldsAround(place);
  const fold = place.matches("section") ? place.querySelector("details.fold") : null;
  if (fold) fold.open = true;
  place.scrollIntoView({ block: "center" });
  fieldIn(place)?.focus({ preventScroll: true });
}

function fieldIn(place) {
  if (place.matches(FIELDS)) return place;
  const ticked = place.querySelector("input:checked");
  return ticked ?? place.querySelector(FIELDS) ?? place.querySelector("summary, a, button");
}

function placeOf(link) {
  return link.hash ? document.getElementById(decodeURIComponent(link.hash.slice(1))) : null;
}

function isHere(link) {
  return link.pathname === location.pathname && link.search === location.search;
}

async function fetchTheFields(link) {
  await htmx.ajax("GET", link.pathname, { target: "#part-facts", swap: "outerHTML" });
  const place = placeOf(link);
  if (place) show(place);
  else location.assign(link.href);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("hx-get")) return;
  if (isHere(link)) {
    const place = placeOf(link);
    if (!place) return;
    event.preventDefault();
    history.replaceState(history.state, "", link.hash);
    show(place);
  } else if (link.pathname === `${location.pathname}/edit` && document.getElementById("part-facts")) {
    event.preventDefault();
    fetchTheFields(link);
  }
});
