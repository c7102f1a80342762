// A recurrent network with the weights that Python sent: one step, its scores, what is drawn from them. The equations
// are those of explorer/cells, a line each; the distribution and the choice those of explorer/sampling.py. Both are
// equal to them by test. Nothing here knows of the page.

/** @import { Bytes } from "./types.d.ts" */
/** @import { Cell, Described, Input, Network, Settings, State, Vector, Weight, Weights } from "./network_types.d.ts" */

import { floats } from "./shared.js";

/** @type {(v: number) => number} */
const sigmoid = (v) => 1 / (1 + Math.exp(-v));
/** @type {Record<string, (v: number) => number>} */
const ACTIVATIONS = { tanh: Math.tanh, relu: (v) => Math.max(0, v), sigmoid };
/** @type {(one: Vector, by: (value: number, i: number) => number) => Vector} */
const map = (one, by) => one.map((value, i) => by(value, i)); // of a Float64Array, which stays one

// W [a, x] + b, the part of x, and then that of a. x is an id (−1: zeros) or a vector.
/** @type {(W: Weight, b: Weight | null, x: Input) => Vector} */
function fromInput(W, b, x) {
  const [rows, columns] = W.shape;
  const hidden = W.hidden;
  const { values } = W;
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = b ? b.values[i] : 0;
    if (typeof x === "number") return x < 0 ? sum : sum + values[i * columns + hidden + x];
    for (let j = 0; j < x.length; j++) sum += values[i * columns + hidden + j] * x[j];
    return sum;
  });
}

/** @type {(out: Vector, W: Weight, a: Vector) => Vector} */
function addRecurrent(out, W, a) {
  const columns = W.shape[1];
  const { values } = W;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0, k = i * columns; j < a.length; j++, k++) sum += values[k] * a[j];
    out[i] += sum;
  }
  return out;
}

/** @type {(W: Weight, b: Weight, a: Vector, x: Input) => Vector} */
const affine = (W, b, a, x) => addRecurrent(fromInput(W, b, x), W, a);

/** @type {Record<string, Cell>} */
const CELLS = {
  rnn({ W_a, b_a }, x, { hidden }, { activation }) {
    return { hidden: map(affine(W_a, b_a, hidden, x), ACTIVATIONS[activation]) };
  },

  gru({ W_r, b_r, W_u, b_u, W_c, b_c, b_ca }, x, { hidden: before }) {
    const gammaR = map(affine(W_r, b_r, before, x), sigmoid);
    let candidate;
    if (b_ca) {
      const recurrent = addRecurrent(Float64Array.from(b_ca.values), W_c, before);
      candidate = map(fromInput(W_c, b_c, x), (v, i) => Math.tanh(gammaR[i] * recurrent[i] + v));
    } else {
      candidate = map(
        affine(
          W_c,
          b_c,
          map(gammaR, (v, i) => v * before[i]),
          x,
        ),
        Math.tanh,
      );
    }
    const gammaU = map(affine(W_u, b_u, before, x), sigmoid);
    return { hidden: map(gammaU, (u, i) => u * candidate[i] + (1 - u) * before[i]) };
  },

  "gru-simple"({ W_u, b_u, W_c, b_c }, x, { hidden: before }) {
    const candidate = map(affine(W_c, b_c, before, x), Math.tanh);
    const gammaU = map(affine(W_u, b_u, before, x), sigmoid);
    return { hidden: map(gammaU, (u, i) => u * candidate[i] + (1 - u) * before[i]) };
  },

  lstm(weights, x, { hidden: before, cell: held }, { output_activation }) {
    const { candidate, gammaU, gammaF, gammaO } = gates(weights, before, x);
    const cell = map(gammaU, (u, i) => u * candidate[i] + gammaF[i] * held[i]);
    const seen = output_activation === "tanh" ? map(cell, Math.tanh) : cell;
    return { hidden: map(gammaO, (o, i) => o * seen[i]), cell };
  },

  "nested-lstm"(weights, x, { hidden: before, cell: held, inner: within }) {
    const { candidate, gammaU, gammaF, gammaO } = gates(weights, before, x);
    const innerHidden = map(gammaF, (f, i) => f * held[i]);
    const innerX = map(gammaU, (u, i) => u * candidate[i]);
    const deep = gates(weights, innerHidden, innerX, "inner_");
    const inner = map(deep.gammaU, (u, i) => u * deep.candidate[i] + deep.gammaF[i] * within[i]);
    const cell = map(deep.gammaO, (o, i) => o * Math.tanh(inner[i]));
    return { hidden: map(gammaO, (o, i) => o * Math.tanh(cell[i])), cell, inner };
  },
};

