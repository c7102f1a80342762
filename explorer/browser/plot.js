// Shows a plotly figure and redraws it in place. One node for its whole life; everything else hangs on it.

/** @import { Call, Look, Theme } from "./types.d.ts" */
/** @import { Axis, Chart, Data, Figure, Plotly, View } from "./plot_types.d.ts" */

import { separators } from "./numbers.js";
import { themeOf } from "./colours.js";
import { ASK, UNIT, cursor, press, send } from "./cursor.js";
import { button, kept, make, say } from "./shared.js";

// The eye reads no curve faster than three times a second, and the screen belongs to the heat maps: on a slow machine a
// redraw waits longer, so that it never takes more than a twelfth of the time.
const APART = 330;
const SLOWEST = 1500;
const SHARE = 12; // ms, ms, redraws' worth of pause
const AHEAD = 10_000; // ms after which Plotly is fetched for a chart that nobody has scrolled to yet
const FORMATS = /** @type {const} */ (["svg", "png"]);
const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  showSendToCloud: false,
  showTips: false,
  doubleClick: "reset",
};

/** @type {(call: Call<Data>) => (() => void) | undefined} */
export default function ({ data, parentElement }) {
  if (!data?.palettes) return undefined; // while pages replace each other, another component's may come
  const view = kept(parentElement, mount);
  view.cursor.listen();
  view.data = data;
  view.theme = exchanging(view.root, data.palettes);
  describe(view);
  const picture = JSON.stringify([data.figure, data.height, data.words.separators, view.theme]);
  if (picture !== view.picture) ask(view); // a rerun that changed something else costs no redraw
  view.picture = picture;
  return () => unmount(view);
}

// ---------------------------------------------------------------- the node

/** @type {(root: HTMLElement) => View} */
function mount(root) {
  const head = make(root, "div", "head");
  const view = /** @type {View} */ ({ root, seen: false, drawn: 0, cost: 0, marked: null, held: null, resets: 0 });
  view.title = make(head, "div", "title");
  view.tools = make(head, "div", "tools");
  view.subtitle = make(root, "div", "subtitle");
  view.frame = make(root, "div", "frame");
  view.chart = /** @type {Chart} */ (/** @type {unknown} */ (make(view.frame, "div", "chart")));
  view.line = make(view.frame, "div", "cursor");
  view.row = make(view.frame, "div", "cursor");
  view.buttons = {
    svg: button(view.tools, "", () => save(view, "svg")),
    png: button(view.tools, "", () => save(view, "png")),
    zoom: button(view.tools, "zooming", () => toggleZoom(view)),
    reset: button(view.tools, "zooming", () => reset(view)),
  };
  // A label on the frame, no role "img": what is inside stays reachable for those who use a pointer and a reader.
  view.frame.tabIndex = 0;
  view.frame.setAttribute("role", "group");
  view.frame.onkeydown = (event) => step(view, event);
  // Plotly would keep a finger on the chart from scrolling the page; a tap still shows the values.
  view.frame.addEventListener("touchstart", (event) => event.stopPropagation(), { capture: true, passive: true });
  view.cursor = cursor(root, { heard: (look) => follow(view, look) });
  view.watch = new IntersectionObserver(([entry]) => see(view, entry.isIntersecting));
  view.watch.observe(view.frame);
  view.size = new ResizeObserver(() => resize(view));
  view.size.observe(view.frame);
  setTimeout(() => view.gone || plotly(view.data.plotly).catch(console.error), AHEAD);
  return view;
}

/** @type {(view: View) => void} */
function unmount(view) {
  view.gone = true;
  clearTimeout(view.timer ?? undefined);
  view.cursor.leave();
  view.watch.disconnect();
  view.size.disconnect();
  if (view.ready) window.Plotly.purge(view.chart);
  view.root.replaceChildren();
  delete view.root.view;
}

/** @type {(view: View) => void} */
function describe(view) {
  const { title, subtitle, words, height } = view.data;
  say(view.title, title);
  say(view.subtitle, subtitle);
  view.frame.style.height = view.chart.style.height = `${height}px`;
  view.frame.setAttribute("aria-label", words.summary || title);
  view.root.style.setProperty("--muted", view.theme.colours.muted);
  for (const name of FORMATS) {
    label(view.buttons[name], words[name], words.save.replace("{format}", words[name]));
  }
  label(view.buttons.zoom, words.zoom, words.zoom_help);
  label(view.buttons.reset, words.reset, words.reset_help);
}

/** @type {(button: HTMLElement, text: string, help: string) => void} */
function label(button, text, help) {
  say(button, text);
  button.title = help;
  if (button.getAttribute("aria-label") !== `${text}: ${help}`) button.setAttribute("aria-label", `${text}: ${help}`);
}

