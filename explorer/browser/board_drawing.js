// What the board shows of given data at a given step: colours, heat maps, text, readings. Nothing here knows of
// pointers, keys or Python.

/** @import { Pen, Phrase } from "./types.d.ts" */
/** @import { Board, Column, Numbers, Panel, Place, Strip, Texts } from "./board_types.d.ts" */

import { fixed } from "./numbers.js";
import { probe } from "./colours.js";
import { ABOVE } from "./heat.js";
import { lower, raise } from "./shared.js";

export const FLOOR = -8; // log10 of the weakest gradient that is told apart
const PITCH = { least: 5.3, lens: 8.6 }; // px a letter: below the first it is illegible, and the lens opens
const WORD = { least: 44, most: 110 }; // px a word under the lens

// ---- The bytes of a heat map ---------------------------------------------------------------------------------------

// log10 of the gradient, from the floor to its value at the loss and on, as the bytes of its colours.
/** @type {(gradient: (number | null)[] | null, steps: number) => Uint8Array} */
export const decades = (gradient, steps) =>
  Uint8Array.from({ length: steps }, (_, t) => {
    const value = gradient?.[t] ?? FLOOR;
    return 255 * (value <= 0 ? ABOVE * (1 - value / FLOOR) : Math.min(1, ABOVE + (1 - ABOVE) * (value / 4)));
  });

// Shares of something, from none to all of it or more.
/** @type {(values: (number | null)[]) => Uint8Array} */
export const shares = (values) => Uint8Array.from(values, (value) => 255 * Math.min(1, value ?? 0));

// ---- The text ribbon ----------------------------------------------------------------------------------------------

// White space is shown; what else shows as nothing comes by its name.
/** @type {(symbol: string) => string} */
export const shown = (symbol) => symbol.replace(/ /g, "·").replace(/\n/g, "⏎").replace(/\t/g, "⇥");

/** @type {(board: Board<Texts>) => { plain: string, right: string }} */
const fonts = ({ data, palette, place }) => {
  const font = data.kind === "words" ? `12.5px ${palette.font}` : `${letters(place?.edges[1] ?? 0)}px ${palette.code}`;
  return { plain: `400 ${font}`, right: `700 ${font}` };
};

/** @type {(pitch: number) => number} */
const letters = (pitch) => (pitch > 8 ? 13 : pitch > 6.5 ? 12 : 11.5);
const widths = new Map();
document.fonts?.addEventListener("loadingdone", () => widths.clear());

/** @type {(font: string, text: string) => number} */
function measure(font, text) {
  const key = font + text;
  if (widths.size > 5000) widths.clear();
  if (!widths.has(key)) {
    probe().font = font;
    widths.set(key, probe().measureText(text).width);
  }
  return widths.get(key);
}

// Where the symbols stand. If all fit above their own step, they do. If not, they stand at a legible size on a longer
// ribbon, which slides so that the symbol at the cursor is above its step. `edges` are the cells on the ribbon.
/** @type {(board: Board<Texts>) => Place} */
export function place(board) {
  const {
    data: { kind, inputs, steps },
    width,
  } = board;
  const step = width / steps;
  const { plain } = fonts(board);
  /** @type {(text: string) => number} */
  const word = (text) => Math.max(WORD.least, Math.min(WORD.most, measure(plain, text) + 12));
  const needs = inputs.map((symbol) => (kind === "text" ? PITCH.lens : word(shown(symbol))));
  const lens = kind === "text" ? step < PITCH.least : needs.some((need) => need > step);
  const stretch = Math.max(1, width / needs.reduce((a, b) => a + b, 0));
  const edges = new Float64Array(steps + 1);
  for (let t = 0; t < steps; t++) edges[t + 1] = edges[t] + (lens ? needs[t] * stretch : step);
  return { lens, edges };
}

// How far the ribbon is moved: evenly from its first symbol, whole at the left end, to its last, whole at the right.
/** @type {(board: Board<Texts>, t: number) => number} */
function offset({ data: { steps }, width, place: { lens, edges } }, t) {
  if (!lens || steps === 1) return 0;
  /** @type {(i: number) => number} */
  const centre = (i) => (edges[i] + edges[i + 1]) / 2;
  return ((width - edges[steps]) * (centre(t) - centre(0))) / (centre(steps - 1) - centre(0));
}

// A canvas for lines and letters, with as many pixels as the screen has; set anew only when its size changes.
/** @type {(view: Strip, width: number) => { pen: Pen, ratio: number, height: number }} */
function sheet(view, width) {
  const ratio = window.devicePixelRatio || 1;
  const height = view.high;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (view.canvas.width !== w || view.canvas.height !== h) [view.canvas.width, view.canvas.height] = [w, h];
  view.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  view.context.clearRect(0, 0, width, height);
  return { pen: view.context, ratio, height };
}

