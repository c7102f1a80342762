import assert from "node:assert/strict";
import test from "node:test";

import { begin, choose, distribution, network, ranking, read, scores } from "../../explorer/browser/network.js";
import { unpack } from "../../explorer/browser/shared.js";
import { bytes, close, reference } from "./reference.js";

for (const { cell, options, parameters, weights, inputs, scores: expected } of reference.networks) {
  const layers = Object.keys(parameters).filter((name) => name.endsWith("W_c") || name.endsWith("W_a")).length;
  test(`${cell} ${JSON.stringify(options)} of ${layers} computes what torch does`, () => {
    const arrays = weights.map((text) => ({ shape: [], bytes: bytes(text) }));
    const made = network({ cell, options, parameters }, arrays);
    let state = begin(made);
    inputs.forEach((x, t) => {
      state = read(made, x, state);
      close(scores(made, state), expected[t], 1e-5 * Math.max(1, ...expected.flat().map(Math.abs)));
    });
  });
}

test("reading leaves the state before as it is", () => {
  const { cell, options, parameters, weights } = reference.networks[0];
  const arrays = weights.map((text) => ({ shape: [], bytes: bytes(text) }));
  const made = network({ cell, options, parameters }, arrays);
  const before = begin(made);
  const kept = structuredClone(before);
  const after = read(made, 2, read(made, 1, before));
  assert.deepEqual(before, kept);
  assert.notDeepEqual(after, kept);
});

test("a distribution is reshaped, and chosen from, as Python does it", () => {
  for (const { logits, temperature, k, p, level, share, chosen } of reference.distributions) {
    const found = distribution(Float64Array.from(logits), { temperature, k, p });
    assert.ok(found);
    close(found, share, 1e-8);
    assert.equal(choose(found, ranking(found), level).id, chosen, `T ${temperature}, k ${k}, p ${p}, u ${level}`);
  }
});

test("scores that are no numbers have no distribution", () => {
  assert.equal(distribution(Float64Array.of(1, NaN, 0)), null);
  assert.equal(distribution(Float64Array.of(1, Infinity, 0)), null);
});

test("equal shares keep their own order", () => {
  assert.deepEqual([...ranking(Float64Array.of(0.2, 0.4, 0.2, 0.2))], [1, 0, 2, 3]);
});

test("a message of Python is read as it was written", () => {
  const { packed, header, arrays } = reference.message;
  const given = bytes(packed);
  const within = new Uint8Array(given.length + 3); // as a part of a larger buffer, as it comes over the wire
  within.set(given, 3);
  const { arrays: found, ...rest } = unpack(within.subarray(3));
  assert.deepEqual(rest, header);
  assert.deepEqual(
    found.map(({ shape, bytes: content }) => ({ shape, bytes: [...content] })),
    arrays,
  );
});
