"""How a text is brought: the ways to bring it, the questions about a file, and how it was read."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from explorer.app import uploads
from explorer.app.language import _, explain, literal, whole
from explorer.app.session import Session
from explorer.lessons.own_text.choose import Brought, How, Own, load
from explorer.text import tables
from explorer.text.labels import visible
from explorer.text.reading import ControlCharacters, OtherEncoding, listed
from explorer.text.tables import SEPARATORS, Table

ROWS = 4  # of a table that are shown
CELL = 80  # characters of a cell that are shown
SHOWN_COLUMNS = 8


def bring(session: Session, own: Own) -> None:
    """The controls with which a text or saved networks are brought, and what is wrong or open about the last ones."""
    if own.text:
        with st.expander(_("Another text, or saved networks")):
            _ways(session, own)
    else:
        _ways(session, own)
    if own.problem is not None:
        st.error(explain(own.problem))
    if isinstance(own.question, OtherEncoding):
        _encoding(own, own.question)
    elif own.question is not None:
        _controls(own, own.question)
    elif own.table is not None:
        _column(own, own.table)


def _ways(session: Session, own: Own) -> None:
    paste, file, saved = st.tabs([_("Paste a text"), _("Choose a file"), _("Saved networks")])
    with paste, st.form(f"own_text_form_{own.turn}", border=False):
        st.text_area(_("Any language, 200 characters or more"), key=f"own_text_pasted_{own.turn}", height=120)
        st.form_submit_button(_("Read it"), type="primary", on_click=_paste, args=(own,))
    with file:
        uploads.field(
            _("A text of at most 32 MB, whatever its name ends with, or a table (.csv, .tsv)"),
            instead=_("Paste the text instead, or open the app in a window of its own."),
            key=f"own_text_file_{own.turn}",
            max_upload_size=32,
            on_change=_uploaded,
            args=(own,),
        )
    with saved:
        uploads.field(
            _("Networks that were saved here (.safetensors, at most 256 MB)"),
            instead=_("Open the app in a window of its own, and load them there."),
            key=f"own_text_saved_{own.turn}",
            type=["safetensors"],
            max_upload_size=256,
            on_change=_loaded,
            args=(session, own),
        )


def _paste(own: Own) -> None:
    own.bring(Brought(_("Pasted text"), st.session_state[f"own_text_pasted_{own.turn}"], table=False))


def _uploaded(own: Own) -> None:
    file = st.session_state[f"own_text_file_{own.turn}"]
    if file is not None:
        own.bring(Brought(file.name, file.getvalue()))


def _loaded(session: Session, own: Own) -> None:
    file = st.session_state[f"own_text_saved_{own.turn}"]
    if file is not None:
        load(session, own, file.name, file.getvalue())


# ---- Questions about a file ------------------------------------------------------------------------------------------


def _encoding(own: Own, other: OtherEncoding) -> None:
    """A file that is not UTF-8: how it reads where it is not, in the encoding that it most likely has or another."""
    st.warning(explain(other))
    with st.container(border=True):
        encoding = st.selectbox(_("Encoding"), other.encodings, key=f"own_text_encoding_{own.turn}")
        st.text(visible(other.preview(encoding)))
        label = _("Read it as {encoding}").format(encoding=encoding)
        _answers(own, label, "own_text_decode", partial(own.decide, encoding=encoding))


def _controls(own: Own, question: ControlCharacters) -> None:
    """A text with control characters: how it reads without them."""
    st.warning(explain(question))
    with st.container(border=True):
        st.text(visible(question.preview))
        _answers(own, _("Read it without them"), "own_text_clean", partial(own.decide, clean=True))


def _column(own: Own, table: Table) -> None:
    """A table: how it was read, and which column is the text; its rows become lines."""
    with st.container(border=True, key="own_text_table"):
        left, right = st.columns(2, gap="medium")
        with right:
            _layout(own, table)
        with left:
            column = st.selectbox(
                _("Which column of the table is the text? Its rows become lines."),
                table.columns,
                max(range(len(table.columns)), key=_lengths(table).__getitem__),
                key=f"own_text_column_{own.turn}",
            )
        st.html(_first_rows(table, column))
        st.caption("  \n".join([_size(table), *_misfits(table)]))
        _answers(own, _("Read this column"), "own_text_take", partial(own.choose, column))


def _layout(own: Own, table: Table) -> None:
    layout, turn = table.layout, own.turn
    separators = list(dict.fromkeys([*SEPARATORS, layout.separator]))
    st.selectbox(
        _("Separator of the columns"),
        separators,
        separators.index(layout.separator),
        format_func=_separator,
        key=f"own_text_separator_{turn}",
        on_change=lambda: own.lay_out(separator=st.session_state[f"own_text_separator_{turn}"]),
    )
    with st.container(horizontal=True):
        st.toggle(
            _("The first row names the columns"),
            layout.header,
            key=f"own_text_header_{turn}",
            on_change=lambda: own.lay_out(header=not layout.header),
        )
        st.toggle(
            _("Quotation marks hold a cell together"),
            layout.quotes,
            key=f"own_text_quotes_{turn}",
            on_change=lambda: own.lay_out(quotes=not layout.quotes),
        )


def _separator(separator: str) -> str:
    return _(SEPARATORS[separator]) if separator in SEPARATORS else literal(separator)


def _lengths(table: Table) -> list[int]:
    """How much text the first rows have in each column: most is where the text is."""
    rows = table.beginning(50)
    return [sum(len(row[place]) for row in rows) for place in range(len(table.columns))]


def _first_rows(table: Table, chosen: str) -> str:
    """The first rows as HTML; all that came out of the file is escaped."""
    place = table.columns.index(chosen)
    first = max(0, min(place - SHOWN_COLUMNS // 2, len(table.columns) - SHOWN_COLUMNS))
    shown = range(first, min(first + SHOWN_COLUMNS, len(table.columns)))

    def row(tag: str, cells: tuple[str, ...] | list[str]) -> str:
        return "".join(
            f"<{tag}{' class=chosen' if n == place else ''}>{html.escape(visible(_short(cells[n])))}</{tag}>"
            for n in shown
        )

    lines = "".join(f"<tr>{row('td', cells)}</tr>" for cells in table.beginning(ROWS))
    name = html.escape(_("The first rows"))
    return (
        f'<div class="first-rows" tabindex="0" role="region" aria-label="{name}">'
        f"<table><thead><tr>{row('th', table.columns)}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _short(cell: str) -> str:
    line = " ".join(cell[: 4 * CELL].split())
    return line if len(line) <= CELL else line[:CELL] + "…"


def _answers(own: Own, label: str, key: str, then: partial[None]) -> None:
    """The two buttons under a question: read it so, or not at all."""
    with st.container(horizontal=True):
        st.button(label, type="primary", key=key, on_click=then)
        st.button(_("Leave it"), key="own_text_leave", on_click=own.drop)


# ---- How it was read -------------------------------------------------------------------------------------------------


def told(own: Own) -> None:
    """How the text was read: folded when all is well, and in words where it is not as it was."""
    how = own.how
    if how is None or own.brought is not None:
        return
    changes = _changes(how)
    if changes:
        st.info("\n".join(f"- {line}" for line in changes) if len(changes) > 1 else changes[0])
    is_file, other = isinstance(how.brought.data, bytes), how.table is None and tables.regular(how.reading.text)
    if not is_file and not other:
        return
    with st.expander(_("How it was read")):
        lines = _facts(how)
        st.markdown("\n".join(f"- {line}" for line in lines))
        with st.container(horizontal=True):
            if how.table is not None:
                st.button(_("Read the table differently"), key="own_text_again", on_click=own.decide)
                plain = partial(own.decide, table=False)
                st.button(_("Read all of it as a text"), key="own_text_plain", on_click=plain)
            if how.brought.encoding is not None:
                ask = partial(own.decide, encoding=None, clean=False)
                st.button(_("Choose another encoding"), key="own_text_encoding_again", on_click=ask)
            if other:
                st.button(_("Read it as a table"), key="own_text_as_table", on_click=partial(own.decide, table=True))


def _changes(how: How) -> list[str]:
    """What the text lacks or has that the file does not."""
    found, table, lines = how.reading, how.table, []
    if found.replaced:
        lines.append(
            _("Places that could not be read in {encoding} and became “\ufffd”: {count}.").format(
                encoding=found.encoding, count=whole(found.replaced)
            )
        )
    if found.dropped:
        lines.append(_("Control characters were left out: {which}.").format(which=literal(listed(found.dropped))))
    return lines + (_misfits(table) if table is not None and (table.longer or table.shorter) else [])


def _facts(how: How) -> list[str]:
    lines = [_("Encoding: {encoding}").format(encoding=how.reading.encoding or "UTF-8")]
    if how.table is not None:
        layout = how.table.layout
        lines += [
            _("Separator of the columns: {separator}").format(separator=_separator(layout.separator)),
            _("Column: {column}").format(column=literal(how.column)),
            _size(how.table),
            *([] if _changes(how) else _misfits(how.table)),
        ]
    if how.table is None and not how.reading.replaced and not how.reading.dropped:
        lines.append(_("Nothing of it was left out or replaced."))
    return lines


def _size(table: Table) -> str:
    return _("Rows: {rows}. Columns: {columns}.").format(rows=whole(table.rows), columns=len(table.columns))


def _misfits(table: Table) -> list[str]:
    """What of a table is not as a person might expect it."""
    lines = []
    if table.named:
        lines.append(_("Its first line names the separator (“sep=”), and is no row."))
    if table.longer:
        lines.append(
            _(
                "Rows with more cells than there are columns: {count}. What is left over is kept in the last one."
            ).format(count=whole(table.longer))
        )
    if table.shorter:
        lines.append(
            _("Rows with fewer cells than there are columns: {count}. The last cells are empty there.").format(
                count=whole(table.shorter)
            )
        )
    if not table.layout.quotes and '"' in table.text:
        lines.append(_("Quotation marks are read as characters; they do not hold cells together here."))
    return lines
