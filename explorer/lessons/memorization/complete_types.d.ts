import type { Bytes, Timer, Words } from "../../browser/types.d.ts";
import type { Colours } from "./memorization_types.d.ts";

/** What one network makes of the text: words, their names and chances, and from `array` on what they lean on. */
export interface Completions {
  cell: string;
  title: string;
  array: number;
  words: string[];
  names: string[];
  chances: number[];
}

export interface Data {
  text: string;
  letters: string[];
  /** Characters that are read. */
  limit: number;
  words: Words;
  networks: Completions[];
  arrays: Bytes[];
}

export interface Row {
  button: HTMLButtonElement;
  number: HTMLElement;
  name: HTMLElement;
  bar: HTMLElement;
  chance: HTMLElement;
  text: HTMLElement;
  word: string;
}

export interface Network {
  element: HTMLElement;
  title: HTMLElement;
  rows: Row[];
  empty: HTMLElement;
}

export interface Word {
  word: string;
  chance: number;
  row: Row;
}

export interface View {
  root: HTMLElement;
  label: HTMLLabelElement;
  input: HTMLInputElement;
  hint: HTMLElement;
  group: HTMLElement;
  networks?: Network[];
  data: Data;
  colours: Colours;
  send(text: string): void;
  /** What was sent and is not answered yet. */
  sent: string | null;
  waiting?: Timer | null;
  resting?: Timer;
  /** Escape was pressed: Tab leaves the line. */
  leaving: boolean;
}
