import type { Theme, Words } from "./types.d.ts";

/** Numbers over a time axis; null is a gap. */
export type Line = (number | null)[];

export interface Drawn {
  kind: "curve" | "pairs";
  /** Where the network is on its own. */
  start: number;
  true: Line;
  predicted: Line;
  error: string | null;
}

export interface Text {
  kind: "text";
  given: string;
  own: string;
}

export type Sample = { cell: string; title: string; caption: string } & (Drawn | Text | { kind: "none" });

export interface Data {
  panes: Sample[];
  range: [low: number, high: number];
  height: number;
  words: Words;
  palettes: { light: Theme; dark: Theme };
}

export interface Pane {
  node: HTMLElement;
  title: HTMLElement;
  caption: HTMLElement;
  body: HTMLElement;
  text: HTMLElement;
  given: HTMLElement;
  own: HTMLElement;
  empty: HTMLElement;
  canvas: HTMLCanvasElement;
  shown?: Sample;
}

export interface View {
  root: HTMLElement;
  grid: HTMLDivElement;
  panes: Pane[];
  size: ResizeObserver;
  data: Data;
  theme: Theme;
}

export type Point = [x: number, y: number];
export type Stick = [x1: number, y1: number, x2: number, y2: number];
export type Box = Record<"left" | "right" | "top" | "bottom", number>;

/** How large a picture is, and which values it spans. */
export interface Frame {
  width: number;
  height: number;
  low: number;
  high: number;
  words: Words;
}
