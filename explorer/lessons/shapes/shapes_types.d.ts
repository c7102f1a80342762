import type { Bytes, Cursor, Palette, Switch, Timer, Words } from "../../browser/types.d.ts";

/** A sequence: what is read and what is right, token by token; the moment of the first answer. */
export interface Example {
  name: string;
  title: string;
  read: string[];
  right: string[];
  first: number;
}

/** What a network did on a sequence: its answers, their probabilities, where each looked. */
export interface Run {
  /** Which array its states are, and which of their numbers are beyond ±1. */
  states: number;
  beyond: number[];
  answers: string[];
  chances: number[];
  attention: number[][] | null;
}

export interface Room {
  name: string;
  title: string;
}

/** One of the five. `writes`: it reads what it has answered. */
export interface Kind {
  name: string;
  title: string;
  wanted: string;
  lengths: string;
  writes: boolean;
  formulas: Record<string, string[]>;
  rooms: Room[];
  examples: Example[];
}

export interface Data {
  language: string;
  cells: { name: string; title: string }[];
  kinds: Kind[];
  /** [cell][kind][example] */
  runs: Record<string, Run[][]>;
  cell: string;
  moment: number;
  /** The kind that is brought into sight, by name; "": none of them. */
  shape: string;
  /** Which example of each kind. */
  chosen: number[];
  moments: number;
  /** What a button of the page changes, when there is a new `version`; the rest stays (null). */
  take: { cell: string | null; moment: number | null; chosen: (number | null)[] };
  version: number;
  words: Words;
  arrays: Bytes[];
}

/** One moment of a run: what is read then (undefined: nothing), whether it is an answer of before; and what is answered. */
export interface Moment {
  read?: string;
  own: boolean;
  answer?: string;
  right?: string;
  chance: number;
  /** The step that a person reads: from 1, and from 1 again where answers only begin when all is read. */
  step: number;
}

/** Where the columns of a diagram are, px. */
export interface Places {
  x: number[];
  widths: number[];
  width: number;
}

export interface Column {
  group: SVGElement;
  squares: SVGElement[];
  read: SVGElement;
  answer?: SVGElement;
  chance?: SVGElement;
  arrows: SVGElement[];
}

/** One diagram as it is drawn, for one run and one width. */
export interface Diagram {
  svg: SVGElement;
  run: Run;
  example: Example;
  places: Places;
  moments: Moment[];
  columns: Column[];
  band: SVGElement;
  /** [answer][input] */
  looks: SVGElement[][];
  height: number;
}

/** One of the five on the page. */
export interface Card {
  element: HTMLElement;
  title: HTMLElement;
  lengths: HTMLElement;
  here: HTMLElement;
  wanted: HTMLElement;
  select: HTMLSelectElement;
  stage: HTMLElement;
  says: HTMLElement;
  formulas: HTMLElement;
  rooms: HTMLElement;
  diagram?: Diagram;
}

export interface View {
  root: HTMLElement;
  cursor: Cursor;
  play: HTMLButtonElement;
  back: HTMLButtonElement;
  next: HTMLButtonElement;
  slider: HTMLInputElement;
  place: HTMLElement;
  cells: Switch;
  hint: HTMLElement;
  scale: { name: HTMLElement; bar: HTMLElement; beyond: HTMLElement };
  saves: HTMLButtonElement[];
  grid: HTMLElement;
  cards: Card[];
  spoken: HTMLElement;
  sized: ResizeObserver;
  data: Data;
  colours: Palette;
  cell: string;
  t: number;
  chosen: number[];
  playing: boolean;
  waiting?: Timer;
  width: number;
  open(name: string): void;
}
