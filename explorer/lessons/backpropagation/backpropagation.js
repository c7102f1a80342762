// A network unrolled over a short sequence: values travel forward, gradients travel back, one step at a time. All that
// was measured is here from the start, so that no move asks the server. All text goes through textContent.

import { palette } from "../../browser/heat.js";
import { css, parse } from "../../browser/colours.js";
import { EVENT, address, button, make, parts, phrase, say, unpack } from "../../browser/shared.js";
import { formulas, story } from "./formulas.js";
import * as picture from "./drawing.js";

const ASK = "explorer:where"; // what a panel that has just come asks the others
const REST = 400; // ms without a move before the address and the screen reader hear of it
const PACE = { forward: 650, sum: 1100, back: 1000, weights: 800 }; // ms a move
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const view = (root.view ??= create(root));
  window.addEventListener(EVENT, view.hear); // the same functions each time: added once
  window.addEventListener(ASK, view.answer);
  receive(view, opened(data));
  // A clean-up of an outdated call may run while the picture is still there.
  return () => {
    if (!root.isConnected) leave(view);
  };
}

function opened(message) {
  const data = unpack(message);
  data.fields = Object.fromEntries(
    data.fields.map((name, i) => [name, new Float32Array(data.arrays[i].bytes.slice().buffer)]),
  );
  return data;
}

// ---- Making -----------------------------------------------------------------------------------------------------

function choice(parent, names, act) {
  const group = make(parent, "div", "switch");
  group.setAttribute("role", "group");
  return { group, buttons: names.map((name) => button(group, name, () => act(name))) };
}

function create(root) {
  const view = {
    root,
    at: 0,
    done: 1,
    only: null,
    linear: false,
    unit: 0,
    playing: false,
    id: `unrolled-${Math.random().toString(36).slice(2)}`,
  };
  const bar = make(root, "div", "bar");
  view.play = button(bar, "play", () => (view.playing ? pause(view) : play(view)));
  view.back = button(bar, "move", () => go(view, view.at - 1));
  view.next = button(bar, "move", () => go(view, view.at + 1, true));
  const track = make(bar, "div", "track");
  view.slider = make(track, "input", "slider");
  view.slider.type = "range";
  view.slider.min = 0;
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
  view.saves = ["svg", "png"].map((format) => button(view.tools, format, () => save(view, format)));
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
  view.hear = ({ detail }) => hear(view, detail);
  view.answer = () => {
    if (view.picture) announce(view);
  };
  view.sized = new ResizeObserver(() => resize(view));
  view.sized.observe(view.stage);
  return view;
}

function leave(view) {
  pause(view);
  clearTimeout(view.resting);
  view.sized.disconnect();
  window.removeEventListener(EVENT, view.hear);
  window.removeEventListener(ASK, view.answer);
}

// ---- Data in ----------------------------------------------------------------------------------------------------

function receive(view, data) {
  const before = view.data;
  const told = before?.version !== data.version;
  const other = told || before.key !== data.key;
  if (other) pause(view); // while the picture is still that of the data
  view.data = data;
  if (other) {
    if (told) [view.only, view.linear, view.at] = [data.only, data.linear, picture.position(data.at, data.steps)];
    else if (before.steps !== data.steps) [view.only, view.at] = [null, picture.ends(data.steps)];
    view.unit = data.unit;
  }
  view.unit = Math.min(view.unit, data.units - 1);
  view.colours = colours(view);
  view.drawn = null;
  draw(view);
  announce(view);
}

