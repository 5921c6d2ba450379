// The page follows what is recorded: parts are exchanged without a jump, what somebody is typing stays, and the cursor
// goes on to what comes next.
import "./whole.js";

let asked = null; // the form that was sent last
let anchor = null; // what must not move on the screen

function changed(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (!field.matches("select")) return field.value !== field.defaultValue;
  const chosen = [...field.options].findIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(chosen, 0);
}

function isBeingTyped(part) {
  const fields = [...part.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return fields.some(changed) && !part.contains(asked);
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.matches("form[data-live]")) asked = event.detail.elt;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.shouldSwap || event.detail.elt.matches(".tried")) return;
  const held = event.detail.elt.closest("section[id], .panel[id], [id^=part-]");
  anchor = held?.id ? { id: held.id, top: held.getBoundingClientRect().top } : null;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const part = event.detail.target;
  if (isBeingTyped(part)) event.detail.shouldSwap = false;
  for (const fold of part.querySelectorAll("details[id][open]")) {
    if (!asked || !fold.contains(asked)) event.detail.fragment.querySelector(`#${CSS.escape(fold.id)}`)?.setAttribute("open", "");
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  const held = anchor && document.getElementById(anchor.id);
  if (held) scrollBy({ top: held.getBoundingClientRect().top - anchor.top, behavior: "instant" });
  anchor = null;
  if (!asked || event.detail.requestConfig?.elt !== asked) return; // somebody tries an answer meanwhile
  if (!asked.isConnected) goOn(asked);
  asked = null;
});

// The form that was sent is gone: a refused one stands there again, an answered one gives way to what comes next.
function goOn(form) {
  const again = document.querySelector(`form[action="${CSS.escape(form.getAttribute("action"))}"]`);
  const trouble = document.querySelector(".work .problem, .columns .problem");
  if (trouble) {
    trouble.scrollIntoView({ block: "nearest" });
    (trouble.querySelector("a") ?? again)?.focus({ preventScroll: true });
  } else if (form.elements.namedItem("question")) {
    document.querySelector("#ask-next form textarea, #ask-next form input:not([type=hidden]), #ask-next form select")?.focus({ preventScroll: true });
  } else {
    again?.closest("details")?.querySelector("summary")?.focus({ preventScroll: true });
  }
}
