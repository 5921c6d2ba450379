// A page of its own where a part was asked for: one is signed out, or the record is gone. Then the whole page follows.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!/^\s*<!doctype/i.test(event.detail.serverResponse)) return;
  event.detail.shouldSwap = false;
  location.reload();
});
