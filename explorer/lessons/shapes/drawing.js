// One network unrolled, as an SVG that carries all its colours itself, so that it can be saved as it stands: made once
// for a run and a width, then only repainted.

/** @import { Attributes, Palette } from "../../browser/types.d.ts" */
/** @import { Column, Diagram, Example, Kind, Moment, Places, Run, View } from "./shapes_types.d.ts" */

import { probe } from "../../browser/colours.js";
import { placed } from "../../browser/cursor.js";
import { SVG, adorn, shape } from "../../browser/shared.js";
import { arrow } from "../../browser/unrolled.js";
import { MARGIN, moments, percent, places, wrong } from "./moments.js";

const SQUARE = { width: 20, height: 9 };
const TOP = 92; // of the states; above them answers, and what they look at
const BELOW = 62; // inputs and steps
const FAINT = 0.38;

/** @type {(colours: Palette, byte: number) => string} */
function heat({ diverging }, byte) {
  const colour = diverging[byte];
  return `rgb(${colour & 255},${(colour >> 8) & 255},${(colour >> 16) & 255})`;
}

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(view: View, kind: Kind, example: Example, run: Run, room: number) => Diagram} */
export function build(view, kind, example, run, room) {
  const { colours, data } = view;
  const pen = probe();
  pen.font = `600 13px ${colours.font}`;
  const found = moments(kind, example, run);
  const where = places(found, example, room, (text) => pen.measureText(text).width);
  const units = data.arrays[run.states].shape[1];
  const height = TOP + units * SQUARE.height + BELOW;
  const svg = shape(null, "svg", {
    xmlns: SVG,
    viewBox: `0 0 ${where.width} ${height}`,
    width: where.width,
    height,
    "font-family": colours.font,
    "font-size": 12,
    fill: colours.ink,
  });
  const band = shape(svg, "rect", { y: 0, height, rx: 6, fill: colours.faint });
  names(svg, view, example, where, height);
  const looks = (run.attention ?? []).map((row) => row.map(() => shape(svg, "path", { fill: "none" })));
  const columns = /** @type {Column[]} */ ([]);
  const made = { svg, run, example, places: where, moments: found, band, looks, height, columns };
  looks.forEach((row, s) => row.forEach((path, i) => adorn(path, { d: look(where, i, example.first + s) })));
  made.columns = found.map((at, m) => column(view, made, at, m));
  return made;
}

// What the rows are: a<t>, above it what is answered, below it what is read.
/** @type {(svg: SVGElement, view: View, example: Example, where: Places, height: number) => void} */
function names(svg, { colours, data: { words } }, example, { x, widths }, height) {
  const states = (TOP + height - BELOW) / 2 + 4;
  /** @type {(x: number, y: number, text: string, how?: Attributes) => void} */
  const name = (x, y, text, how = {}) =>
    void shape(svg, "text", { x, y, fill: colours.quiet, "font-size": 13, ...how }, text);
  const reads = height - BELOW + 38;
  name(2, states, "a⟨t⟩");
  name(2, reads, "x⟨t⟩");
  if (example.first !== example.read.length) return name(2, 18, "ŷ⟨t⟩");
  const left = x[example.first] - widths[example.first] / 2 - MARGIN.between + 14;
  name(left, 18, "ŷ⟨t⟩");
  name(left, states - 14, "s⟨t⟩");
  name(2, reads + 17, words.encoder, { "font-size": 11 });
  name(left - 6, reads + 17, words.decoder, { "font-size": 11 });
}

/** @type {(view: View, made: Diagram, at: Moment, m: number) => Column} */
function column({ colours, data }, { svg, run, places: { x, widths }, height }, at, m) {
  const [cx, bottom] = [x[m], height - BELOW];
  const group = placed(shape(svg, "g", { class: "column" }), m);
  shape(group, "rect", { x: cx - widths[m] / 2, y: 0, width: widths[m], height, fill: "transparent" });
  /** @type {(y: number, text: string, how?: Attributes) => SVGElement} */
  const write = (y, text, how = {}) => shape(group, "text", { x: cx, y, "text-anchor": "middle", ...how }, text);
  const {
    bytes,
    shape: [, units],
  } = data.arrays[run.states];
  const squares = Array.from(bytes.subarray(m * units, (m + 1) * units), (byte, unit) => {
    const beyond = run.beyond.includes(m * units + unit);
    return shape(group, "rect", {
      x: cx - SQUARE.width / 2 + (beyond ? 0.7 : 0),
      y: TOP + unit * SQUARE.height + (beyond ? 0.7 : 0),
      width: SQUARE.width - (beyond ? 1.4 : 0),
      height: SQUARE.height - (beyond ? 1.4 : 0),
      "data-fill": heat(colours, byte),
      stroke: colours.line,
      "stroke-width": 0.6,
      ...(beyond && { class: "beyond" }),
    });
  });
  const read = write(bottom + 38, at.read ?? "", { "font-size": 13, "font-weight": at.own ? 400 : 600 });
  write(bottom + 55, `⟨${at.step}⟩`, { fill: colours.quiet, "font-size": 11 });
  const arrows = /** @type {SVGElement[]} */ ([]);
  /** @type {(from: [number, number], to: [number, number]) => void} */
  const point = (from, to) => void arrows.push(shape(group, "path", { d: arrow(from, to), fill: "none" }));
  if (at.read !== undefined) point([cx, bottom + 23], [cx, bottom + 3]);
  if (m > 0) {
    const y = (TOP + bottom) / 2;
    point([x[m - 1] + SQUARE.width / 2 + 3, y], [cx - SQUARE.width / 2 - 3, y]);
  }
  if (at.own) arrows.push(back(group, x[m - 1], cx, bottom));
  const made = /** @type {Column} */ ({ group, squares, read, arrows });
  if (at.answer === undefined) return made;
  point([cx, TOP - 3], [cx, 42]);
  const text = wrong(at) ? `${at.answer} ≠ ${at.right ?? "–"}` : at.answer;
  made.answer = write(18, text, { "font-size": 13, "font-weight": 700, class: "answer" });
  made.chance = write(34, percent(at.chance, data.words), { "font-size": 11 });
  return made;
}

