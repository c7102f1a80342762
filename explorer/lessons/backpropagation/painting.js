// What changes in the picture from one moment to the next: arrows grow, numbers come and go.

/** @import { Attributes, Colour } from "../../browser/types.d.ts" */
/** @import { Arrow, Colours, Column, Flows, Moment, Point, Scale, Shape, View } from "./backpropagation_types.d.ts" */

import { respelt } from "../../browser/numbers.js";
import { css, mix } from "../../browser/colours.js";
import { make } from "../../browser/shared.js";
import { MARGIN } from "./drawing.js";
import { flow, moment, ribbonScale, short } from "./moments.js";

/** @type {(element: Shape, attributes: Attributes) => void} */
const set = (element, attributes) => {
  const known = (element.known ??= {});
  for (const name in attributes) {
    if (known[name] !== attributes[name]) element.setAttribute(name, String((known[name] = attributes[name])));
  }
};

/** @type {(element: Element, text: string) => void} */
const write = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

/** @type {(view: View, parent: HTMLElement) => void} */
export function legend(view, parent) {
  const {
    data: { words },
    data,
    linear,
    colours,
  } = view;
  const scale = ribbonScale(view);
  /** @type {(tag: "span" | "i", text: string, to?: Element) => HTMLElement} */
  const add = (tag, text, to = parent) => make(to, tag, "", text);
  parent.replaceChildren();
  add("span", words.widths);
  for (const tick of linear ? [0.1, 0.3, 1].map((share) => share * scale.top) : [1e-3, 1e-2, 0.1, 1, 10]) {
    const one = add("span", "");
    one.className = "tick";
    const sample = add("i", "", one);
    sample.style.height = `${scale.width(tick * 1.000001).toFixed(1)}px`;
    sample.style.background = blend(colours.rgb.page, colours.rgb.cell, 0.4 + 0.6 * scale.share(tick));
    add("span", linear ? short(tick, data) : (tick === 10 ? "≥ " : "") + respelt(String(tick), words), one);
  }
  add("span", linear ? words.linear_scale : words.log_scale);
}

// ---- Painting ---------------------------------------------------------------------------------------------------

/** @type {(p: number, from: number, to: number) => number} */
const within = (p, from, to) => Math.max(0, Math.min(1, (p - from) / (to - from)));

// Everything as it stands at position `at`, of which the last move is done to the part `p`.
/** @type {(view: View, at: number, p: number) => void} */
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

/** @type {(view: View, column: Column, t: number, done: number, back: boolean, now: Moment) => void} */
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
  if (column.memoryAcross && column.fromMemory) {
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
  /** @type {(from: number) => number} */
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
/** @type {(from: Colour, to: Colour, share: number) => string} */
const blend = (from, to, share) => css(mix(from, to, share));

// J as one bar: each loss puts its own length on it.
/** @type {(view: View, column: Column, t: number, done: number) => void} */
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

/** @type {(view: View, now: Moment, p: number) => void} */
function total({ data, picture }, { phase, t }, p) {
  const read = phase === "start" ? 0 : phase === "forward" ? t + (p >= 1 ? 1 : 0) : data.steps;
  const sum = data.losses.slice(0, read).reduce((a, b) => a + b, 0);
  write(picture.sum, `J = ${short(sum, data)} ${data.words.nats}`);
}

/** @type {(view: View, column: Column, t: number, done: number, flows: Flows, scale: Scale, here: boolean) => void} */
function backward(view, column, t, done, flows, scale, here) {
  const {
    data,
    colours,
    picture: { x, rows, box, off },
  } = view;
  const cx = x(t);
  const right = cx + off;
  /** @type {(element: Shape, from: Point, to: Point, start: number, end: number, grown: number) => void} */
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
  /** @type {(y: number) => [Point, Point]} */
  const bridge = (y) => [
    [x(t + 1) - box / 2, y],
    [cx + box / 2 + 1, y],
  ];
  if (next) {
    put(column.acrossBack, ...bridge(rows.hidden + off), flows.total[t + 1], flows.later[t], within(done, 0, 0.6));
  }
  if (next && column.memoryBack && flows.memory && flows.memoryLater) {
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

/** @type {(element: Shape, on: boolean, place: { x: number, y: number }, text: string) => void} */
function labelled(element, on, place, text) {
  if (on) set(element, place);
  write(element, on ? text : "");
}

/** @type {(arrow: Arrow, from: Point, to: Point, grown: number, opacity: number) => void} */
function arrow({ line, head }, [x1, y1], [x2, y2], grown, opacity) {
  const [x, y] = [x1 + (x2 - x1) * grown, y1 + (y2 - y1) * grown];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  /** @type {(along: number, aside: number) => string} */
  const point = (along, aside) =>
    `${(x + ux * along - uy * aside).toFixed(1)} ${(y + uy * along + ux * aside).toFixed(1)}`;
  const shown = grown > 0 ? opacity : 0;
  set(line, { x1, y1, x2: (x - ux * 3).toFixed(1), y2: (y - uy * 3).toFixed(1), opacity: shown });
  set(head, { d: `M${point(0, 0)}L${point(-6, 3.2)}L${point(-6, -3.2)}Z`, opacity: shown });
}

// A tapered arrow: as wide at its start as what leaves there, and at its end as what arrives.
/** @type {(element: Shape, from: Point, to: Point, start: number, end: number, grown: number,
 *   scale: Scale, colours: Colours) => void} */
function ribbon(element, [x1, y1], [x2, y2], start, end, grown, scale, colours) {
  if (grown <= 0 || start <= 0) return set(element, { opacity: 0 });
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [from, last] = [scale.width(start) / 2, scale.width(end) / 2];
  const long = length * grown;
  const to = from + (last - from) * grown;
  const tip = Math.min(long, Math.max(5, Math.min(9, to * 1.1)));
  /** @type {(along: number, aside: number) => string} */
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
