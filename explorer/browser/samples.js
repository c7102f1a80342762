// Panes of what the networks produce. Built once; each update writes only what changed.

/** @import { Call, Pen, Theme, Words } from "./types.d.ts" */
/** @import { Box, Data, Drawn, Frame, Pane, Point, Sample, Stick, View } from "./samples_types.d.ts" */

import { respelt, short } from "./numbers.js";
import { themeOf } from "./colours.js";
import { kept, make, penOf, say } from "./shared.js";

/** @type {(call: Call<Data>) => () => void} */
export default function ({ data, parentElement }) {
  const view = kept(parentElement, mount);
  const { root } = view;
  view.data = data;
  view.theme = themeOf(root, data.palettes);
  root.style.setProperty("--muted", view.theme.muted);
  root.style.setProperty("--count", String(data.panes.length));
  root.style.setProperty("--height", `${data.height}px`);
  while (view.panes.length < data.panes.length) view.panes.push(pane(view));
  view.panes.forEach((one, i) => show(view, one, data.panes[i]));
  return () => view.size.disconnect();
}

/** @type {(root: HTMLElement) => View} */
function mount(root) {
  const view = /** @type {View} */ ({ root, panes: /** @type {Pane[]} */ ([]), grid: make(root, "div", "panes") });
  view.size = new ResizeObserver(() => view.panes.forEach((one) => draw(view, one)));
  return view;
}

/** @type {(view: View) => Pane} */
function pane(view) {
  const one = /** @type {Pane} */ ({ node: make(view.grid, "section", "pane") });
  const head = make(one.node, "div", "head");
  one.title = make(head, "div", "title");
  one.caption = make(head, "div", "caption");
  one.body = make(one.node, "div", "body");
  one.text = make(one.body, "p", "text");
  one.text.tabIndex = 0; // a scrolling box must be reachable by keyboard
  one.given = make(one.text, "span", "given");
  one.own = make(one.text, "span", "own");
  one.empty = make(one.body, "div", "empty");
  one.canvas = make(one.body, "canvas", "picture");
  view.size.observe(one.body);
  return one;
}

/** @type {(view: View, one: Pane, shown?: Sample) => void} */
function show(view, one, shown) {
  one.node.hidden = !shown;
  if (!shown) return;
  const { words } = view.data;
  const drawn = shown.kind === "curve" || shown.kind === "pairs";
  const told = drawn && shown.error !== null ? respelt(shown.error, words) : null;
  const error = told === null ? "" : words.error.replace("{error}", told);
  one.shown = shown;
  one.node.style.setProperty("--cell", view.theme[shown.cell] ?? view.theme.muted);
  one.body.dataset.kind = shown.kind;
  one.text.hidden = shown.kind !== "text";
  one.empty.hidden = shown.kind !== "none";
  one.canvas.hidden = !drawn;
  say(one.title, shown.title);
  say(one.caption, [shown.caption, error].filter(Boolean).join(" · "));
  one.caption.title = error ? words.error_help : "";
  say(one.given, shown.kind === "text" ? shown.given : "");
  say(one.own, shown.kind === "text" ? shown.own : "");
  say(one.empty, words.empty);
  one.body.setAttribute("role", drawn ? "img" : "group");
  one.body.setAttribute("aria-label", [shown.title, shown.caption, error].filter(Boolean).join(", "));
  draw(view, one);
}

// ---------------------------------------------------------------- pictures

/** @type {(view: View, one: Pane) => void} */
function draw(view, one) {
  const { shown, canvas } = one;
  if (shown?.kind !== "curve" && shown?.kind !== "pairs") return;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const ratio = window.devicePixelRatio || 1;
  if (!width || !height) return;
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixels[0]) canvas.width = pixels[0];
  if (canvas.height !== pixels[1]) canvas.height = pixels[1];
  const pen = penOf(canvas);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = `12px ${view.theme.font}`;
  pen.lineJoin = "round";
  const [low, high] = view.data.range;
  const colours = { ...view.theme, cell: view.theme[shown.cell] ?? view.theme.muted };
  ({ curve, pairs })[shown.kind](pen, shown, { width, height, low, high, words: view.data.words }, colours);
}

