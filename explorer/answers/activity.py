"""What is someone doing? The probability of each activity, from where the joints are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from explorer import sampling
from explorer.answers._base import Application, applications
from explorer.problem import N_
from explorer.records import Array, Floats, Read
from explorer.text import poses


@applications.register("activity")
class Activity(Application):
    """Joints in mm, frame by frame at about 40 a second; the networks learnt motions of people, 24 frames each.

    A longer motion is read in clips as long as those, and the answer is the mean of what they end with.
    """

    labels: ClassVar[tuple[str, ...]] = (
        N_("walking"),
        N_("running"),
        N_("jumping"),
        N_("playing basketball"),
        N_("giving basketball signals"),
        N_("playing soccer"),
    )

    def read(self, question: Any) -> Read:
        """[frame, 19, 3] in mm, y upwards. `Problem` for other shapes, and for what is no number."""
        joints = poses.motion(question)
        return Read(poses.read(poses.clips(joints)), [str(frame + 1) for frame in range(len(joints))])

    def probabilities(self, logits: Array) -> Floats:
        """P of each activity after every frame, [time, 6]."""
        return np.asarray(sampling.probabilities(np.asarray(logits, np.float64)))

    def output(self, probabilities: Floats, tokens: Sequence[str]) -> dict[str, float]:
        """P by activity, of the whole motion: the mean over its clips of 24 frames."""
        ends = np.unique([*range(poses.FRAMES - 1, len(probabilities), poses.FRAMES), len(probabilities) - 1])
        mean = probabilities[ends].mean(axis=0)
        return dict(zip(self.told["activities"], mean.tolist(), strict=True))
