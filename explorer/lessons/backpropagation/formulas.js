// The lecture's formulas of one moment with their numbers: a formula is a row of terms, each over the value that it has
// there. Built from elements and text alone. Nothing here knows of pointers, keys or Python.

function make(parent, tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(text);
  parent?.append(element);
  return element;
}

// ---- Signs --------------------------------------------------------------------------------------------------------

const mark = (t) => `⟨${t + 1}⟩`;

// A letter with what stands below and above it.
function sign(letter, { sub = "", sup = "", upright = false } = {}) {
  const whole = make(null, "span", "sign");
  make(whole, upright ? "span" : "i", "", letter);
  const scripts = make(whole, "span", sub && sup ? "scripts both" : "scripts");
  if (sup) make(scripts, "sup", "", sup);
  if (sub) make(scripts, "sub", "", sub);
  return whole;
}

const at = (letter, t) => sign(letter, { sup: mark(t) });
const weight = (sub, transposed) => sign("W", { sub, sup: transposed ? "⊤" : "" });
const bias = (sub) => sign("b", { sub });
const gate = (sub, t) => sign("Γ", { sub, sup: t === undefined ? "" : mark(t), upright: true });
const candidate = (t) => at("c̃", t);

function row(...parts) {
  const whole = make(null, "span", "row");
  whole.append(...parts.map((part) => (typeof part === "string" ? make(null, "span", "", part) : part)));
  return whole;
}

function fraction(over, under) {
  const whole = make(null, "span", "fraction");
  make(whole, "span").append(row("∂", over));
  make(whole, "span").append(row("∂", under));
  return whole;
}

const both = (letter, t, x) => row("[", letter, ", ", at("x", x ?? t), "]");

// ---- Lines --------------------------------------------------------------------------------------------------------
// A term is [what is written, the number of the chosen unit, the length of the whole vector]; a string is a sign
// between terms, which stands between the numbers too.

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
          terms.slice(i + 1).some((other) => other[1] !== undefined && Array.isArray(other)) || written.trim() === ")"
            ? written
            : "";
      }
      const text = typeof value === "number" ? signed(short(value), terms[i - 1]) : (value ?? "");
      make(column, "span", k === 1 ? "value" : "length", k === 2 && text ? `‖${text}‖` : text);
    }
  });
}

// A negative number behind a sign stands in brackets.
const signed = (text, before) =>
  text.startsWith("−") && typeof before === "string" && /[−∗·]\s*$/.test(before) ? `(${text})` : text;

// ---- What happens at a moment -------------------------------------------------------------------------------------

export function formulas(parent, view, now, tools) {
  parent.replaceChildren();
  const context = { ...tools, data: view.data, words: view.data.words, unit: view.unit, only: view.only };
  context.of = (name, t) => (t < 0 ? 0 : context.data.fields[name][t * context.data.units + context.unit]);
  ({ start: begin, forward, sum, back: view.only === null ? back : backOfOne, weights })[now.phase](
    parent,
    context,
    now.t,
  );
}

function begin(parent, context) {
  forward(parent, context, 0, true);
}

