// A network unrolled over a short sequence: values travel forward, gradients travel back, one step at a time. All that
// was measured is here from the start, so that no move asks the server. All text goes through textContent.

/** @import { Call, Look } from "../../browser/types.d.ts" */
/** @import { Colours, Data, Message, Tools, View } from "./backpropagation_types.d.ts" */

import { palette } from "../../browser/heat.js";
import { css, parse } from "../../browser/colours.js";
import { cursor, foreign, targetOf } from "../../browser/cursor.js";
import { address, button, choice, floats, kept, make, parts, phrase, say, unpack } from "../../browser/shared.js";
import * as drawing from "./drawing.js";
import { formulas } from "./formulas.js";
import * as moments from "./moments.js";
import * as painting from "./painting.js";

/** @type {Record<string, number>} */
const PACE = { forward: 650, sum: 1100, back: 1000, weights: 800 }; // ms a move
const FORMATS = /** @type {const} */ (["svg", "png"]);
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement }) {
  const view = kept(parentElement, create);
  view.cursor.listen();
  receive(view, opened(data));
  // A clean-up of an outdated call may run while the picture is still there.
  return () => {
    if (!view.root.isConnected) leave(view);
  };
}

/** @type {(message: Uint8Array) => Data} */
function opened(message) {
  /** @type {Message} */
  const data = unpack(message);
  return { ...data, fields: Object.fromEntries(data.fields.map((name, i) => [name, floats(data.arrays[i])])) };
}

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = /** @type {View} */ ({ root, at: 0, done: 1, only: null, linear: false, unit: 0, playing: false });
  const bar = make(root, "div", "bar");
  view.play = button(bar, "play", () => (view.playing ? pause(view) : play(view)));
  view.back = button(bar, "move", () => go(view, view.at - 1));
  view.next = button(bar, "move", () => go(view, view.at + 1, true));
  const track = make(bar, "div", "track");
  view.slider = make(track, "input", "slider");
  view.slider.type = "range";
  view.slider.min = "0";
  view.slider.oninput = () => go(view, Number(view.slider.value));
  view.ways = ["forward", "sum", "back"].map((name) => make(track, "span", name));
  view.of = choice(bar, ["all", "one"], (name) => choose(view, name === "all" ? null : view.data.steps - 1));
  view.scale = choice(bar, ["log", "linear"], (name) => rescale(view, name === "linear"));
  const head = make(root, "div", "head");
  view.title = make(head, "b");
  view.caption = make(head, "span", "caption");
  view.warning = make(head, "span", "warning");
  view.hint = make(head, "span", "hint");
  view.tools = make(head, "span", "tools");
  view.saves = FORMATS.map((format) => button(view.tools, format, () => save(view, format)));
  view.stage = make(root, "div", "stage");
  view.stage.tabIndex = 0;
  view.stage.setAttribute("role", "group");
  root.onkeydown = (event) => press(view, event);
  view.stage.onclick = (event) => click(view, event);
  view.legend = make(root, "div", "legend");
  view.note = make(root, "div", "note");
  view.says = make(root, "p", "says");
  view.reader = make(root, "div", "unit");
  view.unitLabel = make(view.reader, "span");
  view.unitBack = button(view.reader, "move", () => pick(view, view.unit - 1));
  view.unitNext = button(view.reader, "move", () => pick(view, view.unit + 1));
  view.unitHelp = make(view.reader, "span", "quiet");
  view.formulas = make(root, "div", "formulas");
  view.spoken = make(root, "div", "spoken");
  view.spoken.setAttribute("aria-live", "polite");
  view.cursor = cursor(root, {
    heard: (look) => hear(view, look),
    asked: () => view.picture && announce(view),
    rest: () => rest(view),
  });
  view.sized = new ResizeObserver(() => resize(view));
  view.sized.observe(view.stage);
  return view;
}

/** @type {(view: View) => void} */
function leave(view) {
  pause(view);
  view.cursor.leave();
  view.sized.disconnect();
}

// ---- Data in ----------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
function receive(view, data) {
  const before = /** @type {Data | undefined} */ (view.data);
  const told = before?.version !== data.version;
  const other = told || before.key !== data.key;
  if (other) pause(view); // while the picture is still that of the data
  view.data = data;
  if (other) {
    if (told) [view.only, view.linear, view.at] = [data.only, data.linear, moments.position(data.at, data.steps)];
    else if (before.steps !== data.steps) [view.only, view.at] = [null, moments.ends(data.steps)];
    view.unit = data.unit;
  }
  view.unit = Math.min(view.unit, data.units - 1);
  view.colours = colours(view);
  view.drawn = null;
  draw(view);
  announce(view);
}

