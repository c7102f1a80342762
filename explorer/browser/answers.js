// What networks answer about one sequence: the tokens in the colour of the answers, and under the pointer what each
// answer used. All text goes through textContent: what people type is hostile input.

/** @import { Call, Phrase } from "./types.d.ts" */
/** @import { Column, ColumnView, Data, View } from "./answers_types.d.ts" */

import { foreign, placed, placeOf, press } from "./cursor.js";
import { palette } from "./heat.js";
import { fixed } from "./numbers.js";
import { fill, kept, make, quoted, say, unpack } from "./shared.js";

const MOST = 3; // tokens that are named as those which decided

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement }) {
  const view = kept(parentElement, create);
  view.data = unpack(data);
  view.palette = palette(view.root, view.palette);
  draw(view);
  return () => undefined;
}

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = /** @type {View} */ ({ root, at: null });
  view.columns = [];
  view.grid = make(root, "div", "columns");
  view.legend = make(root, "div", "legend");
  view.grid.tabIndex = 0;
  view.grid.setAttribute("role", "group");
  view.grid.onpointerover = (event) => look(view, placeOf(event) ?? null);
  view.grid.onpointerleave = () => look(view, null);
  view.grid.onkeydown = (event) => {
    if (foreign(event)) return;
    const to = event.key === "Escape" ? null : press(event, view.at, view.data.tokens.length);
    if (to === undefined) return;
    look(view, to);
    event.preventDefault();
  };
  return view;
}

/** @type {(view: View) => void} */
function draw(view) {
  const { data, grid, legend } = view;
  grid.setAttribute("aria-label", data.words.answers);
  grid.style.setProperty("--count", String(data.columns.length));
  while (view.columns.length < data.columns.length) view.columns.push(column(grid));
  while (view.columns.length > data.columns.length) view.columns.pop()?.element.remove();
  data.columns.forEach((one, i) => describe(view, view.columns[i], one));
  if (legend.childElementCount !== 3) {
    legend.replaceChildren();
    for (const name of ["low", "bar", "high"]) make(legend, "span", name);
  }
  say(legend.children[0], data.labels[0]);
  say(legend.children[2], data.labels[1]);
  look(view, view.at !== null && view.at < data.tokens.length ? view.at : null);
}

/** @type {(grid: HTMLElement) => ColumnView} */
function column(grid) {
  const element = make(grid, "section", "column");
  const head = make(element, "div", "head");
  return {
    element,
    title: make(head, "span", "title"),
    verdict: make(head, "b", "verdict"),
    caption: make(element, "div", "caption"),
    text: make(element, "div", "text"),
    said: make(element, "div", "said"),
    tokens: [],
  };
}

/** @type {(view: View, one: ColumnView, shown: Column) => void} */
function describe({ data, palette: { cells } }, one, shown) {
  one.element.dataset.cell = shown.cell;
  one.text.classList.toggle("letters", data.glue === "");
  say(one.title, shown.title);
  say(one.verdict, shown.verdict);
  say(one.caption, shown.caption);
  if (one.tokens.length !== data.tokens.length || one.tokens.some((token, t) => token.textContent !== data.tokens[t])) {
    one.tokens = data.tokens.map((token, t) => placed(make(null, "span", "token", token), t));
    one.text.replaceChildren(...one.tokens.flatMap((token) => [token, data.glue]));
  }
  const shares = data.arrays[shown.shares].bytes;
  const { tints, inks } = cells[shown.cell];
  one.tokens.forEach((token, t) => {
    // The strongest tints are left out, so that words stay words.
    token.style.background = tints[Math.round(0.85 * shares[t])];
    token.style.color = inks[Math.round(0.85 * shares[t])];
    token.classList.toggle("wrong", shown.wrong.includes(t));
  });
}

// ---- The cursor -------------------------------------------------------------------------------------------------

/** @type {(view: View, at: number | null) => void} */
function look(view, at) {
  view.at = at;
  view.data.columns.forEach((shown, i) => {
    const one = view.columns[i];
    const row = weights(view.data, shown, at);
    one.tokens.forEach((token, t) => {
      token.style.setProperty("--used", row ? `${Math.round((100 * row[t]) / 255)}%` : "0%");
      token.classList.toggle("at", t === at);
    });
    if (at === null) say(one.said, i ? "" : view.data.words[`hint_${view.data.kind}`]);
    else fill(one.said, ...reading(view.data, shown, at));
  });
}

// How much the answer that is looked at used each token, as bytes.
/** @type {(data: Data, shown: Column, at: number | null) => Uint8Array | null} */
export function weights({ kind, tokens, arrays }, shown, at) {
  if (kind === "every" && at === null) return null;
  const start = kind === "every" ? (at ?? 0) * tokens.length : 0;
  return arrays[shown.used].bytes.subarray(start, start + tokens.length);
}

/** @type {(data: Data, shown: Column, at: number) => Phrase} */
export function reading(data, shown, at) {
  const { words, labels, tokens } = data;
  const share = data.arrays[shown.shares].bytes[at] / 255;
  const second = share >= 0.5;
  const values = {
    token: quoted(tokens[at]),
    label: labels[second ? 1 : 0],
    share: fixed(100 * (second ? share : 1 - share), 0, words),
  };
  if (data.kind === "end") {
    return [words.at_end, { ...values, weight: fixed(100 * shown.weights[at], 0, words) }];
  }
  const row = weights(data, shown, at) ?? new Uint8Array();
  const used = [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, MOST);
  return [words.at_every, { ...values, used: used.map((t) => quoted(tokens[t])).join(" · ") }];
}
