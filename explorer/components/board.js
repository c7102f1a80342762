// Networks side by side: text, gradient, states and gates over one time axis, and one cursor through all of them.
// Data come several times a second; hovering costs no message and paints no heat map. All text goes through
// textContent or fillText: corpora are hostile input.

const EVENT = "explorer:cursor"; // {t, source, pin}: how everything on the page shares one time step
const REST = 400; // ms without a move before Python and the screen reader hear of it
const FLOOR = -8; // log10 of the weakest gradient that is told apart
const ABOVE = 0.84; // the part of the gradient's colours up to its value at the loss; the rest is for exploding ones
const PITCH = { text: 4.6, lens: 8.6 }; // px a symbol: below the first it is illegible, and the lens opens
const PLACES = { hidden: 0, update: 1, reset: 2, forget: 2, output: 3, candidate: 4, cell: 5 };
const DIVERGING = {
  light: ["#1b4f8f", "#4a90c8", "#b9d7ea", null, "#f6c6b2", "#d9604a", "#981b2c"],
  dark: ["#62b0f5", "#2f75b9", "#1a3f66", null, "#64282c", "#b53d39", "#f5775f"],
};

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".root");
  const board = (root.board ??= create(root));
  board.send = (t) => setStateValue("cursor", t);
  window.addEventListener(EVENT, board.hear); // the same function each time: added once
  receive(board, unpack(data));
  // A clean-up of an outdated call may run while the board is still there.
  return () => { if (!root.isConnected) leave(board); };
}

function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const payload = bytes.subarray(4 + length);
  const size = (shape) => shape.reduce((product, n) => product * n, 1);
  header.arrays = header.arrays.map(({ offset, shape }) => ({ shape, bytes: payload.subarray(offset, offset + size(shape)) }));
  return header;
}

// ---- Making -----------------------------------------------------------------------------------------------------

function make(parent, tag, name = "", text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  parent?.append(element);
  return element;
}

function create(root) {
  const bar = make(root, "div", "bar");
  const board = {
    root, where: make(bar, "span", "where"), walk: make(bar, "button", "walk"), grid: make(root, "div", "columns"),
    spoken: make(root, "div", "spoken"), id: `board-${Math.random().toString(36).slice(2)}`, columns: [],
    hover: null, held: null, unit: null, walking: null, resting: null, leaving: null, sent: [], widths: new Map(),
  };
  board.grid.tabIndex = 0;
  board.grid.setAttribute("role", "group");
  board.spoken.setAttribute("aria-live", "polite");
  board.walk.type = "button";
  board.walk.onclick = () => (board.walking ? stop(board) : walk(board));
  board.grid.onpointermove = (event) => point(board, event);
  board.grid.onpointerleave = (event) => { if (event.pointerType === "mouse") fade(board); };
  board.grid.onclick = (event) => hold(board, event);
  board.grid.onkeydown = (event) => press(board, event);
  board.hear = ({ detail }) => hear(board, detail);
  board.sizes = new ResizeObserver(() => { if (board.data) draw(board); });
  board.sizes.observe(board.grid);
  document.fonts?.ready.then(() => { board.widths.clear(); if (board.data) draw(board); });
  return board;
}

function leave(board) {
  stop(board);
  board.sizes.disconnect();
  clearTimeout(board.resting);
  clearTimeout(board.leaving);
  window.removeEventListener(EVENT, board.hear);
}