// ---------------------------------------------------------------- drawing

/** @type {(view: View) => void} */
function ask(view) {
  view.stale = true;
  if (!view.seen || view.timer || view.gone) return;
  const pause = Math.min(SLOWEST, Math.max(APART, SHARE * view.cost));
  const wait = Math.max(0, view.drawn + pause - performance.now());
  view.timer = setTimeout(async () => {
    const Plotly = await plotly(view.data.plotly).catch(console.error);
    await turn();
    view.timer = null;
    if (!Plotly) return; // the next change of the data tries again
    if (!view.gone && view.seen && view.stale) draw(view, Plotly);
  }, wait);
}

// Two charts of a page never redraw within the same frame.
function turn() {
  const frame = () => new Promise((resolve) => setTimeout(resolve, 20));
  return (window.explorerTurn = (window.explorerTurn ?? Promise.resolve()).then(frame));
}

/** @type {(view: View, Plotly: Plotly) => void} */
function draw(view, Plotly) {
  view.stale = false;
  const started = performance.now();
  const { data, layout } = themed(view.data.figure, view);
  Plotly.react(view.chart, data, layout, CONFIG);
  view.drawn = performance.now();
  view.cost = view.drawn - started;
  if (!view.ready) {
    view.ready = true;
    view.chart.on("plotly_hover", ({ points }) => point(view, points[0].x));
    view.chart.on("plotly_unhover", () => point(view, null));
    view.chart.on("plotly_click", ({ points }) => {
      if (view.data.choose) send(UNIT, { unit: Number(points[0].y) - 1 });
    });
    if (view.data.follow) send(ASK);
  }
  place(view);
}

/** @type {(view: View, seen: boolean) => void} */
function see(view, seen) {
  view.seen = seen;
  if (seen && view.stale) ask(view);
}

/** @type {(view: View) => void} */
function resize(view) {
  const width = Math.round(view.frame.clientWidth);
  if (view.ready && width && width !== view.width) ask(view);
}

// Loaded once a window: 1.5 MB, which take a quarter of a second, so that what stands above a chart out of sight comes
// first.
/** @type {(address: string) => Promise<Plotly>} */
function plotly(address) {
  window.explorerPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      delete window.explorerPlotly; // the next update tries again
      reject(new Error(`Plotly did not load from ${script.src}`));
    };
    document.head.append(script);
  });
  return window.explorerPlotly;
}

// ---------------------------------------------------------------- theme

// The theme, and in it what stands for each name of a colour in a figure.
/** @type {(root: Element, palettes: Data["palettes"]) => View["theme"]} */
function exchanging(root, { light, dark }) {
  const colours = themeOf(root, { light, dark });
  colours.text = getComputedStyle(root).getPropertyValue("--st-text-color").trim() || colours.text;
  /** @type {Theme} */
  const exchange = {};
  for (const name in light) exchange[`var(--${name})`] = colours[name];
  return { colours, exchange };
}

/** @type {(figure: Figure, view: View) => Figure} */
function themed(figure, view) {
  /** @type {Figure} */
  const { data, layout } = recoloured(figure, view.theme.exchange);
  view.width = Math.round(view.frame.clientWidth);
  layout.width = view.width;
  layout.height = view.data.height;
  layout.font = { ...layout.font, family: view.theme.colours.font };
  const signs = separators(view.data.words);
  layout.separators = signs.join("");
  layout.uirevision = `stays ${view.resets}`; // a zoomed range survives new data, until it is reset
  layout.dragmode = view.zooming ? "zoom" : false;
  for (const name in layout) {
    const axis = /** @type {{ ticktext?: string[] } | undefined} */ (layout[name]);
    if (axis?.ticktext) axis.ticktext = axis.ticktext.map((text) => spoken(text, signs));
  }
  return { data, layout };
}

// Plotly writes the numbers of an axis with the page's separators, but not those of "≤ 0.1" and "0.1 %".
/** @type {(text: string, signs: [string, string]) => string} */
function spoken(text, [decimal, thousands]) {
  if (!/^[≤≥] |\d %$/.test(text)) return text;
  return text.replace(/[.,]/g, (sign) => (sign === "." ? decimal : thousands));
}

// A copy (Plotly.react compares by identity) in which each known colour is the theme's.
/** @type {(value: any, exchange: Theme) => any} */
function recoloured(value, exchange) {
  if (typeof value === "string") return exchange[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => recoloured(item, exchange));
  if (value === null || typeof value !== "object") return value;
  if (ArrayBuffer.isView(value)) return value;
  /** @type {Record<string, any>} */
  const copy = {};
  for (const name in value) copy[name] = recoloured(value[name], exchange);
  return copy;
}

