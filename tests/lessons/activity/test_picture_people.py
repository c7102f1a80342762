"""What networks say of a motion of people, short and long."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.answers import ask
from explorer.lessons.activity.picture_people import SHOWN, _column, _judged, _shown
from explorer.tasks.activity import Activity

CLIP = Activity().held_out.joints[:, 0]


def test_of_a_clip_it_is_said_what_the_verdict_used_and_whether_it_is_right() -> None:
    said = _judged(CLIP.tobytes(), "lstm")
    right = _column("lstm", *said, "jumping")
    assert right.shares.shape == (24, 6)
    assert right.used.sum() > 0
    assert right.wrong == [False]
    assert _column("lstm", *said, "walking").wrong == [True]


def test_of_a_long_motion_some_frames_are_told_and_what_was_used_is_not() -> None:
    long = np.concatenate([CLIP] * 10)
    answer = ask("activity", long, "gru")
    shown = _column("gru", *_judged(long.tobytes(), "gru"), "")
    assert shown.shares.shape == (SHOWN, 6)
    assert np.array_equal(shown.shares[-1], answer.probabilities[-1])
    assert not shown.used.any()
    assert shown.wrong == []


@pytest.mark.parametrize("count", [2, 24, 25, 10_000])
def test_frames_are_chosen_evenly_and_the_last_is_among_them(count: int) -> None:
    some = _shown(count)
    assert len(np.unique(some)) == min(count, SHOWN)
    assert (some[0], some[-1]) == (0, count - 1)
    assert np.ptp(np.diff(some)) <= 1
