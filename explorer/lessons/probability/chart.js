// The numbers of the chains, and the chains themselves as pictures. Nothing here knows of pointers, keys or Python.

/** @import { Attributes } from "../../browser/types.d.ts" */
/** @import { Bar, Model, View, Write } from "./probability_types.d.ts" */

import { respelt } from "../../browser/numbers.js";
import { css, mix, parse } from "../../browser/colours.js";
import { placed } from "../../browser/cursor.js";
import { SVG, adorn, phrase, raise, shape } from "../../browser/shared.js";

const ROW = 30;
const BAR = 20;
const GUTTER = 34;
const TOP = 18;
const BOTTOM = 20; // px of a chart
export const UNITS = { nats: 1, bits: Math.LN2 };

// ---- Numbers ----------------------------------------------------------------------------------------------------

/** @type {(s: number) => string} */
export const name = (s) => String.fromCharCode(65 + s);
/** @type {(values: number[]) => number} */
const sum = (values) => values.reduce((total, value) => total + value, 0);
/** @type {(view: View, text: string | number) => string} */
const comma = (view, text) => respelt(String(text), view.data.words);
/** @type {(view: View, model: Model, s: number) => number} */
export const total = (view, model, s) => sum(model.sentences[s].factors) + sum(view.data.lines[s].spelt);
/** @type {(view: View, model: Model, s: number) => number} */
export const length = (view, model, s) => -total(view, model, s) / share(view, s);
/** @type {(view: View, s: number) => number} */
const share = (view, s) => (view.mode === "mean" ? view.data.lines[s].tokens.length : 1);
/** @type {(view: View, value: number) => string} */
export const figure = (view, value) =>
  comma(view, value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

// e to the mean loss; beyond a million in powers of ten.
/** @type {(view: View, nats: number) => string} */
export const perplexity = (view, nats) =>
  nats < 13 ? comma(view, Number(Math.exp(nats).toPrecision(3))) : chance(view, nats);

// A probability from its natural logarithm: 0.43, 0.0012, 3.2·10⁻¹³.
/** @type {(view: View, log: number) => string} */
export function chance(view, log) {
  const decades = log / Math.LN10;
  if (decades > -2.3 && decades < 6) return comma(view, Number((10 ** decades).toPrecision(2)));
  let power = Math.floor(decades + 1e-9);
  let digits = (10 ** (decades - power)).toFixed(1);
  if (digits === "10.0") [digits, power] = ["1.0", power + 1];
  return `${comma(view, digits)}·10${raise(power)}`;
}

// Which sentences come first to a model.
/** @type {(view: View, model: Model) => number[]} */
const order = (view, model) =>
  view.data.lines.map((_, s) => s).sort((a, b) => length(view, model, a) - length(view, model, b) || a - b);

/** @type {(view: View, value: number) => string} */
export const percent = (view, value) =>
  `${comma(view, 100 * value >= 10 ? (100 * value).toFixed(0) : (100 * value).toFixed(1))}\u00a0%`;

// ---- Charts -----------------------------------------------------------------------------------------------------

// One model's chains, the likeliest first, on a scale that all models share. Colours are written out, so that the
// picture is the same when it is saved.
/** @type {(view: View, model: Model, svg: SVGElement) => Bar[][]} */
export function chart(view, model, svg) {
  const { data, theme } = view;
  const width = svg.clientWidth || 300;
  const height = TOP + ROW * data.lines.length + BOTTOM;
  const cell = parse(getComputedStyle(view.root).getPropertyValue(`--${model.name}`));
  const ends = width < 420 ? 74 : 92;
  const scale = Math.max(10, width - GUTTER - ends) / view.longest; // px a decade
  /** @type {Write} */
  const write = (x, y, text, how = {}) =>
    shape(svg, "text", { x, y, fill: css(theme.quiet), "font-size": 11, ...how }, text);
  svg.replaceChildren();
  adorn(svg, { viewBox: `0 0 ${width} ${height}`, height, "font-family": theme.font });
  axis(view, write, svg, { scale, height, width });
  /** @type {Bar[][]} */
  const found = [];
  const ranked = order(view, model);
  ranked.forEach((s, row) => {
    const line = data.lines[s];
    const y = TOP + ROW * row + 4;
    write(0, y + 15, `${row + 1}.`, { "font-size": 12 });
    write(17, y + 15, name(s), { "font-size": 13, "font-weight": 700, fill: css(theme.ink) });
    let at = 0;
    found[s] = line.tokens.map((token, t) => {
      const [own, spelt] = [-model.sentences[s].factors[t], -line.spelt[t]].map(
        (nats) => (nats / Math.LN10 / share(view, s)) * scale,
      );
      /** @type {Bar} */
      const bar = placed(shape(svg, "g"), [s, t]);
      const x = GUTTER + at;
      const fill = css(mix(theme.page, cell, t % 2 ? 0.42 : 0.24));
      shape(bar, "rect", { x, y, width: Math.max(own, 0.5), height: BAR, fill });
      shape(bar, "rect", { x, y: y + BAR - 3, width: Math.max(own, 0.5), height: 3, fill: css(cell) });
      if (line.unknown[t]) {
        shape(bar, "rect", {
          x: x + 1.5,
          y: y + 1.5,
          width: Math.max(own - 3, 0.5),
          height: BAR - 6,
          fill: "none",
          stroke: css(theme.quiet),
          "stroke-dasharray": "3 2",
        });
      }
      if (spelt > 0) {
        shape(bar, "rect", {
          x: x + own,
          y: y + 0.5,
          width: spelt,
          height: BAR - 1,
          fill: "none",
          stroke: css(cell),
          "stroke-dasharray": "2 2",
        });
      }
      shape(bar, "rect", {
        x: x + 0.5,
        y: y - 1,
        width: Math.max(own + spelt - 1, 0.5),
        height: BAR + 2,
        fill: "transparent",
        "stroke-width": 2,
        class: "edge",
      });
      const text = line.unknown[t] && spelt > 0 ? line.pieces[t].trim() : token;
      const room = own + spelt - 4;
      const wide = 6.4 * [...text].length;
      if (room > 6 && (wide <= room || room > 26)) {
        const kept = wide <= room ? text : `${[...text].slice(0, Math.max(1, Math.floor(room / 6.4) - 1)).join("")}…`;
        shape(
          bar,
          "text",
          {
            x: x + (own + spelt) / 2,
            y: y + 13,
            "text-anchor": "middle",
            "font-size": 11,
            fill: css(theme.ink),
            "pointer-events": "none",
          },
          kept,
        );
      }
      at += own + spelt;
      return bar;
    });
    write(GUTTER + at + 6, y + 14, chance(view, -length(view, model, s)), {
      "font-size": 12,
      "font-weight": row ? 400 : 700,
      fill: css(theme.ink),
    });
  });
  const list = ranked.map((s, row) =>
    phrase(data.words.place, { rank: row + 1, letter: name(s), value: chance(view, -length(view, model, s)) }),
  );
  svg.setAttribute("aria-label", phrase(data.words.chain, { title: model.title, list: list.join("; ") }));
  return found;
}

// P above, the loss below: one is the logarithm of the other.
/** @type {(view: View, write: Write, svg: SVGElement, size: Record<"scale" | "height" | "width", number>) => void} */
function axis(view, write, svg, { scale, height, width }) {
  const {
    data: { words },
    theme,
    longest,
  } = view;
  /** @type {(span: number, parts: number) => number} */
  const tidy = (span, parts) =>
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((step) => span / step <= parts) ?? 200;
  const parts = Math.max(2, Math.floor((longest * scale) / 62));
  const above = words[`axis_${view.mode}`];
  const below = phrase(words[`loss_${view.mode}`], { unit: words[`${view.unit}_unit`] }).replace(
    "ln",
    view.unit === "bits" ? "log₂" : "ln",
  );
  /** @type {(x: number, title: string) => boolean} */
  const free = (x, title) => x < width - 6 * title.length - 16; // a number stands where the title does not
  const decade = tidy(longest, parts);
  for (let d = 0; d <= longest + 1e-9; d += decade) {
    const x = GUTTER + d * scale;
    shape(svg, "line", { x1: x, x2: x, y1: TOP, y2: height - BOTTOM, stroke: css(theme.line) });
    if (free(x, above)) {
      write(x, 11, d === 0 ? "1" : decade < 1 ? chance(view, -d * Math.LN10) : `10${raise(-Math.round(d))}`, {
        "text-anchor": "middle",
      });
    }
  }
  write(width, 11, above, { "text-anchor": "end" });
  const unit = UNITS[view.unit];
  const most = (longest * Math.LN10) / unit;
  const step = tidy(most, parts);
  for (let j = 0; j <= most + 1e-9; j += step) {
    const x = GUTTER + ((j * unit) / Math.LN10) * scale;
    shape(svg, "line", { x1: x, x2: x, y1: height - BOTTOM, y2: height - BOTTOM + 4, stroke: css(theme.quiet) });
    if (free(x, below)) write(x, height - 4, comma(view, Number(j.toFixed(2))), { "text-anchor": "middle" });
  }
  write(width, height - 4, below, { "text-anchor": "end" });
}

// ---- Saving -----------------------------------------------------------------------------------------------------

// All charts below each other, under the sentences, as one picture.
/** @type {(view: View) => string} */
export function picture(view) {
  const { theme, data } = view;
  const width = Math.max(...view.charts.map((svg) => svg.clientWidth)) + 32;
  const whole = shape(null, "svg");
  /** @type {(y: number, text: string, how?: Attributes) => SVGElement} */
  const write = (y, text, how) =>
    shape(whole, "text", { x: 16, y, fill: css(theme.ink), "font-size": 13, ...how }, text);
  let y = 16;
  data.lines.forEach((line, s) =>
    write((y += 18), `${name(s)}  ${line.tokens.join(view.group.classList.contains("tight") ? "" : " ")}`),
  );
  view.charts.forEach((svg, m) => {
    write((y += 34), data.models[m].title, { "font-weight": 700, "font-size": 16 });
    const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
    for (const edge of copy.querySelectorAll(".edge")) edge.remove();
    adorn(copy, { x: 16, y: (y += 8), width: svg.clientWidth, height: svg.clientHeight });
    whole.append(copy);
    y += svg.clientHeight;
  });
  whole.prepend(shape(whole, "rect", { width, height: y + 16, fill: css(theme.page) }));
  const height = y + 16;
  adorn(whole, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": theme.font });
  return new XMLSerializer().serializeToString(whole);
}
