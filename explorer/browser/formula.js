// A formula of a line: `_` is below, `^` above, of one sign or of what stands in braces.

import { make } from "./shared.js";

/** @typedef {{ text: string, where: "" | "sub" | "sup" }} Piece */

// Its pieces. What is above or below may itself have something below it: that is written in one line, `T_x` as Tₓ.
/** @type {(line: string) => Piece[]} */
export function pieces(line) {
  /** @type {Piece[]} */
  const found = [];
  const rest = /([_^])(?:\{((?:[^{}])*)\}|(.))|([^_^]+)/gu;
  for (const [, mark, braced, single, text] of line.matchAll(rest)) {
    if (text !== undefined) found.push({ text, where: "" });
    else found.push({ text: low(braced ?? single), where: mark === "_" ? "sub" : "sup" });
  }
  return found;
}

/** @type {(text: string) => string} */
const low = (text) => text.replace("_x", "ₓ").replace("_y", "ᵧ");

/** @type {(parent: Element, line: string) => void} */
export function write(parent, line) {
  parent.replaceChildren(
    ...pieces(line).map(({ text, where }) => (where ? make(null, where, "", text) : document.createTextNode(text))),
  );
}
