import assert from "node:assert/strict";
import test from "node:test";

import { fixed, precise, respelt, separators, short, whole } from "../../explorer/browser/numbers.js";

const en = { language: "en" };
const uk = { language: "uk" };

test("decimals are those that are asked for, with the language's sign", () => {
  assert.equal(fixed(0.5, 2, en), "0.50");
  assert.equal(fixed(-1234.567, 1, en), "−1234.6");
  assert.equal(fixed(-1234.567, 1, uk), "−1234,6");
});

test("what is a little less than it looks is rounded down, as Python does", () => {
  assert.equal(fixed(0.995, 2, en), "0.99");
});

test("there is no minus before a zero", () => {
  assert.equal(fixed(-0.001, 2, en), "0.00");
  assert.equal(fixed(-0, 1, uk), "0,0");
});

test("figures are kept or dropped at the end", () => {
  assert.equal(precise(0.5, 2, en), "0.50");
  assert.equal(short(0.5, 2, en), "0.5");
  assert.equal(short(0.0123, 2, uk), "0,012");
  assert.equal(short(-1234, 3, en), "−1230");
});

test("thousands stand in groups", () => {
  assert.equal(whole(1500, en), "1,500");
  assert.equal(whole(1234567, uk), "1\u00a0234\u00a0567");
});

test("a number that is written already gets the language's signs", () => {
  assert.equal(respelt("-0.25", uk), "−0,25");
  assert.equal(respelt("0.25", en), "0.25");
});

test("an axis knows both signs", () => {
  assert.deepEqual(separators(en), [".", ","]);
  assert.deepEqual(separators(uk), [",", "\u00a0"]);
});
