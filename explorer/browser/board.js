// Networks side by side: text, gradient, states and gates over one time axis, and one cursor through all of them.
// Data come several times a second; hovering costs no message and paints no heat map. All text goes through
// textContent or fillText: corpora are hostile input.

/** @import { Call, Look } from "./types.d.ts" */
/** @import { Board, Data } from "./board_types.d.ts" */

import { ASK, cursor, foreign, press as step, send, targetOf, within } from "./cursor.js";
import { kept, make, phrase, say, unpack } from "./shared.js";
import * as choices from "./board_choice.js";
import * as drawing from "./board_drawing.js";
import * as screen from "./board_screen.js";

const PAGE = 10; // steps that PageUp and PageDown go

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement, setStateValue }) {
  const board = kept(parentElement, create);
  board.send = (t) => setStateValue("cursor", t);
  board.cursor.listen();
  receive(board, unpack(data));
  // A clean-up of an outdated call may run while the board is still there.
  return () => {
    if (!board.root.isConnected) leave(board);
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(root: HTMLElement) => Board} */
function create(root) {
  const choice = choices.head(root, {
    point: (t) => look(board, t),
    hold: (t) => pin(board, t),
    leave: () => fade(board),
  });
  const bar = make(root, "div", "bar");
  const board = /** @type {Board} */ ({
    root,
    choice,
    where: make(bar, "span", "where"),
    walk: make(bar, "button", "walk"),
    grid: make(root, "div", "columns"),
    spoken: make(root, "div", "spoken"),
    hover: null,
    held: null,
    unit: null,
    walking: null,
    told: null,
  });
  [board.columns, board.sent] = [[], []];
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
  board.cursor = cursor(root, { heard: (look) => hear(board, look), rest: () => rest(board) });
  board.sizes = new ResizeObserver(() => {
    if (board.data) paint(board);
  });
  board.sizes.observe(board.grid);
  document.fonts?.ready.then(() => {
    if (board.data) paint(board);
  });
  return board;
}

/** @type {(board: Board) => void} */
function leave(board) {
  stop(board);
  board.sizes.disconnect();
  clearTimeout(board.leaving);
  board.cursor.leave();
}

// ---- Data in ----------------------------------------------------------------------------------------------------

/** @type {(board: Board, data: Data) => void} */
function receive(board, data) {
  const before = /** @type {Data | undefined} */ (board.data);
  board.data = data;
  screen.build(board, data);
  board.grid.setAttribute("aria-label", data.words.board);
  say(board.walk, `${board.walking ? "❚❚" : "▶\uFE0E"} ${board.walking ? data.words.stop : data.words.walk}`);
  choices.describe(board.choice, data);
  data.columns.forEach((column, i) => screen.describe(board.columns[i], column, data));
  /** @type {(t: number | null) => number | null} */
  const clip = (t) => (t === null ? null : Math.min(t, data.steps - 1));
  board.hover = clip(board.hover);
  board.held = clip(board.held);
  // What comes back may be an echo of what was sent; only another step is a wish of the page.
  if (data.cursor !== (before?.cursor ?? null)) {
    const echo = board.sent.indexOf(data.cursor);
    if (echo < 0) [board.held, board.hover, board.told] = [data.cursor, null, data.cursor];
    else board.sent.splice(0, echo + 1);
  }
  paint(board);
}

// What was pointed at before there was anything to see here is asked for as soon as there is.
/** @type {(board: Board) => void} */
function paint(board) {
  const first = !board.width;
  screen.draw(board);
  if (first && board.width) send(ASK);
}

// Look at step t (null: at none); `hold` keeps it there whatever the pointer does.
/** @type {(board: Board, t: number | null, how?: { hold?: boolean, tell?: boolean }) => void} */
function move(board, t, { hold = board.held !== null, tell = true } = {}) {
  const before = board.held ?? board.hover;
  const held = board.held !== null;
  [board.held, board.hover] = hold ? [t, null] : [null, t];
  screen.show(board);
  if (tell && t !== before) board.cursor.tell({ t });
  if (held && t === null) tellPython(board, null);
  if (board.walking) board.cursor.wait();
  else board.cursor.later();
}

/** @type {(board: Board) => void} */
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

/** @type {(board: Board, t: number | null) => void} */
function tellPython(board, t) {
  if (t === board.told) return;
  board.told = t;
  board.sent = [...board.sent.slice(-9), t];
  board.send(t);
}

/** @type {(board: Board, look: Look) => void} */
function hear(board, { t, pin: stays = false }) {
  if (!board.data || !board.width || (board.held !== null && !stays)) return;
  stop(board);
  move(board, t === null ? null : within(t, board.data.steps), { hold: stays, tell: false });
  if (stays) board.root.scrollIntoView({ block: "nearest" });
}

// ---- Hands ------------------------------------------------------------------------------------------------------

/** @type {(board: Board, event: PointerEvent | MouseEvent) => { timed: Element, t: number } | null} */
function aim(board, event) {
  const timed = targetOf(event).closest(".timed");
  if (!timed) return null;
  const { left } = timed.getBoundingClientRect();
  return { timed, t: within(Math.floor(((event.clientX - left) / board.width) * board.data.steps), board.data.steps) };
}

/** @type {(board: Board, event: PointerEvent | MouseEvent) => void} */
function point(board, event) {
  const at = aim(board, event);
  if (!at) return fade(board);
  clearTimeout(board.leaving);
  if (!board.cursor.moved(event) && event.type === "pointermove") return;
  stop(board);
  const unit = under(board, at.timed, event.clientY);
  const t = board.held ?? at.t;
  if (t === (board.held ?? board.hover) && unit?.row === board.unit?.row && unit?.column === board.unit?.column) return;
  board.unit = unit;
  move(board, t);
}

// A word of the sentence above the columns is pointed at, or taken.
/** @type {(board: Board, t: number) => void} */
function look(board, t) {
  clearTimeout(board.leaving);
  stop(board);
  if (board.held === null && t !== board.hover) move(board, t);
}

/** @type {(board: Board, t: number) => void} */
function pin(board, t) {
  stop(board);
  move(board, t, { hold: true });
  rest(board);
}

// Which unit of which column lies under the pointer.
/** @type {(board: Board, timed: Element, y: number) => Board["unit"]} */
function under(board, timed, y) {
  const column = board.columns.findIndex((view) => view.element.contains(timed));
  const k = board.columns[column].panels.findIndex((view) => view.element === timed);
  if (k < 0) return null;
  const { top, height } = board.columns[column].panels[k].plot.getBoundingClientRect();
  const [units] = board.data.arrays[board.data.columns[column].panels[k].values].shape;
  return { column, row: within(Math.floor(((y - top) / height) * units), units) };
}

// From one column to the next the pointer crosses a gap: nothing may flash there.
/** @type {(board: Board) => void} */
function fade(board) {
  clearTimeout(board.leaving);
  if (board.walking || (board.held ?? board.hover) === null) return;
  board.leaving = setTimeout(() => {
    board.unit = null;
    move(board, board.held);
  }, 150);
}

/** @type {(board: Board, event: MouseEvent) => void} */
function hold(board, event) {
  const at = aim(board, event);
  if (!at) return;
  point(board, event);
  if (board.held === at.t) return move(board, null);
  move(board, at.t, { hold: true });
  rest(board);
}

/** @type {(board: Board, event: KeyboardEvent) => void} */
function press(board, event) {
  if (foreign(event)) return;
  const t = board.held ?? board.hover;
  const { steps } = board.data;
  const to = step(event, t, steps, PAGE);
  if (to !== undefined) {
    stop(board);
    move(board, to);
  } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    choose(board, event.key === "ArrowUp" ? -1 : 1, t ?? steps - 1);
  } else if (event.key === "Enter" && t !== null) move(board, t, { hold: board.held === null });
  else if (event.key === "Escape") {
    stop(board);
    board.unit = null;
    move(board, null);
  } else return;
  event.preventDefault();
}

// Up and down choose a unit in all columns.
/** @type {(board: Board, by: number, t: number) => void} */
function choose(board, by, t) {
  const units = Math.max(...board.data.arrays.map(({ shape }) => (shape.length === 2 ? shape[0] : 1)));
  const row = board.unit ? board.unit.row + by : 0;
  board.unit = { column: null, row: within(row, units) };
  move(board, t);
}

/** @type {(board: Board) => void} */
function walk(board) {
  const { steps, words } = board.data;
  let t = board.held ?? board.hover ?? -1;
  if (t >= steps - 1) t = -1;
  clearTimeout(board.leaving);
  const next = () => (t + 1 < board.data.steps ? move(board, ++t, { hold: false }) : stop(board));
  board.walking = setInterval(next, 1000 / Math.max(8, steps / 16));
  say(board.walk, `❚❚ ${words.stop}`);
}

/** @type {(board: Board) => void} */
function stop(board) {
  if (!board.walking) return;
  clearInterval(board.walking);
  board.walking = null;
  say(board.walk, `▶\uFE0E ${board.data.words.walk}`);
}
