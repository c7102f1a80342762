// What networks answer about one sequence: the tokens in the colour of the answers, what is wrong among them, and under
// the pointer what each answer used. All text goes through textContent: what people type is hostile input.

/** @import { Call, Phrase } from "./types.d.ts" */
/** @import { Column, ColumnView, Data, View } from "./answers_types.d.ts" */

import { cursor, foreign, placed, placeOf, press, within } from "./cursor.js";
import { palette } from "./heat.js";
import { fixed } from "./numbers.js";
import { fill, kept, make, phrase, quoted, say, unpack } from "./shared.js";
import * as unrolled from "./unrolled.js";

const MOST = 3; // tokens that are named as those which decided
const LETTERS = 24; // of a token that is named
const TOLD = 12; // wrong ones that a screen reader is told of
const NAME = 14; // letters of a label at a token

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement }) {
  const view = kept(parentElement, create);
  const before = /** @type {Data | undefined} */ (view.data);
  view.data = unpack(data);
  view.palette = palette(view.root, view.palette);
  if (view.data.follow) view.cursor.listen();
  draw(view);
  const fresh = before?.tokens.join("\n") !== view.data.tokens.join("\n");
  if (fresh && view.at === null) unrolled.walk(view.unrolled, (at) => pass(view, at));
  return () => {
    if (view.root.isConnected) return;
    view.cursor.leave();
    unrolled.leave(view.unrolled);
  };
}

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = /** @type {View} */ ({ root, at: null, unrolled: unrolled.unrolled(root) });
  view.columns = [];
  view.grid = make(root, "div", "columns");
  const foot = make(root, "div", "foot");
  view.hint = make(foot, "span", "hint");
  const legend = make(foot, "span", "legend");
  view.legend = ["low", "bar", "high"].map((name) => make(legend, "span", name));
  view.grid.tabIndex = 0;
  view.grid.setAttribute("role", "group");
  view.grid.onpointerover = (event) => point(view, placeOf(event) ?? null);
  view.grid.onpointerleave = () => point(view, null);
  view.grid.onkeydown = (event) => {
    if (foreign(event)) return;
    const to = event.key === "Escape" ? null : press(event, view.at, view.data.tokens.length);
    if (to === undefined) return;
    point(view, to);
    event.preventDefault();
  };
  view.cursor = cursor(root, { heard: ({ t }) => look(view, t === null ? null : within(t, view.data.tokens.length)) });
  return view;
}

/** @type {(view: View) => void} */
function draw(view) {
  const { data, grid, legend, hint } = view;
  const { kind, both, shape: title, tokens: read, words } = data;
  grid.setAttribute("aria-label", words.answers);
  grid.style.setProperty("--count", String(data.columns.length));
  while (view.columns.length < data.columns.length) view.columns.push(column(grid));
  while (view.columns.length > data.columns.length) view.columns.pop()?.element.remove();
  data.columns.forEach((one, i) => describe(view, view.columns[i], one));
  say(hint, words[`hint_${kind}`]);
  const [low, high] = ends(data);
  say(legend[0], low);
  say(legend[2], high);
  unrolled.describe(view.unrolled, { kind, both, title, read, words });
  show(view, view.at !== null && view.at < read.length ? view.at : null);
}

/** @type {(grid: HTMLElement) => ColumnView} */
function column(grid) {
  const element = make(grid, "section", "column");
  const head = make(element, "div", "head");
  return {
    element,
    title: make(head, "span", "title"),
    verdict: make(head, "b", "verdict"),
    mark: make(head, "span", "mark"),
    caption: make(element, "div", "caption"),
    text: make(element, "div", "text"),
    spoken: make(element, "span", "spoken"),
    said: make(element, "div", "said"),
    tokens: [],
  };
}

