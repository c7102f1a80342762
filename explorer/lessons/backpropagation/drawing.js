// The unrolled network as one SVG: made once for a sequence and a width, then only repainted. It carries all its
// colours itself, so that it can be saved as it stands. Nothing here knows of pointers, keys or Python.

/** @import { Column, Data, Grid, Picture, Colours, View } from "./backpropagation_types.d.ts" */

import { savePicture } from "../../browser/saving.js";
import { SVG, phrase, say, shape } from "../../browser/shared.js";
import { ends, short } from "./moments.js";

export const MARGIN = { left: 66, right: 18 };
const PITCH = { least: 56, most: 150 }; // px a step

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(text: string) => string} */
const clipped = (text) => (text.length > 12 ? `${text.slice(0, 11)}…` : text);

/** @type {(view: View, room: number) => Picture} */
export function build(view, room) {
  const { data, colours } = view;
  const { steps } = data;
  const longest = Math.max(...data.read.map((text) => clipped(text).length));
  const pitch = Math.max(
    PITCH.least,
    7 * longest + 6,
    Math.min(PITCH.most, (room - MARGIN.left - MARGIN.right) / steps),
  );
  const width = Math.round(MARGIN.left + MARGIN.right + pitch * steps);
  const box = Math.min(54, Math.round(pitch * 0.62));
  const memory = Boolean(data.memoryTotal);
  const hidden = 268;
  const lowest = hidden + (memory ? 96 : 0);
  const rows = { sum: 30, loss: 100, output: 178, hidden, memory: lowest, input: lowest + 86, weights: lowest + 164 };
  const height = rows.weights + 14;
  const svg = shape(null, "svg", {
    xmlns: SVG,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "font-family": colours.font,
    "font-size": 12,
    fill: colours.ink,
  });
  const picture = /** @type {Picture} */ ({
    svg,
    width,
    height,
    pitch,
    box,
    rows,
    memory,
    off: Math.round(box * 0.22),
    /** @type {(t: number) => number} */
    x: (t) => MARGIN.left + pitch * (t + 0.5),
  });
  view.picture = picture;
  picture.band = shape(svg, "rect", { y: 50, height: height - 50, rx: 8, width: pitch, fill: colours.faint });
  labels(picture, data, colours);
  const layer = { lines: shape(svg, "g"), ribbons: shape(svg, "g"), nodes: shape(svg, "g") };
  picture.columns = Array.from({ length: steps }, (_, t) => column(view, layer, t));
  picture.sum = shape(svg, "text", { x: MARGIN.left, y: 11, "font-weight": 600 });
  return picture;
}

/** @type {(picture: Picture, data: Data, colours: Colours) => void} */
function labels(picture, data, colours) {
  const { svg, rows, memory, x, box } = picture;
  /** @type {(y: number, base: string, mark?: string) => void} */
  const label = (y, base, mark = "⟨t⟩") => {
    const text = shape(svg, "text", { x: 8, y: y + 5, "font-size": 14, fill: colours.quiet });
    shape(text, "tspan", { "font-style": "italic" }, base);
    shape(text, "tspan", { "font-size": 10, dy: -5 }, mark);
  };
  label(rows.sum - 2, "J", "");
  label(rows.loss, "L");
  label(rows.loss + 37, "y");
  label(rows.output, "ŷ");
  label(rows.hidden, "a");
  if (memory) label(rows.memory, "c");
  label(rows.input, "x");
  picture.weights = shape(svg, "text", { x: 8, y: rows.weights - 4, "font-size": 12, fill: colours.quiet }, "∂J/∂W");
  for (let t = 0; t < data.steps; t++) {
    shape(
      svg,
      "text",
      { x: x(t), y: rows.input + 24, "text-anchor": "middle", "font-size": 11, fill: colours.quiet },
      `⟨${t + 1}⟩`,
    );
  }
  shape(
    svg,
    "text",
    {
      x: x(0) - box / 2 - 22,
      y: rows.hidden - box * 0.22 + 4,
      "text-anchor": "end",
      "font-size": 11,
      fill: colours.quiet,
    },
    "0",
  );
}

