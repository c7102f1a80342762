import assert from "node:assert/strict";
import test from "node:test";

import { pieces } from "../../../explorer/browser/formula.js";
import { MARGIN, moments, percent, places, story, wrong } from "../../../explorer/lessons/shapes/moments.js";

const WORDS = { language: "en", reads: "R", answers: "A", writes: "W", begins: "B", looks: "L", wrong: "X" };

/** @type {(read: string[], right: string[], first: number, writes?: boolean, attention?: number[][] | null) => any} */
function given(read, right, first, writes = false, attention = null) {
  const example = { name: "", title: "", read, right, first };
  const run = { states: 0, beyond: [], answers: [...right], chances: right.map(() => 0.9), attention };
  return { kind: { writes }, example, run };
}
/** @type {(one: any) => any[]} */
const of = ({ kind, example, run }) => moments(kind, example, run);

test("one answer comes with the last input", () => {
  const found = of(given(["a", "b", "c"], ["no"], 2));
  assert.deepEqual(
    found.map((at) => [at.read, at.answer, at.step]),
    [
      ["a", undefined, 1],
      ["b", undefined, 2],
      ["c", "no", 3],
    ],
  );
});

test("a network that writes reads its own answers, a decoder from its second step on", () => {
  const one = of(given(["joy"], ["E", "F"], 0, true));
  assert.deepEqual(
    one.map((at) => [at.read, at.own, at.answer, at.step]),
    [
      ["joy", false, "E", 1],
      ["E", true, "F", 2],
    ],
  );
  const two = of(given(["je", "veux"], ["I", "want"], 2, true));
  assert.deepEqual(
    two.map((at) => [at.read, at.own, at.answer, at.step]),
    [
      ["je", false, undefined, 1],
      ["veux", false, undefined, 2],
      [undefined, false, "I", 1],
      ["I", true, "want", 2],
    ],
  );
});

test("the story of a moment says what is read, answered, right, and looked at", () => {
  const attention = [
    [0.9, 0.1],
    [0.25, 0.75],
  ];
  const one = given(["je", "veux"], ["I", "want"], 2, true, attention);
  one.run.answers = ["I", "will"];
  const found = of(one);
  /** @type {(m: number) => any[]} */
  const told = (m) => story(found[m], m, one.example, one.run, WORDS);
  assert.deepEqual(
    found.map((_, m) => told(m).map(([template]) => template)),
    [["R"], ["R"], ["B", "L"], ["W", "X", "L"]],
  );
  assert.deepEqual(told(3)[1][1], { y: "want" });
  assert.deepEqual(told(3)[2][1], { x: "veux", share: "0.75" });
  assert.deepEqual(found.map(wrong), [false, false, false, true]);
});

test("no network is ever quite sure", () => {
  assert.equal(percent(1, WORDS), ">\u00a099\u00a0%");
  assert.equal(percent(0.5, WORDS), "50\u00a0%");
  assert.equal(percent(0.0123, WORDS), "1.2\u00a0%");
});

test("columns do not touch, grow where there is room, and leave a gap before a decoder", () => {
  const one = given(["word", "wonderful"], ["I", "want"], 2, true);
  const found = of(one);
  /** @type {(text: string) => number} */
  const measure = (text) => 7 * text.length;
  const narrow = places(found, one.example, 0, measure);
  const wide = places(found, one.example, 400, measure);
  for (const { x, widths, width } of [narrow, wide]) {
    for (let m = 1; m < x.length; m++) {
      const between = m === 2 ? MARGIN.between : 0;
      assert.ok(Math.abs(x[m] - x[m - 1] - (widths[m] + widths[m - 1]) / 2 - between) < 1e-9);
    }
    assert.ok(width >= x[3] + widths[3] / 2);
  }
  assert.ok(narrow.widths.every((size, m) => size >= measure(found[m].read ?? "")));
  assert.ok(wide.width > narrow.width);
  assert.ok(wide.width <= 400);
});

test("a formula is cut at what is above and below", () => {
  assert.deepEqual(pieces("W_{aa} a^{⟨t⟩} + b_a"), [
    { text: "W", where: "" },
    { text: "aa", where: "sub" },
    { text: " a", where: "" },
    { text: "⟨t⟩", where: "sup" },
    { text: " + b", where: "" },
    { text: "a", where: "sub" },
  ]);
  assert.deepEqual(pieces("a^{⟨T_x⟩}")[1], { text: "⟨Tₓ⟩", where: "sup" });
});
