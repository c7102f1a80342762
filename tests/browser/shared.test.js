import assert from "node:assert/strict";
import test from "node:test";

import { address, floats, lower, phrase, quoted, raise } from "../../explorer/browser/shared.js";

test("a template is filled in once, whatever the values say", () => {
  assert.equal(phrase("{a} of {b}", { a: 1, b: "{a}" }), "1 of {a}");
  assert.equal(phrase("{a}{missing}", { a: 0 }), "0");
});

test("numbers stand above and below the line", () => {
  assert.equal(raise(-12), "⁻¹²");
  assert.equal(lower("30"), "₃₀");
});

test("white space can be seen between quotation marks", () => {
  assert.deepEqual([quoted(" "), quoted("cat "), quoted("\n")], ["␣", "cat", "␣"]);
});

test("floats are read from bytes that lie anywhere", () => {
  const given = new Uint8Array(13);
  new DataView(given.buffer).setFloat32(1, 1.5, true);
  new DataView(given.buffer).setFloat32(5, -2, true);
  assert.deepEqual([...floats({ shape: [2], bytes: given.subarray(1, 9) })], [1.5, -2]);
});

test("the address keeps what it is not asked to change, and is written only where it changes", () => {
  /** @type {string[]} */
  const written = [];
  const history = { state: null, replaceState: (/** @type {unknown[]} */ ...given) => written.push(String(given[2])) };
  Object.assign(globalThis, { window: { location: { href: "http://x/gates?net=lstm&t=4" }, history } });
  address({ t: 5, unit: null });
  address({ t: 4 });
  address({ net: null });
  assert.deepEqual(written, ["http://x/gates?net=lstm&t=5", "http://x/gates?t=4"]);
});
