// One network unrolled, in one line: what is read, the states, what is answered; the step that is looked at is lit, and
// as many around it as there is room for. Where nobody points it walks through by itself, once.

/** @import { Unrolled, UnrolledView } from "./types.d.ts" */

import { probe } from "./colours.js";
import { write as formula } from "./formula.js";
import { make, phrase, say, shape } from "./shared.js";

const COLUMN = 58; // px a step
const GAP = 26; // px of what is left out
const LEFT = 34; // px for the names of the rows
const MOST = 7; // steps
const BOX = { width: 42, height: 19 };
const Y = { answer: 12, box: 31, read: 79, height: 85 };

const PACE = 420; // ms a step of the walk
const STOPS = 40; // that a walk makes at most

// ---- What is seen -----------------------------------------------------------------------------------------------

// The steps that there is room for, with `at` among them, and null for those between that are left out. `pinned`: the
// last one is always seen.
/** @type {(count: number, at: number, room: number, pinned: boolean) => (number | null)[]} */
export function visible(count, at, room, pinned) {
  const most = Math.min(count, Math.max(3, room));
  const start = Math.max(0, Math.min(count - most, at - Math.floor(most / 2)));
  const found = /** @type {(number | null)[]} */ (Array.from({ length: most }, (_, i) => start + i));
  const end = start + most;
  if (start > 0) found.unshift(null);
  if (end === count) return found;
  return pinned ? [...found.slice(0, -1), null, count - 1] : [...found, null];
}

// From below to above, or from one side to the other: a line with a head.
/** @type {(from: [number, number], to: [number, number]) => string} */
export function arrow([x1, y1], [x2, y2]) {
  const [dx, dy] = [Math.sign(x1 - x2), Math.sign(y1 - y2)];
  const head = dx
    ? `M${x2 + 5 * dx} ${y2 - 3.5}L${x2} ${y2}L${x2 + 5 * dx} ${y2 + 3.5}`
    : `M${x2 - 3.5} ${y2 + 5 * dy}L${x2} ${y2}L${x2 + 3.5} ${y2 + 5 * dy}`;
  return `M${x1} ${y1}L${x2} ${y2}${head}`;
}

// As much of a text as is not wider than this.
/** @type {(text: string, width: number, measure: (text: string) => number) => string} */
export function clipped(text, width, measure) {
  const letters = [...text].slice(0, 40);
  if (letters.join("") === text && measure(text) <= width) return text;
  while (letters.length > 1 && measure(`${letters.join("")}…`) > width) letters.pop();
  return `${letters.join("")}…`;
}

// ---- Drawing ----------------------------------------------------------------------------------------------------

/** @type {(parent: Element) => UnrolledView} */
export function unrolled(parent) {
  const element = make(parent, "div", "unrolled");
  const stage = make(element, "div", "stage");
  stage.setAttribute("aria-hidden", "true"); // which shape it is, and how long, is said beside it
  const words = make(element, "div", "about");
  const view = /** @type {UnrolledView} */ (
    /** @type {object} */ ({ element, stage, at: -1, title: make(words, "b"), lengths: make(words, "span", "formula") })
  );
  view.sized = new ResizeObserver(() => view.shown && element.clientWidth !== view.width && light(view, view.at));
  view.sized.observe(element);
  return view;
}

/** @type {(view: UnrolledView, shown: Unrolled) => void} */
export function describe(view, shown) {
  view.shown = shown;
  say(view.title, shown.title);
  formula(view.lengths, phrase(shown.words[`lengths_${shown.kind}`], { count: shown.read.length }));
  const last = shown.read.length - 1;
  light(view, view.at < 0 ? last : Math.min(view.at, last));
}

