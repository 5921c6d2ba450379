// A finding links to a field inside a fold: open the folds on the way, show the field, put the cursor in it.
export function openFoldsAround(place) {
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function showWhatTheAddressNames() {
  const field = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!field) return;
  openFoldsAround(field);
  field.querySelector("details.fold")?.setAttribute("open", "");
  field.scrollIntoView({ block: "center" });
  if (field.matches("input, select, textarea")) field.focus({ preventScroll: true });
}

addEventListener("hashchange", showWhatTheAddressNames);
showWhatTheAddressNames();