/** @type {(view: View) => Colours} */
function colours({ root, colours: old, data }) {
  const base = palette(root, old?.base);
  const style = getComputedStyle(root);
  /** @type {(name: string) => number[]} */
  const read = (name) => parse(style.getPropertyValue(name));
  const rgb = {
    page: read("--st-background-color"),
    accent: read("--st-primary-color"),
    cell: read(`--${data.family}`),
  };
  const [cell, accent, page] = [rgb.cell, rgb.accent, rgb.page].map(css);
  return { ...base, base, rgb, cell, accent, page, inkCell: style.getPropertyValue(`--ink-${data.family}`).trim() };
}

// ---- Drawing ----------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
function resize(view) {
  if (view.data && Math.abs(view.stage.clientWidth - (view.room ?? 0)) > 1) {
    view.drawn = null;
    draw(view);
  }
}

/** @type {(view: View) => void} */
function draw(view) {
  const { data, stage } = view;
  view.room = stage.clientWidth;
  if (!view.room) return;
  const { svg } = drawing.build(view, view.room);
  svg.setAttribute("aria-hidden", "true"); // what it shows is said in words below
  stage.replaceChildren(svg);
  drawing.describe(view, data);
  show(view);
}

/** @type {(view: View) => void} */
function show(view) {
  const { data, at } = view;
  painting.paint(view, at, view.done);
  const now = moments.moment(at, data.steps);
  say(view.play, view.playing ? `❚❚ ${data.words.pause}` : data.words.play);
  view.back.disabled = at <= 0;
  view.next.disabled = at >= moments.ends(data.steps);
  if (Number(view.slider.value) !== at) view.slider.value = String(at);
  const key = [at, view.only, view.unit].join();
  if (view.drawn === key) return;
  view.drawn = key;
  const said = moments.story(view, now, tools(view));
  view.slider.setAttribute("aria-valuetext", said.map((part) => phrase(...part)).join(" "));
  view.says.replaceChildren(...said.flatMap(([template, values]) => [...parts(template, values), " "]));
  formulas(view.formulas, view, now, tools(view));
  say(view.unitLabel, phrase(data.words.unit, { unit: view.unit + 1, units: data.units }));
  view.of.buttons[0].setAttribute("aria-pressed", String(view.only === null));
  view.of.buttons[1].setAttribute("aria-pressed", String(view.only !== null));
  say(view.of.buttons[0], data.words.all);
  say(view.of.buttons[1], phrase(data.words.one, { s: (view.only ?? data.steps - 1) + 1 }));
  view.scale.buttons.forEach((one) =>
    one.setAttribute("aria-pressed", String((one.className === "linear") === view.linear)),
  );
  const counted = now.phase === "forward" || (now.phase === "back" && view.only === null);
  view.reader.style.visibility = counted ? "visible" : "hidden"; // elsewhere no unit has numbers of its own
  painting.legend(view, view.legend);
  follow(view, now.t);
}

/** @type {(view: View) => Tools} */
const tools = ({ data }) => ({ short: (value) => moments.short(value, data) });

// Where the picture is wider than the page, it moves so that the step is in sight.
/** @type {(view: View, t: number) => void} */
function follow({ stage, picture: drawn }, t) {
  if (t < 0 || stage.scrollWidth <= stage.clientWidth) return;
  stage.scrollLeft = drawn.x(t) - stage.clientWidth / 2;
}

// ---- Moving -----------------------------------------------------------------------------------------------------

/** @type {(view: View, at: number, moving?: boolean) => void} */
function go(view, at, moving = false) {
  pause(view);
  arrive(view, at, moving && !STILL.matches);
}

// Be at a moment; `moving`: what is new there appears on its way.
/** @type {(view: View, to: number, moving: boolean, then?: () => void) => void} */
function arrive(view, to, moving, then) {
  const at = Math.max(0, Math.min(moments.ends(view.data.steps), to));
  cancelAnimationFrame(view.frame);
  view.at = at;
  tell(view);
  if (!moving) {
    view.done = 1;
    show(view);
    return then?.();
  }
  const { phase } = moments.moment(at, view.data.steps);
  const start = performance.now();
  /** @type {(time: number) => void} */
  const tick = (time) => {
    view.done = Math.max(0, Math.min(1, (time - start) / (0.85 * (PACE[phase] ?? 600))));
    if (!view.root.isConnected) return leave(view);
    show(view);
    if (view.done < 1) view.frame = requestAnimationFrame(tick);
    else then?.();
  };
  view.done = 0;
  view.frame = requestAnimationFrame(tick);
}

/** @type {(view: View) => void} */
function play(view) {
  const last = moments.ends(view.data.steps);
  view.playing = true;
  const step = () => {
    if (!view.playing) return;
    if (view.at >= last) return pause(view);
    let to = view.at + 1;
    const { phase, t } = moments.moment(to, view.data.steps);
    // Nothing arrives in the future.
    if (view.only !== null && phase === "back" && t > view.only) to = 2 * view.data.steps + 1 - view.only;
    const rest = (PACE[phase] ?? 600) * (STILL.matches ? 1 : 0.15);
    arrive(view, to, !STILL.matches, () => {
      view.waiting = setTimeout(step, rest);
    });
  };
  if (view.at >= last) arrive(view, 0, false);
  step();
  show(view);
}

