// The writing as a file: what is seen, drawn as SVG, and the text alone.

/** @import { Column, View } from "./sampling_types.d.ts" */

const WIDE = 380;
const GAP = 26;
const LINE = 20;
const ROW = 20;
const LETTERS = 44;
const LINES = 7;
const HEAT = 130;
/** @type {(text: unknown) => string} */
const escape = (text) =>
  String(text)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[^\P{C}\n]/gu, "\ufffd");

/** @type {(view: View) => string} */
export function svg(view) {
  const { columns, colours } = view;
  const style = getComputedStyle(view.root);
  const page = {
    paper: style.getPropertyValue("--st-background-color"),
    ink: colours.ink,
    quiet: colours.quiet,
    line: colours.line,
  };
  const rows = columns[0].rows.length;
  const top = 60 + LINES * LINE;
  const high = top + 110 + rows * ROW + HEAT;
  const wide = columns.length * (WIDE + GAP) + GAP;
  const settings = Object.values(view.slider)
    .map(({ title, value }) => `${title.textContent} ${value.textContent}`)
    .join(" · ");
  const drawn = columns.map(
    (one, i) => `<g transform="translate(${GAP + i * (WIDE + GAP)},20)">${column(view, one, page, top)}</g>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" ` +
    `font-family="${escape(colours.font)}" font-size="13"><rect width="100%" height="100%" fill="${page.paper}"/>` +
    `${drawn.join("")}${said(GAP, high - 16, settings, `fill="${page.quiet}"`)}</svg>`
  );
}

/** @type {(x: number, y: number, text: unknown, how: string) => string} */
const said = (x, y, text, how) => `<text x="${x}" y="${y}" xml:space="preserve" ${how}>${escape(text)}</text>`;

/** @type {(view: View, one: Column, page: Record<"ink" | "quiet" | "line", string>, top: number) => string} */
function column(view, one, { ink, quiet, line }, top) {
  const colour = view.colours.cells[one.element.dataset.cell ?? ""]?.colour ?? quiet;
  const mono = `font-family="${escape(view.colours.code)}"`;
  const parts = [
    `<rect width="${WIDE}" height="3" fill="${colour}"/>`,
    said(0, 26, one.title.textContent, `font-size="19" font-weight="700" fill="${colour}"`),
  ];
  parts.push(said(WIDE, 26, one.caption.textContent, `text-anchor="end" fill="${quiet}"`));
  lines(view, one).forEach((text, i) =>
    parts.push(said(0, 52 + i * LINE, text, `${mono} font-size="14" fill="${ink}"`)),
  );
  parts.push(
    said(
      0,
      top - 24,
      [...one.chain.children].map((link) => link.textContent).join("  →  "),
      `font-size="11.5" fill="${quiet}"`,
    ),
  );
  parts.push(said(0, top, one.expects.textContent, `fill="${quiet}"`));
  const left = view.long ? 100 : 64;
  const first = top + 26;
  const track = WIDE - left - (view.reshaped ? 130 : 60);
  const plainAt = left + track + 60;
  parts.push(said(plainAt, top, one.plainKey.textContent, `text-anchor="end" font-size="11.5" fill="${quiet}"`));
  if (view.reshaped) {
    parts.push(said(WIDE, top, one.shareKey.textContent, `text-anchor="end" font-size="11.5" fill="${quiet}"`));
  }
  one.rows.forEach(({ element, symbol, bar, plain, share }, i) => {
    if (element.style.visibility === "hidden") return;
    const y = first + i * ROW;
    const hit = element.classList.contains("hit");
    /** @type {(length: string) => number} */
    const part = (length) => (track * parseFloat(length)) / 100;
    parts.push(`<rect x="${left}" y="${y}" width="${track}" height="14" fill="${line}" opacity="0.35"/>`);
    parts.push(
      `<rect x="${left + part(bar.style.left)}" y="${y}" width="${part(bar.style.width)}" height="14" ` +
        `fill="${colour}" opacity="${hit ? 1 : 0.5}"/>`,
    );
    parts.push(
      said(
        left - 8,
        y + 11,
        symbol.textContent,
        `${mono} text-anchor="end" fill="${ink}" font-weight="${hit ? 700 : 400}"`,
      ),
    );
    parts.push(said(plainAt, y + 11, plain.textContent, `text-anchor="end" fill="${view.reshaped ? quiet : ink}"`));
    if (view.reshaped) parts.push(said(WIDE, y + 11, share.textContent, `text-anchor="end" fill="${ink}"`));
  });
  if (one.level.style.visibility === "visible") {
    const x = left + (track * parseFloat(one.level.style.left)) / 100;
    const end = first - 4 + parseFloat(one.level.style.height);
    parts.push(
      `<line x1="${x}" x2="${x}" y1="${first - 4}" y2="${end}" stroke="${ink}" stroke-width="2"/>` +
        `<circle cx="${x}" cy="${end}" r="4" fill="${ink}"/>`,
    );
  }
  parts.push(
    said(
      left + (track * parseFloat(one.u.style.left)) / 100,
      first - 8,
      one.u.textContent,
      `font-size="11.5" text-anchor="middle" fill="${ink}"`,
    ),
  );
  const below = first + 20 + one.rows.length * ROW;
  parts.push(said(0, below, one.heading.textContent, `fill="${quiet}"`));
  parts.push(
    `<image x="0" y="${below + 8}" width="${WIDE}" height="${HEAT}" preserveAspectRatio="none" ` +
      `style="image-rendering:pixelated" href="${one.canvas.toDataURL()}"/>`,
  );
  if (one.mark) {
    const [x, width] = [one.mark.style.left, one.mark.style.width].map((share) => (WIDE * parseFloat(share)) / 100);
    const frame = `x="${x}" y="${below + 6}" width="${width}" height="${HEAT + 4}"`;
    parts.push(`<rect ${frame} fill="none" stroke="${ink}" stroke-width="1.5"/>`);
  }
  return parts.join("");
}

// The last lines of the text up to the marked step.
/** @type {(view: View, one: Column) => string[]} */
function lines({ data, course }, { hand }) {
  const own = hand.steps.slice(0, course.now.cursor + 1).map(({ token }) => data.symbols[token]);
  const text = [...data.prompt.map(([id]) => data.symbols[id]), ...own].join(data.joint);
  const found = text.split("\n").flatMap((one) => one.match(new RegExp(`.{1,${LETTERS}}`, "gu")) ?? [""]);
  return found.slice(-LINES);
}

// What each has written, what was given first.
/** @type {(view: View) => string} */
export function plain({ data, course }) {
  const given = data.prompt.map(([, text]) => (data.joint ? text.trim() : text));
  return course.hands
    .map(
      ({ title, steps }) =>
        `${title}\n${[...given, ...steps.map(({ token }) => data.symbols[token])].join(data.joint)}\n`,
    )
    .join("\n");
}
