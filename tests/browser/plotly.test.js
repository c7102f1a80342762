import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import test from "node:test";

const published = createRequire(import.meta.url).resolve("plotly.js-cartesian-dist-min");
const ours = new URL("../../explorer/browser/plotly-cartesian.min.js", import.meta.url);

test("Plotly is its makers' own build, unchanged", async () => {
  assert.ok((await readFile(ours)).equals(await readFile(published)));
});
