// The lecture's five shapes, unrolled, with one cursor: at every moment all five have read as much as there is to read
// by then. All that they do was measured before, so that no move asks the server. All text goes through textContent.

/** @import { Call } from "../../browser/types.d.ts" */
/** @import { Card, Data, Diagram, Kind, View } from "./shapes_types.d.ts" */

import { cursor, foreign, placeOf, press as step, targetOf, within } from "../../browser/cursor.js";
import { write } from "../../browser/formula.js";
import { palette } from "../../browser/heat.js";
import { savePicture } from "../../browser/saving.js";
import { address, button, choice, kept, make, parts, phrase, say, unpack } from "../../browser/shared.js";
import { build, paint, picture } from "./drawing.js";
import { story } from "./moments.js";

const PACE = 950; // ms a moment
const FORMATS = /** @type {const} */ (["svg", "png"]);

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = kept(parentElement, create);
  view.open = (name) => setTriggerValue("opened", { name });
  view.cursor.listen();
  receive(view, unpack(data));
  return () => {
    if (!view.root.isConnected) leave(view);
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const view = /** @type {View} */ ({ root, t: 0, playing: false, width: 0 });
  const bar = make(root, "div", "bar");
  view.play = button(bar, "play", () => (view.playing ? pause(view) : play(view)));
  view.back = button(bar, "move", () => go(view, view.t - 1));
  view.next = button(bar, "move", () => go(view, view.t + 1));
  say(view.back, "◀");
  say(view.next, "▶");
  view.slider = make(bar, "input", "slider");
  view.slider.type = "range";
  view.slider.min = "1";
  view.slider.oninput = () => go(view, Number(view.slider.value) - 1);
  view.place = make(bar, "span", "place");
  view.cells = choice(bar, [], () => undefined);
  view.hint = make(bar, "span", "hint");
  const line = make(root, "div", "line");
  view.scale = { name: make(line, "span"), bar: make(line, "span", "scale"), beyond: make(line, "span", "beyond") };
  make(view.scale.bar, "span", "", "−1");
  make(view.scale.bar, "i");
  make(view.scale.bar, "span", "", "1");
  const tools = make(line, "span", "tools");
  view.saves = FORMATS.map((format) => button(tools, format, () => save(view, format)));
  view.grid = make(root, "div", "grid");
  view.spoken = make(root, "div", "spoken");
  view.spoken.setAttribute("aria-live", "polite");
  root.onkeydown = (event) => press(view, event);
  view.cursor = cursor(root, {
    heard: ({ t }) => t !== null && !view.playing && view.data && arrive(view, t),
    asked: () => view.data && view.cursor.tell({ t: view.t }),
    rest: () => rest(view),
  });
  view.sized = new ResizeObserver(() => view.data && Math.abs(root.clientWidth - view.width) > 1 && draw(view));
  view.sized.observe(root);
  return view;
}

/** @type {(view: View) => void} */
function leave(view) {
  pause(view);
  view.cursor.leave();
  view.sized.disconnect();
}

// ---- Data in ----------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
function receive(view, data) {
  const before = /** @type {Data | undefined} */ (view.data);
  view.data = data;
  if (!before) [view.cell, view.t, view.chosen] = [data.cell, data.moment, [...data.chosen]];
  else if (before.version !== data.version) {
    const { cell, moment, chosen } = data.take;
    stop(view);
    [view.cell, view.t] = [cell ?? view.cell, moment ?? view.t];
    view.chosen = view.chosen.map((example, k) => chosen[k] ?? example);
  }
  view.t = within(view.t, data.moments);
  if (!before) {
    view.cards = data.kinds.map((kind, k) => card(view, kind, k));
    const names = data.cells.map(({ name }) => name);
    const made = choice(make(null, "div"), names, (cell) => choose(view, () => (view.cell = cell)));
    view.cells.group.replaceWith(made.group);
    view.cells = made;
  }
  describe(view);
  draw(view);
  if (!before) bring(view, data.shape);
  if (before) view.cursor.later(); // what the server knows of the address, and has just written, may be older
}

// Who comes from a network of one shape sees that one first.
/** @type {(view: View, shape: string) => void} */
function bring(view, shape) {
  const card = view.cards[view.data.kinds.findIndex(({ name }) => name === shape)];
  card?.element.classList.add("brought");
  card?.element.scrollIntoView({ block: "center" });
}