// ---------------------------------------------------------------- tools

/** @type {(view: View, format: "svg" | "png") => void} */
function save(view, format) {
  if (!view.ready) return;
  const { data, layout } = themed(view.data.figure, view);
  // A transparent picture is unreadable on the other theme's paper.
  layout.paper_bgcolor = view.theme.colours.background;
  layout.title = {
    text: escaped(view.data.title),
    x: 0,
    xanchor: "left",
    xref: "container",
    pad: { l: 12 },
    font: { size: 15 },
  };
  layout.margin = { ...layout.margin, t: layout.margin.t + 40 };
  layout.height += 40;
  const filename = (view.data.title || "plot").replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();
  const scale = format === "png" ? 2 : 1;
  window.Plotly.downloadImage(
    { data, layout },
    { format, scale, filename, width: layout.width, height: layout.height },
  );
}

/** @type {(text: string) => string} */
function escaped(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** @type {(view: View) => void} */
function toggleZoom(view) {
  view.zooming = !view.zooming;
  view.buttons.zoom.setAttribute("aria-pressed", String(view.zooming));
  if (view.ready) draw(view, window.Plotly);
}

/** @type {(view: View) => void} */
function reset(view) {
  view.resets += 1;
  if (view.ready) draw(view, window.Plotly);
}

// ---------------------------------------------------------------- the shared cursor

/** @type {(view: View, x: number | null) => void} */
function point(view, x) {
  if (view.data.follow) tell(view, x === null ? null : Math.round(x) - 1);
  else mark(view, x);
}

/** @type {(view: View, t: number | null) => void} */
function tell(view, t) {
  look(view, { t });
  view.cursor.tell({ t });
}

// A time step that another panel holds comes back when the pointer leaves this one.
/** @type {(view: View, look: Look) => void} */
function follow(view, there) {
  if (view.data.follow) view.held = there.t;
  look(view, there);
}

/** @type {(view: View, look: Omit<Look, "source">) => void} */
function look(view, { t, s = null }) {
  if (!view.data.follow) return;
  view.other = s === null ? null : s + 1;
  const now = t ?? view.held;
  mark(view, now === null ? null : now + 1);
}

/** @type {(view: View, x: number | null) => void} */
function mark(view, x) {
  view.marked = x;
  place(view);
}

/** @type {(view: View) => void} */
function place(view) {
  const { ready, marked, data, chart, line, row } = view;
  const drawn = ready ? chart._fullLayout : null;
  const at = drawn && marked !== null ? drawn.xaxis.c2p(marked) : NaN;
  const visible = drawn !== null && at >= -0.5 && at <= drawn.xaxis._length + 0.5;
  line.style.display = visible ? "block" : "none";
  row.style.display = visible && data.bands ? "block" : "none";
  if (!visible) return;
  const { xaxis, yaxis, _size: size } = drawn;
  if (data.bands) return band(view, Number(marked), xaxis, yaxis);
  line.style.top = `${size.t}px`;
  line.style.height = `${size.h}px`;
  line.style.transform = `translateX(${Math.round(xaxis._offset + at)}px)`;
}

// On a matrix of steps against steps: a frame around the column of the step, and one around its row, or
// the row that was told with it.
/** @type {(view: View, marked: number, xaxis: Axis, yaxis: Axis) => void} */
function band(view, marked, xaxis, yaxis) {
  /** @type {(element: HTMLElement, across: number[], down: number[]) => void} */
  const frame = (element, [left, right], [top, bottom]) => {
    element.classList.add("band");
    Object.assign(element.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    });
  };
  /** @type {(axis: Axis, at: number) => number[]} */
  const cell = (axis, at) => [-0.5, 0.5].map((by) => Math.round(axis._offset + axis.c2p(at + by)));
  /** @type {(axis: Axis) => number[]} */
  const whole = (axis) => [axis._offset, axis._offset + axis._length];
  frame(view.line, cell(xaxis, marked), whole(yaxis));
  frame(view.row, whole(xaxis), cell(yaxis, view.other ?? marked));
}

/** @type {(view: View, event: KeyboardEvent) => void} */
function step(view, event) {
  if (!/^Arrow(Left|Right)$/.test(event.key) || !view.data.follow || !view.ready) return;
  event.preventDefault();
  const t = view.marked === null ? null : view.marked - 1;
  tell(view, press(event, t, Math.floor(view.chart._fullLayout.xaxis.range[1])) ?? t);
}
