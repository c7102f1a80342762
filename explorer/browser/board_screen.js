// What one sees of the board: made once, then only what changed is touched. Nothing here knows of hands or of Python.

/** @import { CellColours } from "./types.d.ts" */
/** @import { Board, Column, ColumnView, Data, Numbers, Panel, Strip, Texts } from "./board_types.d.ts" */

import * as heatMaps from "./heat.js";
import { fill, make, penOf, phrase, say } from "./shared.js";
import * as choices from "./board_choice.js";
import * as drawing from "./board_drawing.js";

/** @type {Record<string, number>} */
const PLACES = { hidden: 0, update: 1, reset: 2, forget: 2, output: 3, candidate: 4, cell: 5 };

// ---- Making -----------------------------------------------------------------------------------------------------

// The elements are made anew only when there are other panels than before; new numbers never get here.
/** @type {(board: Board, data: Data) => void} */
export function build(board, data) {
  const plan = JSON.stringify([
    data.kind,
    !!data.choice,
    data.columns.map((c) => [c.cell, !!c.note, c.panels.map((p) => p.row)]),
  ]);
  if (board.plan === plan) return;
  board.plan = plan;
  const places = [...new Set(data.columns.flatMap((c) => c.panels.map((p) => PLACES[p.row])))].sort();
  const [ribbon, panels] = data.choice ? [4, 7] : [3, 5]; // the rows of the grid: a title and numbers are above
  /** @type {(name: string) => number} */
  const row = (name) => panels + places.indexOf(PLACES[name]);
  board.grid.style.setProperty("--columns", String(data.columns.length));
  board.grid.style.setProperty("--rows", String(panels - 1 + places.length));
  board.grid.replaceChildren();
  board.columns = data.columns.map((column) => {
    const element = make(board.grid, "section", "column");
    element.dataset.cell = column.cell;
    const head = make(element, "div", "head");
    const view = /** @type {ColumnView} */ ({
      element,
      title: make(head, "b"),
      caption: make(head, "span"),
      numbers: make(element, "div", "numbers"),
    });
    if (data.choice) view.chances = choices.table(element);
    view.ribbon = frame(element, `reads ${data.kind}`, ribbon);
    if (data.choice) {
      view.left = frame(element, "left gradient", ribbon + 1);
      view.axis = choices.axis(view.left.element);
    }
    view.gradient = frame(element, "gradient", panels - 1);
    view.span = make(view.gradient.element, "div", "span");
    view.panels = column.panels.map((p) => frame(element, p.row === "hidden" ? "hidden" : "gate", row(p.row)));
    const own = column.panels.map((p) => row(p.row));
    let last = Math.max(panels - 1, ...own);
    if (column.note) {
      const free = places
        .map((_, i) => panels + i)
        .filter((r) => !own.includes(r) && r > Math.min(...own))
        .slice(0, 2);
      view.note = make(element, "div", "timed note");
      const end = free[free.length - 1] ?? 0;
      view.note.style.gridRow = free.length ? `${free[0]} / ${end + 1}` : `${last + 1}`;
      last = Math.max(last, end);
    }
    view.overlay = make(element, "div", "overlay");
    view.overlay.style.gridRow = `${ribbon} / ${last + 1}`;
    view.box = make(view.overlay, "div", "cursor");
    return view;
  });
}

/** @type {(column: Element, name: string, row: number) => Strip} */
function frame(column, name, row) {
  const element = make(column, "div", `timed ${name}`);
  element.style.gridRow = String(row);
  const label = make(element, "div", "label");
  const view = /** @type {Strip} */ ({
    element,
    name: make(label, "span", "name"),
    reading: make(label, "span", "reading"),
    scale: make(label, "span", "scale"),
  });
  view.plot = make(element, "div", "plot");
  view.canvas = make(view.plot, "canvas");
  view.canvas.setAttribute("role", "img");
  view.context = penOf(view.canvas);
  view.unit = make(view.plot, "div", "unit");
  return view;
}

