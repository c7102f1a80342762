"""The history: a slider over the kept moments of a run, which a person may drag while the run goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from explorer.browser._ask import listen
from explorer.browser._pack import pack
from explorer.browser._source import component
from explorer.problem import N_

WORDS: Mapping[str, str] = {
    "step": N_("training step {step}"),
    "hint": N_("scrub the history"),
    "live": N_("live"),
    "back": N_("back to live"),
    "newest": N_("to the newest"),
    "label": N_("History of the training"),
    "language": "en",
}
"""The texts that the history shows; a page passes them translated."""


def message(
    steps: Sequence[int], *, shown: int | None = None, live: bool = True, words: Mapping[str, str] = WORDS
) -> bytes:
    """What `history` sends to the browser; see there for the arguments and the errors."""
    numbers = [int(step) for step in steps]
    if not all(before < after for before, after in pairwise(numbers)):
        raise ValueError(f"steps must rise strictly; got {numbers[:20]}")
    missing = sorted(set(WORDS) - set(words))
    if missing:
        raise ValueError(f"words lacks {missing}")
    texts = {name: words[name] for name in WORDS}
    return pack({"steps": numbers, "shown": None if shown is None else int(shown), "live": bool(live), "words": texts})


def history(
    steps: Sequence[int],
    *,
    key: str,
    shown: int | None = None,
    live: bool = True,
    words: Mapping[str, str] = WORDS,
    on_moved: Callable[[], None] | None = None,
) -> Any:
    """Show the slider and return the component's result; `moved` is None unless a person has just moved it.

    Then it is {"step": the training step to look at, or None for the newest}: an event and not a state, so that a press
    of Play is not undone by where the slider stood before.

    `on_moved` is called before the page runs again; the event is then in `st.session_state[key].moved`.

    `steps` are the training steps of the kept snapshots, rising; `shown` is the one on screen (None: the newest), which
    a page takes from the result of the run before. A step that is no longer kept is shown at its nearest neighbour.
    `live` says that more will come. While a person drags, the step arrives about 12 times a second, and what comes from
    Python waits until they let go; at the right end the newest is followed again.

    Raises ValueError for steps that do not rise.
    """
    return _HISTORY(
        data=message(steps, shown=shown, live=live, words=words), key=key, on_moved_change=on_moved or listen
    )


_HISTORY = component(__file__, height=42)
