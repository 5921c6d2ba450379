// What somebody presses stays where it is: an answer that arrives meanwhile is heard once the press is over, for a click
// on a button that was exchanged under the pointer would be lost.
const unheard = [];
let pressed = false;

function release() {
  pressed = false;
  for (const request of unheard.splice(0)) request.onload();
}

addEventListener("pointerdown", (event) => { pressed = event.button === 0; }, true);
for (const over of ["pointerup", "pointercancel", "contextmenu"]) {
  addEventListener(over, () => setTimeout(release), true); // after the click that the press becomes
}
addEventListener("blur", release); // the window's own
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!pressed) return;
  event.preventDefault();
  unheard.push(event.detail.xhr);
});
