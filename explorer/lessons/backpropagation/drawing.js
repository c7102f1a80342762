// The unrolled network as one SVG: made once for a sequence and a width, then only repainted. It carries all its
// colours itself, so that it can be saved as it stands. Nothing here knows of pointers, keys or Python.

import { css, mix } from "../../browser/colours.js";
import { savePicture } from "../../browser/saving.js";
import { raise } from "../../browser/shared.js";

const SPACE = "http://www.w3.org/2000/svg";
const MARGIN = { left: 66, right: 18 };
const PITCH = { least: 56, most: 150 }; // px a step
const FLOOR = -3;
const DECADES = 4; // of the widths: from 10⁻³ to 10
const HAIR = 0.8; // px: what is there, but below the floor

// ---- Which step is it? ------------------------------------------------------------------------------------------
// 0: nothing yet · 1 … T: forward · T+1: J · T+2 … 2T+1: back, the last step first · 2T+2: the weights.

export const ends = (steps) => 2 * steps + 2;

export function moment(at, steps) {
  if (at <= 0) return { phase: "start", t: -1 };
  if (at <= steps) return { phase: "forward", t: at - 1 };
  if (at === steps + 1) return { phase: "sum", t: -1 };
  if (at <= 2 * steps + 1) return { phase: "back", t: 2 * steps + 1 - at };
  return { phase: "weights", t: -1 };
}

// In the address: 0, f3 (forward at ⟨3⟩), J, b3 (back at ⟨3⟩).
export const named = ({ phase, t }) => ({ start: "0", sum: "J", weights: "W" })[phase] ?? `${phase[0]}${t + 1}`;

// It may say anything: what makes no sense is the end, where everything is seen.
export function position(name, steps) {
  for (let at = 0; at <= ends(steps); at++) if (named(moment(at, steps)) === name) return at;
  return ends(steps);
}

// ---- Magnitudes -------------------------------------------------------------------------------------------------

export function ribbonScale(view) {
  const { data, linear } = view;
  const most = Math.min(22, view.picture?.box ? view.picture.box * 0.46 : 20);
  const all = [data.total, data.outputError, data.memoryTotal ?? [], ...data.contributions].flat();
  const top = Math.max(1e-12, ...all);
  const share = (value) => {
    if (linear) return Math.min(1, value / top);
    return Math.min(1, Math.max(0, (Math.log10(Math.max(value, 1e-300)) - FLOOR) / DECADES));
  };
  const below = (value) => value > 0 && (linear ? (value / top) * most < HAIR : value < 10 ** FLOOR);
  return {
    most,
    top,
    share,
    below,
    width: (value) => (value <= 0 ? 0 : below(value) ? HAIR : Math.max(HAIR, share(value) * most)),
  };
}

// What flows back at each step: of J, or of one loss alone.
export function flow({ data, only }) {
  const { steps } = data;
  if (only === null) {
    return {
      output: data.outputError,
      direct: data.direct,
      later: data.later,
      total: data.total,
      memory: data.memoryTotal,
      memoryLater: data.memoryLater,
    };
  }
  const row = data.contributions[only];
  const of = (values) => Array.from({ length: steps }, (_, t) => (t === only ? values[t] : 0));
  const memory = data.memoryContributions?.[only];
  return {
    output: of(data.outputError),
    direct: of(data.direct),
    total: row,
    later: row.map((value, t) => (t < only ? value : 0)),
    memory,
    memoryLater: memory?.map((value, t) => (t < only ? value : 0)),
  };
}

