import type { Attributes, Bytes, Colour, Cursor, Switch, Words } from "../../browser/types.d.ts";

/** A sentence: its tokens, what stands behind each, and (natural logarithm) what it costs to spell it. */
export interface Line {
  tokens: string[];
  pieces: string[];
  unknown: boolean[];
  spelt: number[];
}

/** What a model thinks of one sentence, token by token: log P, rank, and its own best guesses with their P. */
export interface Links {
  factors: number[];
  rank: number[];
  best: number[][];
  chances: number[][];
}

export interface Model {
  name: string;
  title: string;
  caption: string;
  warning: string;
  sentences: Links[];
}

export type Mode = "sum" | "mean";
export type Unit = "nats" | "bits";

/** Which token of which sentence. */
export type Place = [s: number, t: number];

export interface Data {
  lines: Line[];
  models: Model[];
  symbols: string[];
  /** Of the vocabulary. */
  size: number;
  cursor: Place;
  pinned: boolean;
  mode: Mode;
  unit: Unit;
  words: Words;
  arrays: Bytes[];
}

export interface Guess {
  row: HTMLElement;
  symbol: HTMLElement;
  bar: HTMLElement;
  chance: HTMLElement;
}

/** What one model thought where the cursor is. */
export interface Answer {
  chance: HTMLElement;
  loss: HTMLElement;
  rank: HTMLElement;
  whole: HTMLElement;
  perplexity: HTMLElement;
  spelling: HTMLElement;
  guesses: Guess[];
}

export type Chip = HTMLElement & { place: Place };
export type Bar = SVGElement & { place: Place };

export interface View {
  root: HTMLElement;
  cursor: Cursor;
  switches: { mode: Switch; unit: Switch };
  saves: { svg: HTMLButtonElement; png: HTMLButtonElement };
  hint: HTMLElement;
  group: HTMLElement;
  detail: HTMLElement;
  grid: HTMLElement;
  spoken: HTMLElement;
  size: ResizeObserver;
  question: { before: HTMLElement; token: HTMLElement; after: HTMLElement };
  answers: Answer[];
  /** [sentence][token]; and by model. */
  chips: Chip[][];
  bars: Bar[][][];
  charts: SVGElement[];
  here?: Chip;
  edges?: (Element | null)[];
  data: Data;
  mode: Mode;
  unit: Unit;
  theme: { page: Colour; ink: Colour; quiet: Colour; line: Colour; font: string };
  width: number;
  /** The longest chain, in powers of ten. */
  longest: number;
  /** What the chips were made for. */
  text?: string;
  s: number;
  t: number;
  pinned: boolean;
}

export type Write = (x: number, y: number, text: string, how?: Attributes) => SVGElement;
