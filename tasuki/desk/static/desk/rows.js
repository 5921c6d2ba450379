// j and k walk through the rows of the lists marked data-rows; the row's first link takes the focus, so Enter opens it.
const ACTS = "a[href], button:not([disabled]), summary";

function rows() {
  return [...document.querySelectorAll("[data-rows] > *")].filter(
    (row) => row.checkVisibility() && row.querySelector(ACTS),
  );
}

export function goToRow(step) {
  const all = rows();
  if (!all.length) return false;
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  const link = all[next].querySelector("a[href]") ?? all[next].querySelector(ACTS);
  link.focus({ focusVisible: true });
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}
