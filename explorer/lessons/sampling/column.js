// What one sees of one network that writes: its text, the distribution at the marked step and the draw from it, its
// hidden state. Made once, then only what changed is touched. All text goes through textContent: tokens are hostile
// input.

/** @import { Words } from "../../browser/types.d.ts" */
/** @import { Vector } from "../../browser/network_types.d.ts" */
/** @import { Column, Hand, Row, Step, Token, View } from "./sampling_types.d.ts" */

import { fixed, respelt } from "../../browser/numbers.js";
import { placeOf, placed, within } from "../../browser/cursor.js";
import { heat } from "../../browser/heat.js";
import { button, make, penOf, phrase, say } from "../../browser/shared.js";
import * as lib from "./course.js";

const ROWS = 14; // tokens that have a row of their own; the rest share one
const COLUMNS = 64; // steps of the hidden state that are seen at once
const FALLS = 10; // tokens a second up to which one can see a number fall

// ---- Making --------------------------------------------------------------------------------------------------------

/** @type {(view: View, hand: Hand) => Column} */
export function column(view, hand) {
  const element = make(view.group, "section", "column");
  element.dataset.cell = hand.cell.split("-")[0];
  const head = make(element, "div", "head");
  const one = /** @type {Column} */ ({
    hand,
    element,
    title: make(head, "b"),
    caption: make(head, "span", "caption"),
    warning: make(element, "p", "warning"),
  });
  one.text = make(element, "div", "text");
  one.text.tabIndex = 0; // a scrolling box must be reachable by keyboard
  one.text.setAttribute("role", "group");
  one.text.onclick = (event) => {
    /** @type {number | undefined} */
    const step = placeOf(event);
    if (step !== undefined) view.act.to(view, step);
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
  /** @type {(name: string) => HTMLElement} */
  const link = (name) => make(one.chain, "span", name);
  one.links = { x: link("x"), a: link("a"), drawn: link("drawn"), next: link("next") };
  const key = make(element, "div", "key");
  one.expects = make(key, "span");
  [one.plainKey, one.shareKey] = [make(key, "span", "number plain"), make(key, "span", "number share")];
  one.draw = make(element, "div", "draw");
  one.rows = Array.from({ length: ROWS + 1 }, (_, i) => row(view, one, i));
  const over = make(one.draw, "div", "track");
  [one.level, one.u] = [make(over, "i", "level"), make(over, "span", "u")];
  const below = make(element, "div", "heading");
  one.heading = make(below, "span");
  make(below, "span", "", "−1");
  one.scale = make(below, "i");
  make(below, "span", "", "1");
  one.canvas = make(element, "canvas", "heat");
  one.canvas.setAttribute("role", "img");
  one.context = penOf(one.canvas);
  return one;
}

/** @type {(view: View, one: Column, i: number) => Row} */
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

/** @type {(name: string) => string} */
const written = (name) => (name === "⏎" ? "⏎\n" : name === "␣" ? " " : name);

// Up and down go through the rows of a network, of which one is reached by Tab.
/** @type {(one: Column, i: number, event: KeyboardEvent) => void} */
function along(one, i, event) {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const there = one.rows[within(event.key === "ArrowUp" ? i - 1 : i + 1, ROWS)].element;
  for (const { element } of one.rows) element.tabIndex = -1;
  there.tabIndex = 0;
  there.focus();
}

// ---- Showing -------------------------------------------------------------------------------------------------------

/** @type {(view: View, one: Column) => void} */
export function show(view, one) {
  text(view, one);
  draw(view, one);
  paint(view, one);
}

/** @type {(view: View, one: Column) => void} */
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
    const span = (one.tokens[t] ??= placed(make(one.text, "span"), t));
    const { token: id, level } = steps[t];
    say(span, written(data.names[id]) + (t < steps.length - 1 ? data.joint : ""));
    const where = t > now.cursor ? " later" : t === now.cursor ? " here" : "";
    const name = `own${where}${level === null ? " hand" : ""}`;
    if (span.className !== name) span.className = name;
  }
  follow(one, one.tokens[now.cursor]);
}