/** @type {(view: View, kind: Kind, k: number) => Card} */
function card(view, kind, k) {
  const element = make(view.grid, "section", `card ${kind.name}`);
  const head = make(element, "div", "head");
  const made = /** @type {Card} */ ({
    element,
    title: make(head, "h3"),
    lengths: make(head, "span", "formula"),
    here: make(head, "span", "formula quiet"),
    wanted: make(element, "p", "quiet"),
    select: make(element, "select"),
    stage: make(element, "div", "stage"),
    says: make(element, "p", "says"),
    formulas: make(element, "div", "formulas"),
    rooms: make(element, "p", "rooms"),
  });
  made.select.onchange = () => choose(view, () => (view.chosen[k] = made.select.selectedIndex));
  made.stage.tabIndex = 0;
  made.stage.setAttribute("role", "group");
  made.stage.onclick = (event) => {
    const m = /** @type {number | undefined} */ (placeOf(event));
    if (m !== undefined) go(view, m);
  };
  return made;
}

// All that the language and the choice of a cell decide.
/** @type {(view: View) => void} */
function describe(view) {
  const { data, root, cell } = view;
  const { words } = data;
  root.dataset.cell = cell;
  say(view.hint, words.hint);
  say(view.scale.name, words.scale);
  say(view.scale.beyond, words.beyond);
  label(view.back, words.back);
  label(view.next, words.next);
  view.slider.max = String(data.moments);
  view.slider.setAttribute("aria-label", words.position);
  view.cells.group.setAttribute("aria-label", words.cell);
  view.cells.buttons.forEach((one, i) => {
    say(one, data.cells[i].title);
    one.setAttribute("aria-pressed", String(data.cells[i].name === cell));
  });
  FORMATS.forEach((format, i) => {
    say(view.saves[i], words[format]);
    label(view.saves[i], phrase(words.save, { format: words[format] }));
  });
  data.kinds.forEach((kind, k) => told(view, view.cards[k], kind));
}

/** @type {(view: View, card: Card, kind: Kind) => void} */
function told(view, card, kind) {
  const { words } = view.data;
  say(card.title, kind.title);
  write(card.lengths, kind.lengths);
  say(card.wanted, kind.wanted);
  card.select.replaceChildren(...kind.examples.map(({ title }) => make(null, "option", "", title)));
  card.select.setAttribute("aria-label", phrase(words.choose, { title: `${kind.title}, ${card.lengths.textContent}` }));
  card.stage.setAttribute("aria-label", phrase(words.stage, { title: `${kind.title}, ${card.lengths.textContent}` }));
  card.formulas.replaceChildren();
  for (const line of kind.formulas[view.cell]) write(make(card.formulas, "div", "formula"), line);
  card.rooms.replaceChildren();
  if (kind.rooms.length) make(card.rooms, "span", "quiet", words.built);
  for (const room of kind.rooms) {
    const link = make(card.rooms, "a", "", `${room.title} →`);
    const lang = new URL(window.location.href).searchParams.get("lang");
    link.href = lang ? `${room.name}?lang=${encodeURIComponent(lang)}` : room.name;
    link.onclick = (event) => {
      if (foreign(/** @type {any} */ (event)) || event.shiftKey) return; // in another tab
      event.preventDefault();
      view.open(room.name);
    };
  }
}

/** @type {(element: HTMLElement, text: string) => void} */
function label(element, text) {
  element.title = text;
  element.setAttribute("aria-label", text);
}

// ---- Drawing ----------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
function draw(view) {
  const { data, root } = view;
  view.width = root.clientWidth;
  if (!view.width) return;
  view.colours = palette(root, view.colours);
  const bar = view.scale.bar.children[1];
  if (bar instanceof HTMLElement) bar.style.background = view.colours.bar;
  data.kinds.forEach((kind, k) => {
    const card = view.cards[k];
    const chosen = within(view.chosen[k], kind.examples.length);
    const [example, run] = [kind.examples[chosen], data.runs[view.cell][k][chosen]];
    card.select.selectedIndex = chosen;
    const lengths = `T_x = ${example.read.length}, T_y = ${run.answers.length}`;
    write(card.here, kind.name === "one-to-one" ? "" : `${data.words.here}: ${lengths}`);
    const diagram = build(view, kind, example, run, card.stage.clientWidth);
    diagram.svg.setAttribute("aria-hidden", "true"); // what it shows is said in words below
    card.stage.replaceChildren(diagram.svg);
    card.diagram = diagram;
  });
  show(view);
}