// ---- Describing -------------------------------------------------------------------------------------------------

/** @type {(view: ColumnView, column: Column, data: Data) => void} */
export function describe(view, column, data) {
  const { words, steps } = data;
  say(view.title, column.title);
  say(view.caption, column.caption);
  if (view.note) say(view.note, column.note ?? "");
  while (view.numbers.childElementCount > column.numbers.length) view.numbers.lastChild?.remove();
  column.numbers.forEach(([value, label], i) => {
    const cell = view.numbers.children[i] ?? make(view.numbers, "div");
    if (!cell.firstChild) cell.append(make(null, "b"), make(null, "span"));
    say(cell.children[0], value);
    say(cell.children[1], label);
  });
  const text = data.inputs.slice(0, 200).join(data.kind === "text" ? "" : " ");
  name(view.ribbon, phrase(words.ribbon_label, { text }));
  name(view.gradient, phrase(words.strip, { title: data.gradientTitle, steps, reach: column.reach }));
  if (data.choice && view.chances && view.axis && view.left) {
    choices.judge(view.chances, column, data.choice, words);
    choices.place(view.axis, data.choice, data);
    name(view.left, phrase(words.left_strip, { title: data.choice.title, steps }));
  }
  column.panels.forEach((panel, i) => {
    const part = view.panels[i];
    const [low, high] = [panel.low, panel.high].map(drawing.bound);
    const [units] = data.arrays[panel.values].shape;
    name(part, phrase(words.heat_map, { title: panel.title, units, steps, low, high }));
    if (part.title === panel.title + panel.hint) return;
    part.title = panel.title + panel.hint;
    part.name.textContent = panel.title;
    if (panel.hint) make(part.name, "i", "", ` · ${panel.hint}`);
  });
}

/** @type {(view: Strip, text: string) => void} */
const name = (view, text) => view.canvas.setAttribute("aria-label", text);

// ---- Showing ----------------------------------------------------------------------------------------------------

/** @type {(board: Board) => void} */
export function draw(board) {
  board.palette = heatMaps.palette(board.root, board.palette);
  const { data, palette, columns } = board;
  board.width = columns[0].ribbon.plot.clientWidth;
  if (!board.width) return; // hidden; the observer calls again
  if (data.kind !== "values") board.place = drawing.place(/** @type {Board<Texts>} */ (board));
  columns.forEach((view) => view.ribbon.element.classList.toggle("lens", data.kind !== "values" && board.place.lens));
  // All sizes are read before anything is written, so that the page is laid out once.
  const parts = columns.flatMap((view) => [view.ribbon, ...view.panels]);
  parts
    .map((part) => part.plot.clientHeight)
    .forEach((high, i) => {
      parts[i].high = high;
    });
  columns.forEach((view, i) => picture(board, view, data.columns[i], palette.cells[data.columns[i].cell]));
  show(board, true);
}

/** @type {(board: Board, view: ColumnView, column: Column, colours: CellColours) => void} */
function picture({ data, palette, width }, view, column, colours) {
  const sharp = window.devicePixelRatio || 1;
  const strip = { shape: [1, data.steps], bytes: drawing.decades(column.gradient, data.steps) };
  heatMaps.heat(view.gradient, strip, colours.gradient, width * sharp, 1);
  view.span.style.setProperty("--from", `${(100 * Math.max(0, data.steps - 1 - column.reach)) / data.steps}%`);
  view.span.classList.toggle("none", !column.gradient);
  legend(view.gradient, "10⁻⁸", colours.bar, "1", phrase(data.words.reach, { reach: column.reach }));
  if (view.left) {
    heatMaps.heat(
      view.left,
      { shape: [1, data.steps], bytes: drawing.shares(column.left) },
      colours.sequential,
      width * sharp,
      1,
    );
    legend(view.left, "0", colours.bar, "100 %");
  }
  if (data.kind !== "values") legend(view.ribbon, "0", colours.bar, "100 %");
  column.panels.forEach((panel, k) => {
    const part = view.panels[k];
    const [map, bar] =
      panel.scale === "diverging" ? [palette.diverging, palette.bar] : [colours.sequential, colours.bar];
    heatMaps.heat(part, data.arrays[panel.values], map, width * sharp, part.high * sharp);
    legend(part, drawing.bound(panel.low), bar, drawing.bound(panel.high));
  });
}

