import assert from "node:assert/strict";
import test from "node:test";

import { ABOVE } from "../../explorer/browser/heat.js";

/** @import { Board, Column, Panel } from "../../explorer/browser/board_types.d.ts" */

Object.assign(globalThis, { document: {} }); // fonts that come late are listened for
const { FLOOR, bound, decades, reading, remaining, shares, shown, single, slope } =
  await import("../../explorer/browser/board_drawing.js");

const words = {
  language: "en",
  gradient: "gradient {value}",
  gradient_unknown: "unknown",
  left: "left {left}",
  left_before: "before",
  readout: "text",
  readout_values: "values",
};

/** @type {(data?: object) => Board} */
const board = (data = {}) => /** @type {Board} */ (/** @type {unknown} */ ({ data: { words, ...data } }));
/** @type {(column: object) => Column} */
const column = (given) => /** @type {Column} */ (given);

test("a gradient is coloured from its floor to its value at the loss, and beyond", () => {
  const found = decades([FLOOR, FLOOR / 2, 0, 2, 99], 5);
  const expected = [0, ABOVE / 2, ABOVE, (1 + ABOVE) / 2, 1].map((share) => Math.floor(255 * share));
  assert.deepEqual([...found], expected);
  assert.deepEqual([...decades(null, 2)], [0, 0]);
});

test("shares are coloured up to all of it; what is not known is none", () => {
  assert.deepEqual([...shares([0, 0.5, 1, 16, null])], [0, 127, 255, 255, 0]);
});

test("white space is shown", () => {
  assert.equal(shown("a b\n\t"), "a·b⏎⇥");
});

test("a gradient is told as a number, as a power of ten, or as less than the floor", () => {
  const told = [0, -1, -5, Math.log10(9.7e-4), FLOOR, null].map(
    (value) => slope(board(), column({ gradient: [value] }), 0)[1].value,
  );
  assert.deepEqual(told, ["1.0", "0.10", "1·10⁻⁵", "1·10⁻³", "< 10⁻⁸", undefined]);
  assert.equal(slope(board(), column({ gradient: null }), 0)[0], "unknown");
});

test("what is left is told as a share, what has grown as a factor", () => {
  const told = [0.07, 0.004, 1.5, 16, 2.345].map((value) => remaining(board(), column({ left: [value] }), 0)[1].left);
  assert.deepEqual(told, ["7 %", "0.4 %", "150 %", "× 16", "× 2.3"]);
  assert.equal(remaining(board(), column({ left: [null] }), 0)[0], "before");
});

test("a unit is read from its byte, with the scale's end as a bound", () => {
  const panel = /** @type {Panel} */ ({ symbol: "c", low: -4, high: 4, clipped: true, values: 0 });
  const arrays = [{ shape: [2, 2], bytes: Uint8Array.of(0, 255, 128, 191) }];
  /** @type {(row: number, t: number, units?: number[] | null) => string} */
  const told = (row, t, units = null) => single(board({ arrays }), column({ units }), panel, row, t);
  assert.equal(told(0, 0), "c₁ ≤ −4.0");
  assert.equal(told(0, 1), "c₁ ≥ 4.0");
  assert.equal(told(1, 0), "c₂ = 0.0"); // no minus before a zero
  assert.equal(told(1, 1, [5, 16]), "c₁₇ = 2.0");
});

test("a step of a text is told with its symbols, one of numbers with its values", () => {
  const arrays = [{ shape: [1], bytes: Uint8Array.of(51) }];
  const text = board({ kind: "text", inputs: [" "], targets: [""], arrays });
  const [template, values] = reading(text, column({ predictions: ["a"], probabilities: 0 }), 0);
  assert.equal(template, "text");
  assert.deepEqual(values, { t: 1, reads: "·", expects: "a", percent: 20, comes: "–" });
  const numbers = board({ kind: "values", inputs: [0.5], targets: [null] });
  assert.deepEqual(reading(numbers, column({ predictions: [-1] }), 0)[1], {
    t: 1,
    reads: "0.50",
    expects: "−1.00",
    comes: "–",
  });
});

test("bounds are written with a real minus", () => {
  assert.equal(bound(-1), "−1");
});
