// Networks side by side: text, gradient, states and gates over one time axis, and one cursor through all of them.
// Data come several times a second; hovering costs no message and paints no heat map. All text goes through
// textContent or fillText: corpora are hostile input.

import * as choices from "./choice.js";
import * as heatMaps from "../../browser/heat.js";
import * as drawing from "./drawing.js";
import { EVENT } from "../../browser/cursor.js";
import { fill, make, phrase, say, unpack } from "../../browser/shared.js";

const REST = 400; // ms without a move before Python and the screen reader hear of it
const PLACES = { hidden: 0, update: 1, reset: 2, forget: 2, output: 3, candidate: 4, cell: 5 };

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".root");
  const board = (root.board ??= create(root));
  board.send = (t) => setStateValue("cursor", t);
  window.addEventListener(EVENT, board.hear); // the same function each time: added once
  receive(board, unpack(data));
  // A clean-up of an outdated call may run while the board is still there.
  return () => {
    if (!root.isConnected) leave(board);
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

function create(root) {
  const acts = { point: (t) => look(board, t), hold: (t) => pin(board, t), leave: () => fade(board) };
  const choice = choices.head(root, acts);
  const bar = make(root, "div", "bar");
  const board = {
    root,
    choice,
    where: make(bar, "span", "where"),
    walk: make(bar, "button", "walk"),
    grid: make(root, "div", "columns"),
    spoken: make(root, "div", "spoken"),
    id: `board-${Math.random().toString(36).slice(2)}`,
    columns: [],
    hover: null,
    held: null,
    unit: null,
    walking: null,
    resting: null,
    leaving: null,
    sent: [],
    told: null,
  };
  board.grid.tabIndex = 0;
  board.grid.setAttribute("role", "group");
  board.spoken.setAttribute("aria-live", "polite");
  board.walk.type = "button";
  board.walk.onclick = () => (board.walking ? stop(board) : walk(board));
  board.grid.onpointermove = (event) => point(board, event);
  board.grid.onpointerleave = (event) => {
    if (event.pointerType === "mouse") fade(board);
  };
  board.grid.onclick = (event) => hold(board, event);
  board.grid.onkeydown = (event) => press(board, event);
  board.hear = ({ detail }) => hear(board, detail);
  board.sizes = new ResizeObserver(() => {
    if (board.data) draw(board);
  });
  board.sizes.observe(board.grid);
  document.fonts?.ready.then(() => {
    if (board.data) draw(board);
  });
  return board;
}

function leave(board) {
  stop(board);
  board.sizes.disconnect();
  clearTimeout(board.resting);
  clearTimeout(board.leaving);
  window.removeEventListener(EVENT, board.hear);
}

// The elements are made anew only when there are other panels than before; new numbers never get here.
function build(board, data) {
  const plan = JSON.stringify([
    data.kind,
    !!data.choice,
    data.columns.map((c) => [c.cell, !!c.note, c.panels.map((p) => p.row)]),
  ]);
  if (board.plan === plan) return;
  board.plan = plan;
  const places = [...new Set(data.columns.flatMap((c) => c.panels.map((p) => PLACES[p.row])))].sort();
  const [ribbon, panels] = data.choice ? [4, 7] : [3, 5]; // the rows of the grid: a title and numbers are above
  const row = (name) => panels + places.indexOf(PLACES[name]);
  board.grid.style.setProperty("--columns", data.columns.length);
  board.grid.style.setProperty("--rows", panels - 1 + places.length);
  board.grid.replaceChildren();
  board.columns = data.columns.map((column) => {
    const element = make(board.grid, "section", "column");
    element.dataset.cell = column.cell;
    const head = make(element, "div", "head");
    const view = {
      element,
      title: make(head, "b"),
      caption: make(head, "span"),
      numbers: make(element, "div", "numbers"),
    };
    if (data.choice) view.chances = choices.table(element);
    view.ribbon = frame(element, `reads ${data.kind}`, ribbon);
    if (data.choice) view.left = frame(element, "left gradient", ribbon + 1);
    if (data.choice) view.axis = choices.axis(view.left.element);
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
      view.note.style.gridRow = free.length ? `${free[0]} / ${free.at(-1) + 1}` : `${last + 1}`;
      last = Math.max(last, free.at(-1) ?? 0);
    }
    view.overlay = make(element, "div", "overlay");
    view.overlay.style.gridRow = `${ribbon} / ${last + 1}`;
    make(view.overlay, "div", "cursor");
    return view;
  });
}

