// What is going on, for those who cannot see the line on top; and, for everybody, when the server did not answer.
const status = document.getElementById("status");
const SLOW = 500;
let waiting = 0;

function say(sentence, isTrouble = false) {
  status.textContent = sentence;
  status.classList.toggle("status-shown", isTrouble);
}

if (status) {
  document.addEventListener("htmx:beforeRequest", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => say(status.dataset.busy), SLOW);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    clearTimeout(waiting);
    if (event.detail.successful) say("");
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) say(status.dataset.failed, true);
  });
  document.addEventListener("htmx:sendError", () => say(status.dataset.unreachable, true));
}
