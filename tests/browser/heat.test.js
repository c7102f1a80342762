import assert from "node:assert/strict";
import test from "node:test";

import { heat } from "../../explorer/browser/heat.js";

/** @import { HeatView } from "../../explorer/browser/types.d.ts" */

const GREYS = Uint32Array.from({ length: 256 }, (_, byte) => byte);

// A canvas that keeps what is put on it.
function sheet() {
  let made = 0;
  /** @type {ImageData | undefined} */
  let put;
  const context = {
    /** @type {(width: number, height: number) => object} */
    createImageData(width, height) {
      made++;
      return { width, height, data: new Uint8ClampedArray(4 * width * height) };
    },
    /** @type {(image: ImageData) => void} */
    putImageData(image) {
      put = image;
    },
  };
  const view = /** @type {HeatView} */ (/** @type {unknown} */ ({ canvas: {}, context }));
  return { view, made: () => made, shown: () => [...new Uint32Array(put?.data.buffer ?? new ArrayBuffer(0))] };
}

test("where there is room every value is one pixel", () => {
  const { view, shown } = sheet();
  heat(view, { shape: [2, 3], bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) }, GREYS, 300, 200);
  assert.deepEqual([view.canvas.width, view.canvas.height], [3, 2]);
  assert.deepEqual(shown(), [1, 2, 3, 4, 5, 6]);
});

test("where there is none neighbours are averaged, and nothing is left out", () => {
  const { view, shown } = sheet();
  heat(view, { shape: [2, 4], bytes: Uint8Array.of(0, 0, 0, 255, 0, 0, 1, 0) }, GREYS, 2, 1);
  assert.deepEqual(shown(), [0, 64]);
});

test("time and units are averaged each by what fits", () => {
  const { view, shown } = sheet();
  heat(view, { shape: [3, 3], bytes: Uint8Array.of(10, 20, 30, 10, 20, 30, 90, 90, 90) }, GREYS, 3, 2);
  assert.deepEqual(shown(), [10, 20, 30, 90, 90, 90]);
});

test("the same size is painted on the same image", () => {
  const { view, made, shown } = sheet();
  const values = { shape: [1, 2], bytes: Uint8Array.of(3, 4) };
  heat(view, values, GREYS, 10, 10);
  heat(view, { ...values, bytes: Uint8Array.of(5, 6) }, GREYS, 10, 10);
  assert.equal(made(), 1);
  assert.deepEqual(shown(), [5, 6]);
  heat(view, { shape: [1, 3], bytes: Uint8Array.of(1, 2, 3) }, GREYS, 10, 10);
  assert.equal(made(), 2);
});