function frame(column, name, row) {
  const element = make(column, "div", `timed ${name}`);
  element.style.gridRow = row;
  const label = make(element, "div", "label");
  const view = {
    element,
    name: make(label, "span", "name"),
    reading: make(label, "span", "reading"),
    scale: make(label, "span", "scale"),
  };
  view.plot = make(element, "div", "plot");
  view.canvas = make(view.plot, "canvas");
  view.canvas.setAttribute("role", "img");
  view.context = view.canvas.getContext("2d");
  view.unit = make(view.plot, "div", "unit");
  return view;
}

// ---- Data in ----------------------------------------------------------------------------------------------------

function receive(board, data) {
  const before = board.data;
  board.data = data;
  build(board, data);
  board.grid.setAttribute("aria-label", data.words.board);
  say(board.walk, `${board.walking ? "❚❚" : "▶\uFE0E"} ${board.walking ? data.words.stop : data.words.walk}`);
  choices.describe(board.choice, data);
  data.columns.forEach((column, i) => describe(board.columns[i], column, data));
  const clip = (t) => (t === null ? null : Math.min(t, data.steps - 1));
  board.hover = clip(board.hover);
  board.held = clip(board.held);
  // What comes back may be an echo of what was sent; only another step is a wish of the page.
  if (data.cursor !== (before?.cursor ?? null)) {
    const echo = board.sent.indexOf(data.cursor);
    if (echo < 0) [board.held, board.hover, board.told] = [data.cursor, null, data.cursor];
    else board.sent.splice(0, echo + 1);
  }
  draw(board);
}