// All that depends on the moment.
/** @type {(view: View) => void} */
function show(view) {
  const {
    data: { words, moments },
    t,
  } = view;
  say(view.play, view.playing ? `❚❚ ${words.pause}` : words.play);
  view.back.disabled = t <= 0;
  view.next.disabled = t >= moments - 1;
  view.slider.value = String(t + 1);
  const place = phrase(words.moment, { t: t + 1, count: moments });
  say(view.place, place);
  view.slider.setAttribute("aria-valuetext", place);
  for (const card of view.cards) {
    const { diagram } = card;
    if (!diagram) continue;
    paint(view, diagram, t);
    const m = Math.min(t, diagram.moments.length - 1);
    card.element.classList.toggle("over", t > m);
    const said = story(diagram.moments[m], m, diagram.example, diagram.run, words);
    card.says.replaceChildren(...said.flatMap(([template, values]) => [...parts(template, values), " "]));
    follow(card.stage, diagram, m);
  }
}

// Where a diagram is wider than its place, it moves so that the step is in sight.
/** @type {(stage: HTMLElement, diagram: Diagram, m: number) => void} */
function follow(stage, diagram, m) {
  if (stage.scrollWidth > stage.clientWidth) stage.scrollLeft = diagram.places.x[m] - stage.clientWidth / 2;
}

// ---- Moving -----------------------------------------------------------------------------------------------------

/** @type {(view: View, t: number) => void} */
function go(view, t) {
  pause(view);
  arrive(view, t);
  view.cursor.tell({ t: view.t });
}

/** @type {(view: View, t: number) => void} */
function arrive(view, t) {
  view.t = within(t, view.data.moments);
  show(view);
  if (view.playing) view.cursor.wait();
  else view.cursor.later();
}

/** @type {(view: View) => void} */
function play(view) {
  view.playing = true;
  const next = () => {
    if (!view.root.isConnected) return leave(view);
    if (view.t >= view.data.moments - 1) return pause(view);
    arrive(view, view.t + 1);
    view.cursor.tell({ t: view.t });
    view.waiting = setTimeout(next, PACE);
  };
  if (view.t >= view.data.moments - 1) view.t = 0;
  show(view);
  view.waiting = setTimeout(next, PACE);
}

/** @type {(view: View) => void} */
function stop(view) {
  view.playing = false;
  clearTimeout(view.waiting);
}

/** @type {(view: View) => void} */
function pause(view) {
  if (!view.playing) return;
  stop(view);
  show(view);
  view.cursor.later();
}

/** @type {(view: View) => void} */
function rest(view) {
  const { data, cards, t } = view;
  const last = data.moments - 1;
  address({
    cell: view.cell === data.cells[0].name ? null : view.cell,
    t: t === last ? null : t + 1,
    ...Object.fromEntries(
      data.kinds.map((kind, k) => [kind.name, view.chosen[k] ? kind.examples[view.chosen[k]].name : null]),
    ),
  });
  const moving = cards.filter(({ diagram }) => diagram && t < diagram.moments.length);
  say(view.spoken, moving.map(({ title, says }) => `${title.textContent}: ${says.textContent}`).join(" "));
}

/** @type {(view: View, change: () => void) => void} */
function choose(view, change) {
  change();
  describe(view);
  draw(view);
  view.cursor.later();
}

/** @type {(view: View, event: KeyboardEvent) => void} */
function press(view, event) {
  const { tagName } = targetOf(event);
  if (foreign(event) || ["INPUT", "SELECT"].includes(tagName)) return; // which know them themselves
  const to = step(event, view.t, view.data.moments);
  if (to !== undefined) go(view, to);
  else if (event.key === " " && tagName !== "BUTTON") (view.playing ? pause : play)(view);
  else return;
  event.preventDefault();
}

/** @type {(view: View, format: "svg" | "png") => void} */
function save(view, format) {
  pause(view);
  void savePicture(picture(view), format, "shapes");
}
