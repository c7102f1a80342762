"""A motion as what a network reads of it: centred, turned to face, scaled; where each joint is and how it moves.

The direction that someone faces and the size are those of the first frame, so that what is read of a frame depends on
nothing that comes later. All that is here takes many motions at once, [frame, motion, 19, xyz].
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem
from explorer.text.skeleton import JOINTS

Floats = NDArray[np.floating[Any]]

FRAMES = 24
"""Of a clip: 0.6 s."""
_LEFT_OUT = ("right ankle", "chest")  # the left leg has none; in one place with the upper back
KEPT = tuple(number for number, name in enumerate(JOINTS) if name not in _LEFT_OUT)
SIZE = 2 * 3 * len(KEPT)
"""Numbers of a frame: x, y, z of where each joint is, and of how it has moved since the frame before."""
LONGEST = 10_000
"""Frames of a motion that are read at once."""
SCALE = 500.0
"""mm that are read as 1."""
SPEED = 4.0
"""What movements are multiplied with, so that they are about as large as places."""


def _at(name: str) -> int:
    return JOINTS.index(name)


_HIPS = _at("left hip"), _at("right hip")
_SHOULDERS = _at("left shoulder"), _at("right shoulder")
# Bones that are rigid in every recording, and their length in the body that all are scaled to, in mm.
_RIGID = ((1, 2, 531.0), (4, 5, 531.0), (5, 6, 505.0), (13, 14, 340.0), (16, 17, 351.0))
_OTHER = {"left": "right", "right": "left"}
_MIRROR = [KEPT.index(_at(" ".join(_OTHER.get(word, word) for word in JOINTS[number].split(" ")))) for number in KEPT]


def motion(asked: Any) -> Floats:
    """What somebody asks about as joints [frame, 19, 3]. `Problem` for other shapes, and for what is no number."""
    try:
        joints = np.asarray(asked, np.float64)
    except (TypeError, ValueError):
        joints = np.zeros(0)
    if joints.ndim != 3 or joints.shape[1:] != (len(JOINTS), 3) or len(joints) < 2:
        raise Problem(
            N_("A motion is [frame, 19 joints, 3 coordinates] in mm, at least two frames; got {got}."),
            got=list(joints.shape),
        )
    if len(joints) > LONGEST:
        raise Problem(
            N_("At most {limit:,} frames are read at once; this motion has {got:,}. Bring a part."),
            limit=LONGEST,
            got=len(joints),
        )
    if not np.isfinite(joints).all():
        frame = int(np.argmin(np.isfinite(joints).all(axis=(1, 2))))
        raise Problem(N_("Frame {frame:,} holds what is no number. Leave it out, or fill it."), frame=frame + 1)
    return joints


def read(joints: Floats) -> NDArray[np.float32]:
    """[frame, motion, 102] of motions [frame, motion, 19, 3] in mm."""
    return flat(placed(joints))


def placed(joints: Floats) -> Floats:
    """Where each kept joint is and how it moves, [frame, motion, 17, 6]: centred, turned to face z, scaled."""
    places = facing(joints)[:, :, KEPT]
    moves = np.diff(places, axis=0, prepend=places[:1])
    return np.concatenate([places, SPEED * moves], axis=-1)


def facing(joints: Floats) -> Floats:
    """Motions [frame, motion, 19, 3] in mm as they are read: the pelvis at 0, turned to face z, in units of `SCALE`."""
    centred = np.asarray(joints, np.float64) - joints[:, :, :1]
    return turned(centred, -heading(centred[0])) * (size(centred[0]) / SCALE)[:, None, None]


def flat(frames: Floats) -> NDArray[np.float32]:
    """[frame, motion, 17, 6] → [frame, motion, 102]."""
    return frames.reshape(*frames.shape[:2], -1).astype(np.float32)


def heading(joints: Floats) -> Floats:
    """How far each body [motion, 19, 3] is turned from facing z about the vertical, in radians."""
    sides = np.stack([joints[:, left] - joints[:, right] for left, right in (_HIPS, _SHOULDERS)]).sum(axis=0)
    return np.asarray(np.arctan2(-sides[:, 2], sides[:, 0]))


def turned(vectors: Floats, angle: Floats) -> Floats:
    """Vectors [frame, motion, joint, 3] turned about the vertical, each motion by its own angle, [motion]."""
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    x, y, z = np.moveaxis(vectors, -1, 0)
    return np.stack([x * cosine + z * sine, y, z * cosine - x * sine], axis=-1)


def size(joints: Floats) -> Floats:
    """What each body [motion, 19, 3] is multiplied with to be as large as the usual one, by its rigid bones."""
    lengths = np.stack([np.linalg.norm(joints[:, a] - joints[:, b], axis=-1) for a, b, _ in _RIGID]).sum(axis=0)
    return np.asarray(sum(length for _, _, length in _RIGID) / np.maximum(lengths, 1e-6))


def mirrored(frames: Floats) -> Floats:
    """Motions [frame, motion, 17, 6] with left and right exchanged."""
    other = frames[:, :, _MIRROR].copy()
    other[..., [0, 3]] *= -1
    return other


def clips(joints: Floats, every: int = FRAMES, frames: int = FRAMES) -> Floats:
    """A long motion [frame, 19, 3] in clips [frames, clip, 19, 3], one beginning every so many frames.

    One that is shorter than a clip is a clip by itself; the last clip ends where the motion ends.
    """
    last = max(0, len(joints) - frames)
    starts = [*range(0, last, every), last]
    return np.stack([joints[start : start + frames] for start in starts], axis=1)
