// What one sees of the writing: made once, then only what changed is touched. It knows what a person may do by the names
// in `act`, not what that means. All text goes through textContent: tokens and what was given are hostile input.

import { heat } from "../../browser/heat.js";
import { button, make, phrase, say } from "../../browser/shared.js";
import * as lib from "./course.js";

export const SPEEDS = [2, 10, 30]; // tokens a second
const ROWS = 14; // tokens that have a row of their own; the rest share one
const COLUMNS = 64; // steps of the hidden state that are seen at once

// ---- Making --------------------------------------------------------------------------------------------------------

export function create(root, act) {
  const view = { root, act, columns: [], speed: SPEEDS[1], chosen: null };
  const bar = make(root, "div", "bar");
  view.play = button(bar, "play", () => act.toggle(view));
  view.tools = {
    back: button(bar, "tool", () => act.by(view, -1)),
    step: button(bar, "tool", () => act.by(view, 1)),
    undo: button(bar, "tool", () => act.undo(view)),
    over: button(bar, "tool", () => act.over(view)),
  };
  for (const [name, sign] of Object.entries({ back: "◀", step: "▶", undo: "↶", over: "⇤" })) {
    say(view.tools[name], sign);
  }
  view.speeds = make(bar, "div", "switch");
  view.speeds.setAttribute("role", "group");
  for (const speed of SPEEDS) button(view.speeds, "", () => act.hurry(view, speed)).speed = speed;
  view.saves = make(bar, "div", "saves");
  for (const kind of ["svg", "png", "txt"]) button(view.saves, kind, () => act.save(view, kind));
  view.sliders = make(root, "div", "sliders");
  view.slider = Object.fromEntries(["temperature", "k", "p"].map((name) => [name, slider(view, name)]));
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
  view.size = new ResizeObserver(() => view.course && view.columns.forEach((column) => paint(view, column)));
  view.size.observe(view.group);
  return view;
}

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

export function build(view) {
  const { data, course } = view;
  view.group.style.setProperty("--count", course.hands.length);
  view.long = data.names.filter((name) => name.length > 2).length > data.names.length / 2; // words, which need room
  view.group.classList.toggle("words", view.long);
  view.group.replaceChildren();
  view.tabs.replaceChildren();
  if (!course.hands.some((hand) => hand.cell === view.chosen)) view.chosen = course.hands.at(-1).cell;
  view.columns = course.hands.map((hand) => column(view, hand));
  for (const hand of course.hands) {
    const tab = button(view.tabs, "", () => {
      view.chosen = hand.cell;
      pressed(view);
      paint(view, view.columns[course.hands.indexOf(hand)]);
    });
    tab.cell = hand.cell;
    say(tab, hand.title);
  }
  const k = view.slider.k.input;
  view.ks = [...new Set(Array.from({ length: 40 }, (_, i) => Math.round(data.symbols.length ** (i / 39))))];
  [k.min, k.max, k.step] = [0, view.ks.length - 1, 1];
  Object.assign(view.slider.temperature.input, { min: 0, max: 2, step: 0.05 });
  Object.assign(view.slider.p.input, { min: 0.02, max: 1, step: 0.02 });
}

function column(view, hand) {
  const element = make(view.group, "section", "column");
  element.dataset.cell = hand.cell.split("-")[0];
  const head = make(element, "div", "head");
  const one = {
    hand,
    element,
    title: make(head, "b"),
    caption: make(head, "span", "caption"),
    warning: make(element, "p", "warning"),
  };
  one.text = make(element, "div", "text");
  one.text.tabIndex = 0; // a scrolling box must be reachable by keyboard
  one.text.setAttribute("role", "group");
  one.text.onclick = ({ target }) => {
    if (target.step !== undefined) view.act.to(view, target.step);
  };
  const { prompt, names } = view.data;
  for (const [id, text] of prompt) {
    const unknown = names[id] === "⟨UNK⟩" && text !== names[id];
    const span = make(one.text, "span", unknown ? "given unknown" : "given", written(names[id]));
    if (unknown) span.title = text;
    one.text.append(view.data.joint);
  }
  one.tokens = [];
  one.chain = make(element, "div", "chain");
  one.links = Object.fromEntries(["x", "a", "drawn", "next"].map((name) => [name, make(one.chain, "span", name)]));
  const key = make(element, "div", "key");
  one.expects = make(key, "span");
  [one.plainKey, one.shareKey] = [make(key, "span", "number plain"), make(key, "span", "number share")];
  one.draw = make(element, "div", "draw");
  one.rows = Array.from({ length: ROWS + 1 }, (_, i) => row(view, one, i));
  const over = make(one.draw, "div", "track");
  [one.level, one.u] = [make(over, "i", "level"), make(over, "span", "u")];
  const below = make(element, "div", "heading");
  one.heading = make(below, "span");
  one.scale = [make(below, "span", "", "−1"), make(below, "i"), make(below, "span", "", "1")][1];
  one.canvas = make(element, "canvas", "heat");
  one.canvas.setAttribute("role", "img");
  one.context = one.canvas.getContext("2d");
  return one;
}

