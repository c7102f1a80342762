// Frames in a row: the pixels that the networks read, and the joints over them. The page's cursor frames one, and
// lights its step in a network unrolled.

/** @import { Call } from "../../browser/types.d.ts" */
/** @import { View } from "./activity_types.d.ts" */

import { cursor, placed, placeOf } from "../../browser/cursor.js";
import { palette } from "../../browser/heat.js";
import { kept, make, penOf, phrase, unpack } from "../../browser/shared.js";
import * as unrolled from "../../browser/unrolled.js";

const SHARP = 4; // pixels of the canvas for each that is read

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement }) {
  const view = kept(parentElement, create);
  const first = !view.data;
  view.data = unpack(data);
  view.palette = palette(view.root, view.palette);
  view.cursor.listen();
  draw(view);
  if (first && view.data.shape) unrolled.walk(view.unrolled, (t) => frame(view, t));
  return () => {
    if (view.root.isConnected) return;
    view.cursor.leave();
    unrolled.leave(view.unrolled);
  };
}

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = /** @type {View} */ ({ root, at: null, unrolled: unrolled.unrolled(root) });
  view.strip = make(root, "div", "strip");
  view.canvases = [];
  view.strip.setAttribute("role", "img");
  view.strip.onpointerover = (event) => {
    const t = /** @type {number | undefined} */ (placeOf(event));
    if (t === undefined) return;
    look(view, t);
    view.cursor.tell({ t });
  };
  view.cursor = cursor(root, {
    heard: ({ t }) => look(view, t),
    asked: () => view.at !== null && view.cursor.tell({ t: view.at }),
  });
  return view;
}

/** @type {(view: View) => void} */
function draw(view) {
  const {
    arrays: [pixels],
    shape: title,
    words,
  } = view.data;
  const [count] = pixels.shape;
  const read = Array.from({ length: count }, (_, t) => `x⟨${t + 1}⟩`);
  view.unrolled.element.hidden = !title;
  if (title) unrolled.describe(view.unrolled, { kind: "end", both: false, title, read, words });
  view.strip.setAttribute("aria-label", phrase(words.frames, { count }));
  while (view.canvases.length < count) {
    const canvas = placed(make(view.strip, "canvas"), view.canvases.length);
    view.canvases.push({ canvas, pen: penOf(canvas) });
  }
  while (view.canvases.length > count) view.canvases.pop()?.canvas.remove();
  view.canvases.forEach((_, t) => paint(view, t));
}

/** @type {(view: View, t: number) => void} */
function paint({ data, canvases, palette: colours }, t) {
  const { size, bones, arrays, words } = data;
  const [pixels, places] = arrays;
  const { canvas, pen } = canvases[t];
  canvas.width = canvas.height = size * SHARP;
  canvas.title = phrase(words.frame, { t: t + 1 });
  pen.fillStyle = colours.ink;
  for (let k = 0; k < size * size; k++) {
    pen.globalAlpha = pixels.bytes[t * size * size + k] / 255;
    pen.fillRect((k % size) * SHARP, Math.floor(k / size) * SHARP, SHARP, SHARP);
  }
  pen.globalAlpha = 1;
  pen.strokeStyle = colours.cells.rnn.colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const [from, to] of bones) {
    pen.moveTo(...at(places.bytes, places.shape[1], t, from, size));
    pen.lineTo(...at(places.bytes, places.shape[1], t, to, size));
  }
  pen.stroke();
}

// Where a joint is on the canvas.
/** @type {(bytes: Uint8Array, joints: number, t: number, joint: number, size: number) => [number, number]} */
export function at(bytes, joints, t, joint, size) {
  const place = 2 * (t * joints + joint);
  const [x, y] = [bytes[place], bytes[place + 1]].map((byte) => ((2 * byte) / 255 - 0.5) * size * SHARP);
  return [x + SHARP / 2, y + SHARP / 2];
}

/** @type {(view: View, t: number | null) => void} */
function look(view, t) {
  view.at = t;
  unrolled.rest(view.unrolled);
  frame(view, t);
}

/** @type {(view: View, t: number | null) => void} */
function frame(view, t) {
  if (view.data.shape && t !== null && t < view.canvases.length) unrolled.light(view.unrolled, t);
  view.canvases.forEach(({ canvas }, i) => canvas.classList.toggle("at", i === t));
}