// Two lines: what the network reads, and below each symbol what it expects next, in bold where it is right.
/** @type {(board: Board<Texts>, view: Strip, column: Column<string>, t: number | null) => void} */
export function ribbon(board, view, column, t) {
  const {
    data,
    palette,
    width,
    place: { lens, edges },
  } = board;
  const { pen, ratio } = sheet(view, width);
  const left = offset(board, t ?? 0);
  const { plain, right } = fonts(board);
  const { tints, inks } = palette.cells[column.cell];
  const chances = data.arrays[column.probabilities].bytes;
  const words = data.kind === "words";
  let [first, last] = [0, data.steps - 1]; // those in sight
  while (left + edges[first + 1] < 0) first++;
  while (left + edges[last] > width) last--;
  for (let i = first; i <= last; i++) {
    const [a, b] = [i, i + 1].map((k) => Math.round((left + edges[k]) * ratio) / ratio); // whole pixels: no seams
    pen.fillStyle = tints[chances[i]];
    pen.fillRect(a, 17, b - a, 17);
  }
  pen.textAlign = "center";
  // One font after the other: changing it is what costs time.
  /** @type {(font: string, y: number, text: (i: number) => string | null, colour: (i: number) => string) => void} */
  const line = (font, y, text, colour) => {
    pen.font = font;
    for (let i = first; i <= last; i++) {
      const symbol = text(i);
      if (symbol === null) continue;
      pen.fillStyle = colour(i);
      write(pen, shown(symbol), font, left + (edges[i] + edges[i + 1]) / 2, edges[i + 1] - edges[i], y, words);
    }
  };
  /** @type {(i: number) => boolean} */
  const hit = (i) => column.predictions[i] === data.targets[i];
  line(
    plain,
    12.5,
    (i) => data.inputs[i],
    () => palette.ink,
  );
  line(
    plain,
    29.5,
    (i) => (hit(i) ? null : column.predictions[i]),
    (i) => inks[chances[i]],
  );
  line(
    right,
    29.5,
    (i) => (hit(i) ? column.predictions[i] : null),
    (i) => inks[chances[i]],
  );
  if (data.choice) underline(board, data.choice.at, pen, left, column);
  if (lens) fan(board, pen, left, t);
}

// The word that decides the answer.
/** @type {(board: Board<Texts>, at: number, pen: Pen, left: number, column: Column) => void} */
function underline({ palette, place: { edges } }, at, pen, left, column) {
  pen.fillStyle = palette.cells[column.cell].colour;
  pen.fillRect(left + edges[at] + 3, 14.5, edges[at + 1] - edges[at] - 6, 2.5);
}

// A letter that is too wide is made narrower, a word is cut.
/** @type {(pen: Pen, text: string, font: string, x: number, room: number, y: number, words: boolean) => void} */
function write(pen, text, font, x, room, y, words) {
  if (words) {
    while (text.length > 1 && measure(font, text) > room - 4) text = text.replace(/.…?$/u, text.length > 2 ? "…" : "");
  }
  const squeeze = room / measure(font, text);
  if (words || squeeze >= 1) return pen.fillText(text, x, y);
  pen.save();
  pen.translate(x, y);
  pen.scale(squeeze, 1);
  pen.fillText(text, 0, 0);
  pen.restore();
}

// Under the lens: which stretch of the time axis the ribbon shows, or, if there are few, which word is which step.
/** @type {(board: Board<Texts>, pen: Pen, left: number, t: number | null) => void} */
function fan({ data: { steps }, palette, width, place: { edges } }, pen, left, t) {
  const step = width / steps;
  const seen = [...Array(steps).keys()].filter((i) => left + edges[i + 1] > 1 && left + edges[i] < width - 1);
  /** @type {(i: number) => void} */
  const join = (i) => {
    pen.moveTo(left + (edges[i] + edges[i + 1]) / 2, 35);
    pen.lineTo((i + 0.5) * step, 46);
  };
  pen.lineWidth = 1;
  pen.strokeStyle = palette.line;
  pen.fillStyle = palette.faint;
  pen.beginPath();
  if (steps <= 40) {
    seen.forEach(join);
    pen.stroke();
  } else {
    const [first, last] = [seen[0] * step, (seen[seen.length - 1] + 1) * step];
    pen.moveTo(0, 34);
    pen.lineTo(width, 34);
    pen.lineTo(last, 46);
    pen.lineTo(first, 46);
    pen.fill();
    pen.fillStyle = palette.line;
    pen.fillRect(first, 44.5, last - first, 1.5);
  }
  if (t === null) return;
  pen.strokeStyle = palette.ink;
  pen.lineWidth = 1.5;
  pen.beginPath();
  join(t);
  const [from, to] = [Math.max(0, left + edges[t]), Math.min(width, left + edges[t + 1])];
  pen.rect(from + 0.75, 0.75, to - from - 1.5, 33);
  pen.stroke();
}

// ---- Numbers instead of text ----------------------------------------------------------------------------------------

