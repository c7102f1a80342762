// The moments of the way forward and back, and how large what flows there is shown. Nothing here knows of the page.

/** @import { Phrase, Words } from "../../browser/types.d.ts" */
/** @import { Flows, Moment, Scale, Tools, View } from "./backpropagation_types.d.ts" */

import { precise, respelt } from "../../browser/numbers.js";
import { raise } from "../../browser/shared.js";

const FLOOR = -3;
const DECADES = 4; // of the widths: from 10⁻³ to 10
/** @type {Record<string, string>} */
const NAMES = { start: "0", sum: "J", weights: "W" };
const HAIR = 0.8; // px: what is there, but below the floor

// ---- Which step is it? ------------------------------------------------------------------------------------------
// 0: nothing yet · 1 … T: forward · T+1: J · T+2 … 2T+1: back, the last step first · 2T+2: the weights.

/** @type {(steps: number) => number} */
export const ends = (steps) => 2 * steps + 2;

/** @type {(at: number, steps: number) => Moment} */
export function moment(at, steps) {
  if (at <= 0) return { phase: "start", t: -1 };
  if (at <= steps) return { phase: "forward", t: at - 1 };
  if (at === steps + 1) return { phase: "sum", t: -1 };
  if (at <= 2 * steps + 1) return { phase: "back", t: 2 * steps + 1 - at };
  return { phase: "weights", t: -1 };
}

// In the address: 0, f3 (forward at ⟨3⟩), J, b3 (back at ⟨3⟩).
/** @type {(moment: Moment) => string} */
export const named = ({ phase, t }) => NAMES[phase] ?? `${phase[0]}${t + 1}`;

// It may say anything: what makes no sense is the end, where everything is seen.
/** @type {(name: string, steps: number) => number} */
export function position(name, steps) {
  for (let at = 0; at <= ends(steps); at++) if (named(moment(at, steps)) === name) return at;
  return ends(steps);
}

// ---- Magnitudes -------------------------------------------------------------------------------------------------

/** @type {(view: Pick<View, "data" | "linear"> & { picture?: { box: number } }) => Scale} */
export function ribbonScale(view) {
  const { data, linear } = view;
  const most = Math.min(22, view.picture?.box ? view.picture.box * 0.46 : 20);
  const all = [data.total, data.outputError, data.memoryTotal ?? [], ...data.contributions].flat();
  const top = Math.max(1e-12, ...all);
  /** @type {(value: number) => number} */
  const share = (value) => {
    if (linear) return Math.min(1, value / top);
    return Math.min(1, Math.max(0, (Math.log10(Math.max(value, 1e-300)) - FLOOR) / DECADES));
  };
  /** @type {(value: number) => boolean} */
  const below = (value) => value > 0 && (linear ? (value / top) * most < HAIR : value < 10 ** FLOOR);
  return {
    most,
    top,
    share,
    below,
    width: (value) => (value <= 0 ? 0 : below(value) ? HAIR : Math.max(HAIR, share(value) * most)),
  };
}

// What flows back at each step: of J, or of one loss alone.
/** @type {(view: Pick<View, "data" | "only">) => Flows} */
export function flow({ data, only }) {
  const { steps } = data;
  if (only === null) {
    return {
      output: data.outputError,
      direct: data.direct,
      later: data.later,
      total: data.total,
      memory: data.memoryTotal,
      memoryLater: data.memoryLater,
    };
  }
  const row = data.contributions[only];
  /** @type {(values: number[]) => number[]} */
  const of = (values) => Array.from({ length: steps }, (_, t) => (t === only ? values[t] : 0));
  const memory = data.memoryContributions?.[only] ?? null;
  return {
    output: of(data.outputError),
    direct: of(data.direct),
    total: row,
    later: row.map((value, t) => (t < only ? value : 0)),
    memory,
    memoryLater: memory && memory.map((value, t) => (t < only ? value : 0)),
  };
}

// ---- Numbers ----------------------------------------------------------------------------------------------------

// Two significant figures, or two decimals: 12, 1.43, 0.071, 3·10⁻⁵.
/** @type {(value: number, data: { words: Words }) => string} */
export function short(value, { words }) {
  const size = Math.abs(value);
  const minus = value < 0 ? "−" : "";
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e4) {
    const [digits, power] = size.toExponential(0).split("e");
    return `${minus}${digits === "1" ? "" : `${digits}·`}10${raise(Number(power))}`;
  }
  const text =
    size >= 99.5
      ? size.toFixed(0)
      : size >= 9.95
        ? size.toFixed(1)
        : size >= 0.0995
          ? size.toFixed(2)
          : size.toPrecision(2);
  return minus + respelt(text, words);
}

// ---- In words -------------------------------------------------------------------------------------------------------

// The same in one or two sentences: templates, and what fills them.
/** @type {(view: Pick<View, "data" | "only">, now: Moment, tools: Tools) => Phrase[]} */
export function story({ data, only }, { phase, t }, { short }) {
  const { words } = data;
  /** @type {(share: number) => string} */
  const percent = (share) =>
    `${
      share >= 0.0995 || share === 0
        ? `${Math.round(100 * share)}`
        : share >= 1e-5
          ? precise(100 * share, 2, words)
          : short(100 * share)
    }\u00a0%`;
  const known = { t: t + 1, last: data.steps, next: t + 2, x: data.read[t], y: data.wanted[t] };
  if (phase === "start") return [[words.say_start, { last: data.steps }]];
  if (phase === "forward") {
    const values = {
      ...known,
      chance: percent(data.chance[t]),
      loss: short(data.losses[t]),
      guess: data.guess[t]?.[0],
      sure: percent(data.guess[t]?.[1] ?? 0),
    };
    return [[data.loss === "binary" ? words.say_binary : words.say_softmax, values]];
  }
  if (phase === "sum") {
    return [
      [
        only === null ? words.say_sum : words.say_sum_one,
        { total: short(data.losses.reduce((a, b) => a + b, 0)), s: (only ?? 0) + 1 },
      ],
    ];
  }
  if (phase === "weights") return [[words.say_weights, { total: short(data.gathered[0]) }]];
  if (only !== null) {
    const row = data.contributions[only];
    const values = {
      ...known,
      s: only + 1,
      value: short(row[t]),
      share: percent(row[t] / (row[only] || 1)),
      back: only - t,
    };
    return [[t > only ? words.say_future : t === only ? words.say_one_start : words.say_one, values]];
  }
  const values = { ...known, direct: short(data.direct[t]), later: short(data.later[t]), total: short(data.total[t]) };
  return [[t === data.steps - 1 ? words.say_back_last : words.say_back, values]];
}