// Draw it anew, with step `at` lit: a few dozen elements.
/** @type {(view: UnrolledView, at: number) => void} */
export function light(view, at) {
  const { read, kind } = view.shown;
  view.at = at;
  view.width = view.element.clientWidth;
  const room = Math.floor((view.width - LEFT - 2 * GAP) / COLUMN);
  const steps = visible(read.length, at, Math.min(MOST, room), kind === "end");
  const width = steps.reduce((/** @type {number} */ sum, step) => sum + (step === null ? GAP : COLUMN), LEFT);
  const svg = shape(null, "svg", { width, height: Y.height, viewBox: `0 0 ${width} ${Y.height}` });
  const rows = /** @type {const} */ ([
    [Y.answer, "ŷ⟨t⟩"],
    [Y.box + 14, "a⟨t⟩"],
    [Y.read, "x⟨t⟩"],
  ]);
  for (const [y, text] of rows) shape(svg, "text", { x: 0, y, class: "row" }, text);
  let x = LEFT;
  steps.forEach((step, i) => {
    const wide = step === null ? GAP : COLUMN;
    if (step === null) shape(svg, "text", { x: x + wide / 2, y: Y.box + 14, class: "row middle" }, "…");
    else column(svg, view.shown, { step, at, x: x + wide / 2, before: i ? steps[i - 1] : undefined });
    x += wide;
  });
  view.stage.replaceChildren(svg);
}

/** @type {(svg: SVGElement, shown: Unrolled, where: { step: number, at: number, x: number,
 *   before?: number | null }) => void} */
function column(svg, { read, kind, both }, { step, at, x, before }) {
  const { box } = Y;
  const [bottom, middle] = [box + BOX.height, box + BOX.height / 2];
  const done = kind === "every" ? step === at : step <= at;
  const group = shape(svg, "g", { class: step === at ? "step lit" : done ? "step done" : "step" });
  /** @type {(from: [number, number], to: [number, number], of?: number) => void} */
  const line = (from, to, of = step) =>
    void shape(svg, "path", { d: arrow(from, to), class: of === at ? "arrow lit" : "arrow" });
  /** @type {(y: number, text: string) => void} */
  const write = (y, text) => void shape(group, "text", { x, y, class: "middle" }, text);
  shape(group, "rect", { x: x - BOX.width / 2, y: box, width: BOX.width, height: BOX.height, rx: 4 });
  write(box + 13.5, `a⟨${step + 1}⟩`);
  line([x, bottom + 15], [x, bottom + 2]);
  write(Y.read, short(read[step]));
  if (kind === "every" || step === read.length - 1) {
    line([x, box - 2], [x, Y.answer + 5]);
    write(Y.answer, kind === "every" ? `ŷ⟨${step + 1}⟩` : "ŷ");
  }
  if (step === 0 || before === undefined) return;
  const [from, to] = [
    x - (before === null ? (COLUMN + GAP) / 2 - 6 : COLUMN - BOX.width / 2) + 2,
    x - BOX.width / 2 - 2,
  ];
  line([from, middle - (both ? 4 : 0)], [to, middle - (both ? 4 : 0)]);
  if (both) line([to, middle + 4], [from, middle + 4], step - 1);
}

/** @type {(text: string) => string} */
function short(text) {
  const pen = probe();
  pen.font = "600 12px sans-serif";
  return clipped(text.trim() || "␣", COLUMN - 6, (part) => pen.measureText(part).width);
}

// ---- Walking ----------------------------------------------------------------------------------------------------

// Look at one step after the other, slowly, once, and then at none (null): the last one stays lit. Where people asked
// their system for less motion, at none from the start.
/** @type {(view: UnrolledView, look: (at: number | null) => void) => void} */
export function walk(view, look) {
  rest(view);
  const last = view.shown.read.length - 1;
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    light(view, last);
    return look(null);
  }
  const stride = Math.ceil((last + 1) / STOPS);
  let at = 0;
  const next = () => {
    if (!view.element.isConnected) return;
    look(at <= last ? at : null);
    if (at > last) return;
    at = at < last ? Math.min(last, at + stride) : last + 1;
    view.walking = setTimeout(next, PACE);
  };
  next();
}

/** @type {(view: UnrolledView) => void} */
export function rest(view) {
  clearTimeout(view.walking);
}

/** @type {(view: UnrolledView) => void} */
export function leave(view) {
  rest(view);
  view.sized.disconnect();
}
