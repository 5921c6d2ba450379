// Rows are ticked: one by one, all of a page, or with x; what can be done with them shows once one is.
const ticks = () => [...document.querySelectorAll("input[form=bulk-form][name=id]")];

function tellTicks() {
  const form = document.querySelector("[data-bulk]");
  if (!form) return;
  const all = ticks();
  const ticked = all.filter((one) => one.checked);
  const whole = document.querySelector("[data-pick-all]");
  whole.hidden = false;
  whole.checked = ticked.length === all.length;
  whole.indeterminate = ticked.length > 0 && !whole.checked;
  form.classList.toggle("bulk-idle", !ticked.length);
  const count = form.querySelector("[data-count]");
  if (!count) return;
  count.hidden = false;
  count.textContent = ticked.length;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) for (const one of ticks()) one.checked = event.target.checked;
  if (event.target.matches("[data-pick-all], [form=bulk-form][name=id]")) tellTicks();
});
document.addEventListener("htmx:afterSettle", tellTicks);
addEventListener("pageshow", tellTicks);

// Cells are changed in their place: the link to a cell's form fetches the form into the cell. Escape puts back what stood
// there; after a change the cursor stands on the same cell of the row that came instead.
const before = new WeakMap();
let changing = "";

function restore(cell) {
  if (!before.has(cell)) return;
  cell.replaceChildren(...before.get(cell));
  before.delete(cell);
  cell.querySelector("a.cell")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.cell");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && window.htmx) {
    event.preventDefault();
    const cell = link.closest("td");
    before.set(cell, [...cell.childNodes]);
    changing = link.pathname;
    htmx.ajax("GET", link.pathname, { target: cell, swap: "innerHTML" });
  } else if (event.target.closest("[data-cancel]")) {
    restore(event.target.closest("td"));
  }
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".cell-form");
  if (!form || event.isComposing || event.key !== "Escape") return;
  event.preventDefault();
  restore(form.closest("td"));
});

document.addEventListener("htmx:afterSettle", (event) => {
  const form = event.target.querySelector?.(":scope > .cell-form");
  if (form) {
    for (const button of form.querySelectorAll("[data-cancel]")) button.hidden = false;
    const field = form.querySelector("[aria-invalid=true], input:not([type=hidden]), select, textarea");
    field?.focus();
    field?.select?.();
  } else if (changing && event.target.id?.startsWith("row-")) {
    document.querySelector(`a.cell[href="${CSS.escape(changing)}"]`)?.focus();
    changing = "";
  }
});
