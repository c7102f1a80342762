import type { Described, Network, Settings, State, Vector } from "../../browser/network_types.d.ts";
import type { Bytes, Cursor, HeatView, Palette, Timer, Words } from "../../browser/types.d.ts";

/** From which step on, with what. */
export type Entry = [from: number, temperature: number, k: number, p: number];

/** The ids that were chosen by hand, by cell and step. */
export type Picks = Record<string, Record<string, number>>;

export interface Start {
  plan: Entry[];
  picks: Picks;
  cursor: number;
}

export interface Writer extends Described {
  title: string;
  caption: string;
  warning: string;
  /** Units, slow ones first. */
  order: number[];
}

export interface Data {
  /** Of prompt, networks and random numbers. */
  id: string;
  networks: Writer[];
  symbols: string[];
  names: string[];
  /** What stands between two tokens. */
  joint: string;
  prompt: [id: number, text: string][];
  /** Tokens that are written at first, and at most. */
  first: number;
  longest: number;
  /** Another number: the page wishes it. */
  start: Start & { nonce: number };
  words: Words;
  arrays: Bytes[];
}

/** A token that was written: drawn at a level, or (null) chosen by hand; its probabilities, reshaped and as they are. */
export interface Step {
  token: number;
  rank: number;
  level: number | null;
  share: number;
  plain: number;
}

/** One network and what it has written: `given[t]` and `states[t]` are the states after reading. */
export interface Hand extends Writer {
  network: Network;
  given: State[][];
  states: State[][];
  steps: Step[];
  /** Its scores are no longer numbers. */
  broken?: boolean;
}

export interface Now extends Start {
  /** How many tokens there are to be. */
  length: number;
}

export interface Course {
  data: Data;
  hands: Hand[];
  /** One random number a step. */
  levels: Float64Array;
  now: Now;
  before: Now[];
}

/** What the token at a step is drawn from. */
export interface Seen {
  share: Vector;
  plain: Vector;
  /** Ids by falling ŷ. */
  order: Uint32Array;
  drawn: Step | null;
}

export interface Row {
  element: HTMLElement;
  symbol: HTMLElement;
  bar: HTMLElement;
  plain: HTMLElement;
  share: HTMLElement;
}

export type Token = HTMLElement & { place: number };

/** What one sees of one network. */
export interface Column extends HeatView {
  hand: Hand;
  element: HTMLElement;
  title: HTMLElement;
  caption: HTMLElement;
  warning: HTMLParagraphElement;
  text: HTMLElement;
  tokens: Token[];
  chain: HTMLElement;
  links: Record<"x" | "a" | "drawn" | "next", HTMLElement>;
  expects: HTMLElement;
  plainKey: HTMLElement;
  shareKey: HTMLElement;
  draw: HTMLElement;
  rows: Row[];
  level: HTMLElement;
  u: HTMLElement;
  heading: HTMLElement;
  scale: HTMLElement;
  mark?: HTMLElement;
  /** Where the box was scrolled to, and the step at which u has fallen. */
  followed?: number;
  fell?: number;
}

export interface Slider {
  title: HTMLElement;
  value: HTMLElement;
  input: HTMLInputElement;
}

export type Kind = "svg" | "png" | "txt";

/** What a person may do. */
export interface Acts {
  by(view: View, steps: number): void;
  to(view: View, step: number): void;
  toggle(view: View): void;
  undo(view: View): void;
  over(view: View): void;
  set(view: View, wanted: Partial<Settings>, joined: boolean): void;
  choose(view: View, one: Column, i: number): void;
  hurry(view: View, speed: number): void;
  press(view: View, event: KeyboardEvent): void;
  save(view: View, kind: Kind): void;
}

export interface View {
  root: HTMLElement;
  act: Acts;
  cursor: Cursor;
  play: HTMLButtonElement;
  tools: Record<"back" | "step" | "undo" | "over", HTMLButtonElement>;
  speeds: HTMLElement;
  rates: (HTMLButtonElement & { place: number })[];
  saves: HTMLButtonElement[];
  sliders: HTMLElement;
  slider: Record<keyof Settings, Slider>;
  hint: HTMLElement;
  tabs: HTMLElement;
  cells: (HTMLButtonElement & { place: string })[];
  group: HTMLElement;
  limit: HTMLElement;
  spoken: HTMLElement;
  size: ResizeObserver;
  columns: Column[];
  data: Data;
  course: Course;
  colours: Palette;
  /** Tokens a second. */
  speed: number;
  /** The cell of the network that a narrow screen shows. */
  chosen: string | null;
  /** The values of top-k that its slider has. */
  ks: number[];
  /** Tokens are words, which need room. */
  long: boolean;
  /** What is drawn from is not ŷ itself. */
  reshaped: boolean;
  dragged: string | null;
  playing: Timer | null;
  frame: number;
  /** What Python was told last. */
  told?: string;
  tell(name: string, value: unknown): void;
}