function colours({ root, colours: old, data }) {
  const base = palette(root, old?.base);
  const style = getComputedStyle(root);
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

function resize(view) {
  if (view.data && Math.abs(view.stage.clientWidth - (view.room ?? 0)) > 1) {
    view.drawn = null;
    draw(view);
  }
}

function draw(view) {
  const { data, stage } = view;
  view.room = stage.clientWidth;
  if (!view.room) return;
  const { svg } = picture.build(view, view.room);
  svg.setAttribute("aria-hidden", "true"); // what it shows is said in words below
  stage.replaceChildren(svg);
  describe(view, data);
  show(view);
}

function describe(view, data) {
  const { words } = data;
  const { root } = view;
  root.dataset.cell = data.family;
  view.slider.max = picture.ends(data.steps);
  view.slider.setAttribute("aria-label", words.position);
  view.stage.setAttribute("aria-label", words.stage);
  label(view.back, "◀", words.back);
  label(view.next, "▶", words.next);
  label(view.unitBack, "▼", words.unit_back);
  label(view.unitNext, "▲", words.unit_next);
  say(view.title, data.title);
  say(view.caption, data.caption);
  say(view.warning, data.warning);
  say(view.note, data.note);
  say(view.unitHelp, words.unit_help);
  say(view.hint, words.hint);
  view.ways.forEach((way) => {
    say(way, words[`way_${way.className}`]);
    const share = { forward: data.steps / 2, sum: data.steps + 1, back: (3 * data.steps) / 2 + 1.5 }[way.className];
    way.style.left = `${(100 * share) / (2 * data.steps + 2)}%`;
  });
  view.scale.buttons.forEach((one) => say(one, words[one.className]));
  view.scale.group.setAttribute("aria-label", words.scale);
  view.of.group.setAttribute("aria-label", words.of);
  view.saves.forEach((one) =>
    label(one, one.className.toUpperCase(), phrase(words.save, { format: one.className.toUpperCase() })),
  );
}

function show(view) {
  const { data, at } = view;
  picture.paint(view, at, view.done);
  const now = picture.moment(at, data.steps);
  say(view.play, view.playing ? `❚❚ ${data.words.pause}` : data.words.play);
  view.back.disabled = at <= 0;
  view.next.disabled = at >= picture.ends(data.steps);
  if (Number(view.slider.value) !== at) view.slider.value = at;
  const key = [at, view.only, view.unit].join();
  if (view.drawn === key) return;
  view.drawn = key;
  const said = story(view, now, tools(view));
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
  picture.legend(view, view.legend);
  follow(view, now.t);
}

const tools = ({ data }) => ({ short: (value) => picture.short(value, data) });

// Where the picture is wider than the page, it moves so that the step is in sight.
function follow({ stage, picture: drawn }, t) {
  if (t < 0 || stage.scrollWidth <= stage.clientWidth) return;
  stage.scrollLeft = drawn.x(t) - stage.clientWidth / 2;
}

// ---- Moving -----------------------------------------------------------------------------------------------------

function go(view, at, moving = false) {
  pause(view);
  arrive(view, at, moving && !STILL.matches);
}

// Be at a moment; `moving`: what is new there appears on its way.
function arrive(view, to, moving, then) {
  const at = Math.max(0, Math.min(picture.ends(view.data.steps), to));
  cancelAnimationFrame(view.frame);
  view.at = at;
  tell(view);
  if (!moving) {
    view.done = 1;
    show(view);
    return then?.();
  }
  const { phase } = picture.moment(at, view.data.steps);
  const start = performance.now();
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

function play(view) {
  const last = picture.ends(view.data.steps);
  view.playing = true;
  const step = () => {
    if (!view.playing) return;
    if (view.at >= last) return pause(view);
    let to = view.at + 1;
    const { phase, t } = picture.moment(to, view.data.steps);
    if (view.only !== null && phase === "back" && t > view.only) to = 2 * view.data.steps + 1 - view.only; // nothing arrives in the future
    const rest = (PACE[phase] ?? 600) * (STILL.matches ? 1 : 0.15);
    arrive(view, to, !STILL.matches, () => {
      view.waiting = setTimeout(step, rest);
    });
  };
  if (view.at >= last) arrive(view, 0, false);
  step();
  show(view);
}

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

function announce(view) {
  const { t } = picture.moment(view.at, view.data.steps);
  window.dispatchEvent(new CustomEvent(EVENT, { detail: { t: t < 0 ? null : t, s: view.only, source: view.id } }));
}

function tell(view) {
  announce(view);
  clearTimeout(view.resting);
  if (!view.playing) view.resting = setTimeout(() => rest(view), REST);
}

function rest(view) {
  const now = picture.moment(view.at, view.data.steps);
  address({
    at: now.phase === "weights" ? null : picture.named(now),
    of: view.only === null ? null : String(view.only + 1),
    widths: view.linear ? "linear" : null,
  });
  say(
    view.spoken,
    story(view, now, tools(view))
      .map((part) => phrase(...part))
      .join(" "),
  );
}

// Another panel points at a step: it is looked at on the way that this picture is on.
function hear(view, { t = null, source }) {
  if (source === view.id || t === null || !view.data || !view.picture || view.playing) return;
  const { steps } = view.data;
  if (!view.root.isConnected || t < 0 || t >= steps) return;
  const forward = view.at <= steps;
  cancelAnimationFrame(view.frame);
  [view.at, view.done] = [forward ? t + 1 : 2 * steps + 1 - t, 1];
  show(view);
  clearTimeout(view.resting);
  view.resting = setTimeout(() => rest(view), REST);
}

// ---- Hands ------------------------------------------------------------------------------------------------------

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "INPUT") return; // the slider knows them itself
  if (event.target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter")) return;
  const last = picture.ends(view.data.steps);
  const act = {
    ArrowLeft: () => go(view, view.at - 1),
    ArrowRight: () => go(view, view.at + 1, true),
    Home: () => go(view, 0),
    End: () => go(view, last),
    " ": () => (view.playing ? pause(view) : play(view)),
    ArrowUp: () => pick(view, view.unit + 1),
    ArrowDown: () => pick(view, view.unit - 1),
    Escape: () => choose(view, null),
    Enter: () => toggle(view, picture.moment(view.at, view.data.steps).t),
  }[event.key];
  if (!act) return;
  act();
  event.preventDefault();
}

// A loss: send only its error back. A unit: read its numbers. Elsewhere in a column: go there.
function click(view, { target, clientX }) {
  const loss = target.closest("[data-loss]");
  if (loss) return toggle(view, Number(loss.dataset.loss));
  if (target.dataset?.unit !== undefined) pick(view, Number(target.dataset.unit));
  const { steps } = view.data;
  const box = view.picture.svg.getBoundingClientRect();
  const t = Math.floor((clientX - box.left - (view.picture.x(0) - view.picture.pitch / 2)) / view.picture.pitch);
  if (t >= 0 && t < steps) go(view, view.at <= steps ? t + 1 : 2 * steps + 1 - t);
}

function toggle(view, s) {
  if (s >= 0) choose(view, view.only === s ? null : s);
}

function choose(view, only) {
  pause(view);
  view.only = only;
  const { steps } = view.data;
  if (only !== null && view.at > steps && view.at <= 2 * steps + 1 - only) view.at = 2 * steps + 1; // see all of its way
  if (only !== null && view.at === 2 * steps + 2) view.at = 2 * steps + 1;
  arrive(view, view.at, false);
}

function rescale(view, linear) {
  view.linear = linear;
  view.drawn = null;
  show(view);
  rest(view);
}

function pick(view, unit) {
  const { units } = view.data;
  view.unit = (unit + units) % units;
  show(view);
}

// ---- Saving -----------------------------------------------------------------------------------------------------

function save(view, format) {
  pause(view);
  picture.save(view, format, `${view.data.title} · ${view.data.caption}`, "backpropagation");
}

function label(element, text, help) {
  say(element, text);
  element.title = help;
  element.setAttribute("aria-label", help);
}
