// The palette: ⌘K or Ctrl+K from anywhere. What it shows is the search page's own answer; without a script the page does.
const COMPOSING = 229; // what browsers report for a key that an input method has taken
const PATIENCE = 90; // after the last letter, in milliseconds

const dialog = document.getElementById("palette");
const field = dialog?.querySelector("input");
const list = document.getElementById("palette-list");
const said = document.getElementById("palette-said");
let waiting = 0;
let asking = null; // the request under way
let isComposing = false;

const options = () => [...list.querySelectorAll("[role=option]")];
const active = () => list.querySelector("[aria-selected=true]");

function choose(option) {
  active()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function go(step) {
  const all = options();
  if (!all.length) return;
  const here = all.indexOf(active());
  choose(all[(here + step + all.length) % all.length]);
}

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const address = `${dialog.dataset.find}?${new URLSearchParams({ q: field.value })}`;
  try {
    const answer = await fetch(address, { headers: { "X-Palette": "1" }, signal: asking.signal });
    if (answer.redirected || !answer.ok) throw new Error(answer.statusText);
    list.innerHTML = await answer.text();
  } catch (error) {
    if (error.name === "AbortError") return;
    said.textContent = dialog.dataset.failed;
    return;
  }
  const found = options();
  choose(found[0]);
  said.textContent = found.length ? "" : dialog.dataset.nothing;
}

function askSoon() {
  clearTimeout(waiting);
  if (!isComposing) waiting = setTimeout(ask, PATIENCE);
}

export function showPalette() {
  if (dialog.open) return;
  field.value = "";
  list.replaceChildren();
  said.textContent = "";
  dialog.showModal();
  ask();
}

const MOVES = { ArrowDown: () => go(1), ArrowUp: () => go(-1), Home: () => choose(options()[0]), End: () => choose(options().pop()) };

function typed(event) {
  if (event.isComposing || event.keyCode === COMPOSING) return;
  if (event.key === "Enter") {
    event.preventDefault();
    const option = active();
    if (option && (event.ctrlKey || event.metaKey)) window.open(option.href);
    else if (option) location.assign(option.href);
    else if (field.value.trim()) field.form.submit();
  } else if (MOVES[event.key] && !(field.value && (event.key === "Home" || event.key === "End"))) {
    event.preventDefault();
    MOVES[event.key]();
  }
}

if (dialog) {
  field.addEventListener("compositionstart", () => (isComposing = true));
  field.addEventListener("compositionend", () => ((isComposing = false), askSoon()));
  field.addEventListener("input", askSoon);
  field.addEventListener("keydown", typed);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-closes]")) dialog.close();
  });
  dialog.addEventListener("close", () => asking?.abort());
  for (const link of document.querySelectorAll("[data-opens=palette]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      showPalette();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === COMPOSING || event.altKey || event.shiftKey) return;
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else if (!document.querySelector("dialog[open]")) showPalette();
  });
}
