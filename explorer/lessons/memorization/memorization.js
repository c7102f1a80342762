// One text under several networks: each letter's background says how much the prediction at the cursor depends on it.
// Everything is here from the start, so that a hover only recolours letters. All text goes through textContent.

import { EVENT, address, button, make, parts, phrase, quoted, raise, say, unpack } from "../../browser/shared.js";
import { BYTE, FULL, STEPS, palette } from "./strengths.js";

const REST = 400; // ms without a move before the address and the screen reader hear of it
const PACE = 110; // ms a letter when the text is walked
const TICKS = { share: [0, 0.01, 0.05, 0.1, 0.2, 0.3], absolute: [-3, -2, -1, 0, 1, 2] };
const LATER = -1; // the key of a letter that has not been read yet

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const view = (root.view ??= create(root));
  window.addEventListener(EVENT, view.hear); // the same function each time: added once
  const fresh = unpack(data);
  receive(view, { ...fresh, arrays: fresh.arrays.map(({ bytes }) => bytes) });
  // A clean-up of an outdated call may run while the ribbons are still there.
  return () => {
    if (!root.isConnected) leave(view);
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

function create(root) {
  const bar = make(root, "div", "bar");
  const view = { root, t: 0, pinned: false, probed: null, walking: null, resting: null, ribbons: [] };
  view.walk = button(bar, "walk", () => (view.walking ? stop(view) : walk(view)));
  view.switch = make(bar, "div", "switch");
  view.switch.setAttribute("role", "group");
  view.scales = ["share", "absolute"].map((scale) => button(view.switch, scale, () => choose(view, scale)));
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
  view.hear = ({ detail }) => hear(view, detail);
  view.id = `ribbons-${Math.random().toString(36).slice(2)}`;
  return view;
}

function leave(view) {
  stop(view);
  clearTimeout(view.resting);
  window.removeEventListener(EVENT, view.hear);
}

// ---- Data in ----------------------------------------------------------------------------------------------------

function receive(view, data) {
  const before = view.data;
  view.data = data;
  const text = data.text.join("\u0000");
  if (view.text !== text || before.ribbons.length !== data.ribbons.length) {
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
function build(view, data) {
  view.group.replaceChildren();
  view.ribbons = data.ribbons.map(() => {
    const element = make(view.group, "section", "ribbon");
    const head = make(element, "div", "head");
    const ribbon = {
      element,
      title: make(head, "b"),
      caption: make(head, "span", "caption"),
      warning: make(head, "span", "warning"),
    };
    ribbon.probe = make(head, "span", "probe");
    const body = make(element, "div", "body");
    ribbon.text = make(body, "div", "text");
    ribbon.text.setAttribute("role", "img");
    ribbon.letters = data.text.map((symbol, t) => {
      const letter = make(ribbon.text, "span", "", symbol);
      letter.place = t;
      return letter;
    });
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

function legend(view) {
  const {
    data: { words, ribbons },
    colours,
    scale,
  } = view;
  view.legend.replaceChildren();
  const scales = make(view.legend, "div", "scales");
  for (const { cell } of ribbons) {
    const { fills } = colours[cell];
    make(scales, "i").style.background = `linear-gradient(90deg, ${fills.filter((_, k) => k % 15 === 0).join()})`;
  }
  const place = (tick) =>
    scale === "share" ? Math.sqrt(tick / FULL.share) : (tick - FULL.low) / (FULL.high - FULL.low);
  const write = (tick) =>
    scale === "share"
      ? String(Math.round(100 * tick))
      : tick < -1
        ? `10${raise(tick)}`
        : decimal(String(10 ** tick), words);
  const ticks = make(scales, "div", "ticks");
  for (const tick of TICKS[scale]) {
    make(ticks, "span", "", write(tick) + (tick === TICKS[scale].at(-1) ? "+" : "")).style.left =
      `${100 * place(tick)}%`;
  }
  const unit = `${scale === "share" ? "% " : ""}${words[`${scale}_unit`]}`;
  make(view.legend, "span", "unit", unit);
  view.legend.setAttribute("aria-label", `${TICKS[scale].map(write).join(" · ")} ${words.more}, ${unit}`);
  view.legend.title = `${write(TICKS[scale].at(-1))} ${words.more}`;
  view.scales.forEach((one) => one.setAttribute("aria-pressed", String(one.className === scale)));
}

const decimal = (text, words) => text.replace(".", words.decimal);

// ---- Showing ----------------------------------------------------------------------------------------------------

// All that depends on the cursor. Only styles of letters and words in boxes of fixed size change: nothing is laid out
// anew, and what stays as it was is not touched.
function show(view) {
  const { data, t, colours, scale, pinned } = view;
  const steps = STEPS[scale];
  const row = (t * (t + 1)) / 2;
  view.ribbons.forEach((ribbon, i) => {
    const { cell, array } = data.ribbons[i];
    const bytes = data.arrays[array + (scale === "share" ? 0 : 1)];
    const { fills, inks } = colours[cell];
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
    guess(view, ribbon, data.ribbons[i]);
    fill(ribbon.says, reading(data, data.ribbons[i], t));
  });
  view.group.classList.toggle("pinned", pinned);
  view.group.classList.toggle("words", data.long);
  say(view.hint, pinned ? data.words.pinned : data.words.hint);
  inspect(view);
}

function guess({ data, t }, ribbon, { array }) {
  const [best, chances, asked, askedChance] = data.arrays.slice(array + 2, array + 6);
  const count = chances.length / data.text.length;
  const rows = Array.from({ length: count }, (_, k) => [number(best, t * count + k), chances[t * count + k]]);
  // The symbol that the row is about is one of them, or follows them.
  const about = number(asked, t);
  if (!rows.some(([id]) => id === about)) rows.push([about, askedChance[t]]);
  ribbon.guesses.forEach(({ row, symbol, bar, chance }, k) => {
    row.style.visibility = k < rows.length ? "visible" : "hidden";
    if (k >= rows.length) return;
    const [id, byte] = rows[k];
    const name = data.symbols[id];
    say(symbol, name);
    row.classList.toggle("long", !data.long && name.length > 2);
    row.classList.toggle("asked", id === about);
    row.title = id === about ? data.words.asked : "";
    bar.style.transform = `scaleX(${byte / 255})`;
    say(chance, byte < 2 ? "< 1\u00a0%" : `${Math.round(byte / 2.55)}\u00a0%`);
  });
}

const number = (pairs, k) => pairs[2 * k] | (pairs[2 * k + 1] << 8);

function reading(data, ribbon, t) {
  const { words, spans, text } = data;
  if (ribbon.near[t] === 0) return [[words.nothing, {}]];
  if (t < 3) return [[words.early, { count: t + 1 }]];
  const said = [[words.near, { near: percent(ribbon.near[t], words) }]];
  const word = (k) => ({ word: text.slice(spans[k][0], spans[k][1] + 1).join(""), lag: t - spans[k][1] });
  const [top, far] = [ribbon.top[t], ribbon.far[t]];
  const before = percent(ribbon.before[t], words);
  if (top >= 0 && ribbon.topShare[t] > 0) {
    said.push([words.before, { before, ...word(top), share: percent(ribbon.topShare[t], words) }]);
    if (far >= 0 && far !== top) said.push([words.far, { ...word(far), share: percent(ribbon.farShare[t], words) }]);
  } else if (ribbon.before[t] > 0) said.push([words.before_only, { before }]);
  return said;
}

function percent(permille, words) {
  const value = permille >= 100 ? String(Math.round(permille / 10)) : decimal((permille / 10).toFixed(1), words);
  return `${value}\u00a0%`;
}

// While the cursor is pinned, the pointer reads single letters.
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

function strength(byte, words) {
  if (!byte) return `< 10${raise(BYTE.low)}`;
  return decimal(String(Number((10 ** (BYTE.low + ((byte - 1) / 254) * BYTE.decades)).toPrecision(2))), words);
}

// ---- The cursor -------------------------------------------------------------------------------------------------

function move(view, t, { pinned = view.pinned, tell = true } = {}) {
  if (t === view.t && pinned === view.pinned) return;
  [view.t, view.pinned] = [t, pinned];
  show(view);
  if (tell) window.dispatchEvent(new CustomEvent(EVENT, { detail: { t, source: view.id } }));
  clearTimeout(view.resting);
  if (!view.walking) view.resting = setTimeout(() => rest(view), REST);
}

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

function choose(view, scale) {
  view.scale = scale;
  address({ show: scale === "share" ? null : scale });
  legend(view);
  show(view);
}

function hear(view, { t = null, source, pin: pinned = false }) {
  if (source === view.id || t === null || !view.data || !view.colours) return;
  if (!view.root.isConnected) return leave(view);
  if (view.pinned && !pinned) return;
  stop(view);
  move(view, within(view, t), { pinned, tell: false });
}

const within = (view, t) => Math.max(0, Math.min(view.data.text.length - 1, t));

// ---- Hands ------------------------------------------------------------------------------------------------------

function point(view, event) {
  const t = event.target.place;
  // Browsers also report a move when the page moves under a pointer that rests.
  if (t === undefined || (event.clientX === view.x && event.clientY === view.y)) return;
  [view.x, view.y] = [event.clientX, event.clientY];
  if (view.walking) stop(view);
  if (view.pinned) probe(view, t);
  else move(view, t);
}

function probe(view, t) {
  if (view.probed === t || !view.data) return;
  view.probed = t;
  inspect(view);
}

function pin(view, event) {
  const t = event.target.place;
  if (t === undefined) return;
  stop(view);
  view.probed = null;
  move(view, t, { pinned: !(view.pinned && view.t === t) });
}

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const {
    t,
    data: { text },
  } = view;
  const to = { ArrowLeft: t - 1, ArrowRight: t + 1, PageUp: t - 10, PageDown: t + 10, Home: 0, End: text.length - 1 }[
    event.key
  ];
  if (to !== undefined) {
    stop(view);
    move(view, within(view, to));
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
function line({ ribbons: [{ letters }], t }, by) {
  const at = letters[t].getBoundingClientRect();
  const boxes = letters.map((letter) => letter.getBoundingClientRect());
  const beyond = boxes.filter((box) => by * (box.top - at.top) > at.height / 2);
  if (!beyond.length) return t;
  const top = by > 0 ? Math.min(...beyond.map((box) => box.top)) : Math.max(...beyond.map((box) => box.top));
  const far = (box) => (Math.abs(box.top - top) > at.height / 2 ? Infinity : Math.abs(box.left - at.left));
  return boxes.reduce(
    (best, box, k) => (far(box) < far(boxes[best]) ? k : best),
    boxes.findIndex((box) => far(box) < Infinity),
  );
}

function walk(view) {
  let t = view.t >= view.data.text.length - 1 ? -1 : view.t;
  view.probed = null;
  const next = () => (t + 1 < view.data.text.length ? move(view, ++t, { pinned: false }) : stop(view));
  view.walking = setInterval(next, PACE);
  say(view.walk, `❚❚ ${view.data.words.stop}`);
}

function stop(view) {
  if (!view.walking) return;
  clearInterval(view.walking);
  view.walking = null;
  say(view.walk, `▸ ${view.data.words.walk}`);
  view.resting = setTimeout(() => rest(view), REST);
}

// ---- Words ------------------------------------------------------------------------------------------------------

// Sentences whose values stand out.
function fill(element, sentences) {
  const key = JSON.stringify(sentences);
  if (element.said === key) return;
  element.said = key;
  element.replaceChildren(...sentences.flatMap((sentence) => [...parts(...sentence), " "]));
}
