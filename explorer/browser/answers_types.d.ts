import type { Bytes, Cursor, Palette, UnrolledView, Words } from "./types.d.ts";

/** What answers.py sends. */
export interface Data {
  kind: "every" | "end";
  /** What networks built so are called, and whether they read in both directions. */
  shape: string;
  both: boolean;
  /** Whether the page's cursor is on these tokens too. */
  follow: boolean;
  tokens: string[];
  labels: string[];
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
  /** Places in `arrays`: [time] or, of more than two labels, [time, labels]; and [answers, time]. */
  shares: number;
  used: number;
  /** Of each answer, the share of what it used most. */
  peaks: number[];
  /** Which answers are; null: nobody knows. */
  wrong: number[] | null;
}

/** One network's place on the page. */
export interface ColumnView {
  element: HTMLElement;
  title: HTMLElement;
  verdict: HTMLElement;
  caption: HTMLElement;
  mark: HTMLElement;
  spoken: HTMLElement;
  text: HTMLElement;
  said: HTMLElement;
  tokens: HTMLElement[];
}

export interface View {
  root: HTMLElement;
  cursor: Cursor;
  unrolled: UnrolledView;
  grid: HTMLElement;
  hint: HTMLElement;
  legend: HTMLElement[];
  columns: ColumnView[];
  data: Data;
  palette: Palette;
  at: number | null;
}
