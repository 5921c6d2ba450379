// The dialog behind “?”: the keys of this page, read from the page itself, and the switch that turns all keys off.
const OFF = "tasuki-keys-off";
const dialog = document.getElementById("help");

export const areKeysOn = () => localStorage.getItem(OFF) === null;

function tellPage() {
  document.documentElement.dataset.keys = areKeysOn() ? "on" : "off";
}

function listKeysOfThisPage() {
  const list = document.getElementById("help-page");
  const row = document.getElementById("help-row");
  const said = new Set();
  list.replaceChildren();
  for (const one of document.querySelectorAll("[data-key][data-key-says], [data-row-key][data-key-says]")) {
    const { key = one.dataset.rowKey, keySays } = one.dataset;
    if (!one.checkVisibility() || said.has(key)) continue;
    said.add(key);
    const line = row.content.cloneNode(true);
    line.querySelector("kbd").textContent = key;
    line.querySelector("dd").textContent = keySays;
    list.append(line);
  }
  document.getElementById("help-none").hidden = said.size > 0;
}

export function showHelp() {
  listKeysOfThisPage();
  dialog.showModal();
}

if (dialog) {
  const wanted = document.getElementById("keys-wanted");
  wanted.checked = areKeysOn();
  wanted.addEventListener("change", () => {
    if (wanted.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
    tellPage();
  });
  for (const button of document.querySelectorAll("[data-opens=help]")) {
    button.hidden = false;
    button.addEventListener("click", showHelp);
  }
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  tellPage();
}
