// Of an ending's fields, only those that the chosen reason asks for.
function showWhatIsAsked(form) {
  const reason = form.elements.namedItem("reason")?.value;
  for (const field of form.querySelectorAll("[data-only-for]")) {
    field.hidden = !field.dataset.onlyFor.split(" ").includes(reason);
  }
}

function showEverywhere(root) {
  for (const form of root.querySelectorAll("form:has([data-only-for])")) showWhatIsAsked(form);
}

document.addEventListener("change", (event) => {
  if (event.target.name === "reason" && event.target.form) showWhatIsAsked(event.target.form);
});
document.addEventListener("htmx:afterSettle", () => showEverywhere(document));
showEverywhere(document);
