// Networks that write side by side: text, the distribution at one step and the draw from it, the hidden state. All of
// it is computed here, from the networks' weights; Python hears of it when it rests.

/** @import { Call } from "../../browser/types.d.ts" */
/** @import { Acts, Column, Data, Kind, Step, View } from "./sampling_types.d.ts" */

import { cursor, foreign, targetOf } from "../../browser/cursor.js";
import { palette } from "../../browser/heat.js";
import { download, savePicture } from "../../browser/saving.js";
import { address, kept, unpack } from "../../browser/shared.js";
import * as lib from "./course.js";
import * as picture from "./drawing.js";
import * as screen from "./screen.js";

const FIELDS = /** @type {(keyof Step)[]} */ (["token", "level", "share", "plain", "rank"]); // what Python is told
const LINKED = 30; // changes of settings, and choices by hand, that a link holds

/** @type {(call: Call<unknown>) => (() => void) | undefined} */
export default function ({ data, parentElement, setStateValue }) {
  if (!(data instanceof Uint8Array)) return undefined; // while pages replace each other, another component's may come
  const view = kept(parentElement, create);
  view.tell = setStateValue;
  receive(view, unpack(data));
  return () => {
    if (!view.root.isConnected) leave(view);
  };
}

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = screen.create(root, HANDS);
  view.cursor = cursor(root, { rest: () => settle(view) });
  return view;
}

// ---- Data in -------------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
function receive(view, data) {
  const same = view.data?.id === data.id;
  const again = view.data?.start.nonce === data.start.nonce;
  const now = view.course?.now;
  view.data = data;
  if (!same) {
    pause(view);
    view.course = lib.course(data);
    screen.build(view);
  }
  // Another prompt or other networks: the settings stay, what was chosen by hand was for another text.
  if (!again) lib.begins(view.course, data.start);
  else if (!same && now) {
    const [, temperature, k, p] = now.plan[now.plan.length - 1];
    lib.begins(view.course, { plan: [[0, temperature, k, p]], picks: {}, cursor: 0 });
  } else if (!same) lib.begins(view.course, data.start);
  view.colours = palette(view.root, view.colours);
  screen.describe(view);
  run(view);
}

// Writes what is still to be written, some of it a frame, and shows how far it has come.
/** @type {(view: View) => void} */
function run(view) {
  cancelAnimationFrame(view.frame);
  view.cursor.wait(); // nobody is told of half a text
  const done = lib.write(view.course);
  screen.show(view);
  if (!done) view.frame = requestAnimationFrame(() => run(view));
  else if (!view.playing) view.cursor.later();
}

/** @type {(view: View) => void} */
function leave(view) {
  clearInterval(view.playing ?? undefined);
  view.cursor.leave();
  cancelAnimationFrame(view.frame);
  view.size.disconnect();
}

// ---- What a person does --------------------------------------------------------------------------------------------

/** @type {Acts} */
const HANDS = {
  by,
  press,
  save,
  choose,
  to: (view, step) => {
    pause(view);
    to(view, step);
  },
  toggle: (view) => (view.playing ? pause(view) : play(view)),
  undo: (view) => act(view, () => lib.undo(view.course)),
  over: (view) => act(view, () => lib.over(view.course)),
  set: (view, wanted, joined) => act(view, () => lib.set(view.course, wanted, joined)),
  hurry(view, speed) {
    view.speed = speed;
    if (view.playing) play(view);
    else screen.pressed(view);
  },
};

/** @type {(view: View, change: () => void) => void} */
function act(view, change) {
  pause(view);
  change();
  run(view);
}

/** @type {(view: View, one: Column, i: number) => void} */
function choose(view, one, i) {
  const seen = lib.seen(view.course, one.hand);
  if (seen) act(view, () => lib.pick(view.course, one.hand, seen.order[i]));
}

/** @type {(view: View, step: number) => boolean} */
function to(view, step) {
  const moved = lib.move(view.course, step);
  run(view);
  return moved;
}

/** @type {(view: View, steps: number) => void} */
function by(view, steps) {
  pause(view);
  to(view, view.course.now.cursor + steps);
}

/** @type {(view: View) => void} */
function play(view) {
  clearInterval(view.playing ?? undefined);
  view.playing = setInterval(() => {
    if (!to(view, view.course.now.cursor + 1)) pause(view);
  }, 1000 / view.speed);
  screen.pressed(view);
}

/** @type {(view: View) => void} */
function pause(view) {
  if (!view.playing) return;
  clearInterval(view.playing ?? undefined);
  view.playing = null;
  screen.pressed(view);
  view.cursor.later();
}

/** @type {(view: View, event: KeyboardEvent) => void} */
function press(view, event) {
  if (foreign(event)) return;
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => by(view, -1),
    ArrowRight: () => by(view, 1),
    Home: () => by(view, -Infinity),
    End: () => {
      pause(view);
      to(view, view.course.now.length - 1);
    },
    Backspace: () => HANDS.undo(view),
    " ": () => HANDS.toggle(view),
  };
  if (!keys[event.key] || (event.key === " " && targetOf(event).tagName === "BUTTON")) return;
  event.preventDefault();
  keys[event.key]();
}

// ---- At rest -------------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
function settle(view) {
  const {
    data,
    course: { now, hands },
  } = view;
  const [[, temperature, k, p], ...then] = now.plan;
  const picks = Object.entries(now.picks).flatMap(([cell, chosen]) =>
    Object.entries(chosen).map(([t, id]) => `${cell}.${Number(t) + 1}.${id}`),
  );
  address({
    temperature: temperature === 0.7 ? null : temperature,
    k: k || null,
    p: p === 1 ? null : p,
    then:
      then.length && then.length <= LINKED
        ? then.map(([from, ...rest]) => [from + 1, ...rest].join("_")).join("~")
        : null,
    pick: picks.length && picks.length <= LINKED ? picks.join("~") : null,
    t: now.cursor ? now.cursor + 1 : null,
  });
  const columns = Object.fromEntries(
    hands.map((hand) => [
      hand.cell,
      Object.fromEntries(FIELDS.map((name) => [name, hand.steps.map((step) => step[name])])),
    ]),
  );
  const said = { id: data.id, plan: now.plan, picks: now.picks, cursor: now.cursor, columns };
  const key = JSON.stringify(said);
  if (key !== view.told) view.tell("rest", said);
  view.told = key;
  screen.speak(view);
}

/** @type {(view: View, kind: Kind) => void} */
function save(view, kind) {
  if (kind === "txt") download(new Blob([picture.plain(view)], { type: "text/plain" }), "writing.txt");
  else savePicture(picture.svg(view), kind, "writing");
}
