// A slider over the kept moments of a run. The list grows while someone drags: until they let go, it stands still.

/** @import { Call } from "./types.d.ts" */
/** @import { Data, View } from "./history_types.d.ts" */

import { whole } from "./numbers.js";
import { kept, make, unpack } from "./shared.js";

const PACE = 80; // ms between two messages while dragging
const SETTLE = 700; // ms after the last one in which an older echo from Python may still arrive

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement, setTriggerValue }) {
  const view = kept(parentElement, create);
  view.send = (step) => setTriggerValue("moved", { step });
  view.next = unpack(data);
  if (!view.dragging) adopt(view);
  return () => {
    if (!view.input.isConnected) [view.pacing, view.settling].forEach((timer) => clearTimeout(timer ?? undefined));
  };
}

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const labels = make(root, "div", "labels");
  const view = /** @type {View} */ ({
    step: make(labels, "span", "step"),
    right: make(labels, "span", "right"),
    chosen: null,
    sent: null,
    last: 0,
  });
  view.dot = make(view.right, "span", "dot");
  view.state = make(view.right, "span", "state");
  view.back = make(view.right, "button", "back");
  view.back.type = "button";
  view.input = make(root, "input", "slider");
  view.input.type = "range";
  view.input.min = "0";
  view.input.step = "1";
  view.input.onpointerdown = () => {
    view.dragging = true;
  };
  // The pointer may be let go anywhere; "change" comes when a drag ends, and not at all if nothing changed.
  view.input.onpointerup = view.input.onpointercancel = view.input.onchange = () => release(view);
  view.input.oninput = () => choose(view, Number(view.input.value));
  view.back.onclick = () => {
    choose(view, Infinity);
    view.input.focus();
  };
  return view;
}

/** @type {(view: View) => Data} */
const now = (view) => view.now ?? view.next;

// Take what Python sent last. The choice made here stands until Python has had time to answer it.
/** @type {(view: View) => void} */
function adopt(view) {
  const fresh = !view.now;
  view.now = view.next;
  const settled = fresh || performance.now() - view.last > SETTLE;
  if (settled || view.next.shown === view.chosen) view.chosen = view.next.shown;
  if (view.next.shown === view.chosen) view.sent = view.chosen;
  draw(view);
  if (settled) return;
  clearTimeout(view.settling);
  view.settling = setTimeout(() => {
    if (!view.dragging) adopt(view);
  }, SETTLE);
}

/** @type {(view: View, index: number) => void} */
function choose(view, index) {
  const { steps } = now(view);
  view.chosen = index >= steps.length - 1 ? null : steps[index];
  view.last = performance.now();
  draw(view);
  // At once if the last message is old enough, else at the end of its time: the final position is always sent.
  view.pacing ??= setTimeout(
    () => {
      view.pacing = null;
      tell(view);
    },
    Math.max(0, PACE - (performance.now() - (view.told ?? 0))),
  );
}

/** @type {(view: View) => void} */
function tell(view) {
  if (view.chosen === view.sent) return;
  view.sent = view.chosen;
  view.told = view.last = performance.now();
  view.send(view.chosen);
}

/** @type {(view: View) => void} */
function release(view) {
  if (!view.dragging) return;
  view.dragging = false;
  adopt(view);
}

/** @type {(steps: number[], step: number) => number} */
function nearest(steps, step) {
  let best = 0;
  steps.forEach((s, i) => {
    if (Math.abs(s - step) < Math.abs(steps[best] - step)) best = i;
  });
  return best;
}

/** @type {(view: View) => void} */
function draw(view) {
  const { input, chosen } = view;
  const { steps, live, words } = now(view);
  const last = Math.max(0, steps.length - 1);
  const index = chosen === null ? last : nearest(steps, chosen);
  const text = steps.length ? whole(steps[index], words) : "–";
  if (Number(input.max) !== last) input.max = String(last);
  if (Number(input.value) !== index) input.value = String(index);
  input.disabled = steps.length < 2;
  // The thumb's middle travels 7 px less than the line at each end.
  input.style.setProperty("--filled", `calc(7px + (100% - 14px) * ${last ? index / last : 1})`);
  const newest = chosen === null;
  input.setAttribute("aria-label", words.label);
  input.setAttribute("aria-valuetext", words.step.replace("{step}", text) + (newest && live ? `, ${words.live}` : ""));
  const [before, after] = words.step.split("{step}");
  const number = view.step.querySelector("b") ?? document.createElement("b");
  number.textContent = text;
  view.step.replaceChildren(before, number, after ?? "");
  view.dot.hidden = !(newest && live);
  view.state.textContent = newest && live ? `${words.live} · ${words.hint}` : words.hint;
  view.state.hidden = !newest;
  view.back.textContent = live ? words.back : words.newest;
  view.back.hidden = newest;
}
