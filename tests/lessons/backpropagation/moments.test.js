import assert from "node:assert/strict";
import test from "node:test";

import {
  ends,
  flow,
  moment,
  named,
  position,
  ribbonScale,
  short,
  story,
} from "../../../explorer/lessons/backpropagation/moments.js";

/** @import { Data } from "../../../explorer/lessons/backpropagation/backpropagation_types.d.ts" */

const WORDS = { language: "uk" };
const STEPS = 3;

const data = /** @type {Data} */ (
  /** @type {unknown} */ ({
    steps: STEPS,
    words: WORDS,
    outputError: [0.5, 0.25, 0.125],
    direct: [4, 2, 1],
    later: [0.1, 0.2, 0],
    total: [4.1, 2.2, 1],
    memoryTotal: null,
    memoryLater: null,
    memoryContributions: null,
    contributions: [
      [4, 0, 0],
      [0.3, 2, 0],
      [0.02, 0.1, 1],
    ],
  })
);

test("every moment has a name, and is found by it", () => {
  const names = Array.from({ length: ends(STEPS) + 1 }, (_, at) => named(moment(at, STEPS)));
  assert.deepEqual(names, ["0", "f1", "f2", "f3", "J", "b3", "b2", "b1", "W"]);
  names.forEach((name, at) => assert.equal(position(name, STEPS), at));
});

test("a name without sense is the end, where everything is seen", () => {
  for (const name of ["", "f4", "b0", "toString", "J "]) assert.equal(position(name, STEPS), ends(STEPS), name);
});

test("of one loss alone comes what comes from its step, and nothing at later ones", () => {
  assert.equal(flow({ data, only: null }).total, data.total);
  const one = flow({ data, only: 1 });
  assert.deepEqual(one.direct, [0, 2, 0]);
  assert.deepEqual(one.output, [0, 0.25, 0]);
  assert.deepEqual(one.total, [0.3, 2, 0]);
  assert.deepEqual(one.later, [0.3, 0, 0]);
});

test("widths are logarithmic from a thousandth to ten, and what is less is a hair", () => {
  const scale = ribbonScale({ data, linear: false, picture: { box: 40 } });
  assert.equal(scale.share(10), 1);
  assert.equal(scale.share(1e-3), 0);
  assert.ok(Math.abs(scale.share(0.1) - 0.5) < 1e-12);
  assert.equal(scale.width(0), 0);
  assert.ok(scale.below(1e-5));
  assert.equal(scale.width(1e-5), scale.width(1e-9));
  assert.equal(scale.width(100), scale.most);
});

test("on a linear scale widths are in proportion to the widest", () => {
  const scale = ribbonScale({ data, linear: true, picture: { box: 40 } });
  assert.equal(scale.top, 4.1);
  assert.ok(Math.abs(scale.width(4.1) / scale.width(2.05) - 2) < 1e-12);
});

test("numbers are short", () => {
  const written = [0, 12.345, 1.234, 0.0714, 3e-5, -2.5, 100, 12345, 1e-7].map((value) =>
    short(value, { words: WORDS }),
  );
  assert.deepEqual(written, ["0", "12,3", "1,23", "0,071", "3·10⁻⁵", "−2,50", "100", "10⁴", "10⁻⁷"]);
});

test("what is said of a loss that cannot depend on a step is that it is in the future", () => {
  const words = { ...WORDS, say_future: "future", say_one_start: "sets out", say_one: "arrives" };
  const spoken = { ...data, words, read: ["a", "b", "c"], wanted: ["b", "c", "d"] };
  const tools = { short: String };
  const said = [0, 1, 2].map((t) => story({ data: spoken, only: 1 }, { phase: "back", t }, tools)[0]);
  assert.deepEqual(
    said.map(([template]) => template),
    ["arrives", "sets out", "future"],
  );
  assert.equal(said[0][1].share, "15\u00a0%");
});