function row(view, one, i) {
  const element =
    i < ROWS ? button(one.draw, "row", () => view.act.choose(view, one, i)) : make(one.draw, "div", "row others");
  if (i < ROWS) {
    element.tabIndex = i ? -1 : 0;
    element.onkeydown = (event) => along(one, i, event);
  }
  const symbol = make(element, "b");
  const bar = make(make(element, "span", "track"), "i");
  return {
    element,
    symbol,
    bar,
    plain: make(element, "span", "number plain"),
    share: make(element, "span", "number share"),
  };
}

const written = (name) => (name === "⏎" ? "⏎\n" : name === "␣" ? " " : name);

export function describe(view) {
  const { words } = view.data;
  view.group.setAttribute("aria-label", words.group);
  view.speeds.setAttribute("aria-label", words.speed);
  view.tabs.setAttribute("aria-label", words.network);
  for (const [name, tool] of Object.entries(view.tools)) {
    name === "over" ? label(tool, words.over, words.over_help) : label(tool, words[name]);
  }
  for (const one of view.speeds.children) say(one, phrase(words.rate, { count: one.speed }));
  for (const one of view.saves.children) {
    const text = one.className === "txt";
    const name = text ? words.save_text : one.className.toUpperCase();
    say(one, name);
    label(one, text ? `${name}: ${words.save_text_help}` : `${name}: ${phrase(words.save, { format: name })}`);
  }
  for (const name of Object.keys(view.slider)) say(view.slider[name].title, words[name]);
  say(view.hint, words.from_here);
  for (const one of view.columns) {
    const shown = view.data.networks.find(({ cell }) => cell === one.hand.cell);
    say(one.title, shown.title);
    say(one.caption, shown.caption);
    say(one.warning, shown.warning);
    one.text.setAttribute("aria-label", phrase(words.text, shown));
    say(one.heading, words.hidden);
    one.scale.style.background = view.colours.bar;
    one.canvas.setAttribute("aria-label", phrase(words.hidden_label, shown));
  }
  pressed(view);
}

export function pressed(view) {
  const { words } = view.data;
  say(view.play, view.playing ? `❚❚ ${words.pause}` : `▶ ${words.play}`);
  for (const one of view.speeds.children) one.setAttribute("aria-pressed", one.speed === view.speed);
  for (const one of view.tabs.children) one.setAttribute("aria-pressed", one.cell === view.chosen);
  for (const one of view.columns) one.element.classList.toggle("chosen", one.hand.cell === view.chosen);
}

function label(element, text, help = text) {
  element.title = help;
  element.setAttribute("aria-label", text);
}

