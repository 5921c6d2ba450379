// Whether a key is meant for the page: nobody is typing, no input method composes, no modifier is held.
const COMPOSING = 229; // what browsers report for a key that an input method has taken
const WRITABLE = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const UNWRITABLE = "input[type=checkbox], input[type=radio], input[type=button], input[type=submit]";

export function isForThePage(event) {
  if (event.defaultPrevented || event.repeat && !"jk".includes(event.key)) return false;
  if (event.isComposing || event.keyCode === COMPOSING) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const place = event.target instanceof Element ? event.target : document.body;
  return !place.matches(WRITABLE) || place.matches(UNWRITABLE);
}
