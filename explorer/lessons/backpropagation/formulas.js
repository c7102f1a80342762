// The lecture's formulas of one moment with their numbers: a formula is a row of terms, each over the value that it has
// there. Built from elements and text alone. Nothing here knows of pointers, keys or Python.

/** @import { Add, Context, Moment, Term, Tools, View, Written } from "./backpropagation_types.d.ts" */

/** @type {(parent: Element | null, tag: string, name?: string, text?: Written) => HTMLElement} */
function make(parent, tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(text);
  parent?.append(element);
  return element;
}

// ---- Signs --------------------------------------------------------------------------------------------------------

/** @type {(t: number) => string} */
const mark = (t) => `⟨${t + 1}⟩`;

// A letter with what stands below and above it.
/** @type {(letter: string, scripts?: { sub?: string, sup?: string, upright?: boolean }) => HTMLElement} */
function sign(letter, { sub = "", sup = "", upright = false } = {}) {
  const whole = make(null, "span", "sign");
  make(whole, upright ? "span" : "i", "", letter);
  const scripts = make(whole, "span", sub && sup ? "scripts both" : "scripts");
  if (sup) make(scripts, "sup", "", sup);
  if (sub) make(scripts, "sub", "", sub);
  return whole;
}

/** @type {(letter: string, t: number) => HTMLElement} */
const at = (letter, t) => sign(letter, { sup: mark(t) });
/** @type {(sub: string, transposed?: boolean) => HTMLElement} */
const weight = (sub, transposed) => sign("W", { sub, sup: transposed ? "⊤" : "" });
/** @type {(sub: string) => HTMLElement} */
const bias = (sub) => sign("b", { sub });
/** @type {(sub: string, t?: number) => HTMLElement} */
const gate = (sub, t) => sign("Γ", { sub, sup: t === undefined ? "" : mark(t), upright: true });
/** @type {(t: number) => HTMLElement} */
const candidate = (t) => at("c̃", t);

// The same once more: an element stands in one place.
/** @type {(element: HTMLElement) => HTMLElement} */
const copy = (element) => /** @type {HTMLElement} */ (element.cloneNode(true));

/** @type {(...parts: Written[]) => HTMLElement} */
function row(...parts) {
  const whole = make(null, "span", "row");
  whole.append(...parts.map((part) => (typeof part === "string" ? make(null, "span", "", part) : part)));
  return whole;
}

/** @type {(over: Written, under: Written) => HTMLElement} */
function fraction(over, under) {
  const whole = make(null, "span", "fraction");
  make(whole, "span").append(row("∂", over));
  make(whole, "span").append(row("∂", under));
  return whole;
}

/** @type {(letter: Written, t: number) => HTMLElement} */
const both = (letter, t) => row("[", letter, ", ", at("x", t), "]");

// ---- Lines --------------------------------------------------------------------------------------------------------
// A term is [what is written, the number of the chosen unit, the length of the whole vector]; a string is a sign
// between terms, which stands between the numbers too.

/** @type {(parent: Element, tools: Tools, terms: Term[], spoken: string) => void} */
function line(parent, { short }, terms, spoken) {
  const whole = make(parent, "div", "line");
  whole.setAttribute("role", "math");
  whole.setAttribute("aria-label", spoken);
  const rows = [1, 2].filter((k) => terms.some((term) => Array.isArray(term) && term[k] !== undefined));
  terms.forEach((term, i) => {
    const [written, ...numbers] = Array.isArray(term) ? term : [term];
    const column = make(whole, "span", "term");
    make(column, "span", "written", written);
    for (const k of rows) {
      let value = numbers[k - 1];
      // Lengths of vectors do not add up, so that no sign stands between them.
      if (k === 1 && typeof written === "string") {
        value =
          terms.slice(i + 1).some((other) => Array.isArray(other) && other[1] !== undefined) || written.trim() === ")"
            ? written
            : "";
      }
      const text = typeof value === "number" ? signed(short(value), terms[i - 1]) : (value ?? "");
      make(column, "span", k === 1 ? "value" : "length", k === 2 && text ? `‖${text}‖` : text);
    }
  });
}

// A negative number behind a sign stands in brackets.
/** @type {(text: string, before?: Term) => string} */
const signed = (text, before) =>
  text.startsWith("−") && typeof before === "string" && /[−∗·]\s*$/.test(before) ? `(${text})` : text;

// ---- What happens at a moment -------------------------------------------------------------------------------------

/** @type {(parent: Element, view: View, now: Moment, tools: Tools) => void} */
export function formulas(parent, view, now, tools) {
  parent.replaceChildren();
  const { data, unit, only } = view;
  /** @type {Context["of"]} */
  const of = (name, t) => (t < 0 ? 0 : data.fields[name][t * data.units + unit]);
  const context = { ...tools, data, words: data.words, of };
  if (now.phase === "start") forward(parent, context, 0, true);
  else if (now.phase === "forward") forward(parent, context, now.t);
  else if (now.phase === "sum") sum(parent, context);
  else if (now.phase === "weights") weights(parent, context);
  else if (only === null) back(parent, context, now.t);
  else backOfOne(parent, context, now.t, only);
}

