import assert from "node:assert/strict";
import test from "node:test";

import { contrast, css, legible, light, mix, ramp, slide } from "../../explorer/browser/colours.js";

const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];

test("contrast is that of WCAG", () => {
  assert.equal(Math.round(contrast(BLACK, WHITE)), 21);
  assert.equal(contrast(WHITE, WHITE), 1);
  assert.equal(contrast([118, 118, 118], WHITE).toFixed(2), "4.54"); // #767676, the lightest grey that passes on white
  assert.ok(Math.abs(light([255, 0, 0]) - 0.2126) < 1e-12);
});

test("colours are mixed and written", () => {
  assert.deepEqual(mix(BLACK, [200, 100, 50], 0.5), [100, 50, 25]);
  assert.equal(css([0.4, 127.5, 255]), "rgb(0,128,255)");
  assert.equal(slide([BLACK, WHITE]), "linear-gradient(90deg, rgb(0,0,0),rgb(255,255,255))");
});

test("a ramp goes from stop to stop, as words of ImageData", () => {
  const words = ramp([BLACK, [255, 0, 0], [255, 255, 0]]);
  assert.equal(words.length, 256);
  assert.deepEqual(channels(words[0]), [0, 0, 0, 255]);
  assert.deepEqual(channels(words[255]), [255, 255, 0, 255]);
  assert.deepEqual(channels(words[64]), [128, 0, 0, 255]);
  assert.ok(channels(words[127])[0] >= 253);
  assert.deepEqual([channels(words[128])[0], channels(words[128])[2]], [255, 0]);
});

test("a ramp puts its stops where they are wanted", () => {
  const words = ramp([BLACK, [250, 250, 250], WHITE], [0, 0.8, 1]);
  assert.deepEqual(channels(words[Math.round(0.8 * 255)]), [250, 250, 250, 255]);
  assert.deepEqual(channels(words[Math.round(0.4 * 255)]), [125, 125, 125, 255]);
});

test("what is written on any colour can be read", () => {
  for (let grey = 0; grey < 256; grey++) {
    const on = [grey, grey, grey];
    assert.ok(contrast(on, legible(on, [])) >= 4.5, `on ${grey}`);
  }
  const ink = [30, 30, 60];
  assert.equal(legible(WHITE, [ink]), ink); // the page's own ink, where it can be read
  assert.deepEqual(legible(BLACK, [ink]), WHITE);
});

/** @type {(word: number) => number[]} */
const channels = (word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24];
