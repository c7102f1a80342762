import type { Cursor, Look, Theme, Timer, Words } from "./types.d.ts";

export interface Data {
  figure: Figure;
  height: number;
  title: string;
  subtitle: string;
  words: Words;
  /** The x-axis is time: a line follows the step that all panels share, or `bands`, where the y-axis is time too. */
  follow: boolean;
  bands: boolean;
  /** A click chooses the unit of its row. */
  choose: boolean;
  /** Where Plotly is. */
  plotly: string;
  palettes: { light: Theme; dark: Theme };
}

export interface View {
  root: HTMLElement & { view?: View };
  cursor: Cursor;
  title: HTMLElement;
  tools: HTMLElement;
  subtitle: HTMLElement;
  frame: HTMLElement;
  chart: Chart;
  line: HTMLElement;
  row: HTMLElement;
  buttons: Record<"svg" | "png" | "zoom" | "reset", HTMLButtonElement>;
  watch: IntersectionObserver;
  size: ResizeObserver;
  data: Data;
  theme: { colours: Theme; exchange: Theme };
  /** What was drawn last, as text. */
  picture?: string;
  seen: boolean;
  stale?: boolean;
  ready?: boolean;
  gone?: boolean;
  zooming?: boolean;
  timer?: Timer | null;
  /** When the last redraw ended and how long it took, in ms. */
  drawn: number;
  cost: number;
  width?: number;
  /** Where the line stands on the x-axis, and which row is looked at with it. */
  marked: number | null;
  other?: number | null;
  /** The step that another panel holds. */
  held: number | null;
  resets: number;
}

// ---- Plotly, as far as it is used ----

export interface Layout {
  [name: string]: unknown;
  width: number;
  height: number;
  font?: object;
  margin: Record<string, number>;
}

export interface Figure {
  data: object[];
  layout: Layout;
}

export interface Axis {
  range: [number, number];
  _offset: number;
  _length: number;
  c2p(value: number): number;
}

export interface Chart extends HTMLElement {
  _fullLayout: { xaxis: Axis; yaxis: Axis; _size: { t: number; h: number } };
  on(event: string, act: (event: { points: { x: number; y: number }[] }) => void): void;
}

export interface Plotly {
  react(chart: HTMLElement, data: object[], layout: Layout, config: object): Promise<unknown>;
  purge(chart: HTMLElement): void;
  downloadImage(figure: Figure, options: object): Promise<unknown>;
}

declare global {
  interface Window {
    Plotly: Plotly;
    explorerPlotly?: Promise<Plotly>;
    explorerTurn?: Promise<unknown>;
  }
}