/** @type {(parent: Element, context: Context, t: number, empty?: boolean) => void} */
function forward(parent, context, t, empty = false) {
  const { data, words, of: value } = context;
  /** @type {Context["of"]} */
  const of = empty ? () => undefined : value;
  /** @type {Add} */
  const add = (...terms) => line(parent, context, terms, words.formula_forward);
  const { cell } = data;
  if (cell === "rnn") {
    add(
      [at("a", t), of("hidden", t)],
      " = tanh(",
      [row(weight("aa"), at("a", t - 1)), of("recurrent", t)],
      " + ",
      [row(weight("ax"), at("x", t)), of("input", t)],
      " + ",
      [bias("a"), of("bias", t)],
      ")",
    );
  } else {
    const before = cell === "lstm" ? at("a", t - 1) : at("c", t - 1);
    const kept = cell === "gru" ? row(gate("r"), " ∗ ", copy(before)) : copy(before);
    /** @type {(sub: string, name: string) => void} */
    const opens = (sub, name) =>
      add([gate(sub), of(name, t)], row(" = σ(", weight(sub), both(copy(before), t), " + ", bias(sub), ")"));
    if (cell === "gru") opens("r", "reset");
    add([candidate(t), of("candidate", t)], row(" = tanh(", weight("c"), both(kept, t), " + ", bias("c"), ")"));
    opens("u", "update");
    if (cell === "lstm") {
      opens("f", "forget");
      opens("o", "output");
      memory(add, of, t);
    } else mix(add, of, t);
  }
  outcome(add, context, t, empty);
}

/** @type {(add: Add, of: Context["of"], t: number) => void} */
function mix(add, of, t) {
  const update = of("update", t);
  add(
    [row(at("a", t), " = ", at("c", t)), of("hidden", t)],
    " = ",
    [gate("u"), update],
    " ∗ ",
    [candidate(t), of("candidate", t)],
    " + ",
    [row("(1 − ", gate("u"), ")"), update === undefined ? undefined : 1 - update],
    " ∗ ",
    [at("c", t - 1), of("hidden", t - 1)],
  );
}

/** @type {(add: Add, of: Context["of"], t: number) => void} */
function memory(add, of, t) {
  add(
    [at("c", t), of("memory", t)],
    " = ",
    [gate("u"), of("update", t)],
    " ∗ ",
    [candidate(t), of("candidate", t)],
    " + ",
    [gate("f"), of("forget", t)],
    " ∗ ",
    [at("c", t - 1), of("memory", t - 1)],
  );
  add([at("a", t), of("hidden", t)], " = ", [gate("o"), of("output", t)], " ∗ ", [at("c", t), of("memory", t)]);
}

/** @type {(add: Add, context: Context, t: number, empty: boolean) => void} */
function outcome(add, { data }, t, empty) {
  /** @type {<Value>(value: Value) => Value | undefined} */
  const told = (value) => (empty ? undefined : value);
  /** @type {(share: number) => number | undefined} */
  const log = (share) => told(Math.log(Math.max(share, 1e-300)));
  const chance = data.chance[t];
  const lost = told(data.losses[t]);
  if (data.loss === "binary") {
    const y = data.wanted[t];
    add([at("ŷ", t), told(chance)], row(" = σ(", weight("y"), at("a", t), " + ", bias("y"), ")"));
    add(
      [at("L", t), lost],
      " = −",
      [at("y", t), told(y)],
      " · ",
      [row("log ", at("ŷ", t)), log(chance)],
      " − ",
      [row("(1 − ", at("y", t), ")"), told(String(1 - Number(y)))],
      " · ",
      [row("log(1 − ", at("ŷ", t), ")"), log(1 - chance)],
    );
  } else {
    const own = () => sign("ŷ", { sup: mark(t), sub: data.wanted[t] });
    add(
      [own(), told(chance)],
      row(" = softmax(", weight("y"), at("a", t), " + ", bias("y"), ")", sign("", { sub: data.wanted[t] })),
    );
    add(
      [at("L", t), lost],
      row(
        " = −Σ",
        sign("", { sub: "i" }),
        sign("y", { sup: mark(t), sub: "i" }),
        " log ",
        sign("ŷ", { sup: mark(t), sub: "i" }),
      ),
      " = −",
      [row("log ", own()), log(chance)],
    );
  }
}

/** @type {(parent: Element, context: Context) => void} */
function sum(parent, context) {
  const { data, words } = context;
  /** @type {Term[]} */
  const terms = data.losses.flatMap((loss, t) => [t ? " + " : " = ", [at("L", t), loss]]);
  line(
    parent,
    context,
    [
      [
        row(sign("J"), " = Σ", sign("", { sub: "t" }), sign("L", { sup: "⟨t⟩" })),
        data.losses.reduce((a, b) => a + b, 0),
      ],
      ...terms,
    ],
    words.formula_sum,
  );
}

