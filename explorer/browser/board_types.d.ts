import type { Bytes, Cursor, HeatView, Palette, Timer, Words } from "./types.d.ts";

export type Row = "hidden" | "update" | "reset" | "forget" | "output" | "candidate" | "cell";

/** The heat map of a gate or a state; `values` is the place of its array [unit, time]. */
export interface Panel {
  row: Row;
  title: string;
  symbol: string;
  scale: "diverging" | "sequential";
  low: number;
  high: number;
  hint: string;
  clipped: boolean;
  values: number;
}

/** One network. Symbols are of a text; where the board shows values, numbers with gaps. */
export interface Column<Symbol = unknown> {
  cell: string;
  title: string;
  caption: string;
  numbers: [value: string, label: string][];
  predictions: Symbol[];
  /** The place of the array of their probabilities, of a text. */
  probabilities: number;
  /** log₁₀ of the gradient over its value at the loss. */
  gradient: (number | null)[] | null;
  reach: number;
  note: string | null;
  /** Which unit stands in which row. */
  units: number[] | null;
  panels: Panel[];
  /** Of a sequence that ends in a choice: [opening, answer], and what is left of the difference. */
  chances: number[][];
  left: (number | null)[];
}

export interface Choice {
  at: number;
  openings: [string, string];
  answers: [string, string];
  title: string;
  look: string;
}

interface Sequence<Symbol> {
  steps: number;
  words: Words;
  cursor: number | null;
  gradientTitle: string;
  range: [low: number, high: number];
  columns: Column<Symbol>[];
  choice: Choice | null;
  inputs: Symbol[];
  targets: Symbol[];
  arrays: Bytes[];
}

export interface Texts extends Sequence<string> {
  kind: "text" | "words";
}

export interface Numbers extends Sequence<number | null> {
  kind: "values";
  marks: number[];
}

export type Data = Texts | Numbers;

/** A heat map or another strip over the time axis. */
export interface Strip extends HeatView {
  element: HTMLDivElement;
  name: HTMLElement;
  reading: HTMLElement;
  scale: HTMLElement;
  plot: HTMLElement;
  unit: HTMLElement;
  high: number;
  title?: string;
  bar?: string;
}

export interface ColumnView {
  element: HTMLElement;
  title: HTMLElement;
  caption: HTMLElement;
  numbers: HTMLDivElement;
  ribbon: Strip;
  gradient: Strip;
  span: HTMLElement;
  panels: Strip[];
  note?: HTMLElement;
  overlay: HTMLElement;
  box: HTMLElement;
  /** Of a sequence that ends in a choice. */
  chances?: Table;
  left?: Strip;
  axis?: Axis;
}

/** The sentence and what to look at. */
export interface Head {
  element: HTMLDivElement;
  sentence: HTMLParagraphElement;
  look: HTMLParagraphElement;
  link: HTMLButtonElement;
  said: HTMLElement;
  at: number;
  plan?: string;
  words?: HTMLElement[];
}

/** What a hand on a word does. */
export interface Acts {
  point(t: number): void;
  hold(t: number): void;
  leave(): void;
}

export interface Chance {
  element: HTMLElement;
  bar: HTMLElement;
  number: HTMLElement;
}

export interface Table {
  element: HTMLElement;
  answers: HTMLElement[];
  verdict: HTMLElement;
  rows: { opening: HTMLElement; cells: Chance[] }[];
}

export interface Axis {
  element: HTMLElement;
  at: HTMLElement;
  due: HTMLElement;
}

/** Where the symbols of a ribbon stand, in px. */
export interface Place {
  lens: boolean;
  edges: Float64Array;
}

export interface Board<D = Data> {
  root: HTMLElement;
  cursor: Cursor;
  choice: Head;
  where: HTMLElement;
  walk: HTMLButtonElement;
  grid: HTMLDivElement;
  spoken: HTMLDivElement;
  sizes: ResizeObserver;
  columns: ColumnView[];
  data: D;
  palette: Palette;
  place: Place;
  width: number;
  plan?: string;
  /** The step that is pointed at, and the one that stays. */
  hover: number | null;
  held: number | null;
  /** The unit whose values are read, in one column or (null) in all. */
  unit: { column: number | null; row: number } | null;
  walking: Timer | null;
  leaving?: Timer;
  /** Steps that Python was told of and has not sent back; the last one. */
  sent: (number | null)[];
  told: number | null;
  send(t: number | null): void;
}
