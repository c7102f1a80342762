// What a ribbon says of one step: in numbers, in sentences, and as guesses with their chances.

/** @import { Phrase, Words } from "../../browser/types.d.ts" */
/** @import { Data, Network, Ribbon } from "./memorization_types.d.ts" */

import { fixed, short } from "../../browser/numbers.js";
import { parts, raise, say } from "../../browser/shared.js";
import { BYTE } from "./strengths.js";

/** @type {(data: Data, t: number, ribbon: Ribbon, network: Network) => void} */
export function guess(data, t, ribbon, { array }) {
  const [best, chances, asked, askedChance] = data.arrays.slice(array + 2, array + 6);
  const count = chances.length / data.text.length;
  /** @type {[id: number, byte: number][]} */
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

/** @type {(pairs: Uint8Array, k: number) => number} */
const number = (pairs, k) => pairs[2 * k] | (pairs[2 * k + 1] << 8);

/** @type {(data: Data, ribbon: Network, t: number) => Phrase[]} */
export function reading(data, ribbon, t) {
  const { words, spans, text } = data;
  if (ribbon.near[t] === 0) return [[words.nothing, {}]];
  if (t < 3) return [[words.early, { count: t + 1 }]];
  /** @type {Phrase[]} */
  const said = [[words.near, { near: percent(ribbon.near[t], words) }]];
  /** @type {(k: number) => { word: string, lag: number }} */
  const word = (k) => ({ word: text.slice(spans[k][0], spans[k][1] + 1).join(""), lag: t - spans[k][1] });
  const [top, far] = [ribbon.top[t], ribbon.far[t]];
  const before = percent(ribbon.before[t], words);
  if (top >= 0 && ribbon.topShare[t] > 0) {
    said.push([words.before, { before, ...word(top), share: percent(ribbon.topShare[t], words) }]);
    if (far >= 0 && far !== top) said.push([words.far, { ...word(far), share: percent(ribbon.farShare[t], words) }]);
  } else if (ribbon.before[t] > 0) said.push([words.before_only, { before }]);
  return said;
}

/** @type {(permille: number, words: Words) => string} */
export function percent(permille, words) {
  const value = permille >= 100 ? String(Math.round(permille / 10)) : fixed(permille / 10, 1, words);
  return `${value}\u00a0%`;
}

/** @type {(byte: number, words: Words) => string} */
export function strength(byte, words) {
  if (!byte) return `< 10${raise(BYTE.low)}`;
  return short(10 ** (BYTE.low + ((byte - 1) / 254) * BYTE.decades), 2, words);
}

// Sentences whose values stand out.
/** @type {(element: Element & { said?: string }, sentences: Phrase[]) => void} */
export function fill(element, sentences) {
  const key = JSON.stringify(sentences);
  if (element.said === key) return;
  element.said = key;
  element.replaceChildren(...sentences.flatMap((sentence) => [...parts(...sentence), " "]));
}