function describe(view, column, data) {
  const { words, steps } = data;
  say(view.title, column.title);
  say(view.caption, column.caption);
  if (view.note) say(view.note, column.note);
  while (view.numbers.childElementCount > column.numbers.length) view.numbers.lastChild.remove();
  column.numbers.forEach(([value, label], i) => {
    const cell = view.numbers.children[i] ?? make(view.numbers, "div");
    if (!cell.firstChild) cell.append(make(null, "b"), make(null, "span"));
    say(cell.firstChild, value);
    say(cell.lastChild, label);
  });
  const text = data.inputs.slice(0, 200).join(data.kind === "text" ? "" : " ");
  name(view.ribbon, phrase(words.ribbon_label, { text }));
  name(view.gradient, phrase(words.strip, { title: data.gradientTitle, steps, reach: column.reach }));
  if (data.choice) {
    choices.judge(view.chances, column, data);
    choices.place(view.axis, data);
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

const name = (view, text) => view.canvas.setAttribute("aria-label", text);

// ---- Showing ----------------------------------------------------------------------------------------------------

function draw(board) {
  board.palette = heatMaps.palette(board.root, board.palette);
  const { data, palette, columns } = board;
  board.width = columns[0].ribbon.plot.clientWidth;
  if (!board.width) return; // hidden; the observer calls again
  board.place = data.kind === "values" ? null : drawing.place(board);
  columns.forEach((view) => view.ribbon.element.classList.toggle("lens", !!board.place?.lens));
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

function picture({ data, palette, width }, view, column, colours) {
  const sharp = window.devicePixelRatio || 1;
  const strip = { shape: [1, data.steps], bytes: drawing.decades(column.gradient, data.steps) };
  heatMaps.heat(view.gradient, strip, colours.gradient, width * sharp, 1);
  view.span.style.setProperty("--from", `${(100 * Math.max(0, data.steps - 1 - column.reach)) / data.steps}%`);
  view.span.classList.toggle("none", !column.gradient);
  legend(view.gradient, "10⁻⁸", colours.bar, "1", phrase(data.words.reach, { reach: column.reach }));
  if (data.choice) {
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

function legend(view, low, bar, high, after = "") {
  const { scale } = view;
  if (!scale.firstChild) {
    make(scale, "b", "spare");
    make(scale, "i", "spare");
    make(scale, "b", "spare");
    make(scale, "b");
  }
  const [first, middle, last, extra] = scale.children;
  say(first, low);
  say(last, high);
  say(extra, after);
  if (view.bar !== bar) middle.style.background = view.bar = bar;
}

// ---- The cursor -------------------------------------------------------------------------------------------------

// All that depends on the cursor: the box is moved, labels become readings, the ribbon slides. Heat maps stay.
function show(board, fresh = false) {
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
    Object.assign(view.overlay.firstChild.style, {
      transform: `translateX(${Math.round(x)}px)`,
      width: `${Math.round(box)}px`,
    });
    if (data.kind === "values") {
      if (fresh) drawing.curves(board, view.ribbon, column);
    } else if (fresh || board.place.lens) drawing.ribbon(board, view.ribbon, column, t);
    if (t === null) {
      say(view.ribbon.name, data.kind === "values" ? ribbon_values : ribbon);
      say(view.gradient.name, data.gradientTitle);
      if (data.choice) say(view.left.name, data.choice.title);
    } else {
      fill(view.ribbon.name, ...drawing.reading(board, column, t));
      fill(view.gradient.name, ...drawing.slope(board, column, t));
      if (data.choice) fill(view.left.name, ...drawing.remaining(board, column, t));
    }
    const row = unit && (unit.column ?? i) === i ? unit.row : null;
    column.panels.forEach((panel, k) => inspect(board, view.panels[k], column, panel, t, row));
  });
  if (t === null) say(board.where, hint);
  else fill(board.where, held === null ? position : `${position} · ${holds}`, { t: t + 1, steps: data.steps });
}

// One unit's value at the cursor, in the panel's own label, and a frame around its row.
function inspect(board, view, column, panel, t, row) {
  const [units] = board.data.arrays[panel.values].shape;
  const on = row !== null && row < units && t !== null;
  view.unit.style.visibility = on ? "visible" : "hidden";
  if (!on) return say(view.reading, "");
  view.unit.style.setProperty("--unit", `${view.high / units}px`);
  view.unit.style.transform = `translateY(${(row * view.high) / units}px)`;
  say(view.reading, drawing.single(board, column, panel, row, t));
}

// Look at step t (null: at none); `hold` keeps it there whatever the pointer does.
function move(board, t, { hold = board.held !== null, tell = true } = {}) {
  const before = board.held ?? board.hover;
  const held = board.held !== null;
  [board.held, board.hover] = hold ? [t, null] : [null, t];
  show(board);
  if (tell && t !== before) window.dispatchEvent(new CustomEvent(EVENT, { detail: { t, source: board.id } }));
  if (held && t === null) tellPython(board, null);
  clearTimeout(board.resting);
  if (!board.walking) board.resting = setTimeout(() => rest(board), REST);
}

function rest(board) {
  const { data, spoken, columns, held, hover } = board;
  const t = held ?? hover;
  if (t !== null) tellPython(board, t);
  say(
    spoken,
    t === null
      ? ""
      : data.columns
          .map((column, i) => {
            const values = columns[i].panels.map((view) => view.reading.textContent).filter(Boolean);
            const strips = [drawing.slope, ...(data.choice ? [drawing.remaining] : [])].map((read) =>
              phrase(...read(board, column, t)),
            );
            return [column.title, phrase(...drawing.reading(board, column, t)), ...strips, ...values].join("; ");
          })
          .join(". "),
  );
}

function tellPython(board, t) {
  if (t === board.told) return;
  board.told = t;
  board.sent = [...board.sent.slice(-9), t];
  board.send(t);
}

function hear(board, { t = null, source, pin = false }) {
  if (source === board.id || !board.data || !board.width) return;
  if (!board.root.isConnected) return leave(board);
  if (board.held !== null && !pin) return;
  stop(board);
  move(board, t === null ? null : within(board, t), { hold: pin, tell: false });
  if (pin) board.root.scrollIntoView({ block: "nearest" });
}

// ---- Hands ------------------------------------------------------------------------------------------------------

const within = (board, t) => Math.max(0, Math.min(board.data.steps - 1, t));

function aim(board, event) {
  const timed = event.target.closest(".timed");
  if (!timed) return null;
  const { left } = timed.getBoundingClientRect();
  return { timed, t: within(board, Math.floor(((event.clientX - left) / board.width) * board.data.steps)) };
}

function point(board, event) {
  const at = aim(board, event);
  if (!at) return fade(board);
  clearTimeout(board.leaving);
  // Browsers also report a move when the page moves under a pointer that rests.
  if (event.type === "pointermove" && event.clientX === board.x && event.clientY === board.y) return;
  [board.x, board.y] = [event.clientX, event.clientY];
  stop(board);
  const unit = under(board, at.timed, event.clientY);
  const t = board.held ?? at.t;
  if (t === (board.held ?? board.hover) && unit?.row === board.unit?.row && unit?.column === board.unit?.column) return;
  board.unit = unit;
  move(board, t);
}

// A word of the sentence above the columns is pointed at, or taken.
function look(board, t) {
  clearTimeout(board.leaving);
  stop(board);
  if (board.held === null && t !== board.hover) move(board, t);
}

function pin(board, t) {
  stop(board);
  move(board, t, { hold: true });
  rest(board);
}

// Which unit of which column lies under the pointer.
function under(board, timed, y) {
  const column = board.columns.findIndex((view) => view.element.contains(timed));
  const k = board.columns[column].panels.findIndex((view) => view.element === timed);
  if (k < 0) return null;
  const { top, height } = board.columns[column].panels[k].plot.getBoundingClientRect();
  const [units] = board.data.arrays[board.data.columns[column].panels[k].values].shape;
  return { column, row: Math.max(0, Math.min(units - 1, Math.floor(((y - top) / height) * units))) };
}

// From one column to the next the pointer crosses a gap: nothing may flash there.
function fade(board) {
  clearTimeout(board.leaving);
  if (board.walking || (board.held ?? board.hover) === null) return;
  board.leaving = setTimeout(() => {
    board.unit = null;
    move(board, board.held);
  }, 150);
}

function hold(board, event) {
  const at = aim(board, event);
  if (!at) return;
  point(board, event);
  if (board.held === at.t) return move(board, null);
  move(board, at.t, { hold: true });
  rest(board);
}

function press(board, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const t = board.held ?? board.hover;
  const last = board.data.steps - 1;
  const to = {
    ArrowLeft: (t ?? last + 1) - 1,
    ArrowRight: (t ?? -1) + 1,
    PageUp: (t ?? last) - 10,
    PageDown: (t ?? 0) + 10,
    Home: 0,
    End: last,
  }[event.key];
  if (to !== undefined) {
    stop(board);
    move(board, within(board, to));
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    choose(board, event.key === "ArrowUp" ? -1 : 1, t ?? last);
  } else if (event.key === "Enter" && t !== null) move(board, t, { hold: board.held === null });
  else if (event.key === "Escape") {
    stop(board);
    board.unit = null;
    move(board, null);
  } else return;
  event.preventDefault();
}

// Up and down choose a unit in all columns.
function choose(board, by, t) {
  const units = Math.max(...board.data.arrays.map(({ shape }) => (shape.length === 2 ? shape[0] : 1)));
  const row = board.unit ? board.unit.row + by : 0;
  board.unit = { column: null, row: Math.max(0, Math.min(units - 1, row)) };
  move(board, t);
}

function walk(board) {
  const { steps, words } = board.data;
  let t = board.held ?? board.hover ?? -1;
  if (t >= steps - 1) t = -1;
  clearTimeout(board.leaving);
  const next = () => (t + 1 < board.data.steps ? move(board, ++t, { hold: false }) : stop(board));
  board.walking = setInterval(next, 1000 / Math.max(8, steps / 16));
  say(board.walk, `❚❚ ${words.stop}`);
}

function stop(board) {
  if (!board.walking) return;
  clearInterval(board.walking);
  board.walking = null;
  say(board.walk, `▶\uFE0E ${board.data.words.walk}`);
}
