// How strongly a prediction depends on a letter, as a colour: the same strength looks equally strong for every cell.

/** @import { Colour } from "../../browser/types.d.ts" */
/** @import { Colours, Tones } from "./memorization_types.d.ts" */

import { contrast, css, legible, light, linear, mix, parse } from "../../browser/colours.js";

export const FULL = { share: 0.3, low: -3, high: 2 }; // where the colours end: share of a row; decades of strength
export const BYTE = { low: -6, decades: 9 }; // what ribbons.py packs: decades as 1 … 255

// 256 steps from the page through the cell's colour to its deepest tone, with a lightness (Oklab) that falls, or on a
// dark page rises, evenly and alike in all cells: the same strength is equally far from the page whatever the hue.
/** @type {(root: HTMLElement, old?: Colours) => Colours} */
export function palette(root, old) {
  const style = getComputedStyle(root);
  const theme = ["background-color", "text-color"].map((name) => style.getPropertyValue(`--st-${name}`)).join("|");
  if (old?.theme === theme) return old;
  const [page, ink] = theme.split("|").map(parse);
  const dark = light(page) < 0.2;
  root.dataset.theme = dark ? "dark" : "light"; // the style sheet now gives the cells their colours
  const quiet =
    [0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9].map((share) => mix(page, ink, share)).find((c) => contrast(c, page) >= 4.6) ??
    ink;
  /** @type {(name: string) => Tones} */
  const cell = (name) => {
    const [from, through] = [oklab(page), oklab(parse(style.getPropertyValue(`--${name}`)))];
    const last = dark ? 0.94 : 0.33;
    const tones = Array.from({ length: 256 }, (_, k) => {
      const l = from[0] + (last - from[0]) * (k / 255);
      const middle = (through[0] - from[0]) / (last - from[0]);
      const [a, b] = [1, 2].map((i) =>
        k / 255 < middle
          ? from[i] + (through[i] - from[i]) * (k / 255 / middle)
          : through[i] * (dark ? ((1 - k / 255) / (1 - middle)) * 0.75 + 0.25 : l / through[0]),
      );
      return srgb([l, a, b]);
    });
    return {
      fills: tones.map(css),
      inks: tones.map((tone) => css(legible(tone, [ink, page]))),
    };
  };
  return {
    theme,
    quiet: css(quiet),
    cells: Object.fromEntries(
      style
        .getPropertyValue("--cells")
        .trim()
        .split(" ")
        .map((name) => [name, cell(name)]),
    ),
  };
}

// Björn Ottosson 2020, “A perceptual color space for image processing”.
/** @type {(colour: Colour) => number[]} */
function oklab(colour) {
  const [r, g, b] = colour.map(linear);
  const [l, m, s] = [
    0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
    0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
    0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
  ].map(Math.cbrt);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** @type {(oklab: number[]) => Colour} */
function srgb([L, a, b]) {
  const [l, m, s] = [
    L + 0.3963377774 * a + 0.2158037573 * b,
    L - 0.1055613458 * a - 0.0638541728 * b,
    L - 0.0894841775 * a - 1.291485548 * b,
  ].map((v) => v ** 3);
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((v) => 255 * Math.min(1, Math.max(0, v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)));
}

// From the bytes of a message to the steps of a palette.
export const STEPS = {
  share: Uint8Array.from({ length: 256 }, (_, byte) => 255 * Math.min(1, byte / 255 / Math.sqrt(FULL.share))),
  absolute: Uint8Array.from({ length: 256 }, (_, byte) => {
    const decade = BYTE.low + ((byte - 1) / 254) * BYTE.decades;
    return byte ? 255 * Math.min(1, Math.max(0, (decade - FULL.low) / (FULL.high - FULL.low))) : 0;
  }),
};
