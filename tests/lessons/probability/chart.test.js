import assert from "node:assert/strict";
import test from "node:test";

import {
  chance,
  figure,
  length,
  name,
  percent,
  perplexity,
  total,
} from "../../../explorer/lessons/probability/chart.js";

/** @import { Model, View } from "../../../explorer/lessons/probability/probability_types.d.ts" */

/** @type {(mode: "sum" | "mean", language?: string) => View} */
function view(mode, language = "en") {
  const lines = [{ tokens: ["a", "b"], spelt: [0, -1] }];
  return /** @type {View} */ (/** @type {unknown} */ ({ mode, data: { lines, words: { language } } }));
}

const model = /** @type {Model} */ (/** @type {unknown} */ ({ sentences: [{ factors: [-2, -3] }] }));

test("a chain is as long as the losses of its tokens and what it costs to spell them, or as their mean", () => {
  assert.equal(total(view("sum"), model, 0), -6);
  assert.equal(length(view("sum"), model, 0), 6);
  assert.equal(length(view("mean"), model, 0), 3);
});

test("a probability is written out as long as that can be read, then in powers of ten", () => {
  const logarithm = [0.43, 0.012, 0.0012, 3.2e-13, 9.96e-4].map(Math.log);
  assert.deepEqual(
    logarithm.map((log) => chance(view("sum"), log)),
    ["0.43", "0.012", "1.2·10⁻³", "3.2·10⁻¹³", "1.0·10⁻³"],
  );
  assert.equal(chance(view("sum", "uk"), Math.log(0.43)), "0,43");
});

test("so is a perplexity", () => {
  assert.equal(perplexity(view("sum"), Math.log(27)), "27");
  assert.equal(perplexity(view("sum"), Math.log(3e7)), "3.0·10⁷");
});

test("losses and shares have the digits that tell something", () => {
  const written = [0.123, 12.34, 123.4].map((value) => figure(view("sum"), value));
  assert.deepEqual(written, ["0.12", "12.3", "123"]);
  assert.deepEqual(
    [0.005, 0.0999, 0.1, 0.987].map((share) => percent(view("sum"), share)),
    ["0.5\u00a0%", "10.0\u00a0%", "10\u00a0%", "99\u00a0%"],
  );
});

test("sentences have letters", () => {
  assert.deepEqual([0, 1, 25].map(name), ["A", "B", "Z"]);
});