// The elements are made anew only when there are other panels than before; a change of numbers never gets here.
function build(board, data) {
  const plan = JSON.stringify([data.kind, data.columns.map((c) => [c.cell, !!c.note, c.panels.map((p) => p.row)])]);
  if (board.plan === plan) return;
  board.plan = plan;
  const places = [...new Set(data.columns.flatMap((c) => c.panels.map((p) => PLACES[p.row])))].sort();
  const row = (name) => 5 + places.indexOf(PLACES[name]);
  board.grid.style.setProperty("--columns", data.columns.length);
  board.grid.style.setProperty("--rows", 4 + places.length);
  board.grid.replaceChildren();
  board.columns = data.columns.map((column) => {
    const element = make(board.grid, "section", "column");
    element.dataset.cell = column.cell;
    const head = make(element, "div", "head");
    const view = { element, title: make(head, "b"), caption: make(head, "span"), numbers: make(element, "div", "numbers") };
    view.ribbon = picture(element, `reads ${data.kind}`, 3);
    view.gradient = picture(element, "gradient", 4);
    view.span = make(view.gradient.element, "div", "span");
    view.panels = column.panels.map((p) => picture(element, p.row === "hidden" ? "hidden" : "gate", row(p.row)));
    const own = column.panels.map((p) => row(p.row));
    let last = Math.max(4, ...own);
    if (column.note) {
      const free = places.map((_, i) => 5 + i).filter((r) => !own.includes(r) && r > Math.min(...own)).slice(0, 2);
      view.note = make(element, "div", "timed note");
      view.note.style.gridRow = free.length ? `${free[0]} / ${free.at(-1) + 1}` : `${last + 1}`;
      last = Math.max(last, free.at(-1) ?? 0);
    }
    view.overlay = make(element, "div", "overlay");
    view.overlay.style.gridRow = `3 / ${last + 1}`;
    make(view.overlay, "div", "cursor");
    return view;
  });
}

function picture(column, name, row) {
  const element = make(column, "div", `timed ${name}`);
  element.style.gridRow = row;
  const label = make(element, "div", "label");
  const view = { element, name: make(label, "span", "name"), reading: make(label, "span", "reading"), scale: make(label, "span", "scale") };
  view.plot = make(element, "div", "plot");
  view.canvas = make(view.plot, "canvas");
  view.canvas.setAttribute("role", "img");
  view.context = view.canvas.getContext("2d");
  view.unit = make(view.plot, "div", "unit");
  element.view = view;
  return view;
}

// ---- Data in ----------------------------------------------------------------------------------------------------

function receive(board, data) {
  const before = board.data;
  board.data = data;
  build(board, data);
  board.grid.setAttribute("aria-label", data.words.board);
  say(board.walk, `${board.walking ? "❚❚" : "▶\uFE0E"} ${board.walking ? data.words.stop : data.words.walk}`);
  data.columns.forEach((column, i) => describe(board.columns[i], column, data));
  const clip = (t) => (t === null ? null : Math.min(t, data.steps - 1));
  board.hover = clip(board.hover);
  board.held = clip(board.held);
  // What comes back may be an echo of what was sent; only another step is a wish of the page.
  if (data.cursor !== (before?.cursor ?? null)) {
    const echo = board.sent.indexOf(data.cursor);
    if (echo < 0) { board.held = data.cursor; board.hover = null; } else board.sent.splice(0, echo + 1);
  }
  draw(board);
}

function describe(view, column, data) {
  const { words, steps } = data;
  say(view.title, column.title);
  say(view.caption, column.caption);
  while (view.numbers.childElementCount > column.numbers.length) view.numbers.lastChild.remove();
  column.numbers.forEach(([value, label], i) => {
    const cell = view.numbers.children[i] ?? make(view.numbers, "div");
    if (!cell.firstChild) cell.append(make(null, "b"), make(null, "span"));
    say(cell.firstChild, value);
    say(cell.lastChild, label);
  });
  if (view.note) say(view.note, column.note);
  view.ribbon.canvas.setAttribute("aria-label", phrase(words.ribbon_label, { text: data.inputs.slice(0, 200).join(data.kind === "text" ? "" : " ") }));
  view.gradient.canvas.setAttribute("aria-label", phrase(words.strip, { title: data.gradientTitle, steps, reach: column.reach }));
  column.panels.forEach((panel, i) => {
    const [low, high] = [bound(panel.low), bound(panel.high)];
    const units = data.arrays[panel.values].shape[0];
    view.panels[i].canvas.setAttribute("aria-label", phrase(words.heat_map, { title: panel.title, units, steps, low, high }));
  });
}

