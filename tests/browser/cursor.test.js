import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";

import {
  ASK,
  EVENT,
  REST,
  UNIT,
  cursor,
  foreign,
  placeOf,
  press,
  send,
  within,
} from "../../explorer/browser/cursor.js";

const root = /** @type {Element & { isConnected: boolean }} */ ({ isConnected: true });

beforeEach(() => {
  Object.assign(globalThis, { window: new EventTarget() });
  Object.assign(root, { isConnected: true });
});

test("a panel hears the others and not itself", () => {
  /** @type {(number | null)[]} */
  const heard = [];
  const one = cursor(root, { heard: ({ t }) => heard.push(t) });
  const other = cursor(root, {});
  one.listen();
  one.tell({ t: 1 });
  other.tell({ t: 2 });
  other.tell({ t: null });
  assert.deepEqual(heard, [2, null]);
});

test("listening again does not make it hear twice, leaving makes it deaf", () => {
  let asked = 0;
  /** @type {number[]} */
  const units = [];
  const panel = cursor(root, { asked: () => asked++, chosen: (unit) => units.push(unit) });
  panel.listen();
  panel.listen();
  send(ASK);
  send(UNIT, { unit: 7 });
  panel.leave();
  send(ASK);
  send(UNIT, { unit: 8 });
  assert.equal(asked, 1);
  assert.deepEqual(units, [7]);
});

test("a panel that has left the page hears no more, even where nobody took it down", () => {
  let heard = 0;
  const panel = cursor(root, { heard: () => heard++ });
  panel.listen();
  Object.assign(root, { isConnected: false });
  send(EVENT, { t: 1, source: "another" });
  Object.assign(root, { isConnected: true });
  send(EVENT, { t: 2, source: "another" });
  assert.equal(heard, 0);
});

test("it rests once, after the last move, and not while it goes on moving", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  let rests = 0;
  const panel = cursor(root, { rest: () => rests++ });
  panel.later();
  mock.timers.tick(REST - 1);
  panel.later();
  mock.timers.tick(REST - 1);
  assert.equal(rests, 0);
  mock.timers.tick(1);
  assert.equal(rests, 1);
  panel.later();
  panel.wait();
  mock.timers.tick(2 * REST);
  assert.equal(rests, 1);
  panel.later();
  panel.leave();
  mock.timers.tick(2 * REST);
  assert.equal(rests, 1);
});

test("a pointer that rests while the page moves has not moved", () => {
  const panel = cursor(root, {});
  assert.equal(panel.moved({ clientX: 0, clientY: 0 }), true);
  assert.equal(panel.moved({ clientX: 0, clientY: 0 }), false);
  assert.equal(panel.moved({ clientX: 0, clientY: 1 }), true);
});

test("a place is kept within what there is", () => {
  assert.deepEqual(
    [-3, 0, 4, 5, 99].map((place) => within(place, 5)),
    [0, 0, 4, 4, 4],
  );
});

test("keys move by one, to the ends, and by a page where there are pages", () => {
  /** @type {(key: string, t: number | null, page?: number) => number | undefined} */
  const to = (key, t, page) => press({ key }, t, 30, page);
  assert.deepEqual([to("ArrowLeft", 5), to("ArrowRight", 5), to("Home", 5), to("End", 5)], [4, 6, 0, 29]);
  assert.deepEqual([to("ArrowLeft", 0), to("ArrowRight", 29)], [0, 29]);
  assert.deepEqual([to("PageUp", 15, 10), to("PageDown", 15, 10), to("PageDown", 25, 10)], [5, 25, 29]);
  assert.deepEqual([to("PageUp", 15), to("PageDown", 15), to("a", 15)], Array(3).fill(undefined));
});

test("from no step at all the way begins at the end that the key points away from", () => {
  /** @type {(key: string) => number | undefined} */
  const to = (key) => press({ key }, null, 30, 10);
  assert.deepEqual([to("ArrowLeft"), to("ArrowRight"), to("PageUp"), to("PageDown")], [29, 0, 19, 10]);
});

test("keys with Control, Meta or Alt belong to the browser", () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: true };
  assert.equal(foreign(/** @type {KeyboardEvent} */ (plain)), false);
  for (const key of ["ctrlKey", "metaKey", "altKey"]) {
    assert.equal(foreign(/** @type {KeyboardEvent} */ ({ ...plain, [key]: true })), true, key);
  }
});

test("an event on a part of what stands for a place is one on that place", () => {
  /** @type {(target: unknown) => unknown} */
  const at = (target) => placeOf(/** @type {Event} */ ({ target }));
  assert.equal(at({ place: 0, parentNode: { place: 9 } }), 0);
  assert.deepEqual(at({ parentNode: { place: [1, 2] } }), [1, 2]);
  assert.equal(at({ parentNode: null }), undefined);
});