/** @type {(view: View) => void} */
function pause(view) {
  const was = view.playing;
  view.playing = false;
  clearTimeout(view.waiting);
  cancelAnimationFrame(view.frame);
  if (!view.data || !view.picture) return;
  view.done = 1;
  show(view);
  if (was) rest(view);
}

/** @type {(view: View) => void} */
function announce(view) {
  const { t } = moments.moment(view.at, view.data.steps);
  view.cursor.tell({ t: t < 0 ? null : t, s: view.only });
}

/** @type {(view: View) => void} */
function tell(view) {
  announce(view);
  if (view.playing) view.cursor.wait();
  else view.cursor.later();
}

/** @type {(view: View) => void} */
function rest(view) {
  const now = moments.moment(view.at, view.data.steps);
  address({
    at: now.phase === "weights" ? null : moments.named(now),
    of: view.only === null ? null : String(view.only + 1),
    widths: view.linear ? "linear" : null,
  });
  say(
    view.spoken,
    moments
      .story(view, now, tools(view))
      .map((part) => phrase(...part))
      .join(" "),
  );
}

// Another panel points at a step: it is looked at on the way that this picture is on.
/** @type {(view: View, look: Look) => void} */
function hear(view, { t }) {
  if (t === null || !view.data || !view.picture || view.playing) return;
  const { steps } = view.data;
  if (t < 0 || t >= steps) return;
  const forward = view.at <= steps;
  cancelAnimationFrame(view.frame);
  [view.at, view.done] = [forward ? t + 1 : 2 * steps + 1 - t, 1];
  show(view);
  view.cursor.later();
}

// ---- Hands ------------------------------------------------------------------------------------------------------

/** @type {(view: View, event: KeyboardEvent) => void} */
function press(view, event) {
  const { tagName } = targetOf(event);
  if (foreign(event) || tagName === "INPUT") return; // the slider knows them itself
  if (tagName === "BUTTON" && (event.key === " " || event.key === "Enter")) return;
  const last = moments.ends(view.data.steps);
  /** @type {Record<string, () => void>} */
  const acts = {
    ArrowLeft: () => go(view, view.at - 1),
    ArrowRight: () => go(view, view.at + 1, true),
    Home: () => go(view, 0),
    End: () => go(view, last),
    " ": () => (view.playing ? pause(view) : play(view)),
    ArrowUp: () => pick(view, view.unit + 1),
    ArrowDown: () => pick(view, view.unit - 1),
    Escape: () => choose(view, null),
    Enter: () => toggle(view, moments.moment(view.at, view.data.steps).t),
  };
  if (!acts[event.key]) return;
  acts[event.key]();
  event.preventDefault();
}

// A loss: send only its error back. A unit: read its numbers. Elsewhere in a column: go there.
/** @type {(view: View, event: MouseEvent) => void} */
function click(view, event) {
  const target = targetOf(event);
  const loss = target.closest("[data-loss]");
  if (loss) return toggle(view, Number(loss.getAttribute("data-loss")));
  if (target.dataset?.unit !== undefined) pick(view, Number(target.dataset.unit));
  const { steps } = view.data;
  const box = view.picture.svg.getBoundingClientRect();
  const t = Math.floor((event.clientX - box.left - (view.picture.x(0) - view.picture.pitch / 2)) / view.picture.pitch);
  if (t >= 0 && t < steps) go(view, view.at <= steps ? t + 1 : 2 * steps + 1 - t);
}

/** @type {(view: View, s: number) => void} */
function toggle(view, s) {
  if (s >= 0) choose(view, view.only === s ? null : s);
}

/** @type {(view: View, only: number | null) => void} */
function choose(view, only) {
  pause(view);
  view.only = only;
  const { steps } = view.data;
  // See all of its way.
  if (only !== null && view.at > steps && view.at <= 2 * steps + 1 - only) view.at = 2 * steps + 1;
  if (only !== null && view.at === 2 * steps + 2) view.at = 2 * steps + 1;
  arrive(view, view.at, false);
}

/** @type {(view: View, linear: boolean) => void} */
function rescale(view, linear) {
  view.linear = linear;
  view.drawn = null;
  show(view);
  rest(view);
}

/** @type {(view: View, unit: number) => void} */
function pick(view, unit) {
  const { units } = view.data;
  view.unit = (unit + units) % units;
  show(view);
}

// ---- Saving -----------------------------------------------------------------------------------------------------

/** @type {(view: View, format: "svg" | "png") => void} */
function save(view, format) {
  pause(view);
  drawing.save(view, format, `${view.data.title} · ${view.data.caption}`, "backpropagation");
}
