// How a picture of numbers is coloured: the colours of a theme, made once, and heat maps on a canvas.

/** @import { Bytes, CellColours, HeatView, Palette } from "./types.d.ts" */

import { DIVERGING, css, legible, light, mix, parse, ramp, slide } from "./colours.js";

// The part of a gradient's colours up to its value at the loss; the rest is for exploding ones.
export const ABOVE = 0.84;

// Made once a theme, and again when it changes. Zero looks like the page: a dark theme shines where a light one
// darkens.
/** @type {(root: HTMLElement, old?: Palette) => Palette} */
export function palette(root, old) {
  const style = getComputedStyle(root);
  /** @type {(name: string) => string} */
  const read = (name) => style.getPropertyValue(name);
  const theme = ["background-color", "text-color", "font", "code-font"].map((name) => read(`--st-${name}`)).join("|");
  if (old?.theme === theme) return old;
  const [page, ink] = [parse(read("--st-background-color")), parse(read("--st-text-color"))];
  const dark = light(page) < 0.2;
  root.dataset.theme = dark ? "dark" : "light"; // the style sheet now gives the cells their colours
  const zero = mix(page, ink, 0.03);
  const diverging = DIVERGING[root.dataset.theme].map((colour) => (colour ? parse(colour) : zero));
  /** @type {(name: string) => CellColours} */
  const cell = (name) => {
    const colour = parse(read(`--${name}`));
    const tints = Array.from({ length: 256 }, (_, k) => mix(zero, colour, k / 255));
    return {
      colour: css(colour),
      sequential: ramp([zero, colour]),
      gradient: ramp([zero, colour, mix(colour, ink, 0.75)], [0, ABOVE, 1]),
      bar: slide([zero, colour]),
      tints: tints.map(css),
      inks: tints.map((tint) => css(legible(tint, [ink, page]))),
    };
  };
  return {
    theme,
    cells: Object.fromEntries(
      read("--cells")
        .trim()
        .split(" ")
        .map((name) => [name, cell(name)]),
    ),
    diverging: ramp(diverging),
    bar: slide(diverging),
    ink: css(ink),
    quiet: css(mix(page, ink, 0.72)),
    line: css(mix(page, ink, 0.25)),
    faint: css(mix(page, ink, 0.07)),
    font: read("--st-font") || "sans-serif",
    code: read("--st-code-font") || "monospace",
  };
}

// One pixel a value, enlarged by the browser; where the screen has fewer pixels than values, neighbours are averaged,
// since leaving some out would hide them.
/** @type {(view: HeatView, values: Bytes, colours: Uint32Array, wide: number, high: number) => void} */
export function heat(view, values, colours, wide, high) {
  const {
    shape: [rows, steps],
    bytes,
  } = values;
  const h = Math.min(rows, Math.max(1, Math.round(high)));
  const w = Math.min(steps, Math.max(1, Math.round(wide)));
  const { canvas, context } = view;
  if (view.image?.width !== w || view.image?.height !== h) {
    [canvas.width, canvas.height] = [w, h];
    view.image = context.createImageData(w, h);
    view.pixels = new Uint32Array(view.image.data.buffer);
  }
  const { image, pixels } = /** @type {Required<HeatView>} */ (view);
  if (h === rows && w === steps) for (let i = 0; i < pixels.length; i++) pixels[i] = colours[bytes[i]];
  else {
    shrink(values, h, w, (k, mean) => {
      pixels[k] = colours[mean];
    });
  }
  context.putImageData(image, 0, 0);
}

/** @type {(values: Bytes, h: number, w: number, set: (k: number, mean: number) => void) => void} */
function shrink({ shape: [rows, steps], bytes }, h, w, set) {
  const [sum, count] = [new Float32Array(w * h), new Float32Array(w * h)];
  for (let r = 0, i = 0; r < rows; r++) {
    const start = w * Math.floor((r * h) / rows);
    for (let t = 0; t < steps; t++, i++) {
      const k = start + Math.floor((t * w) / steps);
      sum[k] += bytes[i];
      count[k]++;
    }
  }
  for (let k = 0; k < sum.length; k++) set(k, Math.round(sum[k] / count[k]));
}