/** @type {(view: View, one: ColumnView, shown: Column) => void} */
function describe({ data, palette: { cells } }, one, shown) {
  const { tokens, glue, kind } = data;
  one.element.dataset.cell = shown.cell;
  one.text.classList.toggle("letters", glue === "");
  say(one.title, shown.title);
  say(one.verdict, shown.verdict);
  say(one.caption, shown.caption);
  say(one.mark, mark(data, shown));
  one.mark.classList.toggle("wrong", Boolean(shown.wrong?.length));
  if (one.tokens.length !== tokens.length || one.tokens.some((token, t) => token.textContent !== tokens[t])) {
    one.tokens = tokens.map((token, t) => placed(make(null, "span", "token", token), t));
    one.text.replaceChildren(...one.tokens.flatMap((token) => [token, glue]));
  }
  const wrong = new Set(kind === "every" ? shown.wrong : []);
  const { tints, inks } = cells[shown.cell];
  one.tokens.forEach((token, t) => {
    // The strongest tints are left out, so that words stay words.
    const tint = Math.round(0.85 * shade(data, shown, t));
    token.style.background = tints[tint];
    token.style.color = inks[tint];
    token.dataset.label = labelled(data, shown, t);
    token.classList.toggle("wrong", wrong.has(t));
  });
  const told = [...wrong].slice(0, TOLD).map((t) => named(tokens[t]));
  say(one.spoken, told.length ? phrase(data.words.all_wrong, { tokens: told.join(", ") }) : "");
}

// ---- What is told apart -----------------------------------------------------------------------------------------

// The places of the labels at a token, the likeliest first, each with its share in bytes.
/** @type {(data: Data, shown: Column, at: number) => [number, number][]} */
export function ranked({ labels: { length }, arrays }, { shares }, at) {
  const { bytes } = arrays[shares];
  /** @type {(place: number) => number} */
  const share = (place) => (length > 2 ? bytes[at * length + place] : place ? bytes[at] : 255 - bytes[at]);
  const all = Array.from({ length }, (_, place) => /** @type {[number, number]} */ ([place, share(place)]));
  return all.sort((a, b) => b[1] - a[1]);
}

// How strong the tint of a token is, as a byte: of two labels the share of the second; of more how sure the answer is
// or, where there is one at every token, that there is something.
/** @type {(data: Data, shown: Column, at: number) => number} */
export function shade(data, shown, at) {
  const { bytes } = data.arrays[shown.shares];
  if (data.labels.length === 2) return bytes[at];
  return data.kind === "end" ? ranked(data, shown, at)[0][1] : 255 - bytes[at * data.labels.length];
}

// What is said of a token beside its tint: of more than two labels which it is, where that changes.
/** @type {(data: Data, shown: Column, at: number) => string} */
export function labelled(data, shown, at) {
  if (data.labels.length === 2) return "";
  const [[best]] = ranked(data, shown, at);
  if (at && ranked(data, shown, at - 1)[0][0] === best) return "";
  return data.kind === "every" && !best ? "" : clip(data.labels[best], NAME);
}

// What the ends of the tints mean.
/** @type {(data: Data) => string[]} */
const ends = ({ labels, kind, words }) => {
  if (labels.length === 2) return labels;
  return kind === "end" ? [words.unsure, words.sure] : [labels[0], words.another];
};

// How many answers are wrong, if anybody knows.
/** @type {(data: Data, shown: Column) => string} */
export function mark({ kind, tokens, words }, { wrong }) {
  if (!wrong) return "";
  const count = tokens.length;
  if (kind === "end") return wrong.length ? `✗ ${words.is_wrong}` : `✓ ${words.is_right}`;
  return wrong.length ? `✗ ${phrase(words.some_wrong, { wrong: wrong.length, count })}` : `✓ ${words.none_wrong}`;
}

// ---- The cursor -------------------------------------------------------------------------------------------------

/** @type {(view: View, at: number | null) => void} */
function point(view, at) {
  look(view, at);
  if (view.data.follow) view.cursor.tell({ t: at });
}

/** @type {(view: View, at: number | null) => void} */
function look(view, at) {
  unrolled.rest(view.unrolled);
  if (at !== null) unrolled.light(view.unrolled, at);
  show(view, at);
}

// On the walk that nobody asked for only the diagram moves, and an outline.
/** @type {(view: View, at: number | null) => void} */
function pass(view, at) {
  if (at !== null) unrolled.light(view.unrolled, at);
  outline(view, at);
}

/** @type {(view: View, at: number | null) => void} */
function outline(view, at) {
  for (const { tokens } of view.columns) tokens.forEach((token, t) => token.classList.toggle("at", t === at));
}

/** @type {(view: View, at: number | null) => void} */
function show(view, at) {
  view.at = at;
  outline(view, at);
  view.data.columns.forEach((shown, i) => {
    const one = view.columns[i];
    const row = weights(view.data, shown, at);
    one.tokens.forEach((token, t) => token.style.setProperty("--used", row ? `${Math.round(row[t] / 2.55)}%` : "0%"));
    const said = at === null ? summary(view.data, shown) : reading(view.data, shown, at);
    one.said.replaceChildren();
    for (const [template, values] of said) fill(make(one.said, "span"), `${template} `, values);
  });
}