/** @type {(pen: Pen, shown: Drawn, frame: Frame, colours: Theme) => void} */
function curve(pen, { true: truth, predicted, start }, { width, height, low, high, words }, colours) {
  const box = { left: 34, right: width - 10, top: 24, bottom: height - 10 };
  /** @type {(i: number) => number} */
  const x = (i) => box.left + ((box.right - box.left) * i) / Math.max(1, truth.length - 1);
  /** @type {(value: number) => number} */
  const y = (value) => box.bottom - ((box.bottom - box.top) * (value - low)) / (high - low);
  scale(pen, box, [low, high], y, words, colours);
  pen.save();
  pen.beginPath();
  pen.rect(0, box.top - 4, width, height); // what leaves the range leaves the picture, instead of lying on its edge
  pen.clip();
  const ahead = predicted.map((value, i) => (i < start ? null : value));
  sticks(
    pen,
    ahead.map((value, i) => (value === null || truth[i] === null ? null : [x(i), y(value), x(i), y(truth[i])])),
    colours.cell,
  );
  // The truth stays thin once the network is on its own: its line is what the eye should follow.
  stroke(
    pen,
    truth.map((v, i) => (i >= start ? point(x(i), v, y) : null)),
    colours.muted,
    1,
  );
  stroke(
    pen,
    truth.map((v, i) => (i < start ? point(x(i), v, y) : null)),
    colours.muted,
    2,
  );
  stroke(
    pen,
    ahead.map((v, i) => point(x(i), v, y)),
    colours.cell,
    2,
  );
  pen.restore();
  legend(
    pen,
    [
      [words.given, colours.muted, 2],
      [words.true, colours.muted, 1],
      [words.predicted, colours.cell, 2],
    ],
    box,
    colours,
  );
}

/** @type {(pen: Pen, shown: Drawn, frame: Frame, colours: Theme) => void} */
function pairs(pen, { true: truth, predicted }, { width, height, low, high, words }, colours) {
  const box = { left: 34, right: width - 10, top: 24, bottom: height - 24 };
  /** @type {(value: number) => number} */
  const x = (value) => clamp(box.left + ((box.right - box.left) * (value - low)) / (high - low), box.left, box.right);
  /** @type {(value: number) => number} */
  const y = (value) => clamp(box.bottom - ((box.bottom - box.top) * (value - low)) / (high - low), box.top, box.bottom);
  scale(pen, box, [low, high], y, words, colours);
  stroke(
    pen,
    [
      [x(low), y(low)],
      [x(high), y(high)],
    ],
    colours.muted,
    1,
  );
  /** @type {Point[]} */
  const known = [];
  truth.forEach((value, i) => {
    const other = predicted[i];
    if (value !== null && other !== null) known.push([value, other]);
  });
  sticks(
    pen,
    known.map(([a, b]) => [x(a), y(b), x(a), y(a)]),
    colours.cell,
  );
  pen.fillStyle = colours.cell;
  for (const [a, b] of known) dot(pen, x(a), y(b));
  pen.fillStyle = colours.muted;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  pen.fillText(`↑ ${words.predicted}`, box.left, 14);
  pen.textAlign = "right";
  pen.fillText(`${words.true} →`, box.right, height - 6);
  pen.textAlign = "left";
  pen.fillText(short(low, 3, words), box.left, height - 6);
}

/** @type {(x: number, value: number | null, y: (value: number) => number) => Point | null} */
function point(x, value, y) {
  return value === null ? null : [x, y(value)];
}

/** @type {(value: number, low: number, high: number) => number} */
function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** @type {(pen: Pen, box: Box, ends: number[], y: (v: number) => number, words: Words, colours: Theme) => void} */
function scale(pen, box, ends, y, words, { grid, muted }) {
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const value of ends) {
    stroke(
      pen,
      [
        [box.left, Math.round(y(value)) + 0.5],
        [box.right, Math.round(y(value)) + 0.5],
      ],
      grid,
      1,
    );
    pen.fillStyle = muted;
    pen.fillText(short(value, 3, words), box.left - 6, y(value));
  }
}

/** @type {(pen: Pen, points: (Point | null)[], colour: string, width: number) => void} */
function stroke(pen, points, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  let open = false;
  for (const at of points) {
    if (at === null) open = false;
    else if (open) pen.lineTo(...at);
    else [open] = [true, pen.moveTo(...at)];
  }
  pen.stroke();
}

/** @type {(pen: Pen, lines: (Stick | null)[], colour: string) => void} */
function sticks(pen, lines, colour) {
  pen.globalAlpha = 0.4;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const line of lines) {
    if (line === null) continue;
    pen.moveTo(line[0], line[1]);
    pen.lineTo(line[2], line[3]);
  }
  pen.stroke();
  pen.globalAlpha = 1;
}

/** @type {(pen: Pen, x: number, y: number) => void} */
function dot(pen, x, y) {
  pen.beginPath();
  pen.arc(x, y, 2.5, 0, 2 * Math.PI);
  pen.fill();
}

/** @type {(pen: Pen, entries: [string, string, number][], box: Box, colours: Theme) => void} */
function legend(pen, entries, box, { muted }) {
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  let x = box.left;
  for (const [text, colour, width] of entries) {
    stroke(
      pen,
      [
        [x, 10],
        [x + 14, 10],
      ],
      colour,
      width,
    );
    pen.fillStyle = muted;
    pen.fillText(text, x + 18, 10);
    x += 18 + pen.measureText(text).width + 14;
  }
}
