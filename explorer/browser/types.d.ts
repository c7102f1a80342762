// What the scripts of several components have in common, as types. What one component alone receives stands beside it.

/** What Streamlit's components v2 call a component's function with, at every change of its data. */
export interface Call<Data> {
  data: Data;
  parentElement: HTMLElement;
  setStateValue(name: string, value: unknown): void;
  setTriggerValue(name: string, value: unknown): void;
}

/** An array of a message of _pack.py: bytes in C order. */
export interface Bytes {
  shape: number[];
  bytes: Uint8Array;
}

/** The texts of a component in the page's language, by name; what stands in {braces} is filled in. */
export type Words = Record<string, string>;

/** What is filled into a text. */
export type Values = Record<string, string | number | undefined>;

/** A text and what is filled into it. */
export type Phrase = [template: string, values: Values];

/** What draws on a canvas. */
export type Pen = CanvasRenderingContext2D;

/** The attributes of an element of a picture. */
export type Attributes = Record<string, string | number>;

/** Red, green, blue: 0 … 255. */
export type Colour = number[];

/** The colours of a theme as words of CSS, by name. */
export type Theme = Record<string, string>;

/** One of a theme's colours as words of CSS and as words of ImageData, made for pictures of numbers. */
export interface CellColours {
  colour: string;
  sequential: Uint32Array;
  gradient: Uint32Array;
  bar: string;
  tints: string[];
  inks: string[];
}

export interface Palette {
  theme: string;
  cells: Record<string, CellColours>;
  diverging: Uint32Array;
  bar: string;
  ink: string;
  quiet: string;
  line: string;
  faint: string;
  font: string;
  code: string;
}

/** A canvas and what a heat map on it is made of. */
export interface HeatView {
  canvas: HTMLCanvasElement;
  context: Pen;
  image?: ImageData;
  pixels?: Uint32Array;
}

/** Buttons of which one is pressed. */
export interface Switch {
  group: HTMLElement;
  buttons: HTMLButtonElement[];
}

/** A time that has been asked for and can be given up. */
export type Timer = ReturnType<typeof setTimeout>;

/** A network drawn unrolled in one line: what it reads, step by step, and whether it answers at every one. */
export interface Unrolled {
  kind: "every" | "end";
  both: boolean;
  /** What networks of this shape are called. */
  title: string;
  read: string[];
  words: Words;
}

/** Its place on the page, and the step that is lit. */
export interface UnrolledView {
  element: HTMLElement;
  stage: HTMLElement;
  title: HTMLElement;
  lengths: HTMLElement;
  sized: ResizeObserver;
  shown: Unrolled;
  at: number;
  width: number;
  walking?: Timer;
}

/** Look at the time step `t` (null: at none), and at `s` where a picture has two; `pin`: stay there. */
export interface Look {
  t: number | null;
  s?: number | null;
  pin?: boolean;
  source: string;
}

/** What a panel does when the cursor that all share is moved. */
export interface Hands {
  heard?(look: Look): void;
  asked?(): void;
  chosen?(unit: number): void;
  rest?(): void;
}

/** One panel's end of the cursor. */
export interface Cursor {
  /** Hear of the others, from now on; and no more of them. */
  listen(): void;
  leave(): void;
  /** Say where this panel looks. */
  tell(look: Omit<Look, "source">): void;
  /** Something has moved: rest after a while. Or not: the panel goes on moving. */
  later(): void;
  wait(): void;
  /** Whether the pointer itself has moved since the last time. */
  moved(pointer: { clientX: number; clientY: number }): boolean;
}

declare global {
  interface History {
    /** Its entries are no longer pushed for states of one lesson (assets/history.js). */
    explorer?: boolean;
  }
  interface WindowEventMap {
    "explorer:cursor": CustomEvent<Look>;
    "explorer:where": Event;
    "explorer:unit": CustomEvent<{ unit: number }>;
  }
}
