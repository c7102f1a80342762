"""The numbers behind a picture, and networks, as files: the same buttons on every page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import count
from threading import Lock
from time import monotonic
from typing import Any, TypeAlias

import streamlit as st
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError

from explorer import saved
from explorer.app.language import _
from explorer.figures._style import PANDAS
from explorer.lab import Run
from explorer.records import Array

Columns: TypeAlias = Mapping[str, Sequence[Any] | Array]
"""A table: by name, columns of equal length."""

HELD = 16  # files of all persons together
LATE = 5.0  # seconds that a slow browser may still show the button of an earlier run of the page
_presses = count()

MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def buttons(table: Callable[[], Columns], name: str, help: str, ready: bool = True) -> None:
    """Buttons that save a table as `<name>.csv` or `<name>.parquet`; it is made when one of them is pressed.

    They cannot be pressed while what is on screen is not `ready` to be saved.
    """
    look = {"type": "tertiary", "help": help, "disabled": not ready}
    titles = {"csv": _("Numbers as CSV"), "parquet": _("Numbers as Parquet")}
    with st.container(horizontal=True, key=f"{name}_saving"):
        for kind, media in MEDIA.items():
            made = partial(_as_asked, table, kind)
            file(titles[kind], made, f"{name}.{kind}", media, key=f"{name}_{kind}", **look)


def file(
    title: str, made: Callable[[], bytes], name: str, media: str = "application/octet-stream", **look: Any
) -> None:
    """A button that saves what `made()` returns, when it is pressed, as a file called `name`.

    Streamlit gives the browser an address for it, and forgets the file after the second run of anyone's page, which
    is sooner than a slow browser fetches it while networks learn: so it is held a while.
    """
    if runtime.exists():
        LateClicks.of(runtime.get_instance().media_file_mgr)
    st.download_button(title, partial(_held, made, name, media), name, media, on_click="ignore", **look)


def networks(label: str, title: str, run: Run, **look: Any) -> bool:
    """A button that saves the networks of a run, called `title`; False where they have learnt nothing yet.

    They are saved as they are when it is pressed: while they train, the page does not draw it again.
    """
    if not all(lane.state for lane in run.lanes.values()):
        return False
    stem = re.sub(r"[^\w-]+", "-", title.rsplit(".", 1)[0]).strip("-")[:40] or "networks"
    file(label, partial(_learnt, run, title), f"{stem}{saved.SUFFIX}", **look)
    if run.live.own:
        st.caption(_("The file contains your text, so that training can go on. Think of that before you pass it on."))
    return True


def _learnt(run: Run, title: str) -> bytes:
    states = {cell: lane.state for cell, lane in run.lanes.items() if lane.state}
    return saved.to_file({cell: lane.config for cell, lane in run.lanes.items()}, states, title)


def as_file(table: Columns, kind: str) -> bytes:
    """The table in full precision as "csv", with the mark by which spreadsheets know UTF-8, or as "parquet"."""
    with PANDAS:
        import pandas as pd  # when it is asked for: a first picture must not wait for it

    frame = pd.DataFrame({name: _written(column) for name, column in table.items()})
    sink = io.BytesIO()
    if kind == "parquet":
        frame.to_parquet(sink, index=False)
    else:
        frame.to_csv(sink, index=False, encoding="utf-8-sig")
    return sink.getvalue()


def _as_asked(table: Callable[[], Columns], kind: str) -> bytes:
    return as_file(table(), kind)


class LateClicks:
    """What the buttons of the last `LATE` seconds would save.

    With each run of a page Streamlit makes its buttons anew, and forgets the earlier ones as soon as it has sent the
    new: who clicks before the browser shows those is told that there is no file.
    """

    @classmethod
    @cache
    def of(cls, files: MediaFileManager) -> LateClicks:
        """Those of one server, which come to `files`."""
        return cls(files)

    def __init__(self, files: MediaFileManager) -> None:
        self._buttons: dict[str, tuple[float, Callable[[], str]]] = {}
        self._lock = Lock()
        self._add, self._execute = files.add_deferred, files.execute_deferred
        vars(files).update(add_deferred=self.add, execute_deferred=self.execute)

    def add(self, made: Callable[[], bytes], *where: Any, **more: Any) -> str:
        """As `MediaFileManager.add_deferred`."""
        button, now = self._add(made, *where, **more), monotonic()
        with self._lock:
            self._buttons[button] = now, lambda: self._execute(self._add(made, *where, **more))
            while now - self._buttons[oldest := next(iter(self._buttons))][0] > LATE:
                del self._buttons[oldest]
        return button

    def execute(self, button: str) -> str:
        """As `MediaFileManager.execute_deferred`, for buttons too that it has forgotten."""
        try:
            return self._execute(button)
        except MediaFileStorageError:
            known = self._buttons.get(button)
            if known is None:
                raise
            return known[1]()


def _held(made: Callable[[], bytes], name: str, media: str) -> bytes:
    """What `made()` returns, held in one of `HELD` places: the next press but that many takes its place."""
    content = made()
    runtime.get_instance().media_file_mgr.add(
        content, media, f"saved-{next(_presses) % HELD}", name, is_for_static_download=True
    )
    return content


def _written(column: Sequence[Any] | Array) -> Sequence[Any] | Array:
    """Half of a surrogate pair, which a text may hold, has no bytes in a file: it becomes “?”."""
    if not any(isinstance(value, str) for value in column[:1]):
        return column
    return [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in column]
