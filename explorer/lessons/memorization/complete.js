// A line to type in. Each network completes the word, and shows which of the typed letters the completion leans on.
// Typing never waits: the newest text is sent when the answer to the one before has come. All text is textContent.

/** @import { Call } from "../../browser/types.d.ts" */
/** @import { Tones } from "./memorization_types.d.ts" */
/** @import { Data, Row, View, Word } from "./complete_types.d.ts" */

import { REST, foreign } from "../../browser/cursor.js";
import { address, button, kept, make, phrase, say, unpack } from "../../browser/shared.js";
import { STEPS, palette } from "./strengths.js";

const COUNT = 3; // words a network
const KEYS = 9; // those of the first three networks can be written with a digit
const GIVE_UP = 3000; // ms after which an answer no longer comes
const BEGUN = /[\p{L}\p{N}\p{M}'’ʼ_]*$/u; // the letters of the word being typed; as text/letters.py has it

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = kept(parentElement, create);
  view.send = (text) => setTriggerValue("typed", { text });
  receive(view, unpack(data));
  return () => {
    if (!view.root.isConnected) [view.resting, view.waiting].forEach((timer) => clearTimeout(timer ?? undefined));
  };
}

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = /** @type {View} */ ({ root, sent: null, leaving: false });
  view.label = make(root, "label", "label");
  view.input = make(root, "input", "line");
  Object.assign(view.input, {
    type: "text",
    spellcheck: false,
    autocomplete: "off",
    autocapitalize: "off",
    id: "typed",
  });
  view.label.htmlFor = "typed";
  view.input.oninput = () => typed(view);
  view.input.onkeydown = (event) => press(view, event);
  view.input.onfocus = () => {
    view.leaving = false;
  };
  view.hint = make(root, "div", "hint");
  view.group = make(root, "div", "networks");
  return view;
}

// ---- Data in ----------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
function receive(view, data) {
  const first = !view.data;
  view.data = data;
  if (data.text === view.sent || first) {
    clearTimeout(view.waiting ?? undefined);
    view.waiting = null;
  }
  // Another page state (a link, another language) brings its own text; an answer leaves alone what was typed since.
  if (first || (view.sent === null && data.text !== view.input.value)) view.input.value = data.text;
  view.input.maxLength = data.limit;
  say(view.label, data.words.label);
  if (data.text === view.sent) view.sent = null;
  if (view.networks?.length !== data.networks.length) build(view, data);
  view.colours = palette(view.root, view.colours);
  show(view);
  ask(view);
}

/** @type {(view: View, data: Data) => void} */
function build(view, data) {
  view.group.replaceChildren();
  view.networks = data.networks.map(() => {
    const element = make(view.group, "section", "network");
    const title = make(element, "b", "title");
    const rows = Array.from({ length: COUNT }, () => {
      const row = /** @type {Row} */ ({
        button: button(element, "word", () => {
          write(view, row.word);
          view.input.focus();
        }),
      });
      const head = make(row.button, "span", "head");
      Object.assign(row, {
        number: make(head, "kbd"),
        name: make(head, "b"),
        bar: make(make(head, "i"), "u"),
        chance: make(head, "span", "chance"),
      });
      row.text = make(row.button, "span", "text");
      return row;
    });
    return { element, title, rows, empty: make(element, "p", "empty") };
  });
}

// ---- Showing ----------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
function show(view) {
  const { data, colours } = view;
  const full = view.input.value.length >= data.limit;
  say(view.hint, full ? phrase(data.words.limit, { count: data.limit }) : data.words.hint);
  const best = likeliest(view);
  view.networks?.forEach(({ element, title, rows, empty }, n) => {
    const { cell, title: name, array, words, names, chances } = data.networks[n];
    element.dataset.cell = cell;
    element.setAttribute("aria-label", phrase(data.words.group, { title: name }));
    say(title, name);
    say(empty, words.length ? "" : data.words.nothing);
    rows.forEach((row, k) => {
      row.button.hidden = k >= words.length;
      if (row.button.hidden) return;
      const chance = percent(chances[k]);
      const number = COUNT * n + k + 1;
      row.word = words[k];
      row.button.title = phrase(data.words.write, { word: names[k], chance });
      row.button.setAttribute("aria-label", row.button.title);
      say(row.number, best?.row === row ? "Tab" : number <= KEYS ? String(number) : "");
      say(row.name, names[k]);
      row.bar.style.transform = `scaleX(${chances[k]})`;
      say(row.chance, chance);
      paint(row.text, data.letters, data.arrays[array + k].bytes, colours.cells[cell]);
    });
  });
}

// The end of the text, as far as it fits; the rest is counted in, but lies behind the edge.
/** @type {(element: Element, symbols: string[], bytes: Uint8Array, tones: Tones) => void} */
function paint(element, symbols, bytes, { fills, inks }) {
  while (element.childElementCount > symbols.length) element.lastChild?.remove();
  while (element.childElementCount < symbols.length) make(element, "span");
  symbols.forEach((symbol, t) => {
    const letter = /** @type {HTMLElement} */ (element.children[t]);
    const key = STEPS.share[bytes[t]];
    say(letter, symbol);
    letter.style.background = key ? fills[key] : "none";
    letter.style.color = key ? inks[key] : "inherit";
  });
}

// The word that some network holds likelier than any does any other, and its row; null where there is none.
/** @type {(view: View) => Word | null} */
function likeliest({ data, networks = [] }) {
  const every = data.networks.flatMap(({ words, chances }, n) =>
    words.map((word, k) => ({ word, chance: chances[k], row: networks[n].rows[k] })),
  );
  return every.reduce(
    (best, one) => (best && best.chance >= one.chance ? best : one),
    /** @type {Word | null} */ (null),
  );
}

/** @type {(chance: number) => string} */
const percent = (chance) => (chance < 0.01 ? "< 1\u00a0%" : `${Math.round(100 * chance)}\u00a0%`);

// ---- Typing -----------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
function typed(view) {
  ask(view);
  clearTimeout(view.resting);
  view.resting = setTimeout(() => address({ typed: view.input.value }), REST);
}

/** @type {(view: View) => void} */
function ask(view) {
  const text = view.input.value.toWellFormed?.() ?? view.input.value; // half an emoji does not travel
  if (view.waiting || text === view.data.text) return;
  view.sent = text;
  view.waiting = setTimeout(() => {
    view.waiting = view.sent = null;
    ask(view);
  }, GIVE_UP);
  view.send(text);
}

// The word takes the place of what was begun of it; letters that agree stay as they were typed.
/** @type {(view: View, word: string) => void} */
function write(view, word) {
  const text = view.input.value;
  const begun = text.match(BEGUN)?.[0] ?? "";
  const agrees = word.toLowerCase().startsWith(begun.toLowerCase());
  const written = `${text.slice(0, text.length - begun.length) + (agrees ? begun + word.slice(begun.length) : word)} `;
  view.input.value = written.slice(0, view.data.limit);
  view.input.scrollLeft = view.input.scrollWidth;
  typed(view);
}

/** @type {(view: View, event: KeyboardEvent) => void} */
function press(view, event) {
  if (foreign(event)) return;
  const digit = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : null;
  const chosen = digit === null ? null : view.data.networks[Math.floor(digit / COUNT)]?.words[digit % COUNT];
  const best = likeliest(view);
  if (event.key === "Escape") view.leaving = true;
  else if (event.key === "Tab" && !event.shiftKey && !view.leaving && best) write(view, best.word);
  else if (chosen) write(view, chosen);
  else return;
  event.preventDefault();
}
