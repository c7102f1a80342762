"""What this lesson's address may say."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.app import link
from explorer.lessons.backpropagation.record import BINARY, LONGEST, SOFTMAX
from explorer.names import TITLES as TITLES_OF
from explorer.problem import N_

TITLES: Mapping[str, str] = {
    "rnn": TITLES_OF["rnn"],
    "gru-simple": N_("simple GRU"),
    "gru": TITLES_OF["gru"],
    "lstm": TITLES_OF["lstm"],
}
MAX_TEXT = 200  # characters of what is typed or stands in an address; of more no sequence is made

PARAMETERS: link.Table = {
    **link.NETWORKS,
    "loss": link.one_of((BINARY, SOFTMAX), BINARY),
    "cell": link.one_of(TITLES, "rnn"),
    "step": link.whole(0, 10**9),
    "text": link.text(MAX_TEXT),
    "T": link.whole(1, LONGEST),
    "at": link.like(r"0|J|W|[fb]([1-9]|1[0-6])", browser=True),
    "of": link.whole(1, LONGEST, browser=True),
    "widths": link.one_of(("log", "linear"), "log", browser=True),
}
