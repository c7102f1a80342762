import type { Bytes, Cursor, Timer, Words } from "../../browser/types.d.ts";

export type Scale = "share" | "absolute";

/** One network's ribbon: its arrays from `array` on, and shares in thousandths, one a step. */
export interface Network {
  cell: string;
  title: string;
  caption: string;
  warning: string;
  array: number;
  /** Of the last three letters, and of all before the word. */
  near: number[];
  before: number[];
  /** The words that hold most before it, and farthest; −1: none. Indices of spans. */
  top: number[];
  topShare: number[];
  far: number[];
  farShare: number[];
}

export interface Message {
  text: string[];
  unknown: number[];
  symbols: string[];
  /** Symbols are words, which need room. */
  long: boolean;
  /** Where words begin and end. */
  spans: [first: number, last: number][];
  cursor: number;
  note: string;
  pinned: boolean;
  absolute: boolean;
  words: Words;
  ribbons: Network[];
  arrays: Bytes[];
}

export type Data = Omit<Message, "arrays"> & { arrays: Uint8Array[] };

/** 256 tones of a cell and what is legible on them. */
export interface Tones {
  fills: string[];
  inks: string[];
}

export interface Colours {
  theme: string;
  quiet: string;
  cells: Record<string, Tones>;
}

export type Letter = HTMLElement & { place: number };

export interface Guess {
  row: HTMLElement;
  symbol: HTMLElement;
  bar: HTMLElement;
  chance: HTMLElement;
}

export interface Ribbon {
  element: HTMLElement;
  title: HTMLElement;
  caption: HTMLElement;
  warning: HTMLElement;
  probe: HTMLElement & { said?: string };
  text: HTMLElement;
  heading: HTMLElement;
  guesses: Guess[];
  says: HTMLElement & { said?: string };
  letters: Letter[];
  /** The colour that each letter has now. */
  keys: (number | undefined)[];
  here?: Letter;
  probed?: Letter | null;
}

export interface View {
  root: HTMLElement;
  cursor: Cursor;
  walk: HTMLButtonElement;
  switch: HTMLElement;
  scales: HTMLButtonElement[];
  legend: HTMLElement;
  hint: HTMLElement;
  group: HTMLElement;
  note: HTMLElement;
  spoken: HTMLElement;
  ribbons: Ribbon[];
  data: Data;
  text?: string;
  colours: Colours;
  scale: Scale;
  t: number;
  pinned: boolean;
  /** The letter that the pointer reads while the cursor is pinned. */
  probed: number | null;
  walking: Timer | null;
}