/** @type {(view: Strip, low: string, bar: string, high: string, after?: string) => void} */
function legend(view, low, bar, high, after = "") {
  const { scale } = view;
  if (!scale.firstChild) {
    make(scale, "b", "spare");
    make(scale, "i", "spare");
    make(scale, "b", "spare");
    make(scale, "b");
  }
  const [first, middle, last, extra] = /** @type {HTMLCollectionOf<HTMLElement>} */ (scale.children);
  say(first, low);
  say(last, high);
  say(extra, after);
  if (view.bar !== bar) middle.style.background = view.bar = bar;
}

// ---- The cursor -------------------------------------------------------------------------------------------------

// All that depends on the cursor: the box is moved, labels become readings, the ribbon slides. Heat maps stay.
/** @type {(board: Board, fresh?: boolean) => void} */
export function show(board, fresh = false) {
  const { data, columns, width, held, hover, unit } = board;
  if (!width) return;
  const t = held ?? hover;
  const { hint, position, held: holds, ribbon, ribbon_values } = data.words;
  const box = Math.max(2, width / data.steps) + 3; // a little wider than its step: it shall not cover what it frames
  const x = t === null ? 0 : Math.min(width - box, Math.max(0, ((t + 0.5) * width) / data.steps - box / 2));
  board.grid.classList.toggle("shown", t !== null);
  if (t !== null) board.walk.classList.add("met"); // who has pointed at a step may want to see all of them
  if (data.choice) choices.mark(board.choice, t);
  columns.forEach((view, i) => {
    const column = data.columns[i];
    Object.assign(view.box.style, {
      transform: `translateX(${Math.round(x)}px)`,
      width: `${Math.round(box)}px`,
    });
    if (data.kind === "values") {
      if (fresh) drawing.curves(/** @type {Board<Numbers>} */ (board), view.ribbon, data.columns[i]);
    } else if (fresh || board.place.lens) {
      drawing.ribbon(/** @type {Board<Texts>} */ (board), view.ribbon, data.columns[i], t);
    }
    if (t === null) {
      say(view.ribbon.name, data.kind === "values" ? ribbon_values : ribbon);
      say(view.gradient.name, data.gradientTitle);
      if (data.choice && view.left) say(view.left.name, data.choice.title);
    } else {
      fill(view.ribbon.name, ...drawing.reading(board, column, t));
      fill(view.gradient.name, ...drawing.slope(board, column, t));
      if (view.left) fill(view.left.name, ...drawing.remaining(board, column, t));
    }
    const row = unit && (unit.column ?? i) === i ? unit.row : null;
    column.panels.forEach((panel, k) => inspect(board, view.panels[k], column, panel, t, row));
  });
  if (t === null) say(board.where, hint);
  else fill(board.where, held === null ? position : `${position} · ${holds}`, { t: t + 1, steps: data.steps });
}

// One unit's value at the cursor, in the panel's own label, and a frame around its row.
/** @type {(board: Board, view: Strip, column: Column, panel: Panel, t: number | null, row: number | null) => void} */
function inspect(board, view, column, panel, t, row) {
  const [units] = board.data.arrays[panel.values].shape;
  const on = row !== null && row < units && t !== null;
  view.unit.style.visibility = on ? "visible" : "hidden";
  if (!on) return say(view.reading, "");
  view.unit.style.setProperty("--unit", `${view.high / units}px`);
  view.unit.style.transform = `translateY(${(row * view.high) / units}px)`;
  say(view.reading, drawing.single(board, column, panel, row, t));
}
