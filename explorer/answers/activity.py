"""What is someone doing? The probability of each activity, from where the joints are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from explorer import sampling
from explorer.answers._base import Application, applications
from explorer.problem import N_, Problem
from explorer.records import Array, Floats, Read
from explorer.text import poses

JOINTS = 19
LONGEST = 10_000
"""Frames that are read at once."""


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
        try:
            joints = np.asarray(question, np.float64)
        except (TypeError, ValueError):
            joints = np.zeros(0)
        if joints.ndim != 3 or joints.shape[1:] != (JOINTS, 3) or len(joints) < 2:
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
        return Read(poses.read(poses.clips(joints)), [str(frame + 1) for frame in range(len(joints))])

    def probabilities(self, logits: Array) -> Floats:
        """P of each activity after every frame, [time, 6]."""
        return np.asarray(sampling.probabilities(np.asarray(logits, np.float64)))

    def output(self, probabilities: Floats, tokens: Sequence[str]) -> dict[str, float]:
        """P by activity, of the whole motion: the mean over its clips of 24 frames."""
        ends = np.unique([*range(poses.FRAMES - 1, len(probabilities), poses.FRAMES), len(probabilities) - 1])
        mean = probabilities[ends].mean(axis=0)
        return dict(zip(self.told["activities"], mean.tolist(), strict=True))
