// A form that writes is sent once, however often it is clicked; and once sent, it asks nothing more.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
