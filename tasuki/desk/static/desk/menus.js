// Menus are folds: one closes on Escape, and when somebody clicks or tabs elsewhere.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

function closeAllBut(place) {
  for (const menu of openMenus()) if (!menu.contains(place)) menu.open = false;
}

document.addEventListener("click", (event) => closeAllBut(event.target));
document.addEventListener("focusin", (event) => closeAllBut(event.target));
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
