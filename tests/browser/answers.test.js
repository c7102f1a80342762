import assert from "node:assert/strict";
import test from "node:test";

import { reading, weights } from "../../explorer/browser/answers.js";

/** @import { Column, Data } from "../../explorer/browser/answers_types.d.ts" */

/** @type {(kind: "every" | "end", used: number[][]) => { data: Data, column: Column }} */
const made = (kind, used) => {
  const column = {
    cell: "gru",
    title: "GRU",
    verdict: "",
    caption: "",
    shares: 0,
    used: 1,
    weights: [0.8, 0.2],
    wrong: [],
  };
  const arrays = [
    { shape: [2], bytes: Uint8Array.from([51, 255]) },
    { shape: [used.length, 2], bytes: Uint8Array.from(used.flat()) },
  ];
  const words = { language: "en", at_every: "every", at_end: "end" };
  return {
    column,
    data: { kind, tokens: ["a", "b"], labels: ["no", "yes"], glue: " ", words, columns: [column], arrays },
  };
};

test("an answer at every token has a row of weights of its own, and none before it is looked at", () => {
  const rows = [
    [255, 10],
    [20, 255],
  ];
  const { data, column } = made("every", rows);
  assert.equal(weights(data, column, null), null);
  assert.deepEqual([...(weights(data, column, 1) ?? [])], [20, 255]);
});

test("one answer at the end keeps its row wherever is looked", () => {
  const { data, column } = made("end", [[30, 255]]);
  assert.deepEqual([...(weights(data, column, null) ?? [])], [30, 255]);
  assert.deepEqual([...(weights(data, column, 0) ?? [])], [30, 255]);
});

test("the likelier label is read with its share, and the tokens that weighed most come first", () => {
  const rows = [
    [1, 2],
    [20, 255],
  ];
  const { data, column } = made("every", rows);
  assert.deepEqual(reading(data, column, 0), ["every", { token: "a", label: "no", share: "80", used: "b · a" }]);
  assert.deepEqual(reading(data, column, 1), ["every", { token: "b", label: "yes", share: "100", used: "b · a" }]);
});

test("on the way to one answer its weight in the end is read", () => {
  const { data, column } = made("end", [[30, 255]]);
  assert.deepEqual(reading(data, column, 1), ["end", { token: "b", label: "yes", share: "100", weight: "20" }]);
});
