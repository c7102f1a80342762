// What a network in the browser is made of, as types.

export type Vector = Float64Array;

/** An id (−1: zeros), or what the layer below gives. */
export type Input = number | Vector;

/** A matrix in C order, whose first `hidden` columns belong to the state before, or a vector. */
export interface Weight {
  values: Float32Array;
  shape: number[];
  hidden: number;
}

/** The weights of one layer, by the lecture's names: W_u, b_u, … */
export type Weights = Record<string, Weight>;

/** What one layer hands on to the next step; `cell` and `inner` where it has them. */
export interface State {
  hidden: Vector;
  cell?: Vector;
  inner?: Vector;
}

/** One step of one layer. A cell looks in the state before for no more than it has handed on itself. */
export type Cell = (weights: Weights, x: Input, before: Required<State>, options: Record<string, string>) => State;

export interface Network {
  cell: string;
  options: Record<string, string>;
  layers: Weights[];
  readout: Weights;
  hidden: number;
}

/** A network as Python describes it: of each parameter ("cells.0.W_u", …, "W_y", "b_y") its shape and its array. */
export interface Described {
  cell: string;
  options: Record<string, string>;
  parameters: Record<string, { array: number; shape: number[] }>;
}

/** How a distribution is reshaped: `k` 0 and `p` 1 keep all. */
export interface Settings {
  temperature: number;
  k: number;
  p: number;
}
