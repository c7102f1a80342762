// What happens at each moment of a run, as data and as words. Nothing here knows of a screen.

/** @import { Phrase, Words } from "../../browser/types.d.ts" */
/** @import { Example, Kind, Moment, Places, Run } from "./shapes_types.d.ts" */

import { fixed } from "../../browser/numbers.js";

// Inputs one after the other, and answers from the first one on, each at a moment of its own.
/** @type {(kind: Kind, example: Example, run: Run) => Moment[]} */
export function moments(kind, example, run) {
  const { first, read, right } = example;
  return Array.from({ length: first + run.answers.length }, (_, m) => {
    const s = m - first;
    const own = kind.writes && s > 0;
    return {
      read: own ? run.answers[s - 1] : read[m],
      own,
      answer: run.answers[s],
      right: s < 0 ? undefined : right[s],
      chance: run.chances[s] ?? 0,
      step: first >= read.length && s >= 0 ? s + 1 : m + 1,
    };
  });
}

// A probability that a network gives: never all of it.
/** @type {(value: number, words: Words) => string} */
export const percent = (value, words) =>
  value >= 0.995 ? ">\u00a099\u00a0%" : `${fixed(100 * value, value < 0.095 ? 1 : 0, words)}\u00a0%`;

/** @type {(moment: Moment) => boolean} */
export const wrong = ({ answer, right }) => answer !== undefined && answer !== right;

// What a person reads of a moment: phrases.
/** @type {(at: Moment, m: number, example: Example, run: Run, words: Words) => Phrase[]} */
export function story(at, m, example, run, words) {
  const values = { t: at.step, x: at.read, y: at.answer, chance: percent(at.chance, words) };
  if (at.answer === undefined) return [[words.reads, values]];
  /** @type {Phrase[]} */
  const said = [[at.own ? words.writes : at.read === undefined ? words.begins : words.answers, values]];
  if (wrong(at) && at.right !== undefined) said.push([words.wrong, { y: at.right }]);
  const looked = run.attention?.[m - example.first];
  if (looked) {
    const most = looked.indexOf(Math.max(...looked));
    said.push([words.looks, { x: example.read[most], share: fixed(looked[most], 2, words) }]);
  }
  return said;
}

const LEAST = { silent: 30, answering: 42 }; // px a column
const SPREAD = 44; // px that a column may be wider than it must be
export const MARGIN = { left: 42, right: 4, between: 54 };

// Where the columns stand: each as wide as its longest text, all of them wider where there is room. Before the first
// answer of a network that has read everything there is a gap: another part of it begins.
/** @type {(found: Moment[], example: Example, room: number, measure: (text: string) => number) => Places} */
export function places(found, example, room, measure) {
  const texts = found.map((at) => [at.read ?? "", `${at.answer ?? ""}${wrong(at) ? ` ≠ ${at.right ?? "–"}` : ""}`]);
  const needed = texts.map((pair, m) =>
    Math.max(found[m].answer === undefined ? LEAST.silent : LEAST.answering, ...pair.map((text) => measure(text) + 8)),
  );
  const gap = example.first === example.read.length ? MARGIN.between : 0;
  const least = needed.reduce((sum, width) => sum + width, MARGIN.left + MARGIN.right + gap);
  const more = Math.max(0, Math.min(SPREAD, (room - least) / needed.length));
  const widths = needed.map((width) => width + more);
  let at = MARGIN.left;
  const x = widths.map((width, m) => {
    if (gap && m === example.first) at += gap;
    at += width;
    return at - width / 2;
  });
  return { x, widths, width: Math.ceil(at + MARGIN.right - 1e-6) };
}
