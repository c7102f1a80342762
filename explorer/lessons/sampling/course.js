// What several networks write and how it came about: the text is a function of the prompt, the random numbers, the plan
// of settings and the choices by hand. Going back is therefore another plan, not another text to keep. No page here.

/** @import { Settings, Vector } from "../../browser/network_types.d.ts" */
/** @import { Course, Data, Hand, Now, Seen, Start } from "./sampling_types.d.ts" */

import { begin, choose, distribution, network, ranking, read, scores } from "../../browser/network.js";

const BUDGET = 8; // ms that writing may take of a frame
const MEMORY = 100; // changes that can be undone

/** @type {(data: Data) => Course} */
export function course(data) {
  const levels = new Float64Array(data.arrays[0].bytes.slice().buffer); // a copy: floats must lie on a multiple of 8
  /** @type {Hand[]} */
  const hands = data.networks.map((described) => ({
    ...described,
    network: network(described, data.arrays),
    given: [],
    states: [],
    steps: [],
  }));
  return { data, hands, levels, now: { ...data.start, length: 0 }, before: [] };
}

/** @type {(course: Course, start: Start) => void} */
export function begins(course, { plan, picks, cursor }) {
  const { first, longest } = course.data;
  course.before = [];
  course.now = {
    plan,
    picks,
    cursor: Math.min(cursor, longest - 1),
    length: Math.min(longest, Math.max(first, cursor + 1)),
  };
  for (const hand of course.hands) rewind(hand, 0);
}

/** @type {(course: Pick<Course, "now">, step?: number) => Settings} */
export function settings({ now }, step = now.cursor) {
  const [, temperature, k, p] = now.plan.findLast(([from]) => from <= step) ?? now.plan[0];
  return { temperature, k, p };
}

// ---- Changes --------------------------------------------------------------------------------------------------

/** @type {(hand: Hand, from: number) => void} */
function rewind(hand, from) {
  hand.steps.length = Math.min(hand.steps.length, from);
  hand.states.length = Math.min(hand.states.length, from + 1);
  hand.broken = false;
}

// `joined`: one more part of the change before, as a slider makes many on its way.
/** @type {(course: Course, next: Partial<Now>, joined?: boolean) => void} */
function change(course, next, joined = false) {
  if (!joined) course.before = [...course.before.slice(1 - MEMORY), course.now];
  course.now = { ...course.now, ...next };
}

/** @type {(picks: Record<string, number> | undefined, step: number) => Record<string, number>} */
const until = (picks, step) => Object.fromEntries(Object.entries(picks ?? {}).filter(([t]) => Number(t) < step));

/** @type {(course: Course, wanted: Partial<Settings>, joined?: boolean) => void} */
export function set(course, wanted, joined) {
  const { cursor, plan, picks } = course.now;
  const { temperature, k, p } = { ...settings(course), ...wanted };
  const kept = plan.filter(([from]) => from < cursor);
  const cut = Object.fromEntries(Object.keys(picks).map((cell) => [cell, until(picks[cell], cursor)]));
  change(course, { plan: [...kept, [kept.length ? cursor : 0, temperature, k, p]], picks: cut }, joined);
  for (const hand of course.hands) rewind(hand, cursor);
}

/** @type {(course: Course, hand: Hand, id: number) => void} */
export function pick(course, hand, id) {
  const { cursor, length, picks } = course.now;
  const longer = Math.min(course.data.longest, Math.max(length, cursor + 2));
  change(course, {
    picks: { ...picks, [hand.cell]: { ...until(picks[hand.cell], cursor), [cursor]: id } },
    length: longer,
  });
  rewind(hand, cursor);
}

/** @type {(course: Course) => void} */
export function undo(course) {
  const back = course.before.pop();
  if (!back) return;
  course.now = { ...back, length: course.now.length };
  for (const hand of course.hands) rewind(hand, 0);
}

/** @type {(course: Course) => void} */
export function over(course) {
  const { temperature, k, p } = settings(course);
  change(course, { plan: [[0, temperature, k, p]], picks: {}, cursor: 0, length: course.data.first });
  for (const hand of course.hands) rewind(hand, 0);
}

// Moving is no change to undo. Beyond the last token one more is written; false where there can be none.
/** @type {(course: Course, cursor: number) => boolean} */
export function move(course, cursor) {
  const {
    now,
    data: { longest },
  } = course;
  const to = Math.max(0, Math.min(cursor, longest - 1));
  course.now = { ...now, cursor: to, length: Math.max(now.length, to + 1) };
  return to !== now.cursor;
}

// ---- Writing --------------------------------------------------------------------------------------------------

// As many tokens as fit into a part of a frame, all networks in turn; true once everything is written.
/** @type {(course: Course) => boolean} */
export function write(course) {
  const end = performance.now() + BUDGET;
  let left = course.hands;
  while ((left = left.filter((hand) => hand.steps.length < course.now.length && !hand.broken)).length) {
    for (const hand of left) advance(course, hand);
    if (performance.now() > end) return false;
  }
  return true;
}

/** @type {(course: Course, hand: Hand) => void} */
function advance(course, hand) {
  if (!hand.states.length) give(course, hand);
  const t = hand.steps.length;
  const state = hand.states[t];
  const logits = scores(hand.network, state);
  const share = distribution(logits, settings(course, t));
  const plain = distribution(logits);
  if (!share || !plain) {
    hand.broken = true;
    return;
  }
  const picked = course.now.picks[hand.cell]?.[t];
  const level = course.levels[t];
  const drawn =
    picked === undefined ? choose(share, ranking(share), level) : { id: picked, rank: ranking(plain).indexOf(picked) };
  hand.steps.push({
    token: drawn.id,
    rank: drawn.rank,
    level: picked === undefined ? level : null,
    share: share[drawn.id],
    plain: plain[drawn.id],
  });
  hand.states.push(read(hand.network, drawn.id, state));
}

// What is given is read once; where nothing is, one step of zeros, as in the lecture.
/** @type {(course: Course, hand: Hand) => void} */
function give(course, hand) {
  const ids = course.data.prompt.length ? course.data.prompt.map(([id]) => id) : [-1];
  let state = begin(hand.network);
  hand.given = ids.map((id) => (state = read(hand.network, id, state)));
  hand.states = [state];
}

// What the token at a step is drawn from, its ids by falling ŷ; null where that is not known (yet).
/** @type {(course: Course, hand: Hand, step?: number) => Seen | null} */
export function seen(course, hand, step = course.now.cursor) {
  const state = hand.states[step];
  if (!state) return null;
  const logits = scores(hand.network, state);
  const share = distribution(logits, settings(course, step));
  const plain = distribution(logits);
  return share && plain && { share, plain, order: ranking(plain), drawn: hand.steps[step] ?? null };
}

// a<t> of the last layer at a step of everything read: what was given, then what was written.
/** @type {(hand: Hand, t: number) => Vector | null} */
export function hidden(hand, t) {
  const states = t < hand.given.length ? hand.given[t] : hand.states[t - hand.given.length + 1];
  return states?.[states.length - 1].hidden ?? null;
}