// ---- Colours ----------------------------------------------------------------------------------------------------

const probe = document.createElement("canvas").getContext("2d");

function parse(colour) {
  probe.fillStyle = "#808080";
  probe.fillStyle = colour.trim(); // the browser reads any notation and gives back #rrggbb
  return [1, 3, 5].map((i) => parseInt(probe.fillStyle.slice(i, i + 2), 16));
}

const mix = (a, b, share) => a.map((v, i) => v + (b[i] - v) * share);
const css = (colour) => `rgb(${colour.map(Math.round).join()})`;
const light = (colour) => colour.reduce((sum, v, i) => sum + [0.2126, 0.7152, 0.0722][i] * (v / 255 <= 0.04 ? v / 3294 : ((v / 255 + 0.055) / 1.055) ** 2.4), 0);
const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

// 256 colours through `stops`, evenly spaced unless `at` says where, as the words of ImageData (ABGR).
function ramp(stops, at = stops.map((_, i) => i / (stops.length - 1))) {
  return Uint32Array.from({ length: 256 }, (_, k) => {
    const i = Math.max(1, at.findIndex((place) => place >= k / 255));
    const [r, g, b] = mix(stops[i - 1], stops[i], (k / 255 - at[i - 1]) / (at[i] - at[i - 1])).map(Math.round);
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
}

// The palette is made once a theme. Zero looks like the page, so a dark theme shines where a light one darkens.
function paint(board) {
  const style = getComputedStyle(board.root);
  const read = (name) => style.getPropertyValue(name);
  const theme = ["--st-background-color", "--st-text-color", "--st-font", "--st-code-font"].map(read).join("|");
  if (board.theme === theme) return;
  board.theme = theme;
  const [page, ink] = [parse(read("--st-background-color")), parse(read("--st-text-color"))];
  const dark = light(page) < 0.2;
  board.root.dataset.theme = dark ? "dark" : "light";
  const zero = mix(page, ink, 0.03);
  const diverging = DIVERGING[dark ? "dark" : "light"].map((colour) => (colour ? parse(colour) : zero));
  const cells = {};
  for (const cell of ["rnn", "gru", "lstm"]) {
    const colour = parse(style.getPropertyValue(`--${cell}`));
    const tints = Array.from({ length: 256 }, (_, k) => mix(zero, colour, k / 255));
    cells[cell] = {
      colour: css(colour), sequential: ramp([zero, colour]), gradient: ramp([zero, colour, mix(colour, ink, 0.75)], [0, ABOVE, 1]),
      bar: `linear-gradient(90deg, ${css(zero)}, ${css(colour)})`, tints: tints.map(css),
      inks: tints.map((tint) => css(contrast(tint, ink) > contrast(tint, page) ? ink : page)),
    };
  }
  board.palette = {
    cells, ink: css(ink), quiet: css(mix(page, ink, 0.72)), line: css(mix(page, ink, 0.2)), faint: css(mix(page, ink, 0.07)), page: css(page),
    diverging: ramp(diverging), bar: `linear-gradient(90deg, ${diverging.map(css).join()})`, font: read("--st-font") || "sans-serif", code: read("--st-code-font") || "monospace",
  };
}

// ---- Drawing ----------------------------------------------------------------------------------------------------

function draw(board) {
  paint(board);
  const { data, palette } = board;
  const sharp = window.devicePixelRatio || 1;
  board.width = board.columns[0].ribbon.plot.clientWidth;
  if (!board.width) return; // hidden; the observer calls again
  board.place = data.kind === "values" ? null : place(board);
  board.columns.forEach((view, i) => {
    const column = data.columns[i];
    const colours = palette.cells[column.cell];
    view.ribbon.element.classList.toggle("lens", !!board.place?.lens);
    view.overlay.style.setProperty("--box", `${boxWidth(board)}px`);
    heat(view.gradient, { shape: [1, data.steps], bytes: decades(column.gradient, data.steps) }, colours.gradient, board.width * sharp, 1);
    view.span.style.setProperty("--from", `${(100 * Math.max(0, data.steps - 1 - column.reach)) / data.steps}%`);
    view.span.classList.toggle("none", !column.gradient);
    column.panels.forEach((panel, k) => {
      const values = data.arrays[panel.values];
      const spread = panel.scale === "diverging";
      heat(view.panels[k], values, spread ? palette.diverging : colours.sequential, board.width * sharp, view.panels[k].plot.clientHeight * sharp);
      legend(view.panels[k], bound(panel.low), spread ? palette.bar : colours.bar, bound(panel.high));
    });
    legend(view.gradient, "10⁻⁸", colours.bar, "1", phrase(data.words.reach, { reach: column.reach }));
    if (data.kind !== "values") legend(view.ribbon, "0", colours.bar, "100 %");
  });
  show(board);
}

const decades = (gradient, steps) => Uint8Array.from({ length: steps }, (_, t) => {
  const value = gradient?.[t] ?? FLOOR;
  return 255 * (value <= 0 ? ABOVE * (1 - value / FLOOR) : Math.min(1, ABOVE + (1 - ABOVE) * (value / 4)));
});

// One pixel a value, enlarged by the browser; where the screen has fewer pixels than values, neighbours are averaged,
// since leaving some out would hide them.
function heat(view, { shape: [rows, steps], bytes }, colours, wide, high) {
  const [h, w] = [Math.min(rows, Math.max(1, Math.floor(high))), Math.min(steps, Math.max(1, Math.floor(wide)))];
  const { canvas, context } = view;
  if (!view.image || view.image.width !== w || view.image.height !== h) {
    [canvas.width, canvas.height] = [w, h];
    view.image = context.createImageData(w, h);
    view.pixels = new Uint32Array(view.image.data.buffer);
  }
  const { pixels } = view;
  if (h === rows && w === steps) for (let i = 0; i < pixels.length; i++) pixels[i] = colours[bytes[i]];
  else {
    const [sum, count] = [new Float32Array(w * h), new Float32Array(w * h)];
    for (let r = 0, i = 0; r < rows; r++) {
      const start = w * Math.floor((r * h) / rows);
      for (let t = 0; t < steps; t++, i++) { const k = start + Math.floor((t * w) / steps); sum[k] += bytes[i]; count[k]++; }
    }
    for (let k = 0; k < pixels.length; k++) pixels[k] = colours[Math.round(sum[k] / count[k])];
  }
  context.putImageData(view.image, 0, 0);
}

function legend(view, low, bar, high, after = "") {
  const { scale } = view;
  if (!scale.firstChild) { make(scale, "b", "spare"); make(scale, "i", "spare"); make(scale, "b", "spare"); make(scale, "b"); }
  const [first, middle, last, extra] = scale.children;
  say(first, low);
  say(last, high);
  say(extra, after);
  if (view.bar !== bar) middle.style.background = view.bar = bar;
}

// ---- The text ribbon ----------------------------------------------------------------------------------------------

const shown = (symbol) => symbol.replace(/ /g, "·").replace(/\n/g, "⏎").replace(/\t/g, "⇥").replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�");
const textFont = (board, wide, weight = 400) => `${weight} ${wide ? 13 : 12}px ${board.palette.code}`;
const wordFont = (board, weight = 400) => `${weight} 12.5px ${board.palette.font}`;

// Where the symbols stand. If all fit above their own step they do. If not, they stand at a legible size on a longer
// ribbon, which slides so that the symbol at the cursor is exactly above its step: `edges` are the cells on it.
function place(board) {
  const { data: { kind, inputs, steps }, width } = board;
  const step = width / steps;
  const needs = inputs.map((symbol) => (kind === "text" ? PITCH.lens : Math.max(44, Math.min(110, measure(board, wordFont(board), shown(symbol)) + 12))));
  const lens = kind === "text" ? step < PITCH.text : needs.some((need) => need > step);
  const total = needs.reduce((a, b) => a + b, 0);
  const stretch = lens ? Math.max(1, width / total) : 0;
  const edges = new Float64Array(steps + 1);
  for (let t = 0; t < steps; t++) edges[t + 1] = edges[t] + (lens ? needs[t] * stretch : step);
  return { lens, edges, shift: (t) => (lens ? Math.min(0, Math.max(width - edges[steps], (t + 0.5) * step - (edges[t] + edges[t + 1]) / 2)) : 0) };
}

function measure(board, font, text) {
  const key = font + text;
  if (board.widths.size > 5000) board.widths.clear();
  if (!board.widths.has(key)) { probe.font = font; board.widths.set(key, probe.measureText(text).width); }
  return board.widths.get(key);
}

// A canvas for lines and letters, with as many pixels as the screen has; set anew only when its size changes.
function sheet(view, width) {
  const ratio = window.devicePixelRatio || 1;
  const height = view.plot.clientHeight;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (view.canvas.width !== w || view.canvas.height !== h) [view.canvas.width, view.canvas.height] = [w, h];
  view.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  view.context.clearRect(0, 0, width, height);
  return { pen: view.context, ratio, height };
}

function ribbon(board, view, column, t) {
  if (board.data.kind === "values") return curves(board, view, column);
  const { data, palette, width, place: { lens, edges, shift } } = board;
  const { pen, ratio } = sheet(view.ribbon, width);
  const left = shift(t ?? 0);
  const words = data.kind === "words";
  const colours = palette.cells[column.cell];
  const chances = data.arrays[column.probabilities].bytes;
  const fonts = words ? [wordFont(board), wordFont(board, 700)] : [textFont(board, edges[1] > 8), textFont(board, edges[1] > 8, 700)];
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  const write = (text, font, colour, from, to, y, whole) => {
    const room = to - from - (words ? 4 : 0);
    let own = measure(board, font, text);
    if (words && !whole) while (own > room && text.length > 1) { text = text.replace(/.…?$/u, "…"); own = measure(board, font, text); if (text === "…") break; }
    const squeeze = words ? 1 : Math.min(1, room / own); // a wide symbol is made narrower, never lower
    pen.font = font;
    pen.fillStyle = colour;
    pen.setTransform(ratio * squeeze, 0, 0, ratio, (ratio * (from + to)) / 2, ratio * y);
    pen.fillText(text, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  };
  for (let i = 0; i < data.steps; i++) {
    const [from, to] = [left + edges[i], left + edges[i + 1]];
    if (to < 0 || from > width) continue;
    const [a, b] = [Math.round(from * ratio) / ratio, Math.round(to * ratio) / ratio]; // whole pixels: no seams
    const label = column.predictions[i];
    pen.fillStyle = colours.tints[chances[i]];
    pen.fillRect(a, 17, b - a, 17);
    write(shown(data.inputs[i]), fonts[0], palette.ink, from, to, 12.5);
    write(shown(label), fonts[label === data.targets[i] ? 1 : 0], colours.inks[chances[i]], from, to, 29.5);
  }
  if (lens) fan(board, pen, left, t);
  if (lens && t !== null) {
    const [from, to] = [left + edges[t], left + edges[t + 1]];
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 1.5;
    pen.strokeRect(Math.max(0.75, from), 0.75, Math.min(to, width) - Math.max(0, from) - 1.5, 32.5);
  }
}

// Under a lens: which stretch of the time axis the ribbon shows, or, if they are few, which word belongs to which step.
function fan(board, pen, left, t) {
  const { data: { steps }, palette, width, place: { edges } } = board;
  const step = width / steps;
  const seen = [...Array(steps).keys()].filter((i) => left + edges[i + 1] > 1 && left + edges[i] < width - 1);
  const join = (i) => { pen.moveTo(left + (edges[i] + edges[i + 1]) / 2, 35); pen.lineTo((i + 0.5) * step, 46); };
  pen.lineWidth = 1;
  pen.beginPath();
  if (steps <= 40) { seen.forEach(join); pen.strokeStyle = palette.line; pen.stroke(); }
  else {
    pen.moveTo(0, 35); pen.lineTo(width, 35); pen.lineTo((seen.at(-1) + 1) * step, 46); pen.lineTo(seen[0] * step, 46);
    pen.fillStyle = palette.faint; pen.fill();
  }
  if (t === null) return;
  pen.beginPath(); join(t); pen.strokeStyle = palette.ink; pen.lineWidth = 1.5; pen.stroke();
}

function curves(board, view, column) {
  const { data, palette, width } = board;
  const { pen, height } = sheet(view.ribbon, width);
  const [low, high] = data.range;
  const x = (t) => ((t + 0.5) * width) / data.steps;
  const y = (value) => 3 + (height - 6) * (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low));
  const line = (values, colour, thick, dash) => {
    pen.beginPath();
    let on = false;
    values.forEach((value, t) => {
      if (value !== null) pen[on ? "lineTo" : "moveTo"](x(t), y(value));
      if (value !== null && !on && (values[t + 1] ?? null) === null) pen.arc(x(t), y(value), 2.5, 0, 7); // one alone is a dot
      on = value !== null;
    });
    pen.strokeStyle = colour; pen.lineWidth = thick; pen.setLineDash(dash); pen.lineJoin = "round"; pen.stroke();
    pen.setLineDash([]);
  };
  pen.fillStyle = palette.faint;
  pen.fillRect(0, 0, width, height);
  line(data.inputs, palette.line, 1.2, []);
  pen.fillStyle = palette.quiet;
  data.marks.forEach((t) => { pen.beginPath(); pen.arc(x(t), y(data.inputs[t] ?? low), 3, 0, 7); pen.fill(); });
  line(data.targets, palette.ink, 1.4, [2, 3]);
  line(column.predictions, palette.cells[column.cell].colour, 2, []);
}

// ---- The cursor -------------------------------------------------------------------------------------------------

// A little wider than its step, so that the frame does not cover what it frames.
const boxWidth = ({ width, data }) => Math.max(2, width / data.steps) + 3;

// Everything that depends on the cursor: the box is moved, labels become readings, the ribbon slides. No heat map is touched.
function show(board) {
  const { data, columns, width, held, hover, unit } = board;
  const t = held ?? hover;
  const box = boxWidth(board);
  board.grid.classList.toggle("shown", t !== null);
  columns.forEach((view, i) => {
    const column = data.columns[i];
    const lead = view.overlay.firstChild;
    if (t !== null) lead.style.transform = `translateX(${Math.min(width - box, Math.max(0, ((t + 0.5) * width) / data.steps - box / 2))}px)`;
    ribbon(board, view, column, t);
    view.ribbon.element.classList.toggle("busy", t !== null);
    view.gradient.element.classList.toggle("busy", t !== null);
    if (t === null) {
      say(view.ribbon.name, data.kind === "values" ? data.words.ribbon_values : data.words.ribbon);
      say(view.gradient.name, data.gradientTitle);
    } else {
      fill(view.ribbon.name, ...reading(board, column, t));
      fill(view.gradient.name, ...slope(board, column, t));
    }
    column.panels.forEach((panel, k) => inspect(board, view.panels[k], column, panel, t, unit && (unit.column ?? i) === i ? unit.row : null));
  });
  const { hint, position, held: held_ } = data.words;
  if (t === null) say(board.where, hint);
  else fill(board.where, position + (held === null ? "" : `  ·  ${held_}`), { t: t + 1, steps: data.steps });
}

// One unit's value at the cursor, in the panel's own label, and a frame around its row.
function inspect(board, view, column, panel, t, row) {
  const { shape: [units, steps], bytes } = board.data.arrays[panel.values];
  const on = row !== null && row < units && t !== null;
  if (view.title !== panel.title + panel.hint) {
    view.title = panel.title + panel.hint;
    view.name.textContent = panel.title;
    if (panel.hint) make(view.name, "i", "", ` · ${panel.hint}`);
  }
  view.unit.style.visibility = on ? "visible" : "hidden";
  if (!on) return say(view.reading, "");
  const tall = view.plot.clientHeight / units;
  view.unit.style.setProperty("--unit", `${tall}px`);
  view.unit.style.transform = `translateY(${row * tall}px)`;
  const code = bytes[row * steps + t];
  const value = panel.low + (code / 255) * (panel.high - panel.low);
  const edge = panel.clipped && (code === 0 || code === 255) ? (code ? "≥" : "≤") : "=";
  say(view.reading, `${panel.symbol}${lower((column.units?.[row] ?? row) + 1)} ${edge} ${number(board, value, panel.high - panel.low > 2 ? 1 : 2)}`);
}

function reading({ data, ...board }, column, t) {
  if (data.kind === "values") {
    const value = (v) => (v === null || v === undefined ? "–" : number({ data, ...board }, v, 2));
    return [data.words.readout_values, { t: t + 1, reads: value(data.inputs[t]), expects: value(column.predictions[t]), comes: value(data.targets[t]) }];
  }
  const percent = Math.round((100 * data.arrays[column.probabilities].bytes[t]) / 255);
  return [data.words.readout, { t: t + 1, reads: shown(data.inputs[t]), expects: shown(column.predictions[t]), percent, comes: shown(data.targets[t]) || "–" }];
}

function slope(board, column, t) {
  const value = column.gradient?.[t] ?? null;
  if (value === null) return [board.data.words.gradient_unknown, {}];
  let [power, lead] = [Math.floor(value), Math.round(10 ** (value - Math.floor(value)))];
  if (lead === 10) [power, lead] = [power + 1, 1];
  const plain = value > -2 && value < 3;
  const text = plain ? number(board, 10 ** value, value < 0 ? 2 : 1) : `${lead}·10${raise(power)}`;
  return [board.data.words.gradient, { value: value <= FLOOR ? "< 10⁻⁸" : text }];
}

function move(board, t, { tell = true, pin = false } = {}) {
  const before = board.held ?? board.hover;
  if (pin) { board.held = t; board.hover = null; } else board.hover = t;
  show(board);
  const now = board.held ?? board.hover;
  if (tell && now !== before) window.dispatchEvent(new CustomEvent(EVENT, { detail: { t: now, source: board.id } }));
  clearTimeout(board.resting);
  if (!board.walking) board.resting = setTimeout(() => rest(board), REST);
}

function rest(board) {
  const t = board.held ?? board.hover;
  const { data, spoken } = board;
  if (t !== null || board.held !== board.heldSent) tellPython(board, t);
  board.heldSent = board.held;
  say(spoken, t === null ? "" : data.columns.map((column, i) => {
    const values = board.columns[i].panels.map((view) => view.reading.textContent).filter(Boolean);
    return [column.title, phrase(...reading(board, column, t)), phrase(...slope(board, column, t)), ...values].join("; ");
  }).join(". "));
}

function tellPython(board, t) {
  if (t === board.told) return;
  board.told = t;
  board.sent = [...board.sent.slice(-9), t];
  board.send(t);
}

function hear(board, { t, source, pin } = {}) {
  if (source === board.id || !board.data) return;
  if (!board.root.isConnected) return leave(board);
  if (board.held !== null && !pin) return;
  stop(board);
  move(board, t === null || t === undefined ? null : Math.max(0, Math.min(board.data.steps - 1, t)), { tell: false, pin: !!pin });
}

// ---- Hands ------------------------------------------------------------------------------------------------------

function aim(board, event) {
  const timed = event.target.closest(".timed");
  if (!timed) return null;
  const { left } = timed.getBoundingClientRect();
  const t = Math.floor(((event.clientX - left) / board.width) * board.data.steps);
  return { timed, t: Math.max(0, Math.min(board.data.steps - 1, t)) };
}

function point(board, event) {
  const at = aim(board, event);
  if (!at) return fade(board);
  clearTimeout(board.leaving);
  stop(board);
  const column = board.columns.findIndex((view) => view.element.contains(at.timed));
  const k = board.columns[column].panels.findIndex((view) => view.element === at.timed);
  board.unit = k < 0 ? null : { column, row: over(board, column, k, event.clientY) };
  move(board, at.t);
}

function over(board, column, k, clientY) {
  const { top, height } = board.columns[column].panels[k].plot.getBoundingClientRect();
  const units = board.data.arrays[board.data.columns[column].panels[k].values].shape[0];
  return Math.max(0, Math.min(units - 1, Math.floor(((clientY - top) / height) * units)));
}

// From one column to the next the pointer crosses a gap: nothing may flash there.
function fade(board) {
  clearTimeout(board.leaving);
  if (!board.walking) board.leaving = setTimeout(() => { board.unit = null; move(board, null); }, 150);
}

function hold(board, event) {
  const at = aim(board, event);
  if (!at) return;
  stop(board);
  point(board, event);
  move(board, board.held === at.t ? null : at.t, { pin: true });
  rest(board);
}

function press(board, event) {
  const last = board.data.steps - 1;
  const t = board.held ?? board.hover;
  const to = { ArrowLeft: (t ?? last + 1) - 1, ArrowRight: (t ?? -1) + 1, PageUp: (t ?? last) - 10, PageDown: (t ?? 0) + 10, Home: 0, End: last }[event.key];
  const units = Math.max(...board.data.columns.flatMap((c) => c.panels.map((p) => board.data.arrays[p.values].shape[0])));
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { stop(board); board.unit = board.hover = null; move(board, null, { pin: true }); }
  else if (event.key === "Enter" && t !== null) move(board, board.held === null ? t : null, { pin: true });
  else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const row = board.unit ? board.unit.row + (event.key === "ArrowUp" ? -1 : 1) : 0;
    board.unit = { column: null, row: Math.max(0, Math.min(units - 1, row)) };
    move(board, t ?? last, { pin: board.held !== null });
  } else if (to !== undefined) { stop(board); move(board, Math.max(0, Math.min(last, to)), { pin: board.held !== null }); }
  else return;
  event.preventDefault();
}

function walk(board) {
  const { steps, words } = board.data;
  const start = board.held ?? board.hover ?? -1;
  let t = start >= steps - 1 ? -1 : start;
  board.held = null;
  board.walking = setInterval(() => (t + 1 < board.data.steps ? move(board, ++t) : stop(board)), 1000 / Math.max(8, steps / 16));
  say(board.walk, `❚❚ ${words.stop}`);
}

function stop(board) {
  if (!board.walking) return;
  clearInterval(board.walking);
  board.walking = null;
  say(board.walk, `▶\uFE0E ${board.data.words.walk}`);
}

// ---- Words ------------------------------------------------------------------------------------------------------

function say(element, text) {
  if (element.childElementCount || element.textContent !== text) element.textContent = text;
}

const phrase = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function fill(element, template, values) {
  element.replaceChildren(...template.split(/(\{\w+\})/).map((part) => {
    const name = part.slice(1, -1);
    return part.startsWith("{") && name in values ? make(null, "b", "", String(values[name])) : part;
  }));
}

const digits = (text, set) => String(text).replace(/[-0-9]/g, (c) => set["-0123456789".indexOf(c)]);
const lower = (n) => digits(n, "₋₀₁₂₃₄₅₆₇₈₉");
const raise = (n) => digits(n, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹");
const bound = (value) => String(value).replace("-", "−");
const number = (board, value, places) => value.toFixed(places).replace(/^-(0\.0*)$/, "$1").replace("-", "−").replace(".", board.data.words.decimal);
