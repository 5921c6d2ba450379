// Draws the chart of a report beside its table. Without a script the table alone stands there.
const SMALL = 560; // narrower than this, names get less room
const LABELS = 190; // what names and edges take beside a panel of several

function isDark() {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
  return red + green + blue < 384;
}

function fitted(spec, width) {
  if (!spec.facet) return spec;
  const room = Math.min(LABELS, width * 0.4) + 70;
  return { ...spec, spec: { ...spec.spec, width: Math.max(120, width - room) } };
}

async function draw(figure) {
  const picture = figure.querySelector(".chart-picture");
  const { spec, looks } = JSON.parse(figure.querySelector("script").textContent);
  figure.hidden = false;
  const width = picture.clientWidth;
  const look = looks[isDark() ? "dark" : "light"];
  const config = { ...look, background: "transparent" };
  if (width < SMALL) config.axisY = { ...look.axisY, labelLimit: Math.round(width * 0.34) };
  if (width < SMALL) config.legend = { ...look.legend, columns: 2, labelLimit: Math.round(width * 0.4) };
  await globalThis.vegaEmbed(picture, fitted(spec, width), {
    mode: "vega-lite",
    actions: false,
    ast: true, // the policy allows no code made of text
    config,
    defaultStyle: false,
    logLevel: globalThis.vega.Error,
    renderer: "svg",
    tooltip: { disableDefaultStyle: true },
  });
  figure.dataset.drawn = "";
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  draw(figure).catch((trouble) => {
    figure.hidden = true; // the table beneath says the same
    console.error(trouble);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(figure));
}