// The answer of the step before on its way to where this step reads.
/** @type {(group: SVGElement, from: number, to: number, bottom: number) => SVGElement} */
function back(group, from, to, bottom) {
  const half = (from + to) / 2;
  const d =
    `M${from + 9} 40C${half} 42 ${half} 50 ${half} 60L${half} ${bottom + 4}` +
    `C${half} ${bottom + 18} ${to - 8} ${bottom + 14} ${to - 2} ${bottom + 23}`;
  return shape(group, "path", { d, fill: "none", "stroke-dasharray": "3 3" });
}

// From the state of an input to the column of an answer that looks at it.
/** @type {(where: Places, input: number, m: number) => string} */
function look({ x }, input, m) {
  const y = TOP - 3;
  const high = y - 34;
  return `M${x[input]} ${y}C${x[input] + 6} ${high} ${x[m] - 30} ${high} ${x[m] - 5} ${y}`;
}

// ---- Painting ---------------------------------------------------------------------------------------------------

// What the network has done when it is at moment `t`; after its last it stays there.
/** @type {(view: View, made: Diagram, t: number) => void} */
export function paint({ colours, cell, playing }, made, t) {
  const last = made.columns.length - 1;
  const now = Math.min(t, last);
  const mine = colours.cells[cell];
  const { x, widths } = made.places;
  adorn(made.band, { x: x[now] - widths[now] / 2, width: widths[now], opacity: t <= last ? 1 : 0 });
  made.columns.forEach((column, m) => {
    const done = m <= now;
    const here = m === now && t <= last;
    for (const square of column.squares) {
      square.setAttribute("fill", done ? (square.getAttribute("data-fill") ?? "") : "none");
      if (square.classList.contains("beyond")) {
        adorn(square, { stroke: done ? colours.ink : colours.line, "stroke-width": done ? 1.4 : 0.6 });
      }
    }
    const heard = done || !made.moments[m].own;
    adorn(column.read, { opacity: done ? 1 : heard ? FAINT : 0 });
    for (const part of [column.answer, column.chance]) if (part) adorn(part, { opacity: done ? 1 : 0 });
    for (const path of column.arrows) {
      path.classList.toggle("moving", here && playing);
      adorn(path, {
        stroke: here ? mine.colour : colours.quiet,
        "stroke-width": here ? 2 : 1.1,
        opacity: done ? 1 : FAINT,
      });
    }
  });
  made.looks.forEach((row, s) =>
    row.forEach((path, i) => {
      const share = made.run.attention?.[s][i] ?? 0;
      const seen = now - made.example.first === s && share > 0.005;
      adorn(path, { stroke: mine.colour, "stroke-width": 0.6 + 5 * share, opacity: seen ? 0.35 + 0.6 * share : 0 });
    }),
  );
}

// ---- Saving -----------------------------------------------------------------------------------------------------

// All diagrams below each other, each under its title, as one picture.
/** @type {(view: View) => string} */
export function picture({ cards, colours, data, cell, root }) {
  const width = Math.max(...cards.map(({ diagram }) => diagram?.places.width ?? 0)) + 32;
  const whole = shape(null, "svg");
  const page = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  const title = data.cells.find(({ name }) => name === cell)?.title ?? "";
  let y = 30;
  /** @type {(text: string, how?: Attributes) => void} */
  const write = (text, how = {}) =>
    void shape(whole, "text", { x: 16, y, fill: colours.ink, "font-size": 14, "font-weight": 700, ...how }, text);
  write(title, { "font-size": 18, fill: colours.cells[cell].colour });
  cards.forEach(({ diagram, lengths, here }, k) => {
    if (!diagram) return;
    y += 36;
    write(`${data.kinds[k].title} · ${lengths.textContent} · ${here.textContent}`);
    const copy = /** @type {SVGElement} */ (diagram.svg.cloneNode(true));
    adorn(copy, { x: 16, y: (y += 10) });
    whole.append(copy);
    y += diagram.height;
  });
  whole.prepend(shape(whole, "rect", { width, height: y + 16, fill: page }));
  const height = y + 16;
  adorn(whole, { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": colours.font });
  return new XMLSerializer().serializeToString(whole);
}
