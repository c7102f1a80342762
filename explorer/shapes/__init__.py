"""The shapes that a recurrent network can take, one file each: how many inputs it reads, how many answers it gives.

Lecture 8, "Типи архітектур RNNs". A new shape is a new file here: it registers itself in `shapes`. To read backwards is
to read the reversed sequence, and a decoder that is shown what is right is one more sequence: so the fast kernels serve
all of them. A batch may hold sequences of different length; what is padding changes nothing, to the last bit.
"""

from __future__ import annotations

from explorer.registry import import_modules
from explorer.shapes._base import Shape, shapes
from explorer.shapes._lengths import Lengths
from explorer.shapes._stack import BACKWARD, DIRECTIONS, FORWARD, Reel, Stack

__all__ = ["BACKWARD", "DIRECTIONS", "FORWARD", "Lengths", "Reel", "Shape", "Stack", "shapes"]

import_modules(__name__, list(__path__))