/** @type {(parent: Element, context: Context, t: number) => void} */
function back(parent, context, t) {
  const { data, words, of } = context;
  /** @type {Add} */
  const add = (...terms) => line(parent, context, terms, words.formula_back);
  const next = t + 1 < data.steps;
  const direct = fraction(at("L", t), at("a", t));
  const later = Number(of("total", t)) - Number(of("direct", t));
  add([direct, of("direct", t), data.direct[t]], " = ", [
    row(weight("y", true), "(", at("ŷ", t), " − ", at("y", t), ")"),
  ]);
  /** @type {Term[]} */
  const terms = [
    [fraction(sign("J"), at("a", t)), of("total", t), data.total[t]],
    " = ",
    [copy(direct), of("direct", t), data.direct[t]],
  ];
  if (next) terms.push(" + ", [through(data.cell, t), later, data.later[t]]);
  add(...terms);
  if (data.cell === "rnn" && next) {
    add([row(fraction(at("a", t + 1), at("a", t)))], row(" = diag(1 − (", at("a", t + 1), ")²) ", weight("aa")));
  }
  if (data.cell === "lstm" && data.memoryTotal) {
    /** @type {Term[]} */
    const kept = next
      ? [
          " + ",
          [gate("f", t + 1), of("forget", t + 1)],
          " ∗ ",
          [fraction(sign("J"), at("c", t + 1)), of("memoryTotal", t + 1), data.memoryTotal[t + 1]],
        ]
      : [];
    add(
      [fraction(sign("J"), at("c", t)), of("memoryTotal", t), data.memoryTotal[t]],
      " = ",
      [gate("o", t), of("output", t)],
      " ∗ ",
      [fraction(sign("J"), at("a", t)), of("total", t), data.total[t]],
      ...kept,
    );
  }
  /** @type {Term} */
  const gathered = [fraction(sign("J"), sign("W")), undefined, data.gathered[t]];
  /** @type {Term[]} */
  const before = next
    ? [
        [row(mark(t + 1), t + 2 < data.steps ? ` … ${mark(data.steps - 1)}` : ""), undefined, data.gathered[t + 1]],
        " + ",
      ]
    : [];
  add(gathered, row(" = "), ...before, [mark(t), undefined, data.shares[t]]);
}

// What comes back from the next step. Through an LSTM it takes two ways: its memory cell, and its output gate.
/** @type {(cell: string, t: number) => HTMLElement} */
function through(cell, t) {
  /** @type {(from: HTMLElement) => HTMLElement} */
  const way = (from) => row("(", fraction(from, at("a", t)), ")", sign("", { sup: "⊤" }));
  if (cell !== "lstm") return row(way(at("a", t + 1)), fraction(sign("J"), at("a", t + 1)));
  return row(
    way(at("c", t + 1)),
    fraction(sign("J"), at("c", t + 1)),
    " + ",
    way(gate("o", t + 1)),
    fraction(sign("J"), gate("o", t + 1)),
  );
}

/** @type {(parent: Element, context: Context, t: number, s: number) => void} */
function backOfOne(parent, context, t, s) {
  const { data, words } = context;
  /** @type {Add} */
  const add = (...terms) => line(parent, context, terms, words.formula_back);
  const [here, row_] = [fraction(at("L", s), at("a", t)), data.contributions[s]];
  if (t > s) add([here, undefined, "0"], row(" = 0"));
  else if (t === s) {
    add([here, undefined, row_[t]], " = ", [row(weight("y", true), "(", at("ŷ", t), " − ", at("y", t), ")")]);
  } else if (data.cell === "lstm") {
    /** @type {(from: HTMLElement) => HTMLElement} */
    /** @type {(from: HTMLElement) => HTMLElement} */
    const way = (from) =>
      row("(", fraction(from, at("a", t)), ")", sign("", { sup: "⊤" }), fraction(at("L", s), copy(from)));
    add([here, undefined, row_[t]], " = ", [row(way(at("c", t + 1)), " + ", way(gate("o", t + 1)))]);
  } else {
    add(
      [here, undefined, row_[t]],
      " = ",
      [row("(", fraction(at("a", t + 1), at("a", t)), ")", sign("", { sup: "⊤" }))],
      [fraction(at("L", s), at("a", t + 1)), undefined, row_[t + 1]],
    );
  }
}

/** @type {(parent: Element, context: Context) => void} */
function weights(parent, context) {
  const { data, words } = context;
  /** @type {Term[]} */
  const terms = data.shares.flatMap((share, t) => [t ? " + " : row(" = "), [mark(t), undefined, share]]);
  line(
    parent,
    context,
    [[fraction(sign("J"), sign("W")), undefined, data.gathered[0]], ...terms],
    words.formula_weights,
  );
  line(
    parent,
    context,
    [[row(sign("W"), " := ", sign("W"), " − ", make(null, "i", "", "α"), " ", fraction(sign("J"), sign("W")))]],
    words.formula_weights,
  );
}
