// Small comforts for pages that already work: the refused form comes into view, the menu closes on a click elsewhere.
document.querySelector(".problem")?.scrollIntoView({ block: "center" });

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.bar-me[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.bar-me[open]")) menu.open = false;
});

// A form that writes is sent once, however often it is clicked.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A finding links to a field inside a fold: open the fold on the way.
function unfold() {
  const field = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!field) return;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  field.querySelector("details.fold")?.setAttribute("open", "");
  field.scrollIntoView({ block: "center" });
  if (field.matches("input, select, textarea")) field.focus({ preventScroll: true });
}
addEventListener("hashchange", unfold);
unfold();
