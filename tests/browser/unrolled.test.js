import assert from "node:assert/strict";
import test from "node:test";

import { arrow, clipped, visible } from "../../explorer/browser/unrolled.js";

test("all steps are seen where there is room", () => {
  assert.deepEqual(visible(3, 1, 7, false), [0, 1, 2]);
  assert.deepEqual(visible(1, 0, 7, true), [0]);
});

test("the step that is looked at stands in the middle, and what is left out is said at either end", () => {
  assert.deepEqual(visible(20, 10, 5, false), [null, 8, 9, 10, 11, 12, null]);
  assert.deepEqual(visible(20, 0, 5, false), [0, 1, 2, 3, 4, null]);
  assert.deepEqual(visible(20, 19, 5, false), [null, 15, 16, 17, 18, 19]);
});

test("the last step is always seen where the answer is given there", () => {
  assert.deepEqual(visible(20, 10, 5, true), [null, 8, 9, 10, 11, null, 19]);
  assert.deepEqual(visible(6, 0, 5, true), [0, 1, 2, 3, null, 5]);
  assert.deepEqual(visible(20, 17, 5, true), [null, 15, 16, 17, 18, 19]);
});

test("at every step of every length the step itself is seen, in order and without repetition", () => {
  for (const pinned of [false, true]) {
    for (const room of [0, 3, 4, 7]) {
      for (let count = 1; count < 20; count++) {
        for (let at = 0; at < count; at++) {
          const steps = visible(count, at, room, pinned).filter((step) => step !== null);
          assert.ok(steps.includes(at), `${count}, ${at}, ${room}: ${steps}`);
          assert.deepEqual(
            steps,
            [...new Set(steps)].sort((a, b) => a - b),
          );
        }
      }
    }
  }
});

test("an arrow points where it leads, to all four sides", () => {
  assert.equal(arrow([0, 0], [10, 0]), "M0 0L10 0M5 -3.5L10 0L5 3.5");
  assert.equal(arrow([10, 0], [0, 0]), "M10 0L0 0M5 -3.5L0 0L5 3.5");
  assert.equal(arrow([0, 10], [0, 0]), "M0 10L0 0M-3.5 5L0 0L3.5 5");
  assert.equal(arrow([0, 0], [0, 10]), "M0 0L0 10M-3.5 5L0 10L3.5 5");
});

test("a text that is too wide ends in dots, without half a sign", () => {
  /** @type {(text: string) => number} */
  const measure = (text) => [...text].length;
  assert.equal(clipped("Hermione", 8, measure), "Hermione");
  assert.equal(clipped("Hermione", 5, measure), "Herm…");
  assert.equal(clipped("🎬🎬🎬", 2, measure), "🎬…");
  assert.equal(clipped("a".repeat(10_000), 41, measure).length, 41);
});
