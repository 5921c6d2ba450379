// Cards are moved by dragging; a drop sends the card's own form, the same one that its menu sends.
const board = document.querySelector(".board");
const dialog = document.getElementById("board-dialog");
const asks = document.getElementById("board-asks");
let moving = null;
let returned = null; // the card that a refusal put back, while its form is open

function bind() {
  for (const list of document.querySelectorAll(".board .column-cards")) {
    if (list.dataset.bound) continue;
    list.dataset.bound = "yes";
    window.Sortable.create(list, {
      group: "deals",
      draggable: ".deal-movable",
      filter: "details, a, .column-more",
      preventOnFilter: false,
      sort: false,
      animation: 120,
      delay: 180,
      delayOnTouchOnly: true,
      onEnd: dropped,
    });
  }
}

function dropped({ item, from, to, oldIndex }) {
  if (from === to) return;
  moving = { item, from, to, after: from.children[oldIndex] ?? null };
  count(moving, -1);
  const form = item.querySelector("form.deal-move");
  form.elements.stage.value = to.dataset.stage;
  form.requestSubmit();
}

// The numbers beside the columns' names, until the server's answer replaces them. What waits for approval is in none.
function count({ item, from, to }, by) {
  if (item.classList.contains("deal-waiting")) return;
  for (const [list, change] of [[from, by], [to, -by]]) {
    const shown = list.closest(".column")?.querySelector(".column-count");
    if (shown) shown.textContent = Number(shown.textContent) + change;
  }
}

function putBack() {
  if (!moving) return false;
  const { item, from, after } = moving;
  from.insertBefore(item, after);
  count(moving, 1);
  moving = null;
  returned = item;
  item.classList.add("deal-returned");
  item.addEventListener("animationend", () => item.classList.remove("deal-returned"), { once: true });
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

function say(words) {
  const said = document.getElementById("board-said");
  said.className = "board-said board-said-not";
  said.textContent = words;
}

// What dragging leaves on a card would be copied to its successor as a style attribute, which the policy forbids.
document.body.addEventListener("htmx:beforeSwap", () => {
  for (const one of board.querySelectorAll("[style]")) one.removeAttribute("style");
});

document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.target !== asks) return;
  // A refusal is swapped in like any answer, so htmx calls it a success; only the status tells them apart.
  if (detail.xhr.status >= 200 && detail.xhr.status < 300) {
    moving = null;
    return;
  }
  const returned = putBack();
  if (!detail.xhr.status) say(board.dataset.lost);
  else if (returned) say(board.dataset.back);
});

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== asks) return;
  if (!asks.querySelector("h2, .problem")) {
    if (dialog.open) dialog.close();
    return;
  }
  if (!dialog.open) dialog.showModal();
  (asks.querySelector("[aria-invalid], textarea, select") ?? asks.querySelector("[data-close]"))?.focus();
});

// After a move the card keeps the focus where it now stands.
document.body.addEventListener("htmx:afterSettle", () => {
  bind();
  const said = document.getElementById("board-said");
  const card = said.dataset.deal && document.getElementById(said.dataset.deal);
  delete said.dataset.deal;
  if (!card) return;
  card.classList.add("deal-arrived");
  setTimeout(() => card.classList.remove("deal-arrived"), 1500);
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  card.querySelector("a").focus({ preventScroll: true });
});

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  dialog.close();
});
dialog.addEventListener("close", () => {
  asks.replaceChildren();
  if (returned?.isConnected) returned.querySelector("a").focus({ preventScroll: true });
  returned = null;
});

bind();