// How much the answer that is looked at used each token, as bytes.
/** @type {(data: Data, shown: Column, at: number | null) => Uint8Array | null} */
export function weights({ kind, tokens, arrays }, shown, at) {
  if (kind === "every" && at === null) return null;
  const start = kind === "every" ? (at ?? 0) * tokens.length : 0;
  return arrays[shown.used].bytes.subarray(start, start + tokens.length);
}

// What is said where nobody points: of what is wrong the surest answer; of one answer what it used.
/** @type {(data: Data, shown: Column) => Phrase[]} */
export function summary(data, shown) {
  const { kind, words, labels, tokens } = data;
  if (kind === "every") {
    const worst = surest(data, shown);
    return worst === null ? [] : reading(data, shown, worst);
  }
  /** @type {Phrase[]} */
  const said = shown.peaks[0] ? [[words.end, { used: most(data, shown, null) }]] : [];
  if (shown.wrong?.length && labels.length === 2) {
    said.push([words.right, { label: labels[likelier(data, shown, tokens.length - 1) ? 0 : 1] }]);
  }
  return said;
}

/** @type {(data: Data, shown: Column, at: number) => Phrase[]} */
export function reading(data, shown, at) {
  const { kind, words, labels, tokens } = data;
  const [first, second] = ranked(data, shown, at).map(([place, bytes]) => {
    return { label: labels[place], share: fixed(bytes / 2.55, 0, words) };
  });
  const values = { token: named(tokens[at]), ...first };
  /** @type {Phrase[]} */
  const next = labels.length > 2 ? [[words.next, second]] : [];
  if (kind === "end") {
    if (!shown.peaks[0]) return [[words.after, values], ...next];
    const weight = ((weights(data, shown, at)?.[at] ?? 0) / 255) * shown.peaks[0];
    return [[words.at_end, { ...values, weight: fixed(100 * weight, 0, words) }], ...next];
  }
  /** @type {Phrase[]} */
  const said = [
    shown.peaks[at] ? [words.at_every, { ...values, used: most(data, shown, at) }] : [words.at_unmeasured, values],
    ...next,
  ];
  if (shown.wrong?.includes(at)) said.push([words.right, { label: labels[other(data, shown, at)] }]);
  return said;
}

// As a token is named in a sentence: people type what they like.
/** @type {(token: string) => string} */
const named = (token) => clip(quoted(token), LETTERS);

/** @type {(text: string, letters: number) => string} */
const clip = (text, letters) => unrolled.clipped(text, letters, (part) => [...part].length);

// Whether the second label is.
/** @type {(data: Data, shown: Column, at: number) => boolean} */
const likelier = (data, shown, at) => data.arrays[shown.shares].bytes[at] / 255 >= 0.5;

/** @type {(data: Data, shown: Column, at: number) => 0 | 1} */
const other = (data, shown, at) => (likelier(data, shown, at) ? 0 : 1);

// Of what is wrong, the answer that is furthest from undecided.
/** @type {(data: Data, shown: Column) => number | null} */
function surest({ arrays }, { shares, wrong }) {
  if (!wrong?.length) return null;
  /** @type {(t: number) => number} */
  const sure = (t) => Math.abs(arrays[shares].bytes[t] - 127.5);
  return wrong.reduce((best, t) => (sure(t) > sure(best) ? t : best));
}

// The tokens that an answer used most, each with its share; beside the first none of which that would be 0 %.
/** @type {(data: Data, shown: Column, at: number | null) => string} */
export function most(data, shown, at) {
  const { words, tokens, kind } = data;
  const row = weights(data, shown, at) ?? new Uint8Array();
  const peak = shown.peaks[kind === "every" ? (at ?? 0) : 0];
  const used = [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, MOST);
  return used
    .filter((t, i) => !i || (100 * peak * row[t]) / 255 >= 0.5)
    .map((t) => {
      const share = fixed((100 * peak * row[t]) / 255, 0, words);
      const own = kind === "every" && t === at;
      return phrase(own ? words.own_used : words.one_used, { token: named(tokens[t]), share });
    })
    .join(" · ");
}
