// The board of a sequence that ends in a choice of two answers, which one word read long before decides: the sentence
// with both of them marked, and for each network how likely it holds either answer, after either word.

/** @import { Words } from "./types.d.ts" */
/** @import { Acts, Axis, Chance, Choice, Column, Data, Head, Table } from "./board_types.d.ts" */

import { fixed } from "./numbers.js";
import { targetOf } from "./cursor.js";
import { button, fill, make, phrase, say } from "./shared.js";

const CLOSING = /^[,.;:!?…]/u; // no space before these

// The sentence and what to look at, above the columns; `acts` are what a hand on a word does: point, hold, leave.
/** @type {(root: Element, acts: Acts) => Head} */
export function head(root, acts) {
  const element = make(root, "div", "choice");
  const view = /** @type {Head} */ ({
    element,
    sentence: make(element, "p", "sentence"),
    look: make(element, "p", "look"),
  });
  view.link = button(view.look, "link", () => acts.hold(view.at));
  view.said = make(view.look, "span");
  /** @type {(event: Event) => number | null} */
  const step = (event) => {
    const word = targetOf(event).closest("[data-t]");
    return word && Number(word.getAttribute("data-t"));
  };
  view.sentence.onpointermove = (event) => {
    const t = step(event);
    if (t !== null) acts.point(t);
  };
  view.sentence.onpointerleave = (event) => {
    if (event.pointerType === "mouse") acts.leave();
  };
  view.sentence.onclick = (event) => {
    const t = step(event);
    if (t !== null) acts.hold(t);
  };
  return view;
}

/** @type {(view: Head, data: Data) => void} */
export function describe(view, { choice, inputs, words }) {
  view.element.hidden = !choice;
  if (!choice) return;
  view.at = choice.at;
  const read = inputs.map(String);
  const plan = JSON.stringify([read, choice.at, choice.answers]);
  if (view.plan !== plan) write(view, plan, read, choice);
  say(view.link, phrase(words.look, { word: read[choice.at] }));
  say(view.said, choice.look);
}

/** @type {(view: Head, plan: string, inputs: string[], choice: Choice) => void} */
function write(view, plan, inputs, { at, answers }) {
  view.plan = plan;
  view.words = inputs.map((word, t) => {
    const span = make(null, t === at ? "b" : "span", t === at ? "decides" : "", word);
    span.dataset.t = String(t);
    return span;
  });
  const due = make(null, "span", "whole"); // its question mark stays on its line
  due.append(make(null, "b", "due", answers.join(" / ")), " ?");
  const spaced = view.words.flatMap((span) => (CLOSING.test(span.textContent ?? "") ? [span] : [" ", span]));
  view.sentence.replaceChildren(...spaced, " ", due);
}

// Which word the cursor is at.
/** @type {(view: Head, t: number | null) => void} */
export function mark(view, t) {
  view.words?.forEach((span, i) => span.classList.toggle("here", i === t));
}

// ---- One network ------------------------------------------------------------------------------------------------

// A small table: after each of two beginnings, the probability of each of two answers.
/** @type {(parent: Element) => Table} */
export function table(parent) {
  const element = make(parent, "table", "chances");
  const headings = make(make(element, "thead"), "tr");
  make(headings, "td");
  const answers = [0, 1].map(() => heading(headings, "col"));
  const verdict = make(element, "caption");
  const body = make(element, "tbody");
  const rows = [0, 1].map(() => {
    const row = make(body, "tr");
    const opening = heading(row, "row");
    return { opening, cells: [0, 1].map(() => chance(row)) };
  });
  return { element, answers, verdict, rows };
}

/** @type {(row: Element, scope: string) => HTMLElement} */
function heading(row, scope) {
  const cell = make(row, "th");
  cell.scope = scope;
  return cell;
}

/** @type {(row: Element) => Chance} */
function chance(row) {
  const element = make(row, "td");
  const track = make(element, "span", "track");
  return { element, bar: make(track, "i"), number: make(element, "span", "number") };
}

/** @type {(view: Table, column: Column, choice: Choice, words: Words) => void} */
export function judge(view, { chances }, choice, words) {
  view.answers.forEach((cell, i) => say(cell, choice.answers[i]));
  view.rows.forEach(({ opening, cells }, i) => {
    say(opening, `${choice.openings[i]} …`);
    cells.forEach(({ element, bar, number }, k) => {
      const share = chances[i][k];
      element.classList.toggle("right", i === k);
      bar.style.transform = `scaleX(${share})`;
      say(number, fixed(share, 2, words));
    });
  });
  const [first, second] = chances.map(([one, many]) => (many > one ? 1 : 0));
  const right = first === 0 && second === 1;
  view.element.classList.toggle("right", right);
  if (right) say(view.verdict, `✓ ${words.right_twice}`);
  else if (first !== second) say(view.verdict, `✗ ${words.wrong_twice}`);
  else fill(view.verdict, `✗ ${words.same_twice}`, { answer: choice.answers[first] });
}

// Under the strips: where the deciding word is read, and where the answer is due.
/** @type {(parent: Element) => Axis} */
export function axis(parent) {
  const element = make(parent, "div", "axis");
  return { element, at: make(element, "span", "at"), due: make(element, "span", "due") };
}

/** @type {(view: Axis, choice: Choice, data: Data) => void} */
export function place(view, choice, { inputs, steps }) {
  const share = (choice.at + 0.5) / steps;
  view.at.style.setProperty("--at", `${100 * share}%`);
  view.at.classList.toggle("late", share > 0.5);
  say(view.at, String(inputs[choice.at]));
  say(view.due, `${choice.answers.join(" / ")}`);
}
