"""A figure of 19 joints that walks, runs, jumps, waves, sits down and stands up, seen from anywhere, as soft pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_
from explorer.text.skeleton import BONES, JOINTS

Floats = NDArray[np.float64]
Angles = dict[str, Floats]
"""Degrees by name, each [frames, count]; what is not named is 0. `flight` is the height of both feet, in mm."""

ACTIVITIES = (N_("walks"), N_("runs"), N_("jumps"), N_("waves"), N_("sits down"), N_("stands up"))
FRAMES = 24
SIZE = 20
"""Pixels of a side."""
_SCALE = 0.0085  # pixels a millimetre: 2.3 m fill the picture; raised hands may leave it in a jump
_POINTS = 6  # of a bone, so that they lie less than a pixel apart
_JITTER = 10.0  # mm
_TOES = JOINTS.index("left toes"), JOINTS.index("right toes")


@dataclass(frozen=True, eq=False)
class Clips:
    """Figures in motion: `joints` [frames, count, 19, 3] in mm, `places` [frames, count, 19, 2] as they are seen, in
    pixels (column, row) from the upper left corner, and `activities` [count], of `ACTIVITIES`."""

    joints: Floats
    places: Floats
    activities: NDArray[np.int64]

    def pixels(self, rng: np.random.Generator, noise: float) -> NDArray[np.float32]:
        """What is seen, [frames, count, 400], 0 to 1 and a noise of that standard deviation on it."""
        seen = drawn(self.places)
        return seen + np.float32(noise) * rng.standard_normal(seen.shape, np.float32)


def clips(rng: np.random.Generator, count: int) -> Clips:
    """So many figures, each with an activity, a build, a speed and a viewpoint of its own."""
    activities = rng.integers(0, len(ACTIVITIES), count)
    joints = np.zeros((FRAMES, count, len(JOINTS), 3))
    for number, move in enumerate(_MOVES):
        chosen = np.flatnonzero(activities == number)
        if len(chosen):
            joints[:, chosen] = _bodies(move(rng, len(chosen)), (FRAMES, len(chosen)))
    joints += _JITTER * rng.standard_normal(joints.shape)
    return Clips(joints, _seen(rng, joints), activities)


def drawn(places: Floats, size: int = SIZE) -> NDArray[np.float32]:
    """Figures as soft lines, [frames, count, size²], 1 on a bone and 0 off it, from places in pixels."""
    frames, count = places.shape[:2]
    start, end = (places[:, :, [bone[side] for bone in BONES]] for side in (0, 1))
    along = np.linspace(0, 1, _POINTS)[:, None, None, None, None]
    points = (start + along * (end - start)).reshape(_POINTS, frames * count, -1, 2)
    points = np.clip(points, 0, size - 1.001)
    corner = points.astype(np.int64)
    right, down = np.moveaxis(points - corner, -1, 0)
    first = (np.arange(frames * count)[:, None] * size + corner[..., 1]) * size + corner[..., 0]
    ink = np.linalg.norm(end - start, axis=-1) / (_POINTS - 1)  # as much as the way to the next point
    ink = 1.25 * ink.reshape(frames * count, -1)
    shares = {0: (1 - right) * (1 - down), 1: right * (1 - down), size: (1 - right) * down, size + 1: right * down}
    total = np.zeros(frames * count * size * size)
    for step, share in shares.items():
        total += np.bincount((first + step).ravel(), (ink * share).ravel(), minlength=len(total))
    return np.minimum(total, 1).astype(np.float32).reshape(frames, count, size * size)


# -- How each moves ----------------------------------------------------------------------------------------------------


def _phase(rng: np.random.Generator, count: int, period: tuple[float, float]) -> Floats:
    """Cycles, [frames, count], of a period drawn between two numbers of frames."""
    return np.arange(FRAMES)[:, None] / rng.uniform(*period, count) + rng.random(count)


def _wave(phase: Floats, ahead: float = 0.0) -> Floats:
    return np.sin(2 * np.pi * (phase + ahead))


def _strength(rng: np.random.Generator, count: int) -> Floats:
    """How far someone moves: 1 for most."""
    return rng.uniform(0.75, 1.2, count)


def _walks(rng: np.random.Generator, count: int) -> Angles:
    phase, much = _phase(rng, count, (9, 15)), _strength(rng, count)
    return {
        "left thigh": 24 * much * _wave(phase),
        "right thigh": -24 * much * _wave(phase),
        "left knee": 8 + 48 * much * np.maximum(0, _wave(phase, 0.25)),
        "right knee": 8 + 48 * much * np.maximum(0, -_wave(phase, 0.25)),
        "left arm": -22 * much * _wave(phase),
        "right arm": 22 * much * _wave(phase),
        "left elbow": 15 + 0 * phase,
        "right elbow": 15 + 0 * phase,
        "lean": 3 + 0 * phase,
    }


def _runs(rng: np.random.Generator, count: int) -> Angles:
    phase, much = _phase(rng, count, (6, 11)), _strength(rng, count)
    return {
        "left thigh": 14 + 36 * much * _wave(phase),
        "right thigh": 14 - 36 * much * _wave(phase),
        "left knee": 22 + 75 * much * np.maximum(0, _wave(phase, 0.2)),
        "right knee": 22 + 75 * much * np.maximum(0, -_wave(phase, 0.2)),
        "left arm": -38 * much * _wave(phase),
        "right arm": 38 * much * _wave(phase),
        "left elbow": 85 + 0 * phase,
        "right elbow": 85 + 0 * phase,
        "lean": 10 * much + 0 * phase,
        "flight": 70 * np.abs(_wave(phase)),
    }


def _jumps(rng: np.random.Generator, count: int) -> Angles:
    phase, much = _phase(rng, count, (12, 22)) % 1, _strength(rng, count)
    flying = np.clip((phase - 0.45) / 0.3, 0, 1)
    bent = np.where(
        phase < 0.45, np.sin(np.pi * phase / 0.45) ** 2, np.sin(np.pi * np.clip((phase - 0.75) / 0.25, 0, 1))
    )
    bent = bent * np.where(phase < 0.45, 1.0, 0.5)
    swing = 150 * much * 4 * flying * (1 - flying) - 40 * bent
    return {
        "left thigh": 55 * much * bent,
        "right thigh": 55 * much * bent,
        "left knee": 95 * much * bent,
        "right knee": 95 * much * bent,
        "left arm": swing,
        "right arm": swing,
        "left elbow": 20 + 0 * phase,
        "right elbow": 20 + 0 * phase,
        "lean": 35 * much * bent,
        "flight": 330 * much * 4 * flying * (1 - flying),
    }


def _waves(rng: np.random.Generator, count: int) -> Angles:
    phase, much = _phase(rng, count, (5, 11)), _strength(rng, count)
    raised = rng.uniform(80, 130, count) + 0 * phase
    forearm = 40 + 38 * much * _wave(phase)
    right = rng.random(count) < 0.5
    sway = 3 * _wave(_phase(rng, count, (20, 40)))
    return {
        "left side": np.where(right, 6, raised),
        "right side": np.where(right, raised, 6),
        "left turn": np.where(right, 0, forearm),
        "right turn": np.where(right, forearm, 0),
        "lean": sway,
        "left thigh": sway,
        "right thigh": -sway,
    }


def _sits_down(rng: np.random.Generator, count: int) -> Angles:
    takes = rng.uniform(7, 15, count)
    begins = rng.uniform(1, FRAMES - 2 - takes)
    part = np.clip((np.arange(FRAMES)[:, None] - begins) / takes, 0, 1)
    part = part * part * (3 - 2 * part)
    much = rng.uniform(0.85, 1.1, count)
    return {
        "left thigh": 85 * much * part,
        "right thigh": 85 * much * part,
        "left knee": 86 * much * part,
        "right knee": 86 * much * part,
        "left arm": 30 * part,
        "right arm": 30 * part,
        "left elbow": 12 + 45 * part,
        "right elbow": 12 + 45 * part,
        "lean": 38 * much * np.sin(np.pi * part),
    }


def _stands_up(rng: np.random.Generator, count: int) -> Angles:
    return {name: angle[::-1] for name, angle in _sits_down(rng, count).items()}


_MOVES: tuple[Callable[[np.random.Generator, int], Angles], ...] = (
    _walks,
    _runs,
    _jumps,
    _waves,
    _sits_down,
    _stands_up,
)


# -- From angles to joints, from joints to pixels ----------------------------------------------------------------------


def _bodies(angles: Mapping[str, Floats], shape: tuple[int, int]) -> Floats:
    """Joints [frames, count, 19, 3] in mm: the lower foot on the ground, or as high as it flies."""

    def angle(name: str) -> Floats:
        return np.asarray(np.radians(np.broadcast_to(angles.get(name, 0.0), shape)))

    def down(forwards: Floats, sideways: Floats | float = 0.0) -> Floats:
        """A direction: straight down, turned forwards and then to the left."""
        level = np.cos(forwards)
        return np.stack([np.sin(sideways) * level, -np.cos(sideways) * level, np.sin(forwards)], axis=-1)

    at = np.zeros((len(JOINTS), *shape, 3))
    for side, hip, sign in (("left", 1, 1), ("right", 4, -1)):
        thigh = angle(f"{side} thigh")
        shin = thigh - angle(f"{side} knee")
        at[hip] = (sign * 105, -135, 40)
        at[hip + 1] = at[hip] + 520 * down(thigh)
        ankle = at[hip + 1] + 505 * down(shin)
        toes = ankle + 220 * down(shin + np.radians(75))
        at[hip + 2 :][: 1 if side == "left" else 2] = toes if side == "left" else np.stack([ankle, toes])
    spine = -down(-angle("lean"))
    for joint, high in ((8, 144), (9, 288), (10, 288), (11, 398), (12, 507)):
        at[joint] = high * spine
    for side, shoulder, sign in (("left", 13, 1), ("right", 16, -1)):
        forwards, sideways = angle(f"{side} arm"), sign * angle(f"{side} side")
        at[shoulder] = at[10] + 60 * spine + np.array([sign * 245, 0, 0])
        at[shoulder + 1] = at[shoulder] + 340 * down(forwards, sideways)
        bent = forwards + angle(f"{side} elbow"), sideways + sign * angle(f"{side} turn")
        at[shoulder + 2] = at[shoulder + 1] + 240 * down(*bent)
    left, right = (at[toes] for toes in _TOES)
    lower = np.minimum(left[..., 1], right[..., 1])
    at[..., 1] += np.broadcast_to(angles.get("flight", 0.0), shape) - lower
    at[..., 2] -= (left[..., 2] + right[..., 2]) / 2
    return np.moveaxis(at, 0, 2)


def _seen(rng: np.random.Generator, joints: Floats) -> Floats:
    """Places in the picture, [frames, count, 19, 2] in pixels, of a viewpoint around and a little above each."""
    count = joints.shape[1]
    around, above = rng.uniform(0, 2 * np.pi, (count, 1)), np.radians(rng.uniform(-5, 25, (count, 1)))
    scale = _SCALE * rng.uniform(0.8, 1.1, (count, 1))
    aside = rng.uniform(-1.5, 1.5, (count, 1)), rng.uniform(-0.5, 1, (count, 1))
    return projected(joints, around, above, scale, aside)


def pictured(joints: Floats) -> Floats:
    """Where joints [frames, count, 19, 3] of any motion are in a picture: as of the figures, feet in the middle."""
    centred = joints - joints[:, :, _TOES].mean(axis=2, keepdims=True) * np.array([1.0, 0.0, 1.0])
    return projected(centred - np.array([0.0, 1.0, 0.0]) * centred[..., 1].min())


def projected(
    joints: Floats,
    around: Floats | float = 0.5,
    above: Floats | float = 0.2,
    scale: Floats | float = _SCALE,
    aside: tuple[Floats | float, Floats | float] = (0.0, 0.0),
) -> Floats:
    """Where joints [frames, count, 19, 3] are in a picture, [frames, count, 19, 2], from an angle in radians."""
    x, y, z = np.moveaxis(joints, -1, 0)
    across, deep = x * np.cos(around) + z * np.sin(around), z * np.cos(around) - x * np.sin(around)
    column = SIZE / 2 - 0.5 + aside[0] + scale * across
    row = SIZE - 2.5 + aside[1] - scale * (y * np.cos(above) - deep * np.sin(above))
    return np.stack([column, row], axis=-1)
