import type { Bytes, Colour, Cursor, Palette, Switch, Timer, Words } from "../../browser/types.d.ts";

export interface Message {
  cell: string;
  /** Whose colour it has. */
  family: string;
  loss: "binary" | "softmax";
  steps: number;
  units: number;
  /** What is read: the same key, the same picture with other numbers. */
  key: string;
  read: string[];
  wanted: string[];
  guess: [name: string, chance: number][];
  unknown: number[];
  title: string;
  caption: string;
  warning: string;
  note: string;
  /** One number a step: ŷ of what is right, L, and lengths of gradients. */
  chance: number[];
  losses: number[];
  outputError: number[];
  direct: number[];
  later: number[];
  total: number[];
  memoryTotal: number[] | null;
  memoryLater: number[] | null;
  /** [loss, step]: what of one loss's error arrives at a step. */
  contributions: number[][];
  memoryContributions: number[][] | null;
  shares: number[];
  gathered: number[];
  /** The names of the arrays. */
  fields: string[];
  unit: number;
  at: string;
  only: number | null;
  linear: boolean;
  version: number;
  words: Words;
  arrays: Bytes[];
}

/** Values [step, unit] by name. */
export type Data = Omit<Message, "fields"> & { fields: Record<string, Float32Array> };

export type Phase = "start" | "forward" | "sum" | "back" | "weights";

/** A moment of the way; `t` −1: it is at no step. */
export interface Moment {
  phase: Phase;
  t: number;
}

export interface Scale {
  most: number;
  top: number;
  share(value: number): number;
  below(value: number): boolean;
  width(value: number): number;
}

/** What flows back at each step. */
export interface Flows {
  output: number[];
  direct: number[];
  later: number[];
  total: number[];
  memory: number[] | null;
  memoryLater: number[] | null;
}

export type Point = [x: number, y: number];

/** An element of the picture and the attributes that it has. */
export type Shape = SVGElement & { known?: Record<string, string | number> };

export interface Arrow {
  line: Shape;
  head: Shape;
}

export interface Grid {
  group: Shape;
  mark: Shape;
  frame: Shape;
  place(unit: number): { x: string; y: string };
}

export interface Column {
  toHidden: Arrow;
  across: Arrow;
  toOutput: Arrow;
  toLoss: Arrow;
  toSum: Shape;
  lossBack: Shape;
  outputBack: Shape;
  acrossBack: Shape;
  /** Where the cell has a memory of its own. */
  fromMemory?: Arrow;
  memoryAcross?: Arrow;
  memoryBack?: Shape;
  memory?: Grid;
  segment: Shape;
  loss: Shape;
  circle: Shape;
  lossText: Shape;
  target: Shape;
  output: Shape;
  outputBox: Shape;
  hidden: Grid;
  input: Shape;
  number: Shape;
  direct: Shape;
  later: Shape;
  share: Shape;
  shareText: Shape;
}

export interface Picture {
  svg: SVGElement;
  width: number;
  height: number;
  pitch: number;
  box: number;
  rows: Record<"sum" | "loss" | "output" | "hidden" | "memory" | "input" | "weights", number>;
  memory: boolean;
  off: number;
  x(t: number): number;
  band: Shape;
  weights: Shape;
  columns: Column[];
  sum: Shape;
}

export interface Colours extends Palette {
  base: Palette;
  rgb: Record<"page" | "accent" | "cell", Colour>;
  cell: string;
  accent: string;
  page: string;
  inkCell: string;
}

export interface View {
  root: HTMLElement;
  cursor: Cursor;
  play: HTMLButtonElement;
  back: HTMLButtonElement;
  next: HTMLButtonElement;
  slider: HTMLInputElement;
  ways: HTMLElement[];
  of: Switch;
  scale: Switch;
  title: HTMLElement;
  caption: HTMLElement;
  warning: HTMLElement;
  hint: HTMLElement;
  tools: HTMLElement;
  saves: HTMLButtonElement[];
  stage: HTMLElement;
  legend: HTMLElement;
  note: HTMLElement;
  says: HTMLElement;
  reader: HTMLElement;
  unitLabel: HTMLElement;
  unitBack: HTMLButtonElement;
  unitNext: HTMLButtonElement;
  unitHelp: HTMLElement;
  formulas: HTMLElement;
  spoken: HTMLElement;
  sized: ResizeObserver;
  data: Data;
  colours: Colours;
  picture: Picture;
  /** The moment, and the part of its move that is done. */
  at: number;
  done: number;
  /** The loss whose error travels back; null: J. */
  only: number | null;
  linear: boolean;
  unit: number;
  playing: boolean;
  /** What the words and formulas were made for. */
  drawn?: string | null;
  room?: number;
  frame: number;
  waiting?: Timer;
}

/** How a number is written. */
export interface Tools {
  short(value: number): string;
}

/** What is written in a formula: text, or elements. */
export type Written = string | Element;

/** What is written, the number of the chosen unit, the length of the whole vector; or a sign between terms. */
export type Term = Written | [written: Written, value?: number | string, length?: number | string];

export interface Context extends Tools {
  data: Data;
  words: Words;
  /** A value of the chosen unit at a step; 0 before the first. */
  of(name: string, t: number): number | undefined;
}

export type Add = (...terms: Term[]) => void;