export function legend(view, parent) {
  const {
    data: { words },
    data,
    linear,
    colours,
  } = view;
  const scale = ribbonScale(view);
  const add = (tag, text, to = parent) =>
    Object.assign(to.appendChild(document.createElement(tag)), { textContent: text });
  parent.replaceChildren();
  add("span", words.widths);
  for (const tick of linear ? [0.1, 0.3, 1].map((share) => share * scale.top) : [1e-3, 1e-2, 0.1, 1, 10]) {
    const one = add("span", "");
    one.className = "tick";
    const sample = add("i", "", one);
    sample.style.height = `${scale.width(tick * 1.000001).toFixed(1)}px`;
    sample.style.background = blend(colours.rgb.page, colours.rgb.cell, 0.4 + 0.6 * scale.share(tick));
    add("span", linear ? short(tick, data) : (tick === 10 ? "≥ " : "") + String(tick).replace(".", words.decimal), one);
  }
  add("span", linear ? words.linear_scale : words.log_scale);
}

// ---- Making -----------------------------------------------------------------------------------------------------

function make(parent, tag, attributes = {}, text) {
  const element = document.createElementNS(SPACE, tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

const set = (element, attributes) => {
  const known = (element.known ??= {});
  for (const name in attributes) {
    if (known[name] !== attributes[name]) element.setAttribute(name, (known[name] = attributes[name]));
  }
};

const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

const clipped = (text) => (text.length > 12 ? `${text.slice(0, 11)}…` : text);

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
  const rows = { sum: 30, loss: 100, output: 178, hidden: 268 };
  rows.memory = rows.hidden + (memory ? 96 : 0);
  rows.input = rows.memory + 86;
  rows.weights = rows.input + 78;
  const height = rows.weights + 14;
  const svg = make(null, "svg", {
    xmlns: SPACE,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "font-family": colours.font,
    "font-size": 12,
    fill: colours.ink,
  });
  const picture = {
    svg,
    width,
    height,
    pitch,
    box,
    rows,
    memory,
    off: Math.round(box * 0.22),
    x: (t) => MARGIN.left + pitch * (t + 0.5),
  };
  view.picture = picture;
  picture.band = make(svg, "rect", { y: 50, height: height - 50, rx: 8, width: pitch, fill: colours.faint });
  labels(picture, data, colours);
  const layer = { lines: make(svg, "g"), ribbons: make(svg, "g"), nodes: make(svg, "g") };
  picture.columns = Array.from({ length: steps }, (_, t) => column(view, layer, t));
  picture.sum = make(svg, "text", { x: MARGIN.left, y: 11, "font-weight": 600 });
  return picture;
}

function labels(picture, data, colours) {
  const { svg, rows, memory, x, box } = picture;
  const label = (y, base, mark = "⟨t⟩") => {
    const text = make(svg, "text", { x: 8, y: y + 5, "font-size": 14, fill: colours.quiet });
    make(text, "tspan", { "font-style": "italic" }, base);
    make(text, "tspan", { "font-size": 10, dy: -5 }, mark);
  };
  label(rows.sum - 2, "J", "");
  label(rows.loss, "L");
  label(rows.loss + 37, "y");
  label(rows.output, "ŷ");
  label(rows.hidden, "a");
  if (memory) label(rows.memory, "c");
  label(rows.input, "x");
  picture.weights = make(svg, "text", { x: 8, y: rows.weights - 4, "font-size": 12, fill: colours.quiet }, "∂J/∂W");
  for (let t = 0; t < data.steps; t++) {
    make(
      svg,
      "text",
      { x: x(t), y: rows.input + 24, "text-anchor": "middle", "font-size": 11, fill: colours.quiet },
      `⟨${t + 1}⟩`,
    );
  }
  make(
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

function column(view, { lines, ribbons, nodes }, t) {
  const {
    data,
    colours,
    picture: { x, rows, box, pitch, memory },
  } = view;
  const cx = x(t);
  const line = () => make(lines, "line", { stroke: colours.quiet, "stroke-width": 1.5 });
  const head = () => make(lines, "path", { fill: colours.quiet });
  const arrow = () => ({ line: line(), head: head() });
  const ribbon = (part) => make(ribbons, "path", { fill: colours.cell, "data-part": part });
  const at = {
    toHidden: arrow(),
    across: arrow(),
    toOutput: arrow(),
    toLoss: arrow(),
    toSum: line(),
    lossBack: ribbon("loss"),
    outputBack: ribbon("output"),
    acrossBack: ribbon("across"),
  };
  if (memory) Object.assign(at, { fromMemory: arrow(), memoryAcross: arrow(), memoryBack: ribbon("memory") });
  at.segment = make(nodes, "rect", {
    y: rows.sum - 11,
    height: 20,
    fill: colours.accent,
    stroke: colours.page,
    "stroke-width": 1,
  });
  at.loss = make(nodes, "g", { "data-loss": t });
  at.circle = make(at.loss, "circle", { cx, cy: rows.loss, r: 17 });
  at.lossText = make(
    at.loss,
    "text",
    { x: cx, y: rows.loss + 4, "text-anchor": "middle", "font-weight": 600 },
    short(data.losses[t], data),
  );
  at.target = make(
    nodes,
    "text",
    { x: cx - 16, y: rows.loss + 41, "text-anchor": "end", "font-size": 11, fill: colours.quiet },
    data.wanted[t],
  );
  at.output = make(nodes, "g");
  const wide = Math.min(box, 46);
  make(at.output, "rect", {
    x: cx - wide / 2,
    y: rows.output - 15,
    width: wide,
    height: 30,
    rx: 6,
    fill: colours.page,
  });
  make(at.output, "rect", {
    x: cx - wide / 2,
    y: rows.output - 15,
    width: wide * data.chance[t],
    height: 30,
    rx: Math.min(6, (wide * data.chance[t]) / 2),
    fill: colours.accent,
    opacity: 0.28,
  });
  at.outputBox = make(at.output, "rect", {
    x: cx - wide / 2,
    y: rows.output - 15,
    width: wide,
    height: 30,
    rx: 6,
    fill: "none",
    stroke: colours.line,
    "stroke-width": 1.5,
  });
  make(at.output, "text", { x: cx, y: rows.output + 4, "text-anchor": "middle" }, short(data.chance[t], data));
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
  at.input = make(
    nodes,
    "text",
    data.unknown.includes(t) ? { ...quoted, fill: colours.quiet, "font-style": "italic" } : quoted,
    clipped(data.read[t]),
  );
  const clear = { stroke: colours.page, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" }; // legible on an arrow
  const strong = { "font-size": 11, "font-weight": 600, fill: colours.inkCell, ...clear };
  at.number = make(nodes, "text", { x: cx + 3, y: rows.hidden + box / 2 + 15, ...strong });
  at.direct = make(nodes, "text", strong);
  at.later = make(nodes, "text", { ...strong, "text-anchor": "middle" });
  at.share = make(nodes, "rect", { x: cx - box * 0.3, width: box * 0.6, fill: colours.cell, rx: 2 });
  at.shareText = make(nodes, "text", { x: cx, "text-anchor": "middle", "font-size": 10, fill: colours.quiet });
  return at;
}

// A box with one small square a unit, on a fixed scale from −range to range.
function grid(view, parent, t, name, y, box, range) {
  const {
    data,
    colours,
    picture: { x },
  } = view;
  const group = make(parent, "g", { "data-step": t });
  const side = Math.ceil(Math.sqrt(data.units));
  const [left, top, cell] = [x(t) - box / 2, y - box / 2, box / side];
  make(group, "rect", { x: left, y: top, width: box, height: box, rx: 4, fill: colours.page });
  const values = data.fields[name];
  for (let unit = 0; unit < data.units; unit++) {
    const value = values[t * data.units + unit];
    const word = colours.diverging[Math.round(255 * Math.min(1, Math.max(0, (value / range + 1) / 2)))];
    const fill = `rgb(${word & 255},${(word >> 8) & 255},${(word >> 16) & 255})`;
    const place = { x: (left + cell * (unit % side)).toFixed(2), y: (top + cell * Math.floor(unit / side)).toFixed(2) };
    make(group, "rect", {
      ...place,
      width: (cell + 0.3).toFixed(2),
      height: (cell + 0.3).toFixed(2),
      fill,
      "data-unit": unit,
    });
  }
  const mark = make(group, "rect", {
    width: cell.toFixed(2),
    height: cell.toFixed(2),
    fill: "none",
    stroke: colours.ink,
    "stroke-width": 1.6,
  });
  const frame = make(group, "rect", {
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

// ---- Painting ---------------------------------------------------------------------------------------------------

const within = (p, from, to) => Math.max(0, Math.min(1, (p - from) / (to - from)));

// Everything as it stands at position `at`, of which the last move is done to the part `p`.
export function paint(view, at, p) {
  const { data, picture, only } = view;
  const now = moment(at, data.steps);
  const scale = ribbonScale(view);
  const flows = flow(view);
  const back = now.phase === "back" || now.phase === "weights";
  picture.columns.forEach((column, t) => {
    const done = now.phase === "forward" ? (t < now.t ? 1 : t === now.t ? p : 0) : now.phase === "start" ? 0 : 1;
    forward(view, column, t, done, back, now);
    const arrived = now.phase === "weights" ? 1 : now.phase !== "back" ? 0 : t > now.t ? 1 : t === now.t ? p : 0;
    backward(view, column, t, arrived, flows, scale, now.phase === "back" && t === now.t);
  });
  total(view, now, p);
  set(picture.weights, { opacity: only === null ? 1 : 0 });
  const seen = now.t >= 0;
  set(picture.band, { x: seen ? picture.x(now.t) - picture.pitch / 2 : 0, opacity: seen ? 1 : 0 });
  for (const { circle, loss } of picture.columns) {
    const chosen = Number(loss.getAttribute("data-loss")) === only;
    set(circle, { stroke: chosen ? view.colours.ink : view.colours.accent, "stroke-width": chosen ? 3 : 1.5 });
  }
}

function forward(view, column, t, done, back, now) {
  const {
    data,
    colours,
    unit,
    picture: { x, rows, box, off, memory },
  } = view;
  const cx = x(t);
  const faint = back ? 0.3 : 1;
  const lowest = memory ? rows.memory : rows.hidden;
  arrow(column.toHidden, [cx - off, rows.input - 14], [cx - off, lowest + box / 2 + 1], within(done, 0, 0.35), faint);
  const from = t ? x(t - 1) + box / 2 : cx - box / 2 - 20;
  arrow(column.across, [from, rows.hidden - off], [cx - box / 2 - 1, rows.hidden - off], within(done, 0, 0.35), faint);
  if (memory) {
    arrow(
      column.memoryAcross,
      [from, rows.memory - off],
      [cx - box / 2 - 1, rows.memory - off],
      t ? within(done, 0, 0.35) : 0,
      faint,
    );
    arrow(
      column.fromMemory,
      [cx - off, rows.memory - box / 2],
      [cx - off, rows.hidden + box / 2 + 1],
      within(done, 0.3, 0.45),
      faint,
    );
  }
  arrow(
    column.toOutput,
    [cx - off, rows.hidden - box / 2],
    [cx - off, rows.output + 16],
    within(done, 0.45, 0.65),
    faint,
  );
  arrow(column.toLoss, [cx - off, rows.output - 15], [cx - off, rows.loss + 15], within(done, 0.7, 0.9), faint);
  const shown = (from) => (done >= from ? 1 : 0.13);
  set(column.input, { opacity: done > 0 ? 1 : 0.35 });
  for (const part of [column.hidden, column.memory]) {
    if (!part) continue;
    set(part.group, { opacity: shown(0.35) });
    set(part.mark, part.place(unit));
  }
  set(column.output, { opacity: shown(0.65) });
  set(column.target, { opacity: shown(0.65) });
  set(column.loss, { opacity: shown(0.9) });
  set(column.circle, {
    fill: blend(colours.rgb.page, colours.rgb.accent, 0.08 + 0.42 * Math.min(1, data.losses[t] / 3)),
  });
  const here = now.phase === "forward" && now.t === t;
  set(column.outputBox, { stroke: here ? colours.ink : colours.line });
  segment(view, column, t, done);
}

// Plain colours, since not every program that reads SVG can mix them.
const blend = (from, to, share) => css(mix(from, to, share));

// J as one bar: each loss puts its own length on it.
function segment({ data, picture: { width, rows, x } }, column, t, done) {
  const room = width - MARGIN.left - MARGIN.right;
  const all = data.losses.reduce((a, b) => a + b, 0) || 1;
  const before = data.losses.slice(0, t).reduce((a, b) => a + b, 0);
  const grown = within(done, 0.9, 1);
  const [left, wide] = [MARGIN.left + (room * before) / all, (room * data.losses[t]) / all];
  set(column.segment, { x: left.toFixed(1), width: (wide * grown).toFixed(1), opacity: t % 2 ? 0.55 : 0.8 });
  set(column.toSum, {
    x1: x(t),
    y1: rows.loss - 18,
    x2: (left + wide / 2).toFixed(1),
    y2: rows.sum + 9,
    opacity: grown * 0.45,
    "stroke-width": 1,
  });
}

function total({ data, picture }, { phase, t }, p) {
  const read = phase === "start" ? 0 : phase === "forward" ? t + (p >= 1 ? 1 : 0) : data.steps;
  const sum = data.losses.slice(0, read).reduce((a, b) => a + b, 0);
  write(picture.sum, `J = ${short(sum, data)} ${data.words.nats}`);
}

function backward(view, column, t, done, flows, scale, here) {
  const {
    data,
    colours,
    picture: { x, rows, box, off, memory },
  } = view;
  const cx = x(t);
  const right = cx + off;
  const put = (element, from, to, start, end, grown) => ribbon(element, from, to, start, end, grown, scale, colours);
  put(
    column.lossBack,
    [right, rows.loss + 15],
    [right, rows.output - 16],
    flows.output[t],
    flows.output[t],
    within(done, 0, 0.3),
  );
  put(
    column.outputBack,
    [right, rows.output + 15],
    [right, rows.hidden - box / 2 - 1],
    flows.output[t],
    flows.direct[t],
    within(done, 0.3, 0.6),
  );
  const next = t + 1 < data.steps;
  const bridge = (y) => [
    [x(t + 1) - box / 2, y],
    [cx + box / 2 + 1, y],
  ];
  if (next) {
    put(column.acrossBack, ...bridge(rows.hidden + off), flows.total[t + 1], flows.later[t], within(done, 0, 0.6));
  }
  if (next && memory) {
    put(
      column.memoryBack,
      ...bridge(rows.memory + off),
      flows.memory[t + 1],
      flows.memoryLater[t],
      within(done, 0, 0.6),
    );
  }
  const reached = done >= 0.6 && flows.total[t] > 0;
  const level = scale.share(flows.total[t]);
  set(column.hidden.frame, {
    stroke: reached ? colours.cell : colours.line,
    "stroke-width": reached ? (1.5 + 3.5 * level).toFixed(1) : 1.5,
  });
  write(column.number, reached ? short(flows.total[t], data) : "");
  labelled(
    column.direct,
    here && done >= 0.6 && flows.direct[t] > 0,
    { x: right + scale.width(flows.direct[t]) / 2 + 5, y: rows.output + 36 },
    `↓ ${short(flows.direct[t], data)}`,
  );
  labelled(
    column.later,
    here && done >= 0.6 && next && flows.later[t] > 0,
    { x: cx + view.picture.pitch / 2, y: rows.hidden + box / 2 + 29 },
    `← ${short(flows.later[t], data)}`,
  );
  const most = Math.max(...data.shares, 1e-300);
  const tall = view.only === null ? 30 * (data.shares[t] / most) * within(done, 0.6, 1) : 0;
  set(column.share, { y: (rows.weights - tall).toFixed(1), height: tall.toFixed(1) });
  set(column.shareText, { y: (rows.weights + 11).toFixed(1) });
  write(column.shareText, done >= 1 && view.only === null ? short(data.shares[t], data) : "");
}

function labelled(element, on, place, text) {
  if (on) set(element, place);
  write(element, on ? text : "");
}

function arrow({ line, head }, [x1, y1], [x2, y2], grown, opacity) {
  const [x, y] = [x1 + (x2 - x1) * grown, y1 + (y2 - y1) * grown];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const point = (along, aside) =>
    `${(x + ux * along - uy * aside).toFixed(1)} ${(y + uy * along + ux * aside).toFixed(1)}`;
  const shown = grown > 0 ? opacity : 0;
  set(line, { x1, y1, x2: (x - ux * 3).toFixed(1), y2: (y - uy * 3).toFixed(1), opacity: shown });
  set(head, { d: `M${point(0, 0)}L${point(-6, 3.2)}L${point(-6, -3.2)}Z`, opacity: shown });
}

// A tapered arrow: as wide at its start as what leaves there, and at its end as what arrives.
function ribbon(element, [x1, y1], [x2, y2], start, end, grown, scale, colours) {
  if (grown <= 0 || start <= 0) return set(element, { opacity: 0 });
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [from, last] = [scale.width(start) / 2, scale.width(end) / 2];
  const long = length * grown;
  const to = from + (last - from) * grown;
  const tip = Math.min(long, Math.max(5, Math.min(9, to * 1.1)));
  const point = (along, aside) =>
    `${(x1 + ux * along - uy * aside).toFixed(2)} ${(y1 + uy * along + ux * aside).toFixed(2)}`;
  const neck = long - tip;
  const barb = Math.max(to + 1.5, 3);
  const shape = [
    [0, from],
    [neck, to],
    [neck, barb],
    [long, 0],
    [neck, -barb],
    [neck, -to],
    [0, -from],
  ];
  const level = 0.4 + 0.6 * scale.share(Math.max(end, start * 0.2));
  set(element, {
    d: `M${shape.map(([along, aside]) => point(along, aside)).join("L")}Z`,
    fill: blend(colours.rgb.page, colours.rgb.cell, level),
    opacity: scale.below(end) ? 0.55 : 1,
  });
}

// ---- Numbers ----------------------------------------------------------------------------------------------------

// Two significant figures, or two decimals: 12, 1.43, 0.071, 3·10⁻⁵.
export function short(value, { words }) {
  const size = Math.abs(value);
  const minus = value < 0 ? "−" : "";
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e4) {
    const [digits, power] = size.toExponential(0).split("e");
    return `${minus}${digits === "1" ? "" : `${digits}·`}10${raise(Number(power))}`;
  }
  const text =
    size >= 99.5
      ? size.toFixed(0)
      : size >= 9.95
        ? size.toFixed(1)
        : size >= 0.0995
          ? size.toFixed(2)
          : size.toPrecision(2);
  return minus + text.replace(".", words.decimal);
}

// ---- Saving -----------------------------------------------------------------------------------------------------

// The picture as a document of its own: on paper of the theme's colour, under its title.
function standalone({ picture: { svg, width, height }, colours }, title) {
  const copy = svg.cloneNode(true);
  const head = 34;
  copy.setAttribute("viewBox", `0 ${-head} ${width} ${height + head}`);
  copy.setAttribute("height", height + head);
  copy.prepend(make(null, "rect", { y: -head, width, height: height + head, fill: colours.page }));
  make(copy, "text", { x: 8, y: -12, "font-size": 15, "font-weight": 600 }, title);
  return new XMLSerializer().serializeToString(copy);
}

export const save = (view, format, title, name) => savePicture(standalone(view, title), format, name);
