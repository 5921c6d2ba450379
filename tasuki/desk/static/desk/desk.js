// Comforts for pages that already work without any of this.
import "./menus.js";
import "./once.js";
import "./pressing.js";
import "./unfold.js";
import "./status.js";
import "./keys.js";
import "./palette.js";

document.querySelector(".problem:not([data-sample] *)")?.scrollIntoView({ block: "center" });
