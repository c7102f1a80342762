// What the scripts of several components do alike: read a message, make elements, write words.

/** @import { Attributes, Bytes, Pen, Phrase, Switch, Values } from "./types.d.ts" */

// A message of _pack.py: its header, in which each array is {shape, bytes}.
/** @type {<Data extends { arrays: Bytes[] }>(message: Uint8Array) => Data} */
export function unpack(message) {
  const length = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + length)));
  const payload = message.subarray(4 + length);
  /** @type {(place: { offset: number, shape: number[] }) => Bytes} */
  const bytes = ({ offset, shape }) => ({ shape, bytes: payload.subarray(offset, offset + size(shape)) });
  return { ...header, arrays: header.arrays.map(bytes) };
}

/** @type {(shape: number[]) => number} */
const size = (shape) => shape.reduce((product, n) => product * n, 1);

// The numbers behind bytes; a copy, since floats must lie on a multiple of 4.
/** @type {(array: Bytes) => Float32Array} */
export const floats = ({ bytes }) => new Float32Array(bytes.slice().buffer);

// What a component keeps in its place on the page, from one update to the next: made once.
/** @type {<View>(parentElement: HTMLElement, create: (root: HTMLElement) => View) => View} */
export function kept(parentElement, create) {
  const root = /** @type {HTMLElement & { view?: ReturnType<typeof create> }} */ (parentElement.querySelector(".root"));
  return (root.view ??= create(root));
}

// All text goes through textContent: corpora are hostile input.
/** @type {<Tag extends keyof HTMLElementTagNameMap>
 *   (parent: Element | null, tag: Tag, name?: string, text?: string) => HTMLElementTagNameMap[Tag]} */
export function make(parent, tag, name = "", text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  parent?.append(element);
  return element;
}

export const SVG = "http://www.w3.org/2000/svg";

// An element of a picture.
/** @type {(parent: Element | null, tag: string, attributes?: Attributes, text?: string) => SVGElement} */
export function shape(parent, tag, attributes = {}, text) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return adorn(element, attributes);
}

/** @type {(element: SVGElement, attributes: Attributes) => SVGElement} */
export function adorn(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

// A symbol as it can stand between quotation marks: of a text, in which a space stands for itself.
/** @type {(symbol: string) => string} */
export const quoted = (symbol) => symbol.trimEnd() || "␣";

/** @type {(parent: Element, name: string, act: () => void) => HTMLButtonElement} */
export function button(parent, name, act) {
  const made = make(parent, "button", name);
  made.type = "button";
  made.onclick = act;
  return made;
}

// Buttons of which one is pressed, each with its name as its class.
/** @type {<Name extends string>(parent: Element, names: Name[], act: (name: Name) => void) => Switch} */
export function choice(parent, names, act) {
  const group = make(parent, "div", "switch");
  group.setAttribute("role", "group");
  return { group, buttons: names.map((name) => button(group, name, () => act(name))) };
}

// A canvas from which nothing else has been asked always has one.
/** @type {(canvas: HTMLCanvasElement) => Pen} */
export const penOf = (canvas) => /** @type {Pen} */ (canvas.getContext("2d"));

/** @type {(element: Element, text: string) => void} */
export function say(element, text) {
  if (element.childElementCount || element.textContent !== text) element.textContent = text;
}

// A template with its {fields} filled in: as one string, as parts in which the values stand out, or shown so.
/** @type {(template: string, values: Values) => string} */
export const phrase = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

/** @type {(template: string, values: Values) => (string | Element)[]} */
export const parts = (template, values) =>
  template.split(/(\{\w+\})/).map((part) => {
    const name = part.slice(1, -1);
    return part.startsWith("{") && name in values ? make(null, "b", "", String(values[name])) : part;
  });

/** @type {(element: Element, ...phrase: Phrase) => void} */
export function fill(element, template, values) {
  element.replaceChildren(...parts(template, values));
}

// The address says what is seen, without a round trip: Streamlit sends it along with the next one.
/** @type {(values: Record<string, string | number | null>) => void} */
export function address(values) {
  const link = new URL(window.location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) link.searchParams.delete(name);
    else link.searchParams.set(name, String(value));
  }
  if (link.href !== window.location.href) window.history.replaceState(window.history.state, "", link);
}

/** @type {(text: string | number, set: string) => string} */
const digits = (text, set) => String(text).replace(/[-0-9]/g, (c) => set["-0123456789".indexOf(c)]);
/** @type {(n: string | number) => string} */
export const lower = (n) => digits(n, "₋₀₁₂₃₄₅₆₇₈₉");
/** @type {(n: string | number) => string} */
export const raise = (n) => digits(n, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹");
