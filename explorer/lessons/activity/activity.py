"""The frames that networks read: pixels as they are, with the joints drawn over them, on the cursor of the page.

Above them the networks' shape, unrolled, with the frame at the cursor.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explorer.browser._ask import require
from explorer.browser._pack import pack, quantise
from explorer.browser._source import component
from explorer.browser.unrolled import LENGTHS
from explorer.problem import N_
from explorer.records import Floats
from explorer.text.skeleton import BONES

WORDS: Mapping[str, str] = {
    "frames": N_("{count} frames of a figure, as the networks read them"),
    "frame": N_("frame {t}"),
    **LENGTHS,
    "language": "en",
}
"""The texts that the strip shows itself; a page passes them translated."""


def message(pixels: Floats, places: Floats, shape: str, words: Mapping[str, str] = WORDS) -> bytes:
    """What `frames` sends to the browser; see there for the arguments and the errors."""
    count, size = len(pixels), round(pixels.shape[1] ** 0.5)
    require(pixels.shape == (count, size * size), f"pixels must be [frames, side²]; got {pixels.shape}")
    require(places.shape == (count, 19, 2), f"places must be [{count}, 19, 2]; got {places.shape}")
    missing = sorted(set(WORDS) - set(words))
    require(not missing, f"words lacks {missing}")
    header = {
        "size": size,
        "shape": shape,
        "bones": [list(bone) for bone in BONES],
        "words": {name: words[name] for name in WORDS},
    }
    return pack(header, [quantise(pixels, 0.0, 1.0), quantise(places / size, -0.5, 1.5)])


def frames(pixels: Floats, places: Floats, shape: str, *, key: str, words: Mapping[str, str] = WORDS) -> None:
    """Show frames [frames, side²] of pixels from 0 to 1, and over them joints at `places` [frames, 19, 2] in pixels.

    `shape` is what networks are called that read so many and answer once: they are drawn unrolled, unless it is "".
    The frame at the page's cursor is framed, and pointing at one moves the cursor. Raises ValueError for arrays of
    other shapes.
    """
    _FRAMES(data=message(np.asarray(pixels), np.asarray(places), shape, words), key=key)


_FRAMES = component(__file__, height=195)
