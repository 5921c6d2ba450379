// Draws the chart of a report beside its table. Without a script the table alone stands there.
const SMALL = 560; // narrower than this, names get less room
const LABELS = 190; // what names and edges take beside a panel of several, before it is known
const LEAST = 120; // of a panel
const BESIDE = 10; // between a bar and its number, and behind that
const SETTLED = 150; // milliseconds without another size

function isDark() {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
  return red + green + blue < 384;
}

function writtenWidth(spec, font) {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `12px ${font}`;
  return Math.max(...spec.data.values.map(({ said }) => context.measureText(said).width));
}

// Bars of so wide a panel end before the number of the longest.
function roomy(spec, { encoding }, panel, font) {
  const domain = encoding.x?.scale?.domain;
  if (!domain) return encoding;
  const longest = Math.max(...spec.data.values.map(({ end }) => end));
  const number = writtenWidth(spec, font) + BESIDE;
  const most = longest + ((longest - domain[0]) * number) / Math.max(panel - number, 1);
  const scale = { ...encoding.x.scale, domain: [domain[0], Math.max(most, domain[1])] };
  return { ...encoding, x: { ...encoding.x, scale } };
}

// A panel of several is as wide as it is told to be.
function fitted(spec, panel, font) {
  return { ...spec, spec: { ...spec.spec, width: panel, encoding: roomy(spec, spec.spec, panel, font) } };
}

async function draw(figure) {
  const picture = figure.querySelector(".chart-picture");
  const { spec, looks } = JSON.parse(figure.querySelector("script").textContent);
  figure.hidden = false;
  const width = picture.clientWidth;
  const look = looks[isDark() ? "dark" : "light"];
  const font = getComputedStyle(picture).fontFamily; // the desk's, in which the letters are drawn
  const config = { ...look, font, background: "transparent" };
  const names = Math.min(look.axisY.labelLimit, Math.round(width * 0.34));
  if (width < SMALL) config.axisY = { ...look.axisY, labelLimit: names };
  if (width < SMALL) config.legend = { ...look.legend, columns: 1, labelLimit: Math.round(width * 0.5) };
  const embed = async (shown) => {
    figure.drawing?.finalize();
    figure.drawing = await globalThis.vegaEmbed(picture, shown, {
      mode: "vega-lite",
      actions: false,
      ast: true, // the policy allows no code made of text
      config,
      defaultStyle: false,
      logLevel: globalThis.vega.Error,
      renderer: "svg",
      tooltip: { disableDefaultStyle: true },
    });
  };
  if (spec.facet) {
    const panel = Math.max(LEAST, width - Math.min(LABELS, width * 0.4));
    await embed(fitted(spec, panel, font));
    const spare = Math.floor(width - picture.querySelector("svg").width.baseVal.value);
    if (spare) await embed(fitted(spec, Math.max(LEAST, panel + spare), font));
  } else {
    await embed({ ...spec, encoding: roomy(spec, spec, Math.max(LEAST, width - names - 2 * BESIDE), font) });
  }
  figure.dataset.drawn = width;
}

// A telephone is turned, a window is made narrower: drawn again once it stays as it is.
function watch(figure) {
  let waiting;
  new ResizeObserver(([{ target }]) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => target.clientWidth !== Number(figure.dataset.drawn) && draw(figure), SETTLED);
  }).observe(figure.querySelector(".chart-picture"));
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  draw(figure)
    .then(() => watch(figure))
    .catch((trouble) => {
      figure.dataset.failed = "";
      figure.hidden = true; // the table beneath says the same
      console.error(trouble);
    });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(figure));
}
