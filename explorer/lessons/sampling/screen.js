// What one sees of the writing: made once, then only what changed is touched. It knows what a person may do by the
// names in `act`, not what that means.

/** @import { Settings } from "../../browser/network_types.d.ts" */
/** @import { Acts, Kind, Slider, View } from "./sampling_types.d.ts" */

import { fixed, respelt } from "../../browser/numbers.js";
import { placed } from "../../browser/cursor.js";
import { button, make, phrase, say } from "../../browser/shared.js";
import { column, label, paint, percent, show as showColumn } from "./column.js";
import { settings } from "./course.js";

export const SPEEDS = [2, 10, 30]; // tokens a second
const KINDS = /** @type {Kind[]} */ (["svg", "png", "txt"]);
const SETTINGS = /** @type {const} */ (["temperature", "k", "p"]);
const TOOLS = /** @type {const} */ (["back", "step", "undo", "over"]);
const SIGNS = /** @type {const} */ ({ back: "◀", step: "▶", undo: "↶", over: "⇤" });

// ---- Making --------------------------------------------------------------------------------------------------------

/** @type {(root: HTMLElement, act: Acts) => View} */
export function create(root, act) {
  const view = /** @type {View} */ ({ root, act, speed: SPEEDS[1], chosen: null });
  view.columns = [];
  const bar = make(root, "div", "bar");
  view.play = button(bar, "play", () => act.toggle(view));
  view.tools = {
    back: button(bar, "tool", () => act.by(view, -1)),
    step: button(bar, "tool", () => act.by(view, 1)),
    undo: button(bar, "tool", () => act.undo(view)),
    over: button(bar, "tool", () => act.over(view)),
  };
  for (const name of TOOLS) say(view.tools[name], SIGNS[name]);
  view.speeds = make(bar, "div", "switch");
  view.speeds.setAttribute("role", "group");
  view.rates = SPEEDS.map((speed) => placed(rate(view, speed), speed));
  const saves = make(bar, "div", "saves");
  view.saves = KINDS.map((kind) => button(saves, kind, () => act.save(view, kind)));
  view.sliders = make(root, "div", "sliders");
  view.slider = { temperature: slider(view, "temperature"), k: slider(view, "k"), p: slider(view, "p") };
  view.hint = make(view.sliders, "p", "hint");
  view.tabs = make(root, "div", "switch tabs");
  view.tabs.setAttribute("role", "group");
  view.group = make(root, "div", "columns");
  view.group.tabIndex = 0;
  view.group.setAttribute("role", "group");
  view.group.onkeydown = (event) => act.press(view, event);
  view.limit = make(root, "p", "limit");
  view.spoken = make(root, "div", "spoken");
  view.spoken.setAttribute("aria-live", "polite");
  view.size = new ResizeObserver(() => view.course && view.columns.forEach((one) => paint(view, one)));
  view.size.observe(view.group);
  return view;
}

/** @type {(view: View, speed: number) => HTMLButtonElement} */
const rate = (view, speed) => button(view.speeds, "", () => view.act.hurry(view, speed));

/** @type {(view: View, name: keyof Settings) => Slider} */
function slider(view, name) {
  const label = make(view.sliders, "label");
  const title = make(label, "span");
  const value = make(label, "output");
  const input = make(label, "input", name);
  input.type = "range";
  input.oninput = () => {
    const joined = view.dragged === name;
    view.dragged = name;
    view.act.set(view, { [name]: read(view, name, Number(input.value)) }, joined);
  };
  input.onchange = () => {
    view.dragged = null;
  };
  return { title, value, input };
}

/** @type {(view: View) => void} */
export function build(view) {
  const { data, course } = view;
  view.group.style.setProperty("--count", String(course.hands.length));
  view.long = data.names.filter((name) => name.length > 2).length > data.names.length / 2; // words, which need room
  view.group.classList.toggle("words", view.long);
  view.group.replaceChildren();
  view.tabs.replaceChildren();
  if (!course.hands.some((hand) => hand.cell === view.chosen)) view.chosen = course.hands[course.hands.length - 1].cell;
  view.columns = course.hands.map((hand) => column(view, hand));
  view.cells = course.hands.map((hand, i) => {
    const tab = button(view.tabs, "", () => {
      view.chosen = hand.cell;
      pressed(view);
      paint(view, view.columns[i]);
    });
    say(tab, hand.title);
    return placed(tab, hand.cell);
  });
  view.ks = [...new Set(Array.from({ length: 40 }, (_, i) => Math.round(data.symbols.length ** (i / 39))))];
  Object.assign(view.slider.k.input, { min: 0, max: view.ks.length - 1, step: 1 });
  Object.assign(view.slider.temperature.input, { min: 0, max: 2, step: 0.05 });
  Object.assign(view.slider.p.input, { min: 0.02, max: 1, step: 0.02 });
}

