import assert from "node:assert/strict";
import test from "node:test";

import { percent, reading, strength } from "../../../explorer/lessons/memorization/reading.js";
import { BYTE, FULL, STEPS } from "../../../explorer/lessons/memorization/strengths.js";

/** @import { Data, Network } from "../../../explorer/lessons/memorization/memorization_types.d.ts" */

const words = {
  language: "en",
  nothing: "nothing",
  early: "early {count}",
  near: "near {near}",
  before: "before",
  before_only: "before only",
  far: "far",
};
const text = [..."the cat sat"];
const spans = [
  [0, 2],
  [4, 6],
];
const data = /** @type {Data} */ (/** @type {unknown} */ ({ words, text, spans }));

// What a network's ribbon says at the last letter.
/** @type {(given: Partial<Record<keyof Network, number>>) => [string, object][]} */
function said(given) {
  const each = { near: 500, before: 300, top: 1, topShare: 200, far: 0, farShare: 50, ...given };
  const columns = Object.entries(each).map(([name, value]) => [name, text.map(() => value)]);
  return reading(data, /** @type {Network} */ (Object.fromEntries(columns)), text.length - 1);
}

test("what is read tells how near, how far before, and how far at most the weight lies", () => {
  const [near, before, far] = said({});
  assert.deepEqual(near, ["near {near}", { near: "50\u00a0%" }]);
  assert.deepEqual(before, ["before", { before: "30\u00a0%", word: "cat", lag: 4, share: "20\u00a0%" }]);
  assert.deepEqual(far, ["far", { word: "the", lag: 8, share: "5.0\u00a0%" }]);
});

test("a word is not said twice, and one that is not there not at all", () => {
  assert.deepEqual(
    said({ far: 1 }).map(([template]) => template),
    ["near {near}", "before"],
  );
  assert.deepEqual(
    said({ top: -1 }).map(([template]) => template),
    ["near {near}", "before only"],
  );
  assert.deepEqual(said({ near: 0 }), [["nothing", {}]]);
});

test("the first letters tell nothing", () => {
  const network = /** @type {Network} */ (/** @type {unknown} */ ({ near: [1, 1, 1] }));
  assert.deepEqual(reading(data, network, 2), [["early {count}", { count: 3 }]]);
});

test("thousandths are written as per cent", () => {
  assert.deepEqual(
    [5, 99, 100, 1000].map((permille) => percent(permille, words)),
    ["0.5\u00a0%", "9.9\u00a0%", "10\u00a0%", "100\u00a0%"],
  );
});

test("a byte is read as the strength that Python packed", () => {
  assert.equal(strength(0, words), "< 10⁻⁶");
  assert.equal(strength(1, words), String(10 ** BYTE.low));
  assert.equal(strength(255, words), "1000");
});

test("colours rise with the strength, from nothing to where they end", () => {
  for (const scale of /** @type {const} */ (["share", "absolute"])) {
    const steps = STEPS[scale];
    assert.equal(steps[0], 0);
    assert.equal(steps[255], 255);
    for (let byte = 1; byte < 256; byte++) assert.ok(steps[byte] >= steps[byte - 1], `${scale} ${byte}`);
  }
  assert.equal(STEPS.share[Math.ceil(255 * Math.sqrt(FULL.share))], 255); // the byte of a share is its root
});
