// The cursor: one time step that all panels of a page look at, and how a hand on one of them moves it. They know of
// each other only by these events of the window.

/** @import { Cursor, Hands, Look, Timer } from "./types.d.ts" */

export const EVENT = "explorer:cursor"; // a Look: how everything on the page shares one time step
export const ASK = "explorer:where"; // what a panel that has just come asks the others; answered with the cursor
export const UNIT = "explorer:unit"; // {unit}: one panel asks another for a unit

export const REST = 400; // ms without a move before the address, Python and the screen reader hear of it

// One panel's end of the shared cursor: what it does when another panel looks somewhere (`heard`), when one that has
// just come asks where it is (`asked`), when one chooses a unit (`chosen`), and when nothing has moved for a while
// (`rest`).
/** @type {(root: Element, hands: Hands) => Cursor} */
export function cursor(root, { heard, asked, chosen, rest }) {
  const id = Math.random().toString(36).slice(2);
  /** @type {Timer | undefined} */
  let resting;
  /** @type {[number, number] | undefined} */
  let last;
  /** @type {(event: CustomEvent<Look>) => void} */
  const hear = ({ detail }) => {
    if (!root.isConnected) mine.leave();
    else if (detail.source !== id) heard?.(detail);
  };
  /** @type {(event: CustomEvent<{ unit: number }>) => void} */
  const choose = ({ detail }) => chosen?.(detail.unit);
  const answer = () => asked?.();
  /** @type {Cursor} */
  const mine = {
    // The same functions each time, so that who listens again does not hear twice.
    listen() {
      window.addEventListener(EVENT, hear);
      window.addEventListener(UNIT, choose);
      window.addEventListener(ASK, answer);
    },
    leave() {
      clearTimeout(resting);
      window.removeEventListener(EVENT, hear);
      window.removeEventListener(UNIT, choose);
      window.removeEventListener(ASK, answer);
    },
    tell: (look) => send(EVENT, { ...look, source: id }),
    later() {
      clearTimeout(resting);
      resting = setTimeout(() => rest?.(), REST);
    },
    wait: () => clearTimeout(resting),
    // Browsers also report a move when the page moves under a pointer that rests.
    moved({ clientX, clientY }) {
      if (clientX === last?.[0] && clientY === last[1]) return false;
      last = [clientX, clientY];
      return true;
    },
  };
  return mine;
}

/** @type {(name: string, detail?: object) => void} */
export function send(name, detail) {
  window.dispatchEvent(new CustomEvent(name, { detail }));
}

// A place among `count`, whatever was asked for.
/** @type {(place: number, count: number) => number} */
export const within = (place, count) => Math.max(0, Math.min(count - 1, place));

// Keys that belong to the browser or the system, not to a panel.
/** @type {(event: KeyboardEvent) => boolean} */
export const foreign = ({ ctrlKey, metaKey, altKey }) => ctrlKey || metaKey || altKey;

// Where a key leads from step t among `count`; undefined if it is another key. `page`: how many steps PageUp and
// PageDown take, which else are the browser's. From no step at all the way begins at the end that the key points away
// from.
/** @type {(event: { key: string }, t: number | null, count: number, page?: number) => number | undefined} */
export function press({ key }, t, count, page = 0) {
  const last = count - 1;
  /** @type {Record<string, number>} */
  const places = { ArrowLeft: (t ?? count) - 1, ArrowRight: (t ?? -1) + 1, Home: 0, End: last };
  if (page) Object.assign(places, { PageUp: (t ?? last) - page, PageDown: (t ?? 0) + page });
  const to = places[key];
  return to === undefined ? undefined : within(to, count);
}

// What an event on a page's element is on.
/** @type {(event: Event) => HTMLElement} */
export const targetOf = ({ target }) => /** @type {HTMLElement} */ (target);

// An element that stands for a step, or for another place, carries it; an event on it, or on a part of it, asks for it.
/** @type {<E extends Element, Place>(element: E, place: Place) => E & { place: Place }} */
export const placed = (element, place) => Object.assign(element, { place });

/** @type {<Place>(event: Event) => Place | undefined} */
export function placeOf(event) {
  const target = /** @type {any} */ (event.target);
  return target?.place ?? target?.parentNode?.place;
}
