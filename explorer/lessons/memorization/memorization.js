// One text under several networks: each letter's background says how much the prediction at the cursor depends on it.
// Everything is here from the start, so that a hover only recolours letters. All text goes through textContent.

/** @import { Call, Look } from "../../browser/types.d.ts" */
/** @import { Data, Message, Ribbon, Scale, View } from "./memorization_types.d.ts" */

import { respelt } from "../../browser/numbers.js";
import { cursor, foreign, placeOf, placed, press as step, within } from "../../browser/cursor.js";
import { address, button, kept, make, phrase, quoted, raise, say, unpack } from "../../browser/shared.js";
import { fill, guess, percent, reading, strength } from "./reading.js";
import { FULL, STEPS, palette } from "./strengths.js";

const PACE = 110; // ms a letter when the text is walked
const PAGE = 10; // letters that PageUp and PageDown go
const SCALES = /** @type {Scale[]} */ (["share", "absolute"]);
const TICKS = { share: [0, 0.01, 0.05, 0.1, 0.2, 0.3], absolute: [-3, -2, -1, 0, 1, 2] };
const LATER = -1; // the key of a letter that has not been read yet

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement }) {
  const view = kept(parentElement, create);
  view.cursor.listen();
  /** @type {Message} */
  const fresh = unpack(data);
  receive(view, { ...fresh, arrays: fresh.arrays.map(({ bytes }) => bytes) });
  // A clean-up of an outdated call may run while the ribbons are still there.
  return () => {
    if (!view.root.isConnected) leave(view);
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const bar = make(root, "div", "bar");
  const view = /** @type {View} */ ({ root, t: 0, pinned: false, probed: null, walking: null });
  view.ribbons = [];
  view.walk = button(bar, "walk", () => (view.walking ? stop(view) : walk(view)));
  view.switch = make(bar, "div", "switch");
  view.switch.setAttribute("role", "group");
  view.scales = SCALES.map((scale) => button(view.switch, scale, () => choose(view, scale)));
  view.legend = make(bar, "div", "legend");
  view.legend.setAttribute("role", "img");
  view.hint = make(bar, "span", "hint");
  view.group = make(root, "div", "ribbons");
  view.group.tabIndex = 0;
  view.group.setAttribute("role", "group");
  view.group.onpointermove = (event) => point(view, event);
  view.group.onpointerleave = () => probe(view, null);
  view.group.onclick = (event) => pin(view, event);
  view.group.onkeydown = (event) => press(view, event);
  view.note = make(root, "div", "note");
  view.spoken = make(root, "div", "spoken");
  view.spoken.setAttribute("aria-live", "polite");
  view.cursor = cursor(root, { heard: (look) => hear(view, look), rest: () => rest(view) });
  return view;
}

/** @type {(view: View) => void} */
function leave(view) {
  stop(view);
  view.cursor.leave();
}

// ---- Data in ----------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
function receive(view, data) {
  const before = /** @type {Data | undefined} */ (view.data);
  view.data = data;
  const text = data.text.join("\u0000");
  if (view.text !== text || before?.ribbons.length !== data.ribbons.length) {
    view.text = text;
    stop(view);
    build(view, data);
    [view.t, view.pinned, view.probed] = [data.cursor, data.pinned, null];
  }
  if (!before) view.scale = data.absolute ? "absolute" : "share";
  describe(view, data);
  const colours = palette(view.root, view.colours);
  if (colours !== view.colours || data !== before) view.ribbons.forEach((ribbon) => ribbon.keys.fill(undefined));
  view.colours = colours;
  legend(view);
  show(view);
}

// Letters are elements of their own, made once a text: a hover touches only the style of those that change.
/** @type {(view: View, data: Data) => void} */
function build(view, data) {
  view.group.replaceChildren();
  view.ribbons = data.ribbons.map(() => {
    const element = make(view.group, "section", "ribbon");
    const head = make(element, "div", "head");
    const ribbon = /** @type {Ribbon} */ ({
      element,
      title: make(head, "b"),
      caption: make(head, "span", "caption"),
      warning: make(head, "span", "warning"),
    });
    ribbon.probe = make(head, "span", "probe");
    const body = make(element, "div", "body");
    ribbon.text = make(body, "div", "text");
    ribbon.text.setAttribute("role", "img");
    ribbon.letters = data.text.map((symbol, t) => placed(make(ribbon.text, "span", "", symbol), t));
    for (const t of data.unknown) ribbon.letters[t].className = "unknown";
    ribbon.keys = new Array(data.text.length);
    const guesses = make(body, "div", "guesses");
    ribbon.heading = make(guesses, "div", "heading");
    ribbon.guesses = Array.from({ length: 4 }, () => {
      const row = make(guesses, "div", "guess");
      return { row, symbol: make(row, "b"), bar: make(make(row, "i"), "u"), chance: make(row, "span") };
    });
    ribbon.says = make(element, "p", "says");
    return ribbon;
  });
}

/** @type {(view: View, data: Data) => void} */
function describe(view, data) {
  const { words } = data;
  view.group.setAttribute("aria-label", words.group);
  view.switch.setAttribute("aria-label", words.show);
  say(view.walk, view.walking ? `❚❚ ${words.stop}` : `▸ ${words.walk}`);
  view.scales.forEach((one) => say(one, words[one.className]));
  say(view.note, data.note);
  view.ribbons.forEach((ribbon, i) => {
    const { cell, title, caption, warning } = data.ribbons[i];
    ribbon.element.dataset.cell = cell;
    say(ribbon.title, title);
    say(ribbon.caption, caption);
    say(ribbon.warning, warning);
    ribbon.text.setAttribute("aria-label", phrase(words.ribbon, { title, text: data.text.join("") }));
    say(ribbon.heading, words.guesses);
  });
}

// ---- Colours ----------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
function legend(view) {
  const {
    data: { words, ribbons },
    colours,
    scale,
  } = view;
  view.legend.replaceChildren();
  const scales = make(view.legend, "div", "scales");
  for (const { cell } of ribbons) {
    const { fills } = colours.cells[cell];
    make(scales, "i").style.background = `linear-gradient(90deg, ${fills.filter((_, k) => k % 15 === 0).join()})`;
  }
  /** @type {(tick: number) => number} */
  const place = (tick) =>
    scale === "share" ? Math.sqrt(tick / FULL.share) : (tick - FULL.low) / (FULL.high - FULL.low);
  /** @type {(tick: number) => string} */
  const write = (tick) =>
    scale === "share"
      ? String(Math.round(100 * tick))
      : tick < -1
        ? `10${raise(tick)}`
        : respelt(String(10 ** tick), words);
  const ticks = make(scales, "div", "ticks");
  const most = Math.max(...TICKS[scale]);
  for (const tick of TICKS[scale]) {
    make(ticks, "span", "", write(tick) + (tick === most ? "+" : "")).style.left = `${100 * place(tick)}%`;
  }
  const unit = `${scale === "share" ? "% " : ""}${words[`${scale}_unit`]}`;
  make(view.legend, "span", "unit", unit);
  view.legend.setAttribute("aria-label", `${TICKS[scale].map(write).join(" · ")} ${words.more}, ${unit}`);
  view.legend.title = `${write(most)} ${words.more}`;
  view.scales.forEach((one) => one.setAttribute("aria-pressed", String(one.className === scale)));
}

// ---- Showing ----------------------------------------------------------------------------------------------------

// All that depends on the cursor. Only styles of letters and words in boxes of fixed size change: nothing is laid out
// anew, and what stays as it was is not touched.
/** @type {(view: View) => void} */
function show(view) {
  const { data, t, colours, scale, pinned } = view;
  const steps = STEPS[scale];
  const row = (t * (t + 1)) / 2;
  view.ribbons.forEach((ribbon, i) => {
    const { cell, array } = data.ribbons[i];
    const bytes = data.arrays[array + (scale === "share" ? 0 : 1)];
    const { fills, inks } = colours.cells[cell];
    const { letters, keys } = ribbon;
    for (let k = 0; k < letters.length; k++) {
      const key = k > t ? LATER : steps[bytes[row + k]];
      if (keys[k] === key) continue;
      keys[k] = key;
      letters[k].style.background = key > 0 ? fills[key] : "none";
      letters[k].style.color = key === LATER ? colours.quiet : key > 0 ? inks[key] : "inherit";
    }
    if (ribbon.here !== letters[t]) {
      ribbon.here?.classList.remove("here");
      ribbon.here = letters[t];
      ribbon.here.classList.add("here");
    }
    guess(data, t, ribbon, data.ribbons[i]);
    fill(ribbon.says, reading(data, data.ribbons[i], t));
  });
  view.group.classList.toggle("pinned", pinned);
  view.group.classList.toggle("words", data.long);
  say(view.hint, pinned ? data.words.pinned : data.words.hint);
  inspect(view);
}

// While the cursor is pinned, the pointer reads single letters.
/** @type {(view: View) => void} */
function inspect(view) {
  const { data, t, probed, scale } = view;
  view.ribbons.forEach((ribbon, i) => {
    const on = probed !== null && probed <= t;
    const letter = on ? ribbon.letters[probed] : null;
    if (ribbon.probed !== letter) {
      ribbon.probed?.classList.remove("probed");
      ribbon.probed = letter;
      letter?.classList.add("probed");
    }
    if (!on) return say(ribbon.probe, "");
    const byte = data.arrays[data.ribbons[i].array + (scale === "share" ? 0 : 1)][(t * (t + 1)) / 2 + probed];
    const value = scale === "share" ? percent(1000 * (byte / 255) ** 2, data.words) : strength(byte, data.words);
    fill(ribbon.probe, [[data.words.probe, { letter: quoted(data.text[probed]), lag: t - probed, value }]]);
  });
}

// ---- The cursor -------------------------------------------------------------------------------------------------

/** @type {(view: View, t: number, how?: { pinned?: boolean, tell?: boolean }) => void} */
function move(view, t, { pinned = view.pinned, tell = true } = {}) {
  if (t === view.t && pinned === view.pinned) return;
  [view.t, view.pinned] = [t, pinned];
  show(view);
  if (tell) view.cursor.tell({ t });
  if (view.walking) view.cursor.wait();
  else view.cursor.later();
}

/** @type {(view: View) => void} */
function rest(view) {
  const { data, t } = view;
  address({ t: t + 1 });
  say(
    view.spoken,
    data.ribbons
      .map(
        (ribbon) =>
          `${ribbon.title}: ${reading(data, ribbon, t)
            .map((part) => phrase(...part))
            .join(" ")}`,
      )
      .join(" "),
  );
}

/** @type {(view: View, scale: Scale) => void} */
function choose(view, scale) {
  view.scale = scale;
  address({ show: scale === "share" ? null : scale });
  legend(view);
  show(view);
}

/** @type {(view: View, look: Look) => void} */
function hear(view, { t, pin: pinned = false }) {
  if (t === null || !view.data || !view.colours || (view.pinned && !pinned)) return;
  stop(view);
  move(view, within(t, view.data.text.length), { pinned, tell: false });
}

// ---- Hands ------------------------------------------------------------------------------------------------------

/** @type {(view: View, event: PointerEvent) => void} */
function point(view, event) {
  /** @type {number | undefined} */
  const t = placeOf(event);
  if (t === undefined || !view.cursor.moved(event)) return;
  if (view.walking) stop(view);
  if (view.pinned) probe(view, t);
  else move(view, t);
}

/** @type {(view: View, t: number | null) => void} */
function probe(view, t) {
  if (view.probed === t || !view.data) return;
  view.probed = t;
  inspect(view);
}

/** @type {(view: View, event: MouseEvent) => void} */
function pin(view, event) {
  /** @type {number | undefined} */
  const t = placeOf(event);
  if (t === undefined) return;
  stop(view);
  view.probed = null;
  move(view, t, { pinned: !(view.pinned && view.t === t) });
}

/** @type {(view: View, event: KeyboardEvent) => void} */
function press(view, event) {
  if (foreign(event)) return;
  const { t, data } = view;
  const to = step(event, t, data.text.length, PAGE);
  if (to !== undefined) {
    stop(view);
    move(view, to);
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    stop(view);
    move(view, line(view, event.key === "ArrowUp" ? -1 : 1));
  } else if (event.key === "Enter") {
    stop(view);
    move(view, t, { pinned: !view.pinned });
  } else if (event.key === "Escape") {
    stop(view);
    view.probed = null;
    move(view, t, { pinned: false });
  } else return;
  event.preventDefault();
}

// The letter nearest above or below.
/** @type {(view: View, by: number) => number} */
function line({ ribbons: [{ letters }], t }, by) {
  const at = letters[t].getBoundingClientRect();
  const boxes = letters.map((letter) => letter.getBoundingClientRect());
  const beyond = boxes.filter((box) => by * (box.top - at.top) > at.height / 2);
  if (!beyond.length) return t;
  const top = by > 0 ? Math.min(...beyond.map((box) => box.top)) : Math.max(...beyond.map((box) => box.top));
  /** @type {(box: DOMRect) => number} */
  const far = (box) => (Math.abs(box.top - top) > at.height / 2 ? Infinity : Math.abs(box.left - at.left));
  return boxes.reduce(
    (best, box, k) => (far(box) < far(boxes[best]) ? k : best),
    boxes.findIndex((box) => far(box) < Infinity),
  );
}

/** @type {(view: View) => void} */
function walk(view) {
  let t = view.t >= view.data.text.length - 1 ? -1 : view.t;
  view.probed = null;
  const next = () => (t + 1 < view.data.text.length ? move(view, ++t, { pinned: false }) : stop(view));
  view.walking = setInterval(next, PACE);
  say(view.walk, `❚❚ ${view.data.words.stop}`);
}

/** @type {(view: View) => void} */
function stop(view) {
  if (!view.walking) return;
  clearInterval(view.walking);
  view.walking = null;
  say(view.walk, `▸ ${view.data.words.walk}`);
  view.cursor.later();
}