/** @type {(weights: Weights, before: Vector, x: Input, which?: string) => Record<string, Vector>} */
function gates(weights, before, x, which = "") {
  /** @type {(k: string, by: (v: number) => number) => Vector} */
  const gate = (k, by) => map(affine(weights[`W_${which}${k}`], weights[`b_${which}${k}`], before, x), by);
  return {
    candidate: gate("c", Math.tanh),
    gammaU: gate("u", sigmoid),
    gammaF: gate("f", sigmoid),
    gammaO: gate("o", sigmoid),
  };
}

// A network from its description and the arrays that it points into.
/** @type {(described: Described, arrays: Bytes[]) => Network} */
export function network({ cell, options, parameters }, arrays) {
  const hidden = parameters.W_y.shape[1];
  /** @type {Weights[]} */
  const layers = [];
  /** @type {Weights} */
  const readout = {};
  for (const [name, { array, shape }] of Object.entries(parameters)) {
    const weight = { values: floats(arrays[array]), shape, hidden };
    const [, layer, own] = name.match(/^cells\.(\d+)\.(.+)$/) ?? [];
    if (own) (layers[Number(layer)] ??= {})[own] = weight;
    else readout[name] = weight;
  }
  return { cell, options, layers, readout, hidden };
}

// a<0> = 0 of every layer, and c<0> = 0.
/** @type {(network: Network) => State[]} */
export function begin({ layers, hidden }) {
  return layers.map(() => ({
    hidden: new Float64Array(hidden),
    cell: new Float64Array(hidden),
    inner: new Float64Array(hidden),
  }));
}

// The state after reading x, an id or −1 for zeros; `state` stays as it is.
/** @type {(network: Network, x: number, state: State[]) => State[]} */
export function read({ cell, options, layers }, x, state) {
  /** @type {Input} */
  let input = x;
  return layers.map((weights, i) => {
    const before = /** @type {Required<State>} */ (state[i]); // a cell looks for no more than it has handed on itself
    const after = CELLS[cell](weights, input, before, options);
    input = after.hidden;
    return after;
  });
}

/** @type {<T>(list: T[]) => T} */
const last = (list) => list[list.length - 1];

// ŷ before softmax: W_y a<t> + b_y.
/** @type {(network: Network, state: State[]) => Vector} */
export function scores({ readout: { W_y, b_y } }, state) {
  return addRecurrent(Float64Array.from(b_y.values), W_y, last(state).hidden);
}

// ---- What is drawn from ---------------------------------------------------------------------------------------------

/** @type {(values: Vector) => number} */
const total = (values) => values.reduce((sum, value) => sum + value, 0);

// As sampling.probabilities; `k` 0 and `p` 1 keep all. Null where the scores are no numbers: training has diverged.
/** @type {(logits: Vector, settings?: Partial<Settings>) => Vector | null} */
export function distribution(logits, { temperature = 1, k = 0, p = 1 } = {}) {
  const best = logits.reduce((high, value) => (value > high || Number.isNaN(value) ? value : high), -Infinity);
  if (!Number.isFinite(best)) return null;
  if (temperature === 0) {
    const first = logits.indexOf(best);
    return Float64Array.from(logits, (_, i) => Number(i === first));
  }
  const share = Float64Array.from(logits, (value) => Math.exp((value - best) / temperature));
  scale(share);
  if (!k && p >= 1) return share;
  const order = ranking(share);
  if (k) {
    for (const i of order.subarray(k)) share[i] = 0;
    scale(share);
  }
  if (p < 1) {
    let before = 0;
    for (const i of order) {
      const value = share[i];
      if (before >= p) share[i] = 0;
      before += value;
    }
    scale(share);
  }
  return share;
}

/** @type {(share: Vector) => void} */
function scale(share) {
  const sum = total(share);
  for (let i = 0; i < share.length; i++) share[i] /= sum;
}

// Ids by falling share, equals in their own order.
/** @type {(share: Vector) => Uint32Array} */
export function ranking(share) {
  return Uint32Array.from(share, (_, i) => i).sort((i, j) => share[j] - share[i] || i - j);
}

// As sampling.choose: {id, rank} of the choice on which the level falls, best first.
/** @type {(share: Vector, order: Uint32Array, level: number) => { id: number, rank: number }} */
export function choose(share, order, level) {
  const aim = level * total(share);
  let reached = 0;
  let last = 0;
  for (let rank = 0; rank < order.length; rank++) {
    if (share[order[rank]] === 0) break;
    last = rank;
    reached += share[order[rank]];
    if (reached > aim) break;
  }
  return { id: order[last], rank: last };
}
