// What the scripts of several components do alike: read a message, make elements, write words.

export const EVENT = "explorer:cursor"; // {t, source, pin}: how everything on the page shares one time step

// A message of _pack.py: its header, in which each array is {shape, bytes}.
export function unpack(message) {
  const length = new DataView(message.buffer, message.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(message.subarray(4, 4 + length)));
  const payload = message.subarray(4 + length);
  const size = (shape) => shape.reduce((product, n) => product * n, 1);
  header.arrays = header.arrays.map(({ offset, shape }) => ({
    shape,
    bytes: payload.subarray(offset, offset + size(shape)),
  }));
  return header;
}

// All text goes through textContent: corpora are hostile input.
export function make(parent, tag, name = "", text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  parent?.append(element);
  return element;
}

// A symbol as it can stand between quotation marks: of a text, in which a space stands for itself.
export const quoted = (symbol) => symbol.trimEnd() || "␣";

export function button(parent, name, act) {
  const made = make(parent, "button", name);
  made.type = "button";
  made.onclick = act;
  return made;
}

export function say(element, text) {
  if (element.childElementCount || element.textContent !== text) element.textContent = text;
}

// A template with its {fields} filled in: as one string, as parts in which the values stand out, or shown so.
export const phrase = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export const parts = (template, values) =>
  template.split(/(\{\w+\})/).map((part) => {
    const name = part.slice(1, -1);
    return part.startsWith("{") && name in values ? make(null, "b", "", String(values[name])) : part;
  });

export function fill(element, template, values) {
  element.replaceChildren(...parts(template, values));
}

// The address says what is seen, without a round trip: Streamlit sends it along with the next one.
export function address(values) {
  const link = new URL(window.location.href);
  for (const [name, value] of Object.entries(values)) {
    value === null ? link.searchParams.delete(name) : link.searchParams.set(name, value);
  }
  if (link.href !== window.location.href) window.history.replaceState(window.history.state, "", link);
}

const digits = (text, set) => String(text).replace(/[-0-9]/g, (c) => set["-0123456789".indexOf(c)]);
export const lower = (n) => digits(n, "₋₀₁₂₃₄₅₆₇₈₉");
export const raise = (n) => digits(n, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹");
