// What Python computes (reference.py), and how it is compared.

/** @import { Described } from "../../explorer/browser/network_types.d.ts" */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/**
 * @typedef {object} Reference
 * @property {{ packed: string, header: object, arrays: { shape: number[], bytes: number[] }[] }} message
 * @property {(Described & { weights: string[], inputs: number[], scores: number[][] })[]} networks
 * @property {{ logits: number[], temperature: number, k: number, p: number, level: number, share: number[],
 *   chosen: number }[]} distributions
 */

/** @type {Reference} */
export const reference = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8"));

// The bytes that stand in a text.
/** @type {(text: string) => Uint8Array} */
export const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));

/** @type {(found: ArrayLike<number>, expected: ArrayLike<number>, most: number) => void} */
export function close(found, expected, most) {
  assert.equal(found.length, expected.length);
  for (let i = 0; i < found.length; i++) {
    const distance = Math.abs(found[i] - expected[i]);
    assert.ok(distance <= most, `${found[i]} instead of ${expected[i]} at ${i}`);
  }
}
