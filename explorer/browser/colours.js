// Colours as numbers: what a theme gives, mixed, compared, and turned into ramps for heat maps.

/** @import { Colour, Pen, Theme } from "./types.d.ts" */

import { penOf } from "./shared.js";

/** @type {Record<string, (string | null)[]>} */
export const DIVERGING = {
  light: ["#1b4f8f", "#4a90c8", "#b9d7ea", null, "#f6c6b2", "#d9604a", "#981b2c"],
  dark: ["#62b0f5", "#2f75b9", "#1a3f66", null, "#64282c", "#b53d39", "#f5775f"],
};

const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

/** @type {Pen | undefined} */
let unseen;

// A pen that draws nothing, for what only a canvas knows: how a colour is read, how wide a text is.
export const probe = () => (unseen ??= penOf(document.createElement("canvas")));

/** @type {(colour: string) => Colour} */
export function parse(colour) {
  const pen = probe();
  pen.fillStyle = "#808080";
  pen.fillStyle = colour.trim(); // the browser reads any notation and gives back #rrggbb
  const read = pen.fillStyle;
  return [1, 3, 5].map((i) => parseInt(read.slice(i, i + 2), 16));
}

/** @type {(a: Colour, b: Colour, share: number) => Colour} */
export const mix = (a, b, share) => a.map((v, i) => v + (b[i] - v) * share);
/** @type {(colour: Colour) => string} */
export const css = (colour) => `rgb(${colour.map(Math.round).join()})`;
/** @type {(v: number) => number} */
export const linear = (v) => (v <= 10 ? v / 3294 : ((v / 255 + 0.055) / 1.055) ** 2.4);
/** @type {(colour: Colour) => number} */
export const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
/** @type {(a: Colour, b: Colour) => number} */
export const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
// Of some inks the first that can be read on a colour; black or white always can.
/** @type {(on: Colour, inks: Colour[]) => Colour} */
export const legible = (on, inks) => [...inks, BLACK].find((ink) => contrast(on, ink) >= 4.5) ?? WHITE;

/** @type {(stops: Colour[]) => string} */
export const slide = (stops) => `linear-gradient(90deg, ${stops.map(css).join()})`;

// 256 colours through `stops`, evenly spaced unless `at` says where, as the words of ImageData (ABGR).
/** @type {(stops: Colour[], at?: number[]) => Uint32Array} */
export function ramp(stops, at = stops.map((_, i) => i / (stops.length - 1))) {
  return Uint32Array.from({ length: 256 }, (_, k) => {
    const i = Math.max(
      1,
      at.findIndex((place) => place >= k / 255),
    );
    const [r, g, b] = mix(stops[i - 1], stops[i], (k / 255 - at[i - 1]) / (at[i] - at[i - 1])).map(Math.round);
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

// Of two palettes that which suits the page, with the page's own background and font.
/** @type {(root: Element, palettes: { light: Theme, dark: Theme }) => Theme} */
export function themeOf(root, palettes) {
  const style = getComputedStyle(root);
  const background = style.getPropertyValue("--st-background-color").trim() || palettes.light.background;
  return { ...palettes[luminance(background) < 0.4 ? "dark" : "light"], background, font: style.fontFamily };
}

/** @type {(colour: string) => number} */
function luminance(colour) {
  const point = /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  point.fillStyle = colour;
  point.fillRect(0, 0, 1, 1);
  const [r, g, b] = point.getImageData(0, 0, 1, 1).data;
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}