// The box scrolls so that the marked token is in it; nothing else of the page moves.
/** @type {(one: Column, span?: Token) => void} */
function follow(one, span) {
  if (!span || one.followed === span.offsetTop) return;
  one.followed = span.offsetTop;
  const { text } = one;
  const top = span.offsetTop - text.offsetTop;
  if (top < text.scrollTop || top + 26 > text.scrollTop + text.clientHeight) {
    text.scrollTop = top - text.clientHeight / 2;
  }
}

/** @type {(view: View, one: Column) => void} */
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
/** @type {(view: View, one: Column, drawn: Step | null, hit: number) => void} */
function fall(view, one, drawn, hit) {
  const { words } = view.data;
  const { cursor } = view.course.now;
  const level = drawn?.level ?? null;
  one.level.style.visibility = level === null ? "hidden" : "visible";
  say(one.u, level !== null ? `u = ${fixed(level, 3, words)}` : drawn ? words.by_hand : "");
  one.u.style.left = `${Math.max(12, Math.min(88, 100 * (level ?? 0.5)))}%`;
  if (level === null) return;
  one.level.style.left = `${100 * level}%`;
  one.level.style.height = `${20 * hit + 14}px`;
  const falls =
    one.fell !== cursor && view.speed <= FALLS && !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (falls) {
    one.level.animate([{ transform: "scaleY(0)" }, { transform: "scaleY(1)" }], {
      duration: 400 / view.speed + 40,
      easing: "ease-in",
    });
  }
  one.fell = cursor;
}

/** @type {(ids: Uint32Array, share: Vector) => number} */
const sum = (ids, share) => ids.reduce((all, id) => all + share[id], 0);

// The lecture's picture, one step of it: x⟨t⟩ → a⟨t⟩ → ŷ⟨t⟩ → y⟨t⟩ = x⟨t+1⟩.
/** @type {(view: View, one: Column, step: number, drawn: Step | null) => void} */
function chain(view, { links, hand, chain: element }, step, drawn) {
  const { words, names, prompt } = view.data;
  const { cursor } = view.course.now;
  element.hidden = false;
  const last = prompt[prompt.length - 1]?.[0];
  const x = cursor ? names[hand.steps[cursor - 1].token] : last === undefined ? "0" : names[last];
  say(links.x, `x⟨${step}⟩ ${quoted(x)}`);
  if (!cursor && last === undefined) links.x.title = words.zero;
  else links.x.removeAttribute("title");
  say(links.a, `a⟨${step}⟩`);
  say(links.drawn, drawn ? `y⟨${step}⟩ ${quoted(names[drawn.token])}` : "");
  say(links.next, `x⟨${step + 1}⟩`);
}

/** @type {(name: string) => string} */
const quoted = (name) => (name === "0" ? "= 0" : `“${name}”`);

/** @type {(view: View, one: Column) => void} */
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
  canvas.style.setProperty("--at", String((at - start) / COLUMNS));
  place(one, at - start);
}

// A frame around the column of the step, an element that is moved.
/** @type {(one: Column, column: number) => void} */
function place(one, column) {
  one.mark ??= make(wrap(one), "i", "mark");
  one.mark.style.left = `${(100 * column) / COLUMNS}%`;
  one.mark.style.width = `${100 / COLUMNS}%`;
}

/** @type {(one: Column) => HTMLElement} */
function wrap(one) {
  const frame = make(null, "div", "frame");
  one.canvas.replaceWith(frame);
  frame.append(one.canvas);
  return frame;
}

// ---- Words ---------------------------------------------------------------------------------------------------------

/** @type {(share: number, words: Words) => string} */
export function percent(share, words) {
  if (share === 0) return "0\u00a0%";
  if (share < 0.001) return `<\u00a0${respelt("0.1", words)}\u00a0%`;
  return `${share < 0.0995 ? fixed(100 * share, 1, words) : Math.round(100 * share)}\u00a0%`;
}

/** @type {(element: HTMLElement, text: string, help?: string) => void} */
export function label(element, text, help = text) {
  element.title = help;
  element.setAttribute("aria-label", text);
}
