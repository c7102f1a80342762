// Numbers as the page's language writes them; which one that is comes with the texts, as `words.language`.

/** @import { Words } from "./types.d.ts" */

/** @type {Map<string, Intl.NumberFormat>} Made once each: making one takes longer than writing with it. */
const made = new Map();

/** @type {(words: Words, how: Intl.NumberFormatOptions) => Intl.NumberFormat} */
function format({ language }, how) {
  const key = `${language} ${JSON.stringify(how)}`;
  const known = made.get(key) ?? new Intl.NumberFormat(language, { signDisplay: "negative", ...how });
  made.set(key, known);
  return known;
}

/** @type {(value: number, words: Words, how: Intl.NumberFormatOptions) => string} */
const write = (value, words, how) => format(words, how).format(value).replace("-", "−");

// With so many decimals: 0.50. There is no minus before a zero. Rounded first, as Python does: 0.995 is a little less
// than it looks, and a formatter that goes by its looks makes a probability of 1 of it.
/** @type {(value: number, decimals: number, words: Words) => string} */
export const fixed = (value, decimals, words) =>
  write(Number(value.toFixed(decimals)), words, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: false,
  });

// With so many figures: 0.50, 0.012.
/** @type {(value: number, figures: number, words: Words) => string} */
export const precise = (value, figures, words) =>
  write(Number(value.toPrecision(figures)), words, {
    minimumSignificantDigits: figures,
    maximumSignificantDigits: figures,
    useGrouping: false,
  });

// With at most so many figures: 0.5, 0.012.
/** @type {(value: number, figures: number, words: Words) => string} */
export const short = (value, figures, words) =>
  write(Number(value.toPrecision(figures)), words, { maximumSignificantDigits: figures, useGrouping: false });

// A whole number, in groups of three digits.
/** @type {(count: number, words: Words) => string} */
export const whole = (count, words) => write(count, words, { maximumFractionDigits: 0 });

// A number that stands in a text already, with a point.
/** @type {(text: string, words: Words) => string} */
export const respelt = (text, words) => text.replace("-", "−").replace(".", separators(words)[0]);

// What stands before the decimals, and what between the thousands.
/** @type {(words: Words) => [string, string]} */
export function separators(words) {
  const parts = format(words, { minimumFractionDigits: 1 }).formatToParts(1234567.5);
  /** @type {(type: string) => string} */
  const sign = (type) => parts.find((part) => part.type === type)?.value ?? "";
  return [sign("decimal"), sign("group")];
}
