// Networks that write side by side: text, the distribution at one step and the draw from it, the hidden state. All of it
// is computed here, from the networks' weights; Python hears of it when it rests. All text goes through textContent.

import { palette } from "../../browser/heat.js";
import { download, savePicture } from "../../browser/saving.js";
import { address, unpack } from "../../browser/shared.js";
import * as lib from "./course.js";
import * as picture from "./drawing.js";
import * as screen from "./screen.js";

const REST = 400; // ms without a change before the address and Python hear of it
const LINKED = 30; // changes of settings, and choices by hand, that a link holds

export default function ({ data, parentElement, setStateValue }) {
  if (!(data instanceof Uint8Array)) return; // while one page replaces another, what is another component's may arrive
  const root = parentElement.querySelector(".root");
  const view = (root.view ??= screen.create(root, HANDS));
  view.tell = setStateValue;
  receive(view, unpack(data));
  return () => {
    if (!root.isConnected) leave(view);
  };
}

// ---- Data in --------------------------------------------------------------------------------------------------------------

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
  const goOn = () => ({ plan: [[0, ...now.plan.at(-1).slice(1)]], picks: {}, cursor: 0 });
  if (!again) lib.begins(view.course, data.start);
  else if (!same) lib.begins(view.course, now ? goOn() : data.start);
  view.colours = palette(view.root, view.colours);
  screen.describe(view);
  run(view);
}

// Writes what is still to be written, some of it a frame, and shows how far it has come.
function run(view) {
  cancelAnimationFrame(view.frame);
  const done = lib.write(view.course);
  screen.show(view);
  if (!done) view.frame = requestAnimationFrame(() => run(view));
  else if (!view.playing) rest(view);
}

function leave(view) {
  clearInterval(view.playing);
  clearTimeout(view.resting);
  cancelAnimationFrame(view.frame);
  view.size.disconnect();
}

// ---- What a person does -----------------------------------------------------------------------------------------------------

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

function act(view, change) {
  pause(view);
  change();
  run(view);
}

function choose(view, one, i) {
  const seen = lib.seen(view.course, one.hand);
  if (seen) act(view, () => lib.pick(view.course, one.hand, seen.order[i]));
}

function to(view, step) {
  const moved = lib.move(view.course, step);
  run(view);
  return moved;
}

function by(view, steps) {
  pause(view);
  to(view, view.course.now.cursor + steps);
}

function play(view) {
  clearInterval(view.playing);
  view.playing = setInterval(() => {
    if (!to(view, view.course.now.cursor + 1)) pause(view);
  }, 1000 / view.speed);
  screen.pressed(view);
}

function pause(view) {
  if (!view.playing) return;
  clearInterval(view.playing);
  view.playing = null;
  screen.pressed(view);
  rest(view);
}

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
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
  if (!keys[event.key] || (event.key === " " && event.target.tagName === "BUTTON")) return;
  event.preventDefault();
  keys[event.key]();
}

// ---- At rest ----------------------------------------------------------------------------------------------------------------------

function rest(view) {
  clearTimeout(view.resting);
  view.resting = setTimeout(() => settle(view), REST);
}

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
  const fields = ["token", "level", "share", "plain", "rank"];
  const columns = Object.fromEntries(
    hands.map((hand) => [
      hand.cell,
      Object.fromEntries(fields.map((name) => [name, hand.steps.map((step) => step[name])])),
    ]),
  );
  const said = { id: data.id, plan: now.plan, picks: now.picks, cursor: now.cursor, columns };
  const key = JSON.stringify(said);
  if (key !== view.told) view.tell("rest", said);
  view.told = key;
  screen.speak(view);
}

function save(view, kind) {
  if (kind === "txt") download(new Blob([picture.plain(view)], { type: "text/plain" }), "writing.txt");
  else savePicture(picture.svg(view), kind, "writing");
}
