import type { Bytes, Palette, Words } from "./types.d.ts";

/** What answers.py sends. */
export interface Data {
  kind: "every" | "end";
  tokens: string[];
  labels: [string, string];
  glue: string;
  words: Words;
  columns: Column[];
  arrays: Bytes[];
}

export interface Column {
  cell: string;
  title: string;
  verdict: string;
  caption: string;
  /** Places in `arrays`: [time], and [answers, time]. */
  shares: number;
  used: number;
  weights: number[];
  wrong: number[];
}

/** One network's place on the page. */
export interface ColumnView {
  element: HTMLElement;
  title: HTMLElement;
  verdict: HTMLElement;
  caption: HTMLElement;
  text: HTMLElement;
  said: HTMLElement;
  tokens: HTMLElement[];
}

export interface View {
  root: HTMLElement;
  grid: HTMLElement;
  legend: HTMLElement;
  columns: ColumnView[];
  data: Data;
  palette: Palette;
  at: number | null;
}
