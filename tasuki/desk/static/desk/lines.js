// A problem of a long text leads to its line: the link selects it. Without this, the excerpt beside it says enough.
for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    const area = document.querySelector(link.getAttribute("href"));
    if (!(area instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    const number = Number(link.dataset.line);
    const lines = area.value.split("\n");
    const start = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(number - 4, 0);
  });
}
