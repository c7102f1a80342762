"""How a question of a person's is read by networks that read words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.records import Read
from explorer.text import UNKNOWN_ID, penn
from explorer.text.token_features import TokenFeatures


def known_words(ids: NDArray[np.int64], words: Sequence[str]) -> Read:
    """Words of which each has an id, [time]. `Problem` where there is no word, and where none is known."""
    if not any(word.isalnum() for word in words):
        raise Problem(N_("There is no word in it. Ask with a few words like those that the networks learn."))
    if not any(word.isalnum() and number != UNKNOWN_ID for word, number in zip(words, ids.tolist(), strict=True)):
        raise Problem(
            N_("These networks know none of these words: they know those that occur in what they learn. Use some.")
        )
    return Read(ids[:, None], words)


def told_tokens(features: TokenFeatures, text: str) -> Read:
    """Tokens of which each is several ids. `Problem` where there is none."""
    found = penn.tokens(text)
    if not found:
        raise Problem(N_("There is no word in it. Ask with a few words like those that the networks learn."))
    return Read(features.ids(found)[:, None], found)
