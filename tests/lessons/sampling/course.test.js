import assert from "node:assert/strict";
import test from "node:test";

import * as lib from "../../../explorer/lessons/sampling/course.js";
import { bytes, reference } from "../../browser/reference.js";

/** @import { Bytes } from "../../../explorer/browser/types.d.ts" */
/** @import { Course, Data } from "../../../explorer/lessons/sampling/sampling_types.d.ts" */

/** @typedef {(typeof reference)["networks"][number]} Written */

const SYMBOLS = 7;
const LONGEST = 12;
/** @type {Data["prompt"]} */
const PROMPT = [[3, "d"]];
/** @type {Data["start"]} */
const start = { nonce: 0, plan: [[0, 1, 0, 1]], picks: {}, cursor: 0 };

// Two networks of the reference that write, with a random number for each step.
/** @type {(prompt?: [id: number, text: string][]) => Course} */
function written(prompt = PROMPT) {
  const levels = Float64Array.from({ length: LONGEST }, (_, t) => (0.31 * (t + 1)) % 1);
  /** @type {Bytes[]} */
  const arrays = [{ shape: [LONGEST], bytes: new Uint8Array(levels.buffer) }];
  const networks = ["gru", "lstm"].map((name) => {
    const { cell, options, parameters, weights } = /** @type {Written} */ (
      reference.networks.find((one) => one.cell === name)
    );
    const first = arrays.length;
    arrays.push(...weights.map((text) => ({ shape: [], bytes: bytes(text) })));
    const places = Object.entries(parameters).map(([key, one]) => [key, { ...one, array: first + one.array }]);
    return { cell, options, parameters: Object.fromEntries(places), title: "", caption: "", warning: "", order: [] };
  });
  const names = [..."abcdefg"];
  /** @type {Data} */
  const data = {
    id: "",
    networks,
    symbols: names,
    names,
    joint: "",
    prompt,
    first: 6,
    longest: LONGEST,
    start,
    words: {},
    arrays,
  };
  const course = lib.course(data);
  lib.begins(course, start);
  finish(course);
  return course;
}

/** @type {(course: Course) => void} */
function finish(course) {
  while (!lib.write(course));
}

/** @type {(course: Course) => number[][]} */
const texts = (course) => course.hands.map(({ steps }) => steps.map(({ token }) => token));

test("as much is written as is asked for at first, drawn at the level of each step", () => {
  const course = written();
  for (const hand of course.hands) {
    assert.equal(hand.steps.length, 6);
    hand.steps.forEach(({ level, share }, t) => {
      assert.equal(level, course.levels[t]);
      assert.ok(share > 0 && share <= 1);
    });
  }
});

test("a text is a function of what it is written from", () => {
  assert.deepEqual(texts(written()), texts(written()));
  assert.notDeepEqual(texts(written()), texts(written([[5, "f"]])));
});

test("without a prompt it begins at zeros", () => {
  const course = written([]);
  assert.equal(course.hands[0].given.length, 1);
  assert.equal(course.hands[0].steps.length, 6);
});

test("other settings rewrite from the marked step on, and are taken back", () => {
  const course = written();
  const before = texts(course);
  lib.move(course, 3);
  lib.set(course, { temperature: 0 });
  finish(course);
  assert.deepEqual(course.now.plan, [
    [0, 1, 0, 1],
    [3, 0, 0, 1],
  ]);
  assert.deepEqual(lib.settings(course, 2), { temperature: 1, k: 0, p: 1 });
  assert.deepEqual(lib.settings(course, 3), { temperature: 0, k: 0, p: 1 });
  texts(course).forEach((text, i) => assert.deepEqual(text.slice(0, 3), before[i].slice(0, 3)));
  const greedy = course.hands[0].steps[3];
  assert.deepEqual([greedy.rank, greedy.share], [0, 1]);
  lib.undo(course);
  finish(course);
  assert.deepEqual(texts(course), before);
});

test("what a slider changes on its way is one change", () => {
  const course = written();
  lib.set(course, { k: 3 });
  lib.set(course, { k: 2 }, true);
  lib.set(course, { k: 1 }, true);
  assert.equal(course.before.length, 1);
  lib.undo(course);
  assert.deepEqual(lib.settings(course), { temperature: 1, k: 0, p: 1 });
});

test("a choice by hand is kept for one network, and what follows is written anew", () => {
  const course = written();
  const before = texts(course);
  const [hand, other] = course.hands;
  lib.move(course, 2);
  const id = (before[0][2] + 1) % SYMBOLS;
  lib.pick(course, hand, id);
  finish(course);
  assert.equal(hand.steps[2].token, id);
  assert.equal(hand.steps[2].level, null);
  assert.equal(lib.seen(course, hand)?.drawn?.token, id);
  assert.deepEqual(texts(course)[0].slice(0, 2), before[0].slice(0, 2));
  assert.deepEqual(
    other.steps.map(({ token }) => token),
    before[1],
  );
  lib.over(course);
  finish(course);
  assert.deepEqual(course.now.picks, {});
  assert.deepEqual(texts(course), before);
});

test("beyond the last token one more is written, up to the longest text", () => {
  const course = written();
  assert.equal(lib.move(course, 6), true);
  finish(course);
  assert.equal(course.hands[0].steps.length, 7);
  assert.equal(lib.move(course, 99), true);
  assert.equal(course.now.cursor, LONGEST - 1);
  assert.equal(lib.move(course, 99), false);
  assert.equal(lib.move(course, -5), true);
  assert.equal(course.now.cursor, 0);
});

test("what is seen at a step is what was drawn from there", () => {
  const course = written();
  course.hands.forEach((hand) => {
    const seen = lib.seen(course, hand, 4);
    assert.ok(seen);
    assert.deepEqual(seen.drawn, hand.steps[4]);
    assert.equal(seen.share[hand.steps[4].token], hand.steps[4].share);
    assert.equal(seen.order.length, SYMBOLS);
  });
  assert.equal(lib.seen(course, course.hands[0], 7), null);
});

test("a network whose scores are no numbers stops, and the others go on", () => {
  const course = written();
  const [hand, other] = course.hands;
  hand.network.readout.b_y.values[0] = NaN;
  lib.over(course);
  finish(course);
  assert.equal(hand.broken, true);
  assert.equal(hand.steps.length, 0);
  assert.equal(other.steps.length, 6);
});