function forward(parent, context, t, empty = false) {
  const { data, words, of: value } = context;
  const of = empty ? () => undefined : value;
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
    const kept = cell === "gru" ? row(gate("r"), " ∗ ", before.cloneNode(true)) : before.cloneNode(true);
    const opens = (sub, name) =>
      add([gate(sub), of(name, t)], row(" = σ(", weight(sub), both(before.cloneNode(true), t), " + ", bias(sub), ")"));
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

function outcome(add, { data }, t, empty) {
  const chance = empty ? undefined : data.chance[t];
  const lost = empty ? undefined : data.losses[t];
  const log = (share) => (empty ? undefined : Math.log(Math.max(share, 1e-300)));
  if (data.loss === "binary") {
    const y = empty ? undefined : data.wanted[t];
    add([at("ŷ", t), chance], row(" = σ(", weight("y"), at("a", t), " + ", bias("y"), ")"));
    add(
      [at("L", t), lost],
      " = −",
      [at("y", t), y],
      " · ",
      [row("log ", at("ŷ", t)), log(chance)],
      " − ",
      [row("(1 − ", at("y", t), ")"), empty ? undefined : String(1 - y)],
      " · ",
      [row("log(1 − ", at("ŷ", t), ")"), log(1 - chance)],
    );
  } else {
    const own = () => sign("ŷ", { sup: mark(t), sub: data.wanted[t] });
    add(
      [own(), chance],
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

function sum(parent, context) {
  const { data, words } = context;
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

function back(parent, context, t) {
  const { data, words, of } = context;
  const add = (...terms) => line(parent, context, terms, words.formula_back);
  const next = t + 1 < data.steps;
  const direct = fraction(at("L", t), at("a", t));
  const later = of("total", t) - of("direct", t);
  add([direct, of("direct", t), data.direct[t]], " = ", [
    row(weight("y", true), "(", at("ŷ", t), " − ", at("y", t), ")"),
  ]);
  const terms = [
    [fraction(sign("J"), at("a", t)), of("total", t), data.total[t]],
    " = ",
    [direct.cloneNode(true), of("direct", t), data.direct[t]],
  ];
  if (next) terms.push(" + ", [through(data.cell, t), later, data.later[t]]);
  add(...terms);
  if (data.cell === "rnn" && next) {
    add([row(fraction(at("a", t + 1), at("a", t)))], row(" = diag(1 − (", at("a", t + 1), ")²) ", weight("aa")));
  }
  if (data.cell === "lstm") {
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
  const gathered = [fraction(sign("J"), sign("W")), undefined, data.gathered[t]];
  const before = next
    ? [
        [row(mark(t + 1), t + 2 < data.steps ? ` … ${mark(data.steps - 1)}` : ""), undefined, data.gathered[t + 1]],
        " + ",
      ]
    : [];
  add(gathered, row(" = "), ...before, [mark(t), undefined, data.shares[t]]);
}

// What comes back from the next step. Through an LSTM it takes two ways: its memory cell, and its output gate.
function through(cell, t) {
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

function backOfOne(parent, context, t) {
  const { data, words, only: s } = context;
  const add = (...terms) => line(parent, context, terms, words.formula_back);
  const [here, row_] = [fraction(at("L", s), at("a", t)), data.contributions[s]];
  if (t > s) add([here, undefined, "0"], row(" = 0"));
  else if (t === s) {
    add([here, undefined, row_[t]], " = ", [row(weight("y", true), "(", at("ŷ", t), " − ", at("y", t), ")")]);
  } else if (data.cell === "lstm") {
    const way = (from) =>
      row("(", fraction(from, at("a", t)), ")", sign("", { sup: "⊤" }), fraction(at("L", s), from.cloneNode(true)));
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

function weights(parent, context) {
  const { data, words } = context;
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

// ---- In words -------------------------------------------------------------------------------------------------------

// The same in one or two sentences: templates, and what fills them.
export function story({ data, only }, { phase, t }, { short }) {
  const { words } = data;
  const percent = (share) =>
    `${
      share >= 0.0995 || share === 0
        ? `${Math.round(100 * share)}`
        : share >= 1e-5
          ? (100 * share).toPrecision(2).replace(".", words.decimal)
          : short(100 * share)
    }\u00a0%`;
  const known = { t: t + 1, last: data.steps, next: t + 2, x: data.read[t], y: data.wanted[t] };
  if (phase === "start") return [[words.say_start, { last: data.steps }]];
  if (phase === "forward") {
    const values = {
      ...known,
      chance: percent(data.chance[t]),
      loss: short(data.losses[t]),
      guess: data.guess[t]?.[0],
      sure: percent(data.guess[t]?.[1] ?? 0),
    };
    return [[data.loss === "binary" ? words.say_binary : words.say_softmax, values]];
  }
  if (phase === "sum") {
    return [
      [
        only === null ? words.say_sum : words.say_sum_one,
        { total: short(data.losses.reduce((a, b) => a + b, 0)), s: (only ?? 0) + 1 },
      ],
    ];
  }
  if (phase === "weights") return [[words.say_weights, { total: short(data.gathered[0]) }]];
  if (only !== null) {
    const row = data.contributions[only];
    const values = {
      ...known,
      s: only + 1,
      value: short(row[t]),
      share: percent(row[t] / (row[only] || 1)),
      back: only - t,
    };
    return [[t > only ? words.say_future : t === only ? words.say_one_start : words.say_one, values]];
  }
  const values = { ...known, direct: short(data.direct[t]), later: short(data.later[t]), total: short(data.total[t]) };
  return [[t === data.steps - 1 ? words.say_back_last : words.say_back, values]];
}
