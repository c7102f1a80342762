// One text, coloured by one unit at a time. All values are here from the start: another unit, another step and a span
// only recolour letters. All text goes through textContent.

import { BLACK, DIVERGING, WHITE, contrast, css, light, mix, parse, slide } from "../../browser/colours.js";
import { EVENT, address, button, lower, make, phrase, quoted, say, unpack } from "../../browser/shared.js";

const CHOICE = "explorer:unit"; // {unit}: another panel asks for a unit
const ASK = "explorer:where"; // answered with the step
const REST = 400; // ms without a move before the address and the screen reader hear of it

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".root");
  const view = (root.view ??= create(root));
  view.send = (span) => setStateValue("span", { span, token: view.data.token });
  window.addEventListener(EVENT, view.hear); // the same functions each time: added once
  window.addEventListener(CHOICE, view.choose);
  window.addEventListener(ASK, view.answer);
  receive(view, unpack(data));
  // A clean-up of an outdated call may run while the text is still there.
  return () => {
    if (!root.isConnected) leave(view);
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

function create(root) {
  const view = {
    root,
    t: 0,
    span: null,
    from: null,
    resting: null,
    id: `units-${Math.random().toString(36).slice(2)}`,
  };
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
  view.hear = ({ detail }) => hear(view, detail);
  view.choose = ({ detail }) => {
    if (view.data?.order.includes(detail.unit)) take(view, detail.unit);
  };
  view.answer = () => {
    if (view.data) announce(view);
  };
  return view;
}

function leave(view) {
  clearTimeout(view.resting);
  window.removeEventListener(EVENT, view.hear);
  window.removeEventListener(CHOICE, view.choose);
  window.removeEventListener(ASK, view.answer);
}

// ---- Data in ----------------------------------------------------------------------------------------------------

function receive(view, data) {
  const before = view.data;
  view.data = data;
  const network = [data.title, data.caption, data.order.length].join("\u0000");
  const other = before?.token !== data.token; // another text, or a wish of the page
  if (other) {
    build(view, data);
    [view.t, view.span, view.of] = [data.cursor, data.span, data.quantity];
    [view.from, view.sent] = [null, data.span];
  }
  if (other || view.network !== network) view.unit = data.unit;
  if (!current(view)) view.of = data.quantity;
  view.network = network;
  describe(view, data);
  const colours = palette(view.root, data.cell, view.colours);
  if (colours !== view.colours || data !== before) view.keys.fill(undefined);
  view.colours = colours;
  answer(view);
  show(view);
  if (before && other) later(view);
  if (before && before.wish !== data.wish) view.root.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

// Letters are elements of their own, made once a text: a key touches only the style of those that change.
function build(view, data) {
  view.text.replaceChildren();
  view.letters = data.text.map((symbol, t) => {
    const letter = make(view.text, "span", "", symbol);
    letter.place = t;
    if (data.apart) view.text.append(" ");
    return letter;
  });
  view.text.classList.toggle("apart", data.apart);
  for (const t of data.unknown) view.letters[t].className = "unknown";
  view.keys = new Array(data.text.length);
}

function describe(view, data) {
  const { words } = data;
  view.group.dataset.cell = data.cell;
  view.group.setAttribute("aria-label", words.group);
  view.switch.setAttribute("aria-label", words.of);
  view.before.setAttribute("aria-label", words.before);
  view.next.setAttribute("aria-label", words.next);
  for (const [element, text] of [
    [view.title, data.title],
    [view.caption, data.caption],
    [view.warning, data.warning],
    [view.hint, words.hint],
    [view.note, data.note],
  ]) {
    say(element, text);
  }
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

const current = (view) => view.data.quantities.find(({ name }) => name === view.of);

// ---- Colours ----------------------------------------------------------------------------------------------------

// 256 fills for each kind of scale and, for each, an ink that can be read on it.
function palette(root, cell, old) {
  const style = getComputedStyle(root);
  const theme = ["background-color", "text-color"].map((name) => style.getPropertyValue(`--st-${name}`)).join("|");
  const key = `${theme}|${cell}`;
  if (old?.key === key) return old;
  const [page, ink] = theme.split("|").map(parse);
  root.dataset.theme = light(page) < 0.2 ? "dark" : "light"; // the style sheet now gives the cells their colours
  const zero = mix(page, ink, 0.03);
  const made = (stops) => {
    const fills = Array.from({ length: 256 }, (_, k) => {
      const at = (k / 255) * (stops.length - 1);
      const i = Math.min(stops.length - 2, Math.floor(at));
      return mix(stops[i], stops[i + 1], at - i);
    });
    const inks = fills.map((fill) => css([ink, page, BLACK, WHITE].find((on) => contrast(fill, on) >= 4.5)));
    return { fills: fills.map(css), inks, bar: slide(stops) };
  };
  return {
    key,
    sequential: made([zero, parse(style.getPropertyValue(`--${cell}`))]),
    diverging: made(DIVERGING[root.dataset.theme].map((colour) => (colour ? parse(colour) : zero))),
  };
}

// ---- Showing ----------------------------------------------------------------------------------------------------

function byte({ data, unit }, quantity, t) {
  const { bytes } = data.arrays[data.quantities.indexOf(quantity)];
  return bytes[unit * data.text.length + t];
}

// All that depends on unit, quantity, step and span.
function show(view) {
  const { data, t, span, letters, keys } = view;
  const quantity = current(view);
  const { fills, inks, bar } = view.colours[quantity.scale];
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
  const [low, high] = [quantity.low, quantity.high].map((value) => String(value).replace("-", "−"));
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
  for (const chip of view.found.querySelectorAll("button.unit")) {
    chip.setAttribute("aria-pressed", String(chip.unit === view.unit));
  }
}

function number({ data }, { low, high }, code) {
  const text = (low + (code / 255) * (high - low)).toFixed(high - low > 2 ? 1 : 2).replace(/^-(0\.?0*)$/, "$1");
  const beyond = high > 1 && (code === 0 || code === 255) ? ` ${data.words.beyond}` : "";
  return text.replace("-", "−").replace(".", data.words.decimal) + beyond;
}

// What Python found out about the span, or that it is still looking.
function answer(view) {
  const {
    data: { found, words, text, apart },
    span,
  } = view;
  const key = JSON.stringify([span, found]);
  if (view.answered === key) return;
  view.answered = key;
  view.found.replaceChildren();
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
    const chip = button(lead, "unit", () => take(view, unit));
    chip.unit = unit;
    chip.textContent = unit + 1;
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

const within = (view, t) => Math.max(0, Math.min(view.data.text.length - 1, t));

function move(view, t, tell = true) {
  if (t === view.t) return;
  view.t = t;
  show(view);
  if (tell) announce(view);
  later(view);
}

const announce = ({ t, id }) => window.dispatchEvent(new CustomEvent(EVENT, { detail: { t, source: id } }));

function take(view, unit) {
  view.unit = unit;
  show(view);
  later(view);
}

function flick(view, by) {
  const { order } = view.data;
  take(view, order[Math.max(0, Math.min(order.length - 1, order.indexOf(view.unit) + by))]);
}

function later(view) {
  clearTimeout(view.resting);
  view.resting = setTimeout(() => rest(view), REST);
}

function rest(view) {
  const { unit, of, t, span, says, sent } = view;
  address({ unit: unit + 1, of, t: t + 1, span: span && `${span[0] + 1}-${span[1] + 1}` });
  say(view.spoken, says.textContent);
  if (view.from === null && String(sent) !== String(span)) {
    view.sent = span;
    view.send(span);
  }
}

function select(view, span) {
  view.span = span;
  answer(view);
  show(view);
  later(view);
}

function hear(view, { t = null, source }) {
  if (source === view.id || t === null || !view.data || view.from !== null) return;
  if (!view.root.isConnected) return leave(view);
  move(view, within(view, t), false);
}

// ---- Hands ------------------------------------------------------------------------------------------------------

function down(view, event) {
  const t = event.target.place;
  if (t === undefined || event.button) return;
  view.from = t;
  move(view, t);
}

function point(view, event) {
  const t = event.target.place;
  // Browsers also report a move when the page moves under a pointer that rests.
  if (t === undefined || (event.clientX === view.x && event.clientY === view.y)) return;
  [view.x, view.y] = [event.clientX, event.clientY];
  if (view.from !== null && event.buttons === 0) view.from = null; // let go outside of the text
  move(view, t);
  if (view.from !== null && t !== view.from) select(view, [Math.min(t, view.from), Math.max(t, view.from)]);
}

function up(view) {
  if (view.from === null) return;
  const click = view.t === view.from;
  view.from = null;
  if (click && view.span) select(view, null);
  else later(view);
}

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { t, span, data } = view;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const units = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[event.key];
  if (by && event.shiftKey) {
    // The end of the span at which the step stands moves.
    const to = within(view, t + by);
    const fixed = span && t === span[1] ? span[0] : span && t === span[0] ? span[1] : t;
    move(view, to);
    select(view, [Math.min(fixed, to), Math.max(fixed, to)]);
  } else if (by) move(view, within(view, t + by));
  else if (units) flick(view, units);
  else if (event.key === "Home" || event.key === "End") move(view, event.key === "Home" ? 0 : data.text.length - 1);
  else if (event.key === "Escape" && span) select(view, null);
  else return;
  event.preventDefault();
}