/** @type {(view: View, layer: Record<"lines" | "ribbons" | "nodes", Element>, t: number) => Column} */
function column(view, { lines, ribbons, nodes }, t) {
  const {
    data,
    colours,
    picture: { x, rows, box, pitch, memory },
  } = view;
  const cx = x(t);
  const line = () => shape(lines, "line", { stroke: colours.quiet, "stroke-width": 1.5 });
  const head = () => shape(lines, "path", { fill: colours.quiet });
  const arrow = () => ({ line: line(), head: head() });
  /** @type {(part: string) => SVGElement} */
  const ribbon = (part) => shape(ribbons, "path", { fill: colours.cell, "data-part": part });
  const at = /** @type {Column} */ ({
    toHidden: arrow(),
    across: arrow(),
    toOutput: arrow(),
    toLoss: arrow(),
    toSum: line(),
    lossBack: ribbon("loss"),
    outputBack: ribbon("output"),
    acrossBack: ribbon("across"),
  });
  if (memory) Object.assign(at, { fromMemory: arrow(), memoryAcross: arrow(), memoryBack: ribbon("memory") });
  at.segment = shape(nodes, "rect", {
    y: rows.sum - 11,
    height: 20,
    fill: colours.accent,
    stroke: colours.page,
    "stroke-width": 1,
  });
  at.loss = shape(nodes, "g", { "data-loss": t });
  at.circle = shape(at.loss, "circle", { cx, cy: rows.loss, r: 17 });
  at.lossText = shape(
    at.loss,
    "text",
    { x: cx, y: rows.loss + 4, "text-anchor": "middle", "font-weight": 600 },
    short(data.losses[t], data),
  );
  at.target = shape(
    nodes,
    "text",
    { x: cx - 16, y: rows.loss + 41, "text-anchor": "end", "font-size": 11, fill: colours.quiet },
    data.wanted[t],
  );
  at.output = shape(nodes, "g");
  const wide = Math.min(box, 46);
  shape(at.output, "rect", {
    x: cx - wide / 2,
    y: rows.output - 15,
    width: wide,
    height: 30,
    rx: 6,
    fill: colours.page,
  });
  shape(at.output, "rect", {
    x: cx - wide / 2,
    y: rows.output - 15,
    width: wide * data.chance[t],
    height: 30,
    rx: Math.min(6, (wide * data.chance[t]) / 2),
    fill: colours.accent,
    opacity: 0.28,
  });
  at.outputBox = shape(at.output, "rect", {
    x: cx - wide / 2,
    y: rows.output - 15,
    width: wide,
    height: 30,
    rx: 6,
    fill: "none",
    stroke: colours.line,
    "stroke-width": 1.5,
  });
  shape(at.output, "text", { x: cx, y: rows.output + 4, "text-anchor": "middle" }, short(data.chance[t], data));
  at.hidden = grid(view, nodes, t, "hidden", rows.hidden, box, 1);
  if (memory) at.memory = grid(view, nodes, t, "memory", rows.memory, box, 4);
  const size = Math.max(9, Math.min(15, (pitch - 6) / clipped(data.read[t]).length / 0.72));
  const quoted = {
    x: cx,
    y: rows.input + 5,
    "text-anchor": "middle",
    "font-size": size.toFixed(1),
    "font-weight": 600,
  };
  at.input = shape(
    nodes,
    "text",
    data.unknown.includes(t) ? { ...quoted, fill: colours.quiet, "font-style": "italic" } : quoted,
    clipped(data.read[t]),
  );
  // Legible on an arrow.
  const clear = { stroke: colours.page, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
  const strong = { "font-size": 11, "font-weight": 600, fill: colours.inkCell, ...clear };
  at.number = shape(nodes, "text", { x: cx + 3, y: rows.hidden + box / 2 + 15, ...strong });
  at.direct = shape(nodes, "text", strong);
  at.later = shape(nodes, "text", { ...strong, "text-anchor": "middle" });
  at.share = shape(nodes, "rect", { x: cx - box * 0.3, width: box * 0.6, fill: colours.cell, rx: 2 });
  at.shareText = shape(nodes, "text", { x: cx, "text-anchor": "middle", "font-size": 10, fill: colours.quiet });
  return at;
}

// A box with one small square a unit, on a fixed scale from −range to range.
/** @type {(view: View, parent: Element, t: number, name: string, y: number, box: number, range: number) => Grid} */
function grid(view, parent, t, name, y, box, range) {
  const {
    data,
    colours,
    picture: { x },
  } = view;
  const group = shape(parent, "g", { "data-step": t });
  const side = Math.ceil(Math.sqrt(data.units));
  const [left, top, cell] = [x(t) - box / 2, y - box / 2, box / side];
  shape(group, "rect", { x: left, y: top, width: box, height: box, rx: 4, fill: colours.page });
  const values = data.fields[name];
  for (let unit = 0; unit < data.units; unit++) {
    const value = values[t * data.units + unit];
    const word = colours.diverging[Math.round(255 * Math.min(1, Math.max(0, (value / range + 1) / 2)))];
    const fill = `rgb(${word & 255},${(word >> 8) & 255},${(word >> 16) & 255})`;
    const place = { x: (left + cell * (unit % side)).toFixed(2), y: (top + cell * Math.floor(unit / side)).toFixed(2) };
    shape(group, "rect", {
      ...place,
      width: (cell + 0.3).toFixed(2),
      height: (cell + 0.3).toFixed(2),
      fill,
      "data-unit": unit,
    });
  }
  const mark = shape(group, "rect", {
    width: cell.toFixed(2),
    height: cell.toFixed(2),
    fill: "none",
    stroke: colours.ink,
    "stroke-width": 1.6,
  });
  const frame = shape(group, "rect", {
    x: left,
    y: top,
    width: box,
    height: box,
    rx: 4,
    fill: "none",
    stroke: colours.line,
    "stroke-width": 1.5,
  });
  return {
    group,
    mark,
    frame,
    place: (unit) => ({
      x: (left + cell * (unit % side)).toFixed(2),
      y: (top + cell * Math.floor(unit / side)).toFixed(2),
    }),
  };
}

// ---- Words ------------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
export function describe(view, data) {
  const { words } = data;
  const { root } = view;
  root.dataset.cell = data.family;
  view.slider.max = String(ends(data.steps));
  view.slider.setAttribute("aria-label", words.position);
  view.stage.setAttribute("aria-label", words.stage);
  label(view.back, "◀", words.back);
  label(view.next, "▶", words.next);
  label(view.unitBack, "▼", words.unit_back);
  label(view.unitNext, "▲", words.unit_next);
  say(view.title, data.title);
  say(view.caption, data.caption);
  say(view.warning, data.warning);
  say(view.note, data.note);
  say(view.unitHelp, words.unit_help);
  say(view.hint, words.hint);
  /** @type {Record<string, number>} */
  const places = { forward: data.steps / 2, sum: data.steps + 1, back: (3 * data.steps) / 2 + 1.5 };
  view.ways.forEach((way) => {
    say(way, words[`way_${way.className}`]);
    way.style.left = `${(100 * places[way.className]) / ends(data.steps)}%`;
  });
  view.scale.buttons.forEach((one) => say(one, words[one.className]));
  view.scale.group.setAttribute("aria-label", words.scale);
  view.of.group.setAttribute("aria-label", words.of);
  view.saves.forEach((one) =>
    label(one, one.className.toUpperCase(), phrase(words.save, { format: one.className.toUpperCase() })),
  );
}

/** @type {(element: HTMLElement, text: string, help: string) => void} */
function label(element, text, help) {
  say(element, text);
  element.title = help;
  element.setAttribute("aria-label", help);
}

// ---- Saving -----------------------------------------------------------------------------------------------------

// The picture as a document of its own: on paper of the theme's colour, under its title.
/** @type {(view: View, title: string) => string} */
function standalone({ picture: { svg, width, height }, colours }, title) {
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  const head = 34;
  copy.setAttribute("viewBox", `0 ${-head} ${width} ${height + head}`);
  copy.setAttribute("height", String(height + head));
  copy.prepend(shape(null, "rect", { y: -head, width, height: height + head, fill: colours.page }));
  shape(copy, "text", { x: 8, y: -12, "font-size": 15, "font-weight": 600 }, title);
  return new XMLSerializer().serializeToString(copy);
}

/** @type {(view: View, format: "svg" | "png", title: string, name: string) => Promise<void>} */
export const save = (view, format, title, name) => savePicture(standalone(view, title), format, name);
