// A line to type in. Each network completes the word, and shows which of the typed letters the completion leans on.
// Typing never waits: the newest text is sent when the answer to the one before has come. All text is textContent.

import { address, button, make, phrase, say, unpack } from "../../browser/shared.js";
import { STEPS, palette } from "./strengths.js";

const COUNT = 3; // words a network
const KEYS = 9; // those of the first three networks can be written with a digit
const GIVE_UP = 3000; // ms after which an answer no longer comes
const REST = 400; // ms without a letter before the address hears of it
const BEGUN = /[\p{L}\p{N}\p{M}'’ʼ_]*$/u; // the letters of the word being typed; as text/letters.py has it

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const view = (root.view ??= create(root));
  view.send = (text) => setTriggerValue("typed", { text });
  receive(view, unpack(data));
  return () => {
    if (!root.isConnected) [view.resting, view.waiting].forEach(clearTimeout);
  };
}

function create(root) {
  const view = { root, waiting: null, resting: null, sent: null, leaving: false };
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

function receive(view, data) {
  const first = !view.data;
  view.data = data;
  if (data.text === view.sent || first) {
    clearTimeout(view.waiting);
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

function build(view, data) {
  view.group.replaceChildren();
  view.networks = data.networks.map(() => {
    const element = make(view.group, "section", "network");
    const title = make(element, "b", "title");
    const rows = Array.from({ length: COUNT }, () => {
      const row = {
        button: button(element, "word", () => {
          write(view, row.word);
          view.input.focus();
        }),
      };
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

function show(view) {
  const { data, colours } = view;
  const full = view.input.value.length >= data.limit;
  say(view.hint, full ? phrase(data.words.limit, { count: data.limit }) : data.words.hint);
  const best = likeliest(view);
  view.networks.forEach(({ element, title, rows, empty }, n) => {
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
      paint(row.text, data.letters, data.arrays[array + k].bytes, colours[cell]);
    });
  });
}

// The end of the text, as far as it fits; the rest is counted in, but lies behind the edge.
function paint(element, symbols, bytes, { fills, inks }) {
  while (element.childElementCount > symbols.length) element.lastChild.remove();
  while (element.childElementCount < symbols.length) make(element, "span");
  symbols.forEach((symbol, t) => {
    const letter = element.children[t];
    const key = STEPS.share[bytes[t]];
    say(letter, symbol);
    letter.style.background = key ? fills[key] : "none";
    letter.style.color = key ? inks[key] : "inherit";
  });
}

// The word that some network holds likelier than any does any other, and its row; null where there is none.
function likeliest({ data, networks }) {
  const every = data.networks.flatMap(({ words, chances }, n) =>
    words.map((word, k) => ({ word, chance: chances[k], row: networks[n].rows[k] })),
  );
  return every.reduce((best, one) => (best && best.chance >= one.chance ? best : one), null);
}

const percent = (chance) => (chance < 0.01 ? "< 1\u00a0%" : `${Math.round(100 * chance)}\u00a0%`);

// ---- Typing -----------------------------------------------------------------------------------------------------

function typed(view) {
  ask(view);
  clearTimeout(view.resting);
  view.resting = setTimeout(() => address({ typed: view.input.value }), REST);
}

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
function write(view, word) {
  const text = view.input.value;
  const begun = text.match(BEGUN)[0];
  const agrees = word.toLowerCase().startsWith(begun.toLowerCase());
  const written = `${text.slice(0, text.length - begun.length) + (agrees ? begun + word.slice(begun.length) : word)} `;
  view.input.value = written.slice(0, view.data.limit);
  view.input.scrollLeft = view.input.scrollWidth;
  typed(view);
}

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const digit = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : null;
  const chosen = digit === null ? null : view.data.networks[Math.floor(digit / COUNT)]?.words[digit % COUNT];
  if (event.key === "Escape") view.leaving = true;
  else if (event.key === "Tab" && !event.shiftKey && !view.leaving && likeliest(view)) {
    write(view, likeliest(view).word);
  } else if (chosen) write(view, chosen);
  else return;
  event.preventDefault();
}
