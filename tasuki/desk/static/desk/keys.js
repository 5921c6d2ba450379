// One key, one act. An element says its own: data-key="a" data-key-says="Accept the lead".
import { areKeysOn, showHelp } from "./help.js";
import { goToRow } from "./rows.js";
import { isForThePage } from "./typing.js";
import { openFoldsAround } from "./unfold.js";

const FIELDS = "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea";
const PATIENCE = 1500; // between “g” and the place to go to, in milliseconds
let goingSince = -Infinity;

const EVERYWHERE = {
  "?": () => (showHelp(), true),
  "/": search,
  j: () => goToRow(1),
  k: () => goToRow(-1),
  g: (event) => ((goingSince = event.timeStamp), true),
};

function search() {
  const field = document.querySelector("[data-search], main input[type=search], main input[name=q]");
  if (!field) return false;
  field.focus();
  field.select?.();
  return true;
}

function goTo(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

// In a list, the row that has the focus answers first: data-row-key. What opened last in it comes before the rest.
function actInRow(key) {
  const row = document.activeElement?.closest("[data-rows] > *");
  const one = [...(row?.querySelectorAll(`[data-row-key="${CSS.escape(key)}"]`) ?? [])].filter(isThere).pop();
  if (one) use(one);
  return Boolean(one);
}

function act(key) {
  if (actInRow(key)) return true;
  const one = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isThere);
  if (!one) return false;
  openFoldsAround(one);
  use(one);
  return true;
}

function use(one) {
  if (one instanceof HTMLDetailsElement) openFold(one);
  else if (one instanceof HTMLFormElement) fillIn(one);
  else if (one.matches("input, select, textarea") && !one.matches("[type=checkbox], [type=radio]")) one.focus();
  else one.click();
}

// What stands in a closed fold can be reached all the same; what is hidden otherwise cannot.
function isThere(one) {
  const fold = one.parentElement.closest("details:not([open])");
  return !one.disabled && (one.checkVisibility() || Boolean(fold?.checkVisibility()));
}

// The field that the first finding names; without findings the first that is empty, or else the first.
function fillIn(form) {
  const place = form.querySelector('.finding-mend[href^="#"]')?.hash.slice(1);
  const fields = [...form.querySelectorAll(FIELDS)].filter((field) => field.checkVisibility());
  const named = place && document.getElementById(decodeURIComponent(place));
  const field = named ?? fields.find((one) => !one.value) ?? fields[0];
  if (!field) return;
  openFoldsAround(field);
  (field.matches(FIELDS) ? field : field.querySelector(FIELDS))?.focus();
}

function openFold(fold) {
  fold.open = true;
  const field = fold.querySelector("input:not([type=hidden]), select, textarea, button");
  (field ?? fold.querySelector("summary")).focus();
  fold.scrollIntoView({ block: "nearest" });
}

// Escape takes back what a key has opened; what was typed there stays.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  const fold = document.activeElement?.closest("details:is([data-key], [data-row-key])[open]");
  if (!fold || document.querySelector("dialog[open]")) return;
  fold.open = false;
  fold.querySelector("summary").focus();
});

document.addEventListener("keydown", (event) => {
  if (!areKeysOn() || !isForThePage(event) || document.querySelector("dialog[open]")) return;
  const isGoing = event.timeStamp - goingSince < PATIENCE;
  goingSince = -Infinity;
  const isDone = isGoing ? goTo(event.key) : act(event.key) || Boolean(EVERYWHERE[event.key]?.(event));
  if (isDone) event.preventDefault();
});