/** @type {(board: Board<Numbers>, view: Strip, column: Column<number | null>) => void} */
export function curves({ data, palette, width }, view, column) {
  const { pen, height } = sheet(view, width);
  const [low, high] = data.range;
  /** @type {(t: number) => number} */
  const x = (t) => ((t + 0.5) * width) / data.steps;
  /** @type {(value: number) => number} */
  const y = (value) => 4 + (height - 8) * (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low));
  /** @type {(t: number, value: number, size: number) => void} */
  const dot = (t, value, size) => {
    pen.moveTo(x(t) + size, y(value));
    pen.arc(x(t), y(value), size, 0, 7);
  };
  /** @type {(values: (number | null)[], colour: string, thick: number, dash: number[]) => void} */
  const line = (values, colour, thick, dash) => {
    pen.beginPath();
    values.forEach((value, t) => {
      const [before, after] = [values[t - 1] ?? null, values[t + 1] ?? null];
      if (value === null) return;
      if (before !== null) pen.lineTo(x(t), y(value));
      else if (after !== null) pen.moveTo(x(t), y(value));
      else dot(t, value, 3); // one alone
    });
    Object.assign(pen, { strokeStyle: colour, lineWidth: thick, lineJoin: "round" });
    pen.setLineDash(dash);
    pen.stroke();
    pen.setLineDash([]);
  };
  pen.fillStyle = palette.faint;
  pen.fillRect(0, 0, width, height);
  line(data.inputs, palette.line, 1.2, []);
  pen.fillStyle = palette.quiet;
  pen.beginPath();
  data.marks.forEach((t) => dot(t, data.inputs[t] ?? low, 3));
  pen.fill();
  line(data.targets, palette.ink, 1.4, [2, 3]);
  line(column.predictions, palette.cells[column.cell].colour, 2, []);
}

// ---- Readings -----------------------------------------------------------------------------------------------------

// What a step reads, as a template and what goes into it.
/** @type {(board: Board, column: Column, t: number) => Phrase} */
export function reading(board, column, t) {
  const { data } = board;
  const [reads, expects, comes] = [data.inputs[t], column.predictions[t], data.targets[t]];
  if (data.kind === "values") {
    /** @type {(v: unknown) => string} */
    const value = (v) => (v === null ? "–" : number(board, Number(v), 2));
    return [data.words.readout_values, { t: t + 1, reads: value(reads), expects: value(expects), comes: value(comes) }];
  }
  const percent = Math.round((100 * data.arrays[column.probabilities].bytes[t]) / 255);
  return [
    data.words.readout,
    {
      t: t + 1,
      reads: shown(String(reads)),
      expects: shown(String(expects)),
      percent,
      comes: shown(String(comes)) || "–",
    },
  ];
}

/** @type {(board: Board, column: Column, t: number) => Phrase} */
export function slope(board, column, t) {
  const value = column.gradient?.[t] ?? null;
  if (value === null) return [board.data.words.gradient_unknown, {}];
  let [power, lead] = [Math.floor(value), Math.round(10 ** (value - Math.floor(value)))];
  if (lead === 10) [power, lead] = [power + 1, 1];
  const plain = value > -2 && value < 3;
  const text = plain ? number(board, 10 ** value, value < 0 ? 2 : 1) : `${lead}·10${raise(power)}`;
  return [board.data.words.gradient, { value: value <= FLOOR ? `< 10${raise(FLOOR)}` : text }];
}

// How much of what the deciding word has changed is still in the memory; that it has grown is said as a factor.
/** @type {(board: Board, column: Column, t: number) => Phrase} */
export function remaining(board, column, t) {
  const { words } = board.data;
  const value = column.left[t];
  if (value === null) return [words.left_before, {}];
  const percent = 100 * value;
  const left =
    value >= 2
      ? `× ${number(board, value, value < 9.95 ? 1 : 0)}`
      : `${number(board, percent, percent < 0.95 ? 1 : 0)} %`;
  return [words.left, { left }];
}

// One unit's value at a step: "a₁₇ = 0.43", or "c₁₇ ≥ 4.0" where it leaves the scale.
/** @type {(board: Board, column: Column, panel: Panel, row: number, t: number) => string} */
export function single(board, column, panel, row, t) {
  const {
    shape: [, steps],
    bytes,
  } = board.data.arrays[panel.values];
  const code = bytes[row * steps + t];
  const range = panel.high - panel.low;
  const sign = panel.clipped && code === 255 ? "≥" : panel.clipped && code === 0 ? "≤" : "=";
  const name = panel.symbol + lower((column.units?.[row] ?? row) + 1);
  return `${name} ${sign} ${number(board, panel.low + (code / 255) * range, range > 2 ? 1 : 2)}`;
}

/** @type {(value: number) => string} */
export const bound = (value) => String(value).replace("-", "−");

/** @type {(board: Board, value: number, places: number) => string} */
function number(board, value, places) {
  return fixed(value, places, board.data.words);
}
