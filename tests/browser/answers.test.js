import assert from "node:assert/strict";
import test from "node:test";

import { labelled, mark, ranked, reading, shade, summary, weights } from "../../explorer/browser/answers.js";

/** @import { Column, Data } from "../../explorer/browser/answers_types.d.ts" */

/** @type {(kind: "every" | "end", used: number[][], wrong?: number[] | null) => { data: Data, column: Column }} */
const made = (kind, used, wrong = null) => {
  const column = {
    cell: "gru",
    title: "GRU",
    verdict: "",
    caption: "",
    shares: 0,
    used: 1,
    peaks: [0.8, 0.5],
    wrong,
  };
  const arrays = [
    { shape: [2], bytes: Uint8Array.from([51, 255]) },
    { shape: [used.length, 2], bytes: Uint8Array.from(used.flat()) },
  ];
  const words = {
    language: "en",
    at_every: "every",
    at_unmeasured: "unmeasured",
    at_end: "end",
    end: "all",
    one_used: "{token} {share}",
    own_used: "itself {share}",
    right: "right",
    some_wrong: "{wrong}/{count}",
    none_wrong: "none",
    is_right: "yes",
    is_wrong: "no",
  };
  const told = { kind, shape: "", both: false, follow: false, tokens: ["a", "b"], glue: " " };
  return { column, data: { ...told, labels: ["no", "yes"], words, columns: [column], arrays } };
};

const ROWS = [
  [255, 51],
  [51, 255],
];

test("an answer at every token has a row of weights of its own, and none before it is looked at", () => {
  const { data, column } = made("every", ROWS);
  assert.equal(weights(data, column, null), null);
  assert.deepEqual([...(weights(data, column, 1) ?? [])], [51, 255]);
});

test("one answer at the end keeps its row wherever is looked", () => {
  const { data, column } = made("end", [[30, 255]]);
  assert.deepEqual([...(weights(data, column, null) ?? [])], [30, 255]);
  assert.deepEqual([...(weights(data, column, 0) ?? [])], [30, 255]);
});

test("the likelier label is read with its share, and the tokens that weighed most with theirs", () => {
  const { data, column } = made("every", ROWS);
  const used = ["itself 80 · b 16", "itself 50 · a 10"];
  assert.deepEqual(reading(data, column, 0), [["every", { token: "a", label: "no", share: "80", used: used[0] }]]);
  assert.deepEqual(reading(data, column, 1), [["every", { token: "b", label: "yes", share: "100", used: used[1] }]]);
});

test("what was not used is not said to have been used", () => {
  const { data, column } = made("every", [
    [255, 0],
    [51, 255],
  ]);
  assert.equal(reading(data, column, 0)[0][1].used, "itself 80");
});

test("where nothing was measured nothing is said to have been used", () => {
  const { data, column } = made("every", ROWS);
  const unmeasured = { ...column, peaks: [0, 0] };
  assert.deepEqual(reading(data, unmeasured, 0), [["unmeasured", { token: "a", label: "no", share: "80" }]]);
});

test("of a wrong answer it is said what is right; where nobody points, of the surest of them", () => {
  const { data, column } = made("every", ROWS, [0, 1]);
  assert.deepEqual(reading(data, column, 0)[1], ["right", { label: "yes" }]);
  assert.equal(summary(data, column)[0][1].token, "b");
  assert.deepEqual(summary(data, column)[1], ["right", { label: "no" }]);
  assert.deepEqual(summary(data, { ...column, wrong: [] }), []);
});

test("a token that is longer than a sentence is named by its beginning", () => {
  const { data, column } = made("every", ROWS);
  data.tokens[0] = "a".repeat(2000);
  assert.equal(String(reading(data, column, 0)[0][1].token).length, 24);
});

test("one answer says what it used, and whether it is right", () => {
  const { data, column } = made("end", [[51, 255]], [0]);
  assert.deepEqual(summary(data, column), [
    ["all", { used: "b 80 · a 16" }],
    ["right", { label: "no" }],
  ]);
  assert.equal(summary(data, { ...column, wrong: [] }).length, 1);
});

test("on the way to one answer its weight in the end is read", () => {
  const { data, column } = made("end", [[51, 255]]);
  assert.deepEqual(reading(data, column, 0), [["end", { token: "a", label: "no", share: "80", weight: "16" }]]);
});

/** @type {(kind: "every" | "end") => { data: Data, column: Column }} */
const several = (kind) => {
  const { data, column } = made(kind, kind === "every" ? ROWS : [[30, 255]]);
  data.labels = ["O", "PER", "a very long label"];
  data.arrays[0] = { shape: [2, 3], bytes: Uint8Array.from([204, 51, 0, 10, 80, 165]) };
  data.words = { ...data.words, next: "next" };
  return { data, column };
};

test("of several labels the likeliest is read first and then the one that is next", () => {
  const { data, column } = several("end");
  assert.deepEqual(ranked(data, column, 1), [
    [2, 165],
    [1, 80],
    [0, 10],
  ]);
  const said = reading(data, column, 1);
  assert.deepEqual([said[0][1].label, said[0][1].share], ["a very long label", "65"]);
  assert.deepEqual(said[1], ["next", { label: "PER", share: "31" }]);
  assert.equal(reading(made("end", [[30, 255]]).data, column, 1).length, 1);
});

test("a token is tinted by the second of two labels, by how sure the one answer is, by that there is something", () => {
  const two = made("every", ROWS);
  assert.deepEqual([shade(two.data, two.column, 0), shade(two.data, two.column, 1)], [51, 255]);
  const end = several("end");
  assert.deepEqual([shade(end.data, end.column, 0), shade(end.data, end.column, 1)], [204, 165]);
  const every = several("every");
  assert.deepEqual([shade(every.data, every.column, 0), shade(every.data, every.column, 1)], [51, 245]);
});

test("of several labels a token bears the one that begins there, shortened, and nothing where there is nothing", () => {
  const two = made("every", ROWS);
  assert.equal(labelled(two.data, two.column, 1), "");
  const [end, every] = [several("end"), several("every")];
  assert.deepEqual(
    [0, 1].map((t) => labelled(end.data, end.column, t)),
    ["O", "a very long l…"],
  );
  assert.deepEqual(
    [0, 1].map((t) => labelled(every.data, every.column, t)),
    ["", "a very long l…"],
  );
  end.data.arrays[0].bytes.set([0, 0, 255]);
  assert.equal(labelled(end.data, end.column, 1), "");
});

test("a column says how many answers are wrong, if anybody knows", () => {
  const { data, column } = made("every", ROWS);
  /** @type {(wrong: number[] | null, kind?: "every" | "end") => string} */
  const said = (wrong, kind = "every") => mark({ ...data, kind }, { ...column, wrong });
  assert.deepEqual([said(null), said([]), said([1])], ["", "✓ none", "✗ 1/2"]);
  assert.deepEqual([said(null, "end"), said([], "end"), said([0], "end")], ["", "✓ yes", "✗ no"]);
});
