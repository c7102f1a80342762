// One text, coloured by one unit at a time. All values are here from the start: another unit, another step and a span
// only recolour letters. All text goes through textContent.

/** @import { Call, Colour, Look } from "../../browser/types.d.ts" */
/** @import { Colours, Data, Quantity, Scale, Span, View } from "./gates_types.d.ts" */

import { fixed, short } from "../../browser/numbers.js";
import { DIVERGING, css, legible, light, mix, parse, slide } from "../../browser/colours.js";
import { cursor, foreign, placeOf, placed, press as step, within } from "../../browser/cursor.js";
import { address, button, kept, lower, make, phrase, quoted, say, unpack } from "../../browser/shared.js";

/** @type {Record<string, number>} */
const UNITS = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 };

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement, setStateValue }) {
  const view = kept(parentElement, create);
  view.send = (span) => setStateValue("span", { span, token: view.data.token });
  view.cursor.listen();
  receive(view, unpack(data));
  // A clean-up of an outdated call may run while the text is still there.
  return () => {
    if (!view.root.isConnected) view.cursor.leave();
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = /** @type {View} */ ({ root, t: 0, span: null, from: null });
  const bar = make(root, "div", "bar");
  const stepper = make(bar, "div", "stepper");
  view.before = button(stepper, "step", () => flick(view, -1));
  view.which = make(stepper, "b", "which");
  view.next = button(stepper, "step", () => flick(view, 1));
  [view.before.textContent, view.next.textContent] = ["▴", "▾"];
  view.switch = make(bar, "div", "switch");
  view.switch.setAttribute("role", "group");
  view.legend = make(bar, "div", "legend");
  view.legend.setAttribute("role", "img");
  const scales = make(view.legend, "div", "scales");
  [view.scale, view.low, view.high] = [make(scales, "i"), make(scales, "span", "low"), make(scales, "span", "high")];
  view.what = make(view.legend, "span", "what");
  view.group = make(root, "section", "network");
  view.group.tabIndex = 0;
  view.group.setAttribute("role", "group");
  const head = make(view.group, "div", "head");
  [view.title, view.caption, view.warning] = [
    make(head, "b"),
    make(head, "span", "caption"),
    make(head, "span", "warning"),
  ];
  view.hint = make(head, "span", "hint");
  view.text = make(view.group, "div", "text");
  view.text.setAttribute("role", "img");
  view.group.onkeydown = (event) => press(view, event);
  view.text.onpointerdown = (event) => down(view, event);
  view.text.onpointermove = (event) => point(view, event);
  view.text.onpointerup = view.text.onpointercancel = () => up(view);
  view.says = make(root, "p", "says");
  view.note = make(root, "p", "note");
  view.found = make(root, "div", "found");
  view.spoken = make(root, "div", "spoken");
  view.spoken.setAttribute("aria-live", "polite");
  view.cursor = cursor(root, {
    heard: (look) => hear(view, look),
    asked: () => view.data && announce(view),
    chosen(unit) {
      if (view.data?.order.includes(unit)) take(view, unit);
    },
    rest: () => rest(view),
  });
  return view;
}

// ---- Data in ----------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
function receive(view, data) {
  const before = /** @type {Data | undefined} */ (view.data);
  view.data = data;
  const network = [data.title, data.caption, data.order.length].join("\u0000");
  const other = before?.token !== data.token; // another text, or a wish of the page
  if (other) {
    build(view, data);
    [view.t, view.span, view.of] = [data.cursor, data.span, data.quantity];
    [view.from, view.sent] = [null, data.span];
  }
  if (other || view.network !== network) view.unit = data.unit;
  if (!chosen(view)) view.of = data.quantity;
  view.network = network;
  describe(view, data);
  const colours = palette(view.root, data.cell, view.colours);
  if (colours !== view.colours || data !== before) view.keys.fill(undefined);
  view.colours = colours;
  answer(view);
  show(view);
  if (before && other) view.cursor.later();
  if (before && before.wish !== data.wish) view.root.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

// Letters are elements of their own, made once a text: a key touches only the style of those that change.
/** @type {(view: View, data: Data) => void} */
function build(view, data) {
  view.text.replaceChildren();
  view.letters = data.text.map((symbol, t) => {
    const letter = placed(make(view.text, "span", "", symbol), t);
    if (data.apart) view.text.append(" ");
    return letter;
  });
  view.text.classList.toggle("apart", data.apart);
  for (const t of data.unknown) view.letters[t].className = "unknown";
  view.keys = new Array(data.text.length);
}

/** @type {(view: View, data: Data) => void} */
function describe(view, data) {
  const { words } = data;
  view.group.dataset.cell = data.cell;
  view.group.setAttribute("aria-label", words.group);
  view.switch.setAttribute("aria-label", words.of);
  view.before.setAttribute("aria-label", words.before);
  view.next.setAttribute("aria-label", words.next);
  /** @type {[Element, string][]} */
  const texts = [
    [view.title, data.title],
    [view.caption, data.caption],
    [view.warning, data.warning],
    [view.hint, words.hint],
    [view.note, data.note],
  ];
  for (const [element, text] of texts) say(element, text);
  const names = JSON.stringify(data.quantities.map(({ name, symbol, title }) => [name, symbol, title]));
  if (view.names === names) return;
  view.names = names;
  view.switch.replaceChildren();
  view.buttons = data.quantities.map(({ name, symbol, title }) => {
    const made = button(view.switch, "", () => {
      view.of = name;
      show(view);
      rest(view);
    });
    [made.textContent, made.title] = [symbol, title];
    made.setAttribute("aria-label", title);
    return made;
  });
}

/** @type {(view: View) => Quantity | undefined} */
const chosen = (view) => view.data.quantities.find(({ name }) => name === view.of);

// ---- Colours ----------------------------------------------------------------------------------------------------

// 256 fills for each kind of scale and, for each, an ink that can be read on it.
/** @type {(root: HTMLElement, cell: string, old?: Colours) => Colours} */
function palette(root, cell, old) {
  const style = getComputedStyle(root);
  const theme = ["background-color", "text-color"].map((name) => style.getPropertyValue(`--st-${name}`)).join("|");
  const key = `${theme}|${cell}`;
  if (old?.key === key) return old;
  const [page, ink] = theme.split("|").map(parse);
  root.dataset.theme = light(page) < 0.2 ? "dark" : "light"; // the style sheet now gives the cells their colours
  const zero = mix(page, ink, 0.03);
  /** @type {(stops: Colour[]) => Scale} */
  const made = (stops) => {
    const fills = Array.from({ length: 256 }, (_, k) => {
      const at = (k / 255) * (stops.length - 1);
      const i = Math.min(stops.length - 2, Math.floor(at));
      return mix(stops[i], stops[i + 1], at - i);
    });
    const inks = fills.map((fill) => css(legible(fill, [ink, page])));
    return { fills: fills.map(css), inks, bar: slide(stops) };
  };
  return {
    key,
    sequential: made([zero, parse(style.getPropertyValue(`--${cell}`))]),
    diverging: made(DIVERGING[root.dataset.theme].map((colour) => (colour ? parse(colour) : zero))),
  };
}

// ---- Showing ----------------------------------------------------------------------------------------------------

/** @type {(view: View, quantity: Quantity, t: number) => number} */
function byte({ data, unit }, quantity, t) {
  const { bytes } = data.arrays[data.quantities.indexOf(quantity)];
  return bytes[unit * data.text.length + t];
}

// All that depends on unit, quantity, step and span.
/** @type {(view: View) => void} */
function show(view) {
  const { data, t, span, letters, keys } = view;
  const quantity = chosen(view) ?? data.quantities[0];
  const { fills, inks, bar } = /** @type {Colours} */ (view.colours)[quantity.scale];
  for (let k = 0; k < letters.length; k++) {
    const key = byte(view, quantity, k) + (quantity.scale === "diverging" ? 256 : 0);
    if (keys[k] !== key) {
      keys[k] = key;
      letters[k].style.background = fills[key % 256];
      letters[k].style.color = inks[key % 256];
    }
    const { classList } = letters[k];
    classList.toggle("here", k === t);
    classList.toggle("held", !!span && k >= span[0] && k <= span[1]);
    classList.toggle("first", !!span && k === span[0]);
    classList.toggle("last", !!span && k === span[1]);
  }
  const name = quantity.symbol + lower(view.unit + 1);
  say(view.which, phrase(data.words.unit, { unit: view.unit + 1 }));
  view.buttons.forEach((one, k) => one.setAttribute("aria-pressed", String(data.quantities[k] === quantity)));
  if (view.bar !== bar) view.scale.style.background = view.bar = bar;
  const [low, high] = [quantity.low, quantity.high].map((value) => short(value, 3, data.words));
  say(view.low, low);
  say(view.high, high);
  say(view.what, `${name} · ${quantity.title}`);
  view.legend.setAttribute("aria-label", `${quantity.title}: ${low} … ${high}`);
  const values = {
    t: t + 1,
    symbol: quoted(data.text[t]),
    name,
    value: number(view, quantity, byte(view, quantity, t)),
  };
  say(view.says, `${phrase(data.words.reads, values)} · ${data.facts[view.unit]}`);
  view.text.setAttribute(
    "aria-label",
    phrase(data.words.text, {
      title: data.title,
      unit: view.unit + 1,
      quantity: quantity.title,
      text: data.text.join(data.apart ? " " : ""),
    }),
  );
  for (const chip of view.chips) chip.setAttribute("aria-pressed", String(chip.place === view.unit));
}

/** @type {(view: View, quantity: Quantity, code: number) => string} */
function number({ data }, { low, high }, code) {
  const text = fixed(low + (code / 255) * (high - low), high - low > 2 ? 1 : 2, data.words);
  const beyond = high > 1 && (code === 0 || code === 255) ? ` ${data.words.beyond}` : "";
  return text + beyond;
}

// What Python found out about the span, or that it is still looking.
/** @type {(view: View) => void} */
function answer(view) {
  const {
    data: { found, words, text, apart },
    span,
  } = view;
  const key = JSON.stringify([span, found]);
  if (view.answered === key) return;
  view.answered = key;
  view.found.replaceChildren();
  view.chips = [];
  if (!span) return;
  const lead = make(view.found, "p", "lead");
  const known = found && found.first === span[0] && found.last === span[1];
  const written = text.slice(span[0], span[1] + 1).join(apart ? " " : "");
  make(lead, "span", "", known ? found.said : phrase(words.searching, { span: quoted(written) }));
  const away = button(lead, "away", () => select(view, null));
  away.textContent = "✕";
  away.setAttribute("aria-label", words.clear);
  if (!known) return;
  for (const unit of found.units) {
    const chip = placed(
      button(lead, "unit", () => take(view, unit)),
      unit,
    );
    chip.textContent = String(unit + 1);
    view.chips.push(chip);
  }
  make(view.found, "p", "elsewhere", found.elsewhere);
  const list = make(view.found, "ul");
  for (const [before, inside, after, units] of found.passages) {
    const line = make(list, "li");
    const place = make(line, "span", "place", before);
    make(place, "mark", "", inside);
    place.append(after);
    make(line, "span", "count", phrase(words.together, { units, all: found.units.length }));
  }
}

// ---- Moving -----------------------------------------------------------------------------------------------------

/** @type {(view: View, t: number, tell?: boolean) => void} */
function move(view, t, tell = true) {
  if (t === view.t) return;
  view.t = t;
  show(view);
  if (tell) announce(view);
  view.cursor.later();
}

/** @type {(view: View) => void} */
const announce = ({ cursor: mine, t }) => mine.tell({ t });

/** @type {(view: View, unit: number) => void} */
function take(view, unit) {
  view.unit = unit;
  show(view);
  view.cursor.later();
}

/** @type {(view: View, by: number) => void} */
function flick(view, by) {
  const { order } = view.data;
  take(view, order[within(order.indexOf(view.unit) + by, order.length)]);
}

/** @type {(view: View) => void} */
function rest(view) {
  const { unit, of, t, span, says, sent } = view;
  address({ unit: unit + 1, of, t: t + 1, span: span && `${span[0] + 1}-${span[1] + 1}` });
  say(view.spoken, says.textContent);
  if (view.from === null && String(sent) !== String(span)) {
    view.sent = span;
    view.send(span);
  }
}

/** @type {(view: View, span: Span | null) => void} */
function select(view, span) {
  view.span = span;
  answer(view);
  show(view);
  view.cursor.later();
}

/** @type {(view: View, look: Look) => void} */
function hear(view, { t }) {
  if (t !== null && view.data && view.from === null) move(view, within(t, view.data.text.length), false);
}

// ---- Hands ------------------------------------------------------------------------------------------------------

/** @type {(view: View, event: PointerEvent) => void} */
function down(view, event) {
  /** @type {number | undefined} */
  const t = placeOf(event);
  if (t === undefined || event.button) return;
  view.from = t;
  move(view, t);
}

/** @type {(view: View, event: PointerEvent) => void} */
function point(view, event) {
  /** @type {number | undefined} */
  const t = placeOf(event);
  if (t === undefined || !view.cursor.moved(event)) return;
  if (view.from !== null && event.buttons === 0) view.from = null; // let go outside of the text
  move(view, t);
  if (view.from !== null && t !== view.from) select(view, [Math.min(t, view.from), Math.max(t, view.from)]);
}

/** @type {(view: View) => void} */
function up(view) {
  if (view.from === null) return;
  const click = view.t === view.from;
  view.from = null;
  if (click && view.span) select(view, null);
  else view.cursor.later();
}

/** @type {(view: View, event: KeyboardEvent) => void} */
function press(view, event) {
  if (foreign(event)) return;
  const { t, span, data } = view;
  const to = step(event, t, data.text.length);
  const units = UNITS[event.key];
  if (to !== undefined && event.shiftKey && event.key.startsWith("Arrow")) {
    // The end of the span at which the step stands moves.
    const fixed = span && t === span[1] ? span[0] : span && t === span[0] ? span[1] : t;
    move(view, to);
    select(view, [Math.min(fixed, to), Math.max(fixed, to)]);
  } else if (to !== undefined) move(view, to);
  else if (units) flick(view, units);
  else if (event.key === "Escape" && span) select(view, null);
  else return;
  event.preventDefault();
}
