// Sentences as chains of bars: a bar a token, as long as −log P of the token given those before. Where a chain ends is
// P of the whole sentence. All text goes through textContent: sentences and vocabularies are hostile input.

/** @import { Call } from "../../browser/types.d.ts" */
/** @import { Answer, Data, Mode, Place, Unit, View } from "./probability_types.d.ts" */

import { css, light, mix, parse } from "../../browser/colours.js";
import { cursor, foreign, placeOf, placed, press as step } from "../../browser/cursor.js";
import { savePicture } from "../../browser/saving.js";
import { address, button, choice, kept, make, phrase, say, shape, unpack } from "../../browser/shared.js";
import { UNITS, chance, chart, figure, length, name, percent, perplexity, picture, total } from "./chart.js";

const MODES = /** @type {Mode[]} */ (["sum", "mean"]);
const LOGARITHMS = /** @type {Unit[]} */ (["nats", "bits"]);
const FORMATS = /** @type {const} */ (["svg", "png"]);

/** @type {(call: Call<Uint8Array>) => () => void} */
export default function ({ data, parentElement }) {
  const view = kept(parentElement, create);
  receive(view, unpack(data));
  return () => {
    if (!view.root.isConnected) {
      view.cursor.leave();
      view.size.disconnect();
    }
  };
}

// ---- Making -----------------------------------------------------------------------------------------------------

/** @type {(root: HTMLElement) => View} */
function create(root) {
  const bar = make(root, "div", "bar");
  const view = /** @type {View} */ ({ root, s: 0, t: 0, pinned: false });
  view.cursor = cursor(root, { rest: () => rest(view) });
  view.switches = {
    mode: choice(bar, MODES, (mode) => choose(view, { mode })),
    unit: choice(bar, LOGARITHMS, (unit) => choose(view, { unit })),
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

// ---- Data in ----------------------------------------------------------------------------------------------------

/** @type {(view: View, data: Data) => void} */
function receive(view, data) {
  const before = /** @type {Data | undefined} */ (view.data);
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

/** @type {(view: View) => void} */
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
      /** @type {Place} */
      const place = [s, t];
      return placed(chip, place);
    });
  });
}

// The panel that says what each model thought where the cursor is.
/** @type {(view: View) => void} */
function asked(view) {
  const { models } = view.data;
  view.detail.replaceChildren();
  view.detail.style.setProperty("--count", String(models.length));
  const question = make(view.detail, "div", "question");
  view.question = { before: make(question, "span"), token: make(question, "b"), after: make(question, "span") };
  view.answers = models.map((model) => {
    const element = make(view.detail, "section", "asked");
    element.dataset.cell = model.name;
    const head = make(element, "h4");
    make(head, "span", "", model.title);
    const line = /** @type {Answer} */ ({ chance: make(head, "span", "chance") });
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
    return shape(element, "svg", { role: "img" });
  });
}

/** @type {(view: View) => void} */
function describe(view) {
  const { words } = view.data;
  view.group.setAttribute("aria-label", words.group);
  for (const which of /** @type {const} */ (["mode", "unit"])) {
    const { group, buttons } = view.switches[which];
    group.setAttribute("aria-label", which === "mode" ? words.show : words.unit);
    for (const one of buttons) {
      say(one, words[one.className]);
      one.setAttribute("aria-pressed", String(one.className === view[which]));
    }
  }
  for (const format of FORMATS) {
    const one = view.saves[format];
    say(one, words[format]);
    one.title = phrase(words.save, { format: words[format] });
    one.setAttribute("aria-label", one.title);
  }
}

// ---- Painting ---------------------------------------------------------------------------------------------------

/** @type {(view: View) => void} */
function paint(view) {
  const { data, root } = view;
  const style = getComputedStyle(root);
  const [page, ink] = ["background-color", "text-color"].map((part) => parse(style.getPropertyValue(`--st-${part}`)));
  root.dataset.theme = light(page) < 0.2 ? "dark" : "light";
  view.width = root.clientWidth;
  view.theme = { page, ink, font: style.fontFamily, quiet: mix(page, ink, 0.72), line: mix(page, ink, 0.16) };
  view.longest =
    Math.max(...data.models.flatMap((model) => data.lines.map((_, s) => length(view, model, s)))) / Math.LN10;
  view.bars = data.models.map((model, m) => chart(view, model, view.charts[m]));
  show(view);
}

// All that depends on the cursor.
/** @type {(view: View) => void} */
function show(view) {
  const { data, s, t, theme } = view;
  const { words } = data;
  const line = data.lines[s];
  view.here?.classList.remove("here");
  view.here = view.chips[s][t];
  view.here.classList.add("here");
  for (const edge of view.edges ?? []) edge?.removeAttribute("stroke");
  view.edges = view.bars.map((bars) => bars[s][t].querySelector(".edge"));
  for (const edge of view.edges) edge?.setAttribute("stroke", css(theme.ink));
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

// ---- The cursor -------------------------------------------------------------------------------------------------

/** @type {(view: View, s: number, t: number, pinned?: boolean) => void} */
function move(view, s, t, pinned = view.pinned) {
  if (s === view.s && t === view.t && pinned === view.pinned) return;
  [view.s, view.t, view.pinned] = [s, t, pinned];
  show(view);
  view.cursor.later();
}

/** @type {(view: View) => void} */
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

/** @type {(view: View, what: { mode: Mode } | { unit: Unit }) => void} */
function choose(view, what) {
  Object.assign(view, what);
  address({ by: view.mode === "mean" ? "mean" : null, unit: view.unit === "bits" ? "bits" : null });
  describe(view);
  paint(view);
}

/** @type {(view: View, event: PointerEvent) => void} */
function point(view, event) {
  /** @type {Place | undefined} */
  const place = placeOf(event);
  if (!place || view.pinned || !view.cursor.moved(event)) return;
  move(view, ...place);
}

/** @type {(view: View, event: MouseEvent) => void} */
function pin(view, event) {
  /** @type {Place | undefined} */
  const place = placeOf(event);
  if (place) move(view, ...place, !(view.pinned && view.s === place[0] && view.t === place[1]));
}

/** @type {(view: View, event: KeyboardEvent) => void} */
function press(view, event) {
  if (foreign(event)) return;
  const {
    s,
    t,
    data: { lines },
  } = view;
  const row = event.key === "ArrowUp" ? s - 1 : event.key === "ArrowDown" ? s + 1 : undefined;
  const to = step(event, t, lines[s].tokens.length);
  if (to !== undefined) move(view, s, to);
  else if (row !== undefined && lines[row]) move(view, row, Math.min(t, lines[row].tokens.length - 1));
  else if (event.key === "Enter") move(view, s, t, !view.pinned);
  else if (event.key === "Escape") move(view, s, t, false);
  else if (row === undefined) return;
  event.preventDefault();
}

/** @type {(view: View, format: "svg" | "png") => Promise<void>} */
const save = (view, format) => savePicture(picture(view), format, "sentences");
