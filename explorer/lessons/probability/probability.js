// Sentences as chains of bars: a bar a token, as long as −log P of the token given those before. Where a chain ends is
// P of the whole sentence. All text goes through textContent: sentences and vocabularies are hostile input.

import { css, light, mix, parse } from "../../browser/colours.js";
import { address, button, make, phrase, raise, say, unpack } from "../../browser/shared.js";

const REST = 400; // ms without a move before the address and the screen reader hear of it
const ROW = 30;
const BAR = 20;
const GUTTER = 34;
const TOP = 18;
const BOTTOM = 20; // px of a chart
const SVG = "http://www.w3.org/2000/svg";
const UNITS = { nats: 1, bits: Math.LN2 };

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root");
  const view = (root.view ??= create(root));
  receive(view, unpack(data));
  return () => {
    if (!root.isConnected) {
      clearTimeout(view.resting);
      view.size.disconnect();
    }
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

function create(root) {
  const bar = make(root, "div", "bar");
  const view = { root, s: 0, t: 0, pinned: false, resting: null, bars: [], chips: [], charts: [] };
  view.switches = {
    mode: choice(bar, ["sum", "mean"], (mode) => choose(view, { mode })),
    unit: choice(bar, ["nats", "bits"], (unit) => choose(view, { unit })),
  };
  view.hint = make(bar, "span", "hint");
  const saving = make(bar, "div", "save");
  view.saves = {
    svg: button(saving, "svg", () => save(view, "svg")),
    png: button(saving, "png", () => save(view, "png")),
  };
  view.group = make(root, "div", "sentences");
  view.group.tabIndex = 0;
  view.group.setAttribute("role", "group");
  view.group.onkeydown = (event) => press(view, event);
  view.detail = make(root, "div", "detail");
  view.grid = make(root, "div", "charts");
  view.spoken = make(root, "div", "spoken");
  view.spoken.setAttribute("aria-live", "polite");
  for (const part of [view.group, view.grid]) {
    part.onpointermove = (event) => point(view, event);
    part.onclick = (event) => pin(view, event);
  }
  view.size = new ResizeObserver(() => view.data && view.width !== root.clientWidth && paint(view));
  view.size.observe(root);
  return view;
}

function choice(parent, names, act) {
  const group = make(parent, "div", "switch");
  group.setAttribute("role", "group");
  return { group, buttons: names.map((name) => button(group, name, () => act(name))) };
}

// ---- Data in ----------------------------------------------------------------------------------------------------

function receive(view, data) {
  const before = view.data;
  view.data = data;
  if (!before) Object.assign(view, { mode: data.mode, unit: data.unit });
  const text = JSON.stringify(data.lines.map((line) => [line.tokens, line.pieces]));
  if (view.text !== text) {
    view.text = text;
    [[view.s, view.t], view.pinned] = [data.cursor, data.pinned];
    chips(view);
  }
  asked(view);
  describe(view);
  paint(view);
}

function chips(view) {
  const { lines } = view.data;
  view.group.replaceChildren();
  view.group.classList.toggle(
    "tight",
    lines.every((line) => line.tokens.every((token) => token.length <= 2)),
  );
  view.chips = lines.map((line, s) => {
    const row = make(view.group, "div", "sentence");
    make(row, "span", "letter", name(s));
    const tokens = make(row, "div", "tokens");
    return line.tokens.map((token, t) => {
      const chip = make(
        tokens,
        "span",
        `token${line.unknown[t] ? " unknown" : ""}${line.pieces[t] ? "" : " end"}`,
        token,
      );
      if (line.unknown[t]) {
        make(chip, "s", "", line.pieces[t].trim());
        chip.title = view.data.words.unknown;
      }
      chip.place = [s, t];
      return chip;
    });
  });
}

// The panel that says what each model thought where the cursor is.
function asked(view) {
  const { models } = view.data;
  view.detail.replaceChildren();
  view.detail.style.setProperty("--count", models.length);
  view.question = make(view.detail, "div", "question");
  view.question.before = make(view.question, "span");
  view.question.token = make(view.question, "b");
  view.question.after = make(view.question, "span");
  view.answers = models.map((model) => {
    const element = make(view.detail, "section", "asked");
    element.dataset.cell = model.name;
    const head = make(element, "h4");
    make(head, "span", "", model.title);
    const line = { chance: make(head, "span", "chance") };
    const below = make(element, "div", "loss");
    [line.loss, line.rank] = [make(below, "span"), make(below, "span")];
    const all = make(element, "div", "loss");
    [line.whole, line.perplexity] = [make(all, "span"), make(all, "span")];
    line.spelling = make(element, "div", "spelling");
    const most = Math.max(...model.sentences.map(({ best }) => best[0].length));
    line.guesses = Array.from({ length: most }, () => {
      const row = make(element, "div", "guess");
      return { row, symbol: make(row, "span"), bar: make(make(row, "i"), "u"), chance: make(row, "em") };
    });
    return line;
  });
  view.grid.replaceChildren();
  view.charts = models.map((model) => {
    const element = make(view.grid, "section", "chart");
    element.dataset.cell = model.name;
    const head = make(element, "div", "head");
    make(head, "b", "", model.title);
    make(head, "span", "caption", model.caption).title = model.caption;
    make(head, "span", "warning", model.warning);
    const svg = element.appendChild(document.createElementNS(SVG, "svg"));
    svg.setAttribute("role", "img");
    return { element, svg };
  });
}

function describe(view) {
  const { words } = view.data;
  view.group.setAttribute("aria-label", words.group);
  for (const [which, title] of [
    ["mode", words.show],
    ["unit", words.unit],
  ]) {
    const { group, buttons } = view.switches[which];
    group.setAttribute("aria-label", title);
    for (const one of buttons) {
      say(one, words[one.className]);
      one.setAttribute("aria-pressed", String(one.className === view[which]));
    }
  }
  for (const [format, one] of Object.entries(view.saves)) {
    say(one, words[format]);
    one.title = phrase(words.save, { format: words[format] });
    one.setAttribute("aria-label", one.title);
  }
}

// ---- Numbers ----------------------------------------------------------------------------------------------------

const name = (s) => String.fromCharCode(65 + s);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const comma = (view, text) => String(text).replace(".", view.data.words.decimal);
const total = (view, model, s) => sum(model.sentences[s].factors) + sum(view.data.lines[s].spelt);
const length = (view, model, s) => -total(view, model, s) / share(view, s);
const share = (view, s) => (view.mode === "mean" ? view.data.lines[s].tokens.length : 1);
const figure = (view, value) =>
  comma(view, value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

// e to the mean loss; beyond a million in powers of ten.
const perplexity = (view, nats) =>
  nats < 13 ? comma(view, Number(Math.exp(nats).toPrecision(3))) : chance(view, nats);

// A probability from its natural logarithm: 0.43, 0.0012, 3.2·10⁻¹³.
function chance(view, log) {
  const decades = log / Math.LN10;
  if (decades > -2.3 && decades < 6) return comma(view, Number((10 ** decades).toPrecision(2)));
  let power = Math.floor(decades + 1e-9);
  let digits = (10 ** (decades - power)).toFixed(1);
  if (digits === "10.0") [digits, power] = ["1.0", power + 1];
  return `${comma(view, digits)}·10${raise(power)}`;
}

// Which sentences come first to a model.
const order = (view, model) =>
  view.data.lines.map((_, s) => s).sort((a, b) => length(view, model, a) - length(view, model, b) || a - b);

// ---- Painting ---------------------------------------------------------------------------------------------------

function paint(view) {
  const { data, root } = view;
  const style = getComputedStyle(root);
  const [page, ink] = ["background-color", "text-color"].map((part) => parse(style.getPropertyValue(`--st-${part}`)));
  root.dataset.theme = light(page) < 0.2 ? "dark" : "light";
  view.width = root.clientWidth;
  view.theme = { page, ink, font: style.fontFamily, quiet: mix(page, ink, 0.72), line: mix(page, ink, 0.16) };
  view.longest =
    Math.max(...data.models.flatMap((model) => data.lines.map((_, s) => length(view, model, s)))) / Math.LN10;
  view.bars = data.models.map((model, m) => chart(view, model, view.charts[m].svg));
  show(view);
}

function shape(parent, tag, attributes, text = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return parent.appendChild(made);
}

// One model's chains, the likeliest first, on a scale that all models share. Colours are written out, so that the
// picture is the same when it is saved.
function chart(view, model, svg) {
  const { data, theme } = view;
  const width = svg.clientWidth || 300;
  const height = TOP + ROW * data.lines.length + BOTTOM;
  const cell = parse(getComputedStyle(view.root).getPropertyValue(`--${model.name}`));
  const ends = width < 420 ? 74 : 92;
  const scale = Math.max(10, width - GUTTER - ends) / view.longest; // px a decade
  const write = (x, y, text, how = {}) =>
    shape(svg, "text", { x, y, fill: css(theme.quiet), "font-size": 11, ...how }, text);
  svg.replaceChildren();
  for (const [key, value] of [
    ["viewBox", `0 0 ${width} ${height}`],
    ["height", height],
    ["font-family", theme.font],
  ]) {
    svg.setAttribute(key, value);
  }
  axis(view, write, svg, { scale, height, width });
  const found = [];
  const ranked = order(view, model);
  ranked.forEach((s, row) => {
    const line = data.lines[s];
    const y = TOP + ROW * row + 4;
    write(0, y + 15, `${row + 1}.`, { "font-size": 12 });
    write(17, y + 15, name(s), { "font-size": 13, "font-weight": 700, fill: css(theme.ink) });
    let at = 0;
    found[s] = line.tokens.map((token, t) => {
      const [own, spelt] = [-model.sentences[s].factors[t], -line.spelt[t]].map(
        (nats) => (nats / Math.LN10 / share(view, s)) * scale,
      );
      const bar = shape(svg, "g", {});
      bar.place = [s, t];
      const x = GUTTER + at;
      const fill = css(mix(theme.page, cell, t % 2 ? 0.42 : 0.24));
      shape(bar, "rect", { x, y, width: Math.max(own, 0.5), height: BAR, fill });
      shape(bar, "rect", { x, y: y + BAR - 3, width: Math.max(own, 0.5), height: 3, fill: css(cell) });
      if (line.unknown[t]) {
        shape(bar, "rect", {
          x: x + 1.5,
          y: y + 1.5,
          width: Math.max(own - 3, 0.5),
          height: BAR - 6,
          fill: "none",
          stroke: css(theme.quiet),
          "stroke-dasharray": "3 2",
        });
      }
      if (spelt > 0) {
        shape(bar, "rect", {
          x: x + own,
          y: y + 0.5,
          width: spelt,
          height: BAR - 1,
          fill: "none",
          stroke: css(cell),
          "stroke-dasharray": "2 2",
        });
      }
      shape(bar, "rect", {
        x: x + 0.5,
        y: y - 1,
        width: Math.max(own + spelt - 1, 0.5),
        height: BAR + 2,
        fill: "transparent",
        "stroke-width": 2,
        class: "edge",
      });
      const text = line.unknown[t] && spelt > 0 ? line.pieces[t].trim() : token;
      const room = own + spelt - 4;
      const wide = 6.4 * [...text].length;
      if (room > 6 && (wide <= room || room > 26)) {
        const kept = wide <= room ? text : `${[...text].slice(0, Math.max(1, Math.floor(room / 6.4) - 1)).join("")}…`;
        shape(
          bar,
          "text",
          {
            x: x + (own + spelt) / 2,
            y: y + 13,
            "text-anchor": "middle",
            "font-size": 11,
            fill: css(theme.ink),
            "pointer-events": "none",
          },
          kept,
        );
      }
      for (const part of bar.children) part.place = bar.place;
      at += own + spelt;
      return bar;
    });
    write(GUTTER + at + 6, y + 14, chance(view, -length(view, model, s)), {
      "font-size": 12,
      "font-weight": row ? 400 : 700,
      fill: css(theme.ink),
    });
  });
  const list = ranked.map((s, row) =>
    phrase(data.words.place, { rank: row + 1, letter: name(s), value: chance(view, -length(view, model, s)) }),
  );
  svg.setAttribute("aria-label", phrase(data.words.chain, { title: model.title, list: list.join("; ") }));
  return found;
}

// P above, the loss below: one is the logarithm of the other.
function axis(view, write, svg, { scale, height, width }) {
  const {
    data: { words },
    theme,
    longest,
  } = view;
  const tidy = (span, parts) =>
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((step) => span / step <= parts) ?? 200;
  const parts = Math.max(2, Math.floor((longest * scale) / 62));
  const above = words[`axis_${view.mode}`];
  const below = phrase(words[`loss_${view.mode}`], { unit: words[`${view.unit}_unit`] }).replace(
    "ln",
    view.unit === "bits" ? "log₂" : "ln",
  );
  const free = (x, title) => x < width - 6 * title.length - 16; // a number stands where the title does not
  const decade = tidy(longest, parts);
  for (let d = 0; d <= longest + 1e-9; d += decade) {
    const x = GUTTER + d * scale;
    shape(svg, "line", { x1: x, x2: x, y1: TOP, y2: height - BOTTOM, stroke: css(theme.line) });
    if (free(x, above)) {
      write(x, 11, d === 0 ? "1" : decade < 1 ? chance(view, -d * Math.LN10) : `10${raise(-Math.round(d))}`, {
        "text-anchor": "middle",
      });
    }
  }
  write(width, 11, above, { "text-anchor": "end" });
  const unit = UNITS[view.unit];
  const most = (longest * Math.LN10) / unit;
  const step = tidy(most, parts);
  for (let j = 0; j <= most + 1e-9; j += step) {
    const x = GUTTER + ((j * unit) / Math.LN10) * scale;
    shape(svg, "line", { x1: x, x2: x, y1: height - BOTTOM, y2: height - BOTTOM + 4, stroke: css(theme.quiet) });
    if (free(x, below)) write(x, height - 4, comma(view, Number(j.toFixed(2))), { "text-anchor": "middle" });
  }
  write(width, height - 4, below, { "text-anchor": "end" });
}

// All that depends on the cursor.
function show(view) {
  const { data, s, t, theme } = view;
  const { words } = data;
  const line = data.lines[s];
  view.here?.classList.remove("here");
  view.here = view.chips[s][t];
  view.here.classList.add("here");
  for (const edge of view.edges ?? []) edge.removeAttribute("stroke");
  view.edges = view.bars.map((bars) => bars[s][t].querySelector(".edge"));
  for (const edge of view.edges) edge.setAttribute("stroke", css(theme.ink));
  const said = line.tokens.slice(0, t);
  const kept = said.length > 14 ? ["…", ...said.slice(-14)] : said;
  const glue = view.group.classList.contains("tight") ? "" : " ";
  say(view.question.before, `${name(s)}   P( `);
  say(view.question.token, line.tokens[t]);
  say(view.question.after, `${kept.length ? ` | ${kept.join(glue)}` : ""} )`);
  view.detail.classList.toggle(
    "spelt",
    data.lines.some(({ spelt }) => spelt.some((value) => value < 0)),
  );
  view.answers.forEach((answer, m) => {
    const { factors, rank, best, chances } = data.models[m].sentences[s];
    say(answer.chance, phrase(words.chance, { value: chance(view, factors[t]) }));
    say(
      answer.loss,
      phrase(words.loss, { value: figure(view, -factors[t] / UNITS[view.unit]), unit: words[`${view.unit}_unit`] }),
    );
    say(answer.rank, phrase(words.rank, { rank: rank[t], size: data.size }));
    const whole = total(view, data.models[m], s);
    say(
      answer.whole,
      phrase(words.whole, { loss: figure(view, -whole / UNITS[view.unit]), unit: words[`${view.unit}_unit`] }),
    );
    say(answer.perplexity, phrase(words.perplexity, { value: perplexity(view, -whole / line.tokens.length) }));
    say(
      answer.spelling,
      line.spelt[t] < 0
        ? phrase(words.spelling, { word: line.pieces[t].trim(), value: chance(view, line.spelt[t]) })
        : "",
    );
    answer.guesses.forEach(({ row, symbol, bar, chance: told }, k) => {
      const there = k < best[t].length;
      row.style.visibility = there ? "visible" : "hidden";
      if (!there) return;
      say(symbol, data.symbols[best[t][k]]);
      row.classList.toggle("came", data.symbols[best[t][k]] === line.tokens[t]);
      bar.style.transform = `scaleX(${chances[t][k]})`;
      say(told, percent(view, chances[t][k]));
    });
  });
  say(view.hint, view.pinned ? words.pinned : words.hint);
}

const percent = (view, value) =>
  `${comma(view, 100 * value >= 10 ? (100 * value).toFixed(0) : (100 * value).toFixed(1))}\u00a0%`;

// ---- The cursor -------------------------------------------------------------------------------------------------

function move(view, s, t, pinned = view.pinned) {
  if (s === view.s && t === view.t && pinned === view.pinned) return;
  [view.s, view.t, view.pinned] = [s, t, pinned];
  show(view);
  clearTimeout(view.resting);
  view.resting = setTimeout(() => rest(view), REST);
}

function rest(view) {
  const {
    data: { models, words, lines },
    s,
    t,
  } = view;
  address({ s: s + 1, t: t + 1 });
  const heard = models.map(
    (model) => `${model.title}: ${phrase(words.chance, { value: chance(view, model.sentences[s].factors[t]) })}`,
  );
  say(view.spoken, `${lines[s].tokens[t]}. ${heard.join("; ")}`);
}

function choose(view, what) {
  Object.assign(view, what);
  address({ by: view.mode === "mean" ? "mean" : null, unit: view.unit === "bits" ? "bits" : null });
  describe(view);
  paint(view);
}

function point(view, event) {
  const place = placed(event);
  // Browsers also report a move when the page moves under a pointer that rests.
  if (!place || view.pinned || (event.clientX === view.x && event.clientY === view.y)) return;
  [view.x, view.y] = [event.clientX, event.clientY];
  move(view, ...place);
}

function pin(view, event) {
  const place = placed(event);
  if (place) move(view, ...place, !(view.pinned && view.s === place[0] && view.t === place[1]));
}

const placed = ({ target }) => target.place ?? target.parentNode?.place;

function press(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const {
    s,
    t,
    data: { lines },
  } = view;
  const last = lines[s].tokens.length - 1;
  const row = { ArrowUp: s - 1, ArrowDown: s + 1 }[event.key];
  const to = { ArrowLeft: t - 1, ArrowRight: t + 1, Home: 0, End: last }[event.key];
  if (to !== undefined) move(view, s, Math.max(0, Math.min(last, to)));
  else if (row !== undefined && lines[row]) move(view, row, Math.min(t, lines[row].tokens.length - 1));
  else if (event.key === "Enter") move(view, s, t, !view.pinned);
  else if (event.key === "Escape") move(view, s, t, false);
  else if (row === undefined) return;
  event.preventDefault();
}

// ---- Saving -----------------------------------------------------------------------------------------------------

// All charts below each other, under the sentences, as one picture.
function picture(view) {
  const { theme, data } = view;
  const width = Math.max(...view.charts.map(({ svg }) => svg.clientWidth)) + 32;
  const whole = document.createElementNS(SVG, "svg");
  const write = (y, text, how) =>
    shape(whole, "text", { x: 16, y, fill: css(theme.ink), "font-size": 13, ...how }, text);
  let y = 16;
  data.lines.forEach((line, s) =>
    write((y += 18), `${name(s)}  ${line.tokens.join(view.group.classList.contains("tight") ? "" : " ")}`),
  );
  view.charts.forEach(({ svg }, m) => {
    write((y += 34), data.models[m].title, { "font-weight": 700, "font-size": 16 });
    const copy = svg.cloneNode(true);
    for (const edge of copy.querySelectorAll(".edge")) edge.remove();
    for (const [key, value] of [
      ["x", 16],
      ["y", (y += 8)],
      ["width", svg.clientWidth],
      ["height", svg.clientHeight],
    ]) {
      copy.setAttribute(key, value);
    }
    whole.append(copy);
    y += svg.clientHeight;
  });
  whole.prepend(shape(whole, "rect", { width, height: y + 16, fill: css(theme.page) }));
  for (const [key, value] of [
    ["xmlns", SVG],
    ["width", width],
    ["height", y + 16],
    ["viewBox", `0 0 ${width} ${y + 16}`],
    ["font-family", theme.font],
  ]) {
    whole.setAttribute(key, value);
  }
  return { source: new XMLSerializer().serializeToString(whole), width, height: y + 16 };
}

async function save(view, format) {
  const { source, width, height } = picture(view);
  const svg = new Blob([source], { type: "image/svg+xml" });
  if (format === "svg") return hand(svg, "sentences.svg");
  const image = new Image();
  image.src = URL.createObjectURL(svg);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((png) => hand(png, "sentences.png"));
}

function hand(content, file) {
  const link = make(null, "a");
  [link.href, link.download] = [URL.createObjectURL(content), file];
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