// Up and down go through the rows of a network, of which one is reached by Tab.
function along(one, i, event) {
  const next = { ArrowUp: i - 1, ArrowDown: i + 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const there = one.rows[Math.max(0, Math.min(ROWS - 1, next))].element;
  if (there.disabled) return;
  for (const { element } of one.rows) element.tabIndex = -1;
  there.tabIndex = 0;
  there.focus();
}

// ---- Showing -------------------------------------------------------------------------------------------------------

export function show(view) {
  const { course, data } = view;
  const { temperature, k, p } = lib.settings(course);
  const { words } = data;
  view.reshaped = temperature !== 1 || k !== 0 || p !== 1;
  control(view, "temperature", temperature, temperature === 0 ? words.greedy : decimal(temperature.toFixed(2), words));
  const place = view.ks.findIndex((value) => value >= k);
  control(view, "k", k && place >= 0 ? place : view.ks.length - 1, k ? String(k) : words.all);
  control(view, "p", p, decimal(String(p), words));
  view.tools.undo.disabled = !course.before.length;
  view.tools.back.disabled = course.now.cursor === 0;
  view.tools.step.disabled = course.now.cursor === data.longest - 1;
  say(view.limit, view.tools.step.disabled ? phrase(words.end, { limit: data.longest }) : "");
  for (const one of view.columns) {
    text(view, one);
    draw(view, one);
    paint(view, one);
  }
}

function control(view, name, at, value) {
  const { input, value: output } = view.slider[name];
  if (Number(input.value) !== at) input.value = at;
  input.setAttribute("aria-valuetext", value);
  say(output, value);
}

// A slider's place as a setting.
function read(view, name, value) {
  if (name === "k") return value === view.ks.length - 1 ? 0 : view.ks[value];
  return Number(value.toFixed(2));
}

function text(view, one) {
  const {
    data,
    course: { now },
  } = view;
  const { steps } = one.hand;
  for (let t = 0; t < Math.max(steps.length, one.tokens.length); t++) {
    if (t >= steps.length) {
      one.tokens[t].textContent = "";
      continue;
    }
    const span = (one.tokens[t] ??= token(view, one, t));
    const { token: id, level } = steps[t];
    say(span, written(data.names[id]) + (t < steps.length - 1 ? data.joint : ""));
    const name = `own${t > now.cursor ? " later" : ""}${t === now.cursor ? " here" : ""}${level === null ? " hand" : ""}`;
    if (span.className !== name) span.className = name;
  }
  follow(one, one.tokens[now.cursor]);
}

function token(view, one, t) {
  const span = make(one.text, "span");
  span.step = t;
  return span;
}

// The box scrolls so that the marked token is in it; nothing else of the page moves.
function follow(one, span) {
  if (!span || one.followed === span.offsetTop) return;
  one.followed = span.offsetTop;
  const { text } = one;
  const top = span.offsetTop - text.offsetTop;
  if (top < text.scrollTop || top + 26 > text.scrollTop + text.clientHeight) {
    text.scrollTop = top - text.clientHeight / 2;
  }
}

function draw(view, one) {
  const { data, course } = view;
  const { words, names, prompt } = data;
  const { cursor } = course.now;
  const seen = lib.seen(course, one.hand);
  const step = Math.max(1, prompt.length) + cursor;
  one.draw.classList.toggle("broken", !seen);
  if (!seen) {
    say(one.expects, one.hand.broken ? words.broken : "");
    one.chain.hidden = true;
    return;
  }
  const { share, plain, order, drawn } = seen;
  let before = 0;
  let hit = -1;
  one.rows.forEach((shown, i) => {
    if (i < ROWS && i >= order.length) {
      shown.element.style.visibility = "hidden";
      return;
    }
    const rest = order.slice(ROWS);
    const part = i < ROWS ? share[order[i]] : sum(rest, share);
    const name = i < ROWS ? names[order[i]] : rest.length ? `+${rest.length}` : "";
    if (drawn && (i < ROWS ? drawn.token === order[i] : rest.includes(drawn.token))) hit = i;
    say(shown.symbol, name);
    shown.symbol.classList.toggle("long", view.long || name.length > 2);
    shown.bar.style.left = `${100 * before}%`;
    shown.bar.style.width = `${100 * part}%`;
    say(shown.plain, percent(i < ROWS ? plain[order[i]] : sum(rest, plain), words));
    say(shown.share, view.reshaped ? percent(part, words) : "");
    shown.element.classList.toggle("hit", hit === i);
    shown.element.classList.toggle("out", part === 0);
    if (i < ROWS) label(shown.element, phrase(words.pick, { symbol: name, share: percent(part, words) }));
    else shown.element.title = phrase(words.others, { count: rest.length });
    before += part;
  });
  one.draw.classList.toggle("reshaped", view.reshaped);
  fall(view, one, drawn, hit);
  say(one.expects, phrase(words.expects, { t: step }));
  say(one.plainKey, words.plain);
  say(one.shareKey, view.reshaped ? words.reshaped : "");
  chain(view, one, step, drawn);
}

// u falls down the staircase onto the share that it hits.
function fall(view, one, drawn, hit) {
  const { words } = view.data;
  const { cursor } = view.course.now;
  const level = drawn?.level ?? null;
  one.level.style.visibility = level === null ? "hidden" : "visible";
  say(one.u, level !== null ? `u = ${decimal(level.toFixed(3), words)}` : drawn ? words.by_hand : "");
  one.u.style.left = `${Math.max(12, Math.min(88, 100 * (level ?? 0.5)))}%`;
  if (level === null) return;
  one.level.style.left = `${100 * level}%`;
  one.level.style.height = `${20 * hit + 14}px`;
  const falls =
    one.fell !== cursor && view.speed <= SPEEDS[1] && !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (falls) {
    one.level.animate([{ transform: "scaleY(0)" }, { transform: "scaleY(1)" }], {
      duration: 400 / view.speed + 40,
      easing: "ease-in",
    });
  }
  one.fell = cursor;
}

window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const sum = (ids, share) => ids.reduce((all, id) => all + share[id], 0);

// The lecture's picture, one step of it: x⟨t⟩ → a⟨t⟩ → ŷ⟨t⟩ → y⟨t⟩ = x⟨t+1⟩.
function chain(view, { links, hand, chain: element }, step, drawn) {
  const { words, names, prompt } = view.data;
  const { cursor } = view.course.now;
  element.hidden = false;
  const last = prompt.at(-1)?.[0];
  const x = cursor ? names[hand.steps[cursor - 1].token] : last === undefined ? "0" : names[last];
  say(links.x, `x⟨${step}⟩ ${quoted(x)}`);
  if (!cursor && last === undefined) links.x.title = words.zero;
  else links.x.removeAttribute("title");
  say(links.a, `a⟨${step}⟩`);
  say(links.drawn, drawn ? `y⟨${step}⟩ ${quoted(names[drawn.token])}` : "");
  say(links.next, `x⟨${step + 1}⟩`);
}

const quoted = (name) => (name === "0" ? "= 0" : `“${name}”`);

export function paint(view, one) {
  const {
    course: { now },
    data,
  } = view;
  const { hand, canvas } = one;
  const given = Math.max(1, data.prompt.length);
  const total = given + hand.steps.length;
  const at = given + now.cursor - 1; // a⟨t⟩ that the distribution comes from
  const start = Math.max(0, Math.min(at - COLUMNS + 12, total - COLUMNS));
  const steps = Math.min(COLUMNS, total - start);
  const units = hand.order.length;
  const bytes = new Uint8Array(units * COLUMNS).fill(128);
  for (let t = 0; t < steps; t++) {
    const state = lib.hidden(hand, start + t);
    if (!state) break;
    for (let i = 0; i < units; i++) {
      bytes[i * COLUMNS + t] = Math.round(127.5 * (Math.max(-1, Math.min(1, state[hand.order[i]])) + 1));
    }
  }
  const scale = window.devicePixelRatio || 1;
  heat(
    one,
    { shape: [units, COLUMNS], bytes },
    view.colours.diverging,
    canvas.clientWidth * scale,
    canvas.clientHeight * scale,
  );
  one.window = { start, at, given, bytes, units };
  canvas.style.setProperty("--at", (at - start) / COLUMNS);
  place(one, at - start);
}

// A frame around the column of the step, an element that is moved.
function place(one, column) {
  one.mark ??= make(wrap(one), "i", "mark");
  one.mark.style.left = `${(100 * column) / COLUMNS}%`;
  one.mark.style.width = `${100 / COLUMNS}%`;
}

function wrap(one) {
  const frame = make(null, "div", "frame");
  one.canvas.replaceWith(frame);
  frame.append(one.canvas);
  return frame;
}

// What a screen reader hears at rest.
export function speak({ spoken, data: { words, names }, course: { now, hands } }) {
  const said = hands
    .filter(({ steps }) => steps[now.cursor])
    .map(({ title, steps }) => {
      const { token, share } = steps[now.cursor];
      return phrase(words.said, { title, symbol: names[token], share: percent(share, words) });
    });
  say(spoken, said.join(" "));
}

// ---- Words ---------------------------------------------------------------------------------------------------------

const decimal = (text, words) => text.replace(".", words.decimal);

function percent(share, words) {
  if (share === 0) return "0\u00a0%";
  if (share < 0.001) return `<\u00a0${decimal("0.1", words)}\u00a0%`;
  return `${decimal(share < 0.0995 ? (100 * share).toFixed(1) : String(Math.round(100 * share)), words)}\u00a0%`;
}
