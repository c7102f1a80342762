import type { Bytes, Timer, Words } from "./types.d.ts";

export interface Data {
  /** The training steps that are kept, rising. */
  steps: number[];
  /** The one on screen; null: the newest. */
  shown: number | null;
  /** More will come. */
  live: boolean;
  words: Words;
  arrays: Bytes[];
}

export interface View {
  step: HTMLElement;
  right: HTMLElement;
  dot: HTMLElement;
  state: HTMLElement;
  back: HTMLButtonElement;
  input: HTMLInputElement;
  send(step: number | null): void;
  /** What is shown, and what Python sent last. */
  now?: Data;
  next: Data;
  /** A training step (null: the newest): as it was chosen here, and as Python was told. */
  chosen: number | null;
  sent: number | null;
  /** Times in ms: of the last choice or message, and of the last message. */
  last: number;
  told?: number;
  dragging?: boolean;
  pacing?: Timer | null;
  settling?: Timer;
}