/** @type {(view: View) => void} */
export function describe(view) {
  const { words } = view.data;
  view.group.setAttribute("aria-label", words.group);
  view.speeds.setAttribute("aria-label", words.speed);
  view.tabs.setAttribute("aria-label", words.network);
  for (const name of TOOLS) label(view.tools[name], words[name], name === "over" ? words.over_help : words[name]);
  for (const one of view.rates) say(one, phrase(words.rate, { count: one.place }));
  for (const one of view.saves) {
    const text = one.className === "txt";
    const name = text ? words.save_text : one.className.toUpperCase();
    say(one, name);
    label(one, text ? `${name}: ${words.save_text_help}` : `${name}: ${phrase(words.save, { format: name })}`);
  }
  for (const name of SETTINGS) say(view.slider[name].title, words[name]);
  say(view.hint, words.from_here);
  for (const one of view.columns) {
    const { title, caption, warning } = view.data.networks.find(({ cell }) => cell === one.hand.cell) ?? one.hand;
    say(one.title, title);
    say(one.caption, caption);
    say(one.warning, warning);
    one.text.setAttribute("aria-label", phrase(words.text, { title }));
    say(one.heading, words.hidden);
    one.scale.style.background = view.colours.bar;
    one.canvas.setAttribute("aria-label", phrase(words.hidden_label, { title }));
  }
  pressed(view);
}

/** @type {(view: View) => void} */
export function pressed(view) {
  const { words } = view.data;
  say(view.play, view.playing ? `❚❚ ${words.pause}` : `▶ ${words.play}`);
  for (const one of view.rates) one.setAttribute("aria-pressed", String(one.place === view.speed));
  for (const one of view.cells) one.setAttribute("aria-pressed", String(one.place === view.chosen));
  for (const one of view.columns) one.element.classList.toggle("chosen", one.hand.cell === view.chosen);
}

// ---- Showing -------------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
export function show(view) {
  const { course, data } = view;
  const { temperature, k, p } = settings(course);
  const { words } = data;
  view.reshaped = temperature !== 1 || k !== 0 || p !== 1;
  control(view, "temperature", temperature, temperature === 0 ? words.greedy : fixed(temperature, 2, words));
  const place = view.ks.findIndex((value) => value >= k);
  control(view, "k", k && place >= 0 ? place : view.ks.length - 1, k ? String(k) : words.all);
  control(view, "p", p, respelt(String(p), words));
  view.tools.undo.disabled = !course.before.length;
  view.tools.back.disabled = course.now.cursor === 0;
  view.tools.step.disabled = course.now.cursor === data.longest - 1;
  say(view.limit, view.tools.step.disabled ? phrase(words.end, { limit: data.longest }) : "");
  for (const one of view.columns) showColumn(view, one);
}

/** @type {(view: View, name: keyof Settings, at: number, value: string) => void} */
function control(view, name, at, value) {
  const { input, value: output } = view.slider[name];
  if (Number(input.value) !== at) input.value = String(at);
  input.setAttribute("aria-valuetext", value);
  say(output, value);
}

// A slider's place as a setting.
/** @type {(view: View, name: keyof Settings, value: number) => number} */
function read(view, name, value) {
  if (name === "k") return value === view.ks.length - 1 ? 0 : view.ks[value];
  return Number(value.toFixed(2));
}

// What a screen reader hears at rest.
/** @type {(view: View) => void} */
export function speak({ spoken, data: { words, names }, course: { now, hands } }) {
  const said = hands
    .filter(({ steps }) => steps[now.cursor])
    .map(({ title, steps }) => {
      const { token, share } = steps[now.cursor];
      return phrase(words.said, { title, symbol: names[token], share: percent(share, words) });
    });
  say(spoken, said.join(" "));
}
