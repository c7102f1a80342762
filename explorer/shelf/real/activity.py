"""Motions of people, by what they do: the motion capture database of Carnegie Mellon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_
from explorer.records import Batch
from explorer.shapes import Shape
from explorer.shapes.last_step import LastStep
from explorer.shelf.real._loop import Manner, Material, answered
from explorer.text import poses
from explorer.text.poses import FRAMES, KEPT, SIZE

UNITS = {"lstm": 48, "gru": 59, "rnn": 125}
ACTIVITIES = {
    "walking": N_("walking"),
    "running": N_("running"),
    "jumping": N_("jumping"),
    "basketball": N_("playing basketball"),
    "basketball_signal": N_("giving basketball signals"),
    "soccer": N_("playing soccer"),
}
"""As they are called in the names of motions, and for people."""
TESTED = {
    *("walking/tr16", "walking/tr22", "walking/tr30", "walking/tr36", "running/te1", "jumping/te1"),
    *("basketball/te1", "basketball_signal/tr4", "soccer/te1"),
}
CHOSEN = {
    *("walking/tr13", "walking/tr25", "walking/tr42", "running/tr5", "jumping/tr5"),
    *("basketball/tr5", "basketball_signal/tr3", "soccer/tr5"),
}
EVERY = 6
"""Frames between clips that are tested."""
RNN_RATE = 2e-3
STEPS, BATCH = 125, 32
"""Batches of an epoch, and clips of a batch."""
_FASTER = 0.25  # the speed of what is shown, as a power of e, to either side
_TURNED = np.radians(20)
_LIMBS = 0.05  # share by which lengths differ
_NOISE = 0.08, 0.03  # of a joint in a whole clip, and in a frame; 1 is half a metre
_DOUBT = 0.1  # share of every answer that goes to all activities alike

Motions = Mapping[str, NDArray[Any]]


class Motions24(Material):
    """Clips of 24 frames; motion files apart.

    What is learnt is any part of any motion, faster or slower, turned, mirrored, with longer and shorter limbs, and two
    clips as one that lies between them, whose answer is as mixed (H. Zhang and others, “mixup”, 2018): without it the
    networks know the few motions by heart and little else. How fast and how long they learn, and that no answer is
    quite certain, was found by cross-validation in four parts of the files that are not tested.
    """

    task = "activity"
    shape = "last-step"
    metric = N_("right activity")
    source = N_(
        "CMU Graphics Lab Motion Capture Database (mocap.cs.cmu.edu), created with funding from NSF EIA-0196217"
    )
    licence = N_("free for all uses")
    manner: ClassVar[Manner] = Manner(
        learning_rate=6e-3, weight_decay=0.05, noise=0.0, average=0.995, epochs=20, planned=True
    )

    def __init__(self, folder: Path) -> None:
        motions = dict(np.load(folder / "activity" / "motion-capture.npz", allow_pickle=False))
        chosen = {"tested": TESTED, "chosen": CHOSEN, "learnt": motions.keys() - TESTED - CHOSEN}
        self._parts: dict[str, dict[str, NDArray[Any]]] = {
            part: {name: motions[name] for name in sorted(names)} for part, names in chosen.items()
        }
        self._learn_from(self._parts["learnt"])

    def join(self) -> None:
        """See `Material`."""
        self._learn_from({**self._parts["learnt"], **self._parts["chosen"]})

    def _learn_from(self, motions: Motions) -> None:
        kinds = range(len(ACTIVITIES))
        self._of = [[joints for name, joints in motions.items() if _activity(name) == kind] for kind in kinds]
        frames = np.array([sum(map(len, some)) for some in self._of], np.float64)
        self._chances = np.sqrt(frames) / np.sqrt(frames).sum()  # rare ones oftener than they are

    def how(self, cell: str) -> Manner:
        """The plain RNN takes smaller steps: at those of the gated cells it is 2 % worse in cross-validation."""
        return replace(self.manner, learning_rate=RNN_RATE) if cell == "rnn" else self.manner

    @property
    def reading(self) -> dict[str, Any]:
        """What the answers are called."""
        return {"activities": list(ACTIVITIES)}

    def sizes(self, cell: str) -> dict[str, Any]:
        """See `Material`."""
        return {"input_size": SIZE, "hidden_size": UNITS[cell], "output_size": len(ACTIVITIES)}

    def epoch(self, rng: np.random.Generator) -> Iterator[Batch]:
        """Clips drawn anew, each mixed with another, and their answers likewise."""
        certain = (1 - _DOUBT) * np.eye(len(ACTIVITIES), dtype=np.float32) + _DOUBT / len(ACTIVITIES)
        for _ in range(STEPS):
            chosen, partner = rng.choice(len(self._chances), BATCH, p=self._chances), rng.permutation(BATCH)
            inputs, answers = self._drawn(rng, chosen), certain[chosen]
            share = rng.random(BATCH, np.float32)[:, None]
            share = np.maximum(share, 1 - share)
            mixed = share * inputs + (1 - share) * inputs[:, partner]
            targets = share * answers + (1 - share) * answers[partner]
            yield Batch(mixed, targets[None], np.ones((1, BATCH), np.float32))

    def _drawn(self, rng: np.random.Generator, chosen: NDArray[Any]) -> NDArray[np.float32]:
        frames = poses.placed(np.stack([self._clip(rng, int(number)) for number in chosen], axis=1))
        angle = rng.uniform(-_TURNED, _TURNED, len(chosen))
        frames = np.concatenate([poses.turned(part, angle) for part in (frames[..., :3], frames[..., 3:])], axis=-1)
        other = rng.random(len(chosen)) < 0.5
        frames[:, other] = poses.mirrored(frames[:, other])
        frames *= 1 + _LIMBS * rng.standard_normal((1, len(chosen), len(KEPT), 1))
        frames += _NOISE[0] * rng.standard_normal((1, *frames.shape[1:]))
        frames += _NOISE[1] * rng.standard_normal(frames.shape)
        return poses.flat(frames)

    def _clip(self, rng: np.random.Generator, number: int) -> NDArray[np.float64]:
        """24 frames of a motion, each motion as often as it is long, at another speed if there is room for it."""
        some = self._of[number]
        sizes = np.array([len(joints) for joints in some], np.float64)
        joints = some[int(rng.choice(len(some), p=sizes / sizes.sum()))]
        speed = float(np.exp(rng.uniform(-_FASTER, _FASTER)))
        if len(joints) < (FRAMES - 1) * speed + 2:
            speed = (len(joints) - 2) / (FRAMES - 1)
        times = rng.uniform(0, len(joints) - 1 - (FRAMES - 1) * speed) + speed * np.arange(FRAMES)
        before = np.minimum(times.astype(int), len(joints) - 2)
        share = (times - before)[:, None, None]
        return np.asarray((1 - share) * joints[before] + share * joints[before + 1])

    def clips(self, part: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """(clips [24, clip, 19, 3], their activities [clip]) of a part, each motion by itself."""
        motions = self._parts[part]
        cut = [poses.clips(joints, EVERY) for joints in motions.values()]
        activities = np.repeat([_activity(name) for name in motions], [one.shape[1] for one in cut])
        return np.concatenate(cut, axis=1), activities

    def score(self, network: Shape, part: str) -> float:
        """The share of clips whose activity is the likeliest after the last frame."""
        joints, true = self.clips(part)
        batch = Batch(poses.read(joints), true[None], np.ones((1, len(true)), np.float32))
        return float((answered(network, batch)[0].argmax(-1).numpy() == true).mean())

    def baselines(self) -> dict[str, float]:
        """What the nearest frame of known motions does: of the middle frame alone, and by vote of all of a clip."""
        known = {**self._parts["learnt"], **self._parts["chosen"]}
        asked, true = self.clips("tested")
        labels = np.repeat([_activity(name) for name in known], [len(joints) for joints in known.values()])
        places, frames = (_still(joints) for joints in (np.concatenate(list(known.values())), asked))
        squares = (places**2).sum(axis=1)
        by_clip = frames.reshape(FRAMES, len(true), -1)
        said = np.stack([labels[(squares - 2 * frame @ places.T).argmin(axis=1)] for frame in by_clip])
        votes = np.stack([(said == number).sum(axis=0) for number in range(len(ACTIVITIES))])
        return {
            N_("one still frame"): float((said[FRAMES // 2] == true).mean()),
            N_("all frames, in any order"): float((votes.argmax(axis=0) == true).mean()),
        }

    def details(self, network: Shape) -> dict[str, Any]:
        """The same after every frame."""
        if not isinstance(network, LastStep):
            raise TypeError(f"expected a network that answers once; got {type(network).__name__}")
        joints, true = self.clips("tested")
        inputs = poses.read(joints)
        said = network.running(inputs, None, network(inputs)).argmax(-1).numpy()
        return {"by_frame": [float(share) for share in (said == true).mean(axis=1)]}


def _activity(name: str) -> int:
    """The number of the activity of a motion, by its name."""
    return list(ACTIVITIES).index(name.split("/")[0])


def _still(joints: NDArray[Any]) -> NDArray[Any]:
    """Each frame by itself, turned to face and scaled: [frames, 51]."""
    alone = joints.reshape(1, -1, *joints.shape[-2:])
    return np.asarray(poses.placed(alone)[0, :, :, :3].reshape(-1, 3 * len(KEPT)))
