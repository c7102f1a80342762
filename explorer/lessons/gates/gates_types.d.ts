import type { Bytes, Cursor, Words } from "../../browser/types.d.ts";

export type Span = [first: number, last: number];

/** What colours the text: one gate or state of all units, as bytes [unit, time] from `low` to `high`. */
export interface Quantity {
  name: string;
  title: string;
  symbol: string;
  scale: "sequential" | "diverging";
  low: number;
  high: number;
}

/** What Python found out about a span: the units that hold through it, and where else they do. */
export interface Answer {
  first: number;
  last: number;
  units: number[];
  said: string;
  elsewhere: string;
  passages: [before: string, inside: string, after: string, units: number][];
}

export interface Data {
  cell: string;
  title: string;
  caption: string;
  warning: string;
  note: string;
  text: string[];
  unknown: number[];
  /** Tokens are words, with spaces between them. */
  apart: boolean;
  /** Units as they follow each other, and what is known of each. */
  order: number[];
  facts: string[];
  unit: number;
  quantity: string;
  cursor: number;
  span: Span | null;
  /** Another number: the page wishes to be looked at. Another token: it wishes what it says here. */
  wish: number;
  token: string;
  found: Answer | null;
  quantities: Quantity[];
  words: Words;
  arrays: Bytes[];
}

export interface Scale {
  fills: string[];
  inks: string[];
  bar: string;
}

export interface Colours {
  key: string;
  sequential: Scale;
  diverging: Scale;
}

export type Letter = HTMLElement & { place: number };

export interface View {
  root: HTMLElement;
  cursor: Cursor;
  before: HTMLButtonElement;
  which: HTMLElement;
  next: HTMLButtonElement;
  switch: HTMLElement;
  legend: HTMLElement;
  scale: HTMLElement;
  low: HTMLElement;
  high: HTMLElement;
  what: HTMLElement;
  group: HTMLElement;
  title: HTMLElement;
  caption: HTMLElement;
  warning: HTMLElement;
  hint: HTMLElement;
  text: HTMLElement;
  says: HTMLElement;
  note: HTMLElement;
  found: HTMLElement;
  spoken: HTMLElement;
  letters: Letter[];
  buttons: HTMLButtonElement[];
  chips: (HTMLButtonElement & { place: number })[];
  data: Data;
  colours?: Colours;
  /** The colour that each letter has now. */
  keys: (number | undefined)[];
  bar?: string;
  /** What the elements were made for: a network, names of quantities, an answer. */
  network?: string;
  names?: string;
  answered?: string;
  t: number;
  unit: number;
  /** The name of the quantity. */
  of: string;
  span: Span | null;
  /** Where a span is being drawn from. */
  from: number | null;
  /** The span that Python knows of. */
  sent: Span | null;
  send(span: Span | null): void;
}
