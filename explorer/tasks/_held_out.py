"""What is held out of a generator: by what it is, not by chance, so that training never meets it."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from explorer.tasks._base import held_out_generator


def one_row_in(share: int, rows: NDArray[np.int64], stream: int) -> NDArray[np.bool_]:
    """One row of whole numbers in `share`, by a hash of it: [count, columns] → [count]."""
    odd = 2 * held_out_generator(stream).integers(0, 2**62, rows.shape[1]) + 1  # odd, so that no bit is lost
    hashed = (rows.astype(np.uint64) * odd.astype(np.uint64)).sum(axis=1)
    hashed ^= hashed >> np.uint64(29)  # the low bits of a product mix too little by themselves
    return np.asarray(hashed % np.uint64(share) == 0)


def one_word_in(share: int, word: str) -> bool:
    """Whether a word is among the one in `share` that its letters choose; the same on every machine."""
    return crc32(word.encode()) % share == 0
