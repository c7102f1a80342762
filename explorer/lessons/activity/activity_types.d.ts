import type { Bytes, Cursor, Palette, Pen, UnrolledView, Words } from "../../browser/types.d.ts";

/** What activity.py sends: pixels [frames, size²] and places [frames, joints, 2], from −½ to 1½ sides. */
export interface Data {
  size: number;
  /** What networks built so are called; "": they are not drawn. */
  shape: string;
  bones: [number, number][];
  words: Words;
  arrays: [pixels: Bytes, places: Bytes];
}

export interface View {
  root: HTMLElement;
  unrolled: UnrolledView;
  strip: HTMLElement;
  /** The frame that somebody looks at. */
  at: number | null;
  canvases: { canvas: HTMLCanvasElement; pen: Pen }[];
  cursor: Cursor;
  data: Data;
  palette: Palette;
}
