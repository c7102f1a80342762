"""A figure that moves: what is drawn lies where the joints are, and only the order of frames tells some apart."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.tasks import _figure
from explorer.tasks._figure import ACTIVITIES, FRAMES, SIZE, clips, drawn
from explorer.tasks.activity import Activity, backwards, nearest, shuffled
from explorer.text.skeleton import BONES, JOINTS

LENGTHS = {
    (1, 2): 520,
    (4, 5): 520,
    (5, 6): 505,
    (6, 7): 220,
    (13, 14): 340,
    (14, 15): 240,
    (10, 13): 252,
    (11, 12): 109,
}


@pytest.fixture(scope="module")
def moving():
    return clips(np.random.default_rng(4), 600)


def test_bones_keep_their_length_and_feet_stay_on_the_ground_unless_they_fly(moving, monkeypatch):
    monkeypatch.setattr(_figure, "_JITTER", 0.0)
    exact = clips(np.random.default_rng(4), 600)
    for (start, end), length in LENGTHS.items():
        along = np.linalg.norm(exact.joints[:, :, end] - exact.joints[:, :, start], axis=-1)
        np.testing.assert_allclose(along, length, atol=1.0)
    lowest = np.minimum(exact.joints[:, :, 3, 1], exact.joints[:, :, 7, 1])
    flies = np.isin(exact.activities, [ACTIVITIES.index("jumps"), ACTIVITIES.index("runs")])
    np.testing.assert_allclose(lowest[:, ~flies], 0, atol=1e-9)
    assert (lowest[:, flies].max(axis=0) > 20).all()
    # Then every measured place is off by about as much as it jitters.
    assert (moving.joints - exact.joints).std() == pytest.approx(10, rel=0.05)


def test_every_activity_is_as_frequent_and_the_skeleton_is_whole(moving):
    assert np.bincount(moving.activities, minlength=len(ACTIVITIES)).min() > 70
    assert moving.joints.shape == (FRAMES, 600, len(JOINTS), 3)
    assert {joint for bone in BONES for joint in bone} == set(range(len(JOINTS)))


def test_who_sits_down_ends_lower_and_who_stands_up_higher(moving):
    rise = moving.joints[-1, :, 0, 1] - moving.joints[0, :, 0, 1]
    assert (rise[moving.activities == ACTIVITIES.index("sits down")] < -200).all()
    assert (rise[moving.activities == ACTIVITIES.index("stands up")] > 200).all()


def test_to_stand_up_is_to_sit_down_backwards():
    down, up = _figure._sits_down(np.random.default_rng(1), 5), _figure._stands_up(np.random.default_rng(1), 5)
    assert down.keys() == up.keys()
    for name in down:
        np.testing.assert_array_equal(down[name], up[name][::-1])
        assert (down[name][0] != down[name][-1]).any() or name == "lean"


def test_pixels_are_bright_where_bones_are_and_dark_elsewhere():
    places = np.zeros((1, 1, len(JOINTS), 2))
    places[..., 0], places[..., 1] = 10, 15  # everything in one place: nothing to see
    places[0, 0, 12] = (10, 11)  # but the head, right above
    picture = drawn(places).reshape(SIZE, SIZE)
    assert picture[11:16, 10].min() > 0.4
    assert picture.max() == picture[11:16, 10].max() > 0.8
    picture[:, 9:12] = 0
    assert not picture.any()


def test_a_figure_that_leaves_the_picture_is_drawn_at_its_edge(moving):
    far = drawn(moving.places[:, :5] + 100)
    assert far.shape == (FRAMES, 5, SIZE * SIZE)
    assert 0 <= far.min() < far.max() <= 1


def test_other_orders_hold_the_same_frames():
    task = Activity(batch_size=6)
    batch = task.batch(np.random.default_rng(2))
    mixed = shuffled(batch, np.random.default_rng(0))
    for other in (backwards(batch), mixed):
        assert not np.array_equal(other.inputs, batch.inputs)
        np.testing.assert_array_equal(np.sort(other.inputs, axis=0), np.sort(batch.inputs, axis=0))
        np.testing.assert_array_equal(other.targets, batch.targets)
    np.testing.assert_array_equal(backwards(backwards(batch)).inputs, batch.inputs)
    found = nearest(mixed.inputs[:, 3], batch.inputs[:, 3])
    assert sorted(found.tolist()) == list(range(FRAMES))  # whole frames, each once
    orders = {tuple(nearest(mixed.inputs[:, clip], batch.inputs[:, clip]).tolist()) for clip in range(6)}
    assert len(orders) == 6


def test_still_frames_do_not_tell_and_a_wrong_answer_is_counted():
    task = Activity()
    assert all(1 / 6 < score < 0.8 for score in task.baselines().values())
    batch = task.validation()
    said = np.eye(len(ACTIVITIES))[batch.targets]
    said[0, :60] = np.roll(said[0, :60], 1, axis=-1)
    assert task.metric(said, batch) == pytest.approx(180 / 240)


def test_the_probe_sits_down_and_its_joints_lie_on_what_is_seen():
    task = Activity()
    probe, (seen, places) = task.probe(), task.pictures()
    assert ACTIVITIES[probe.targets[0, 0]] == "sits down"
    assert places.shape == (FRAMES, len(JOINTS), 2)
    assert np.array_equal(seen, probe.inputs[:, 0])
    column, row = np.clip(np.round(places[:, 0]).astype(int), 0, SIZE - 1).T
    at = probe.inputs[np.arange(FRAMES), 0, row * SIZE + column]
    assert at.mean() > probe.inputs.mean() + 0.3


def test_what_is_told_says_what_each_does_and_what_is_said():
    task = Activity()
    true = task.validation().targets[0, : task.SHOWN]

    logits = 9.0 * np.eye(len(ACTIVITIES))[true][None]
    lines = task.told(logits).text.splitlines()
    assert lines == [f"✓ {ACTIVITIES[i]} → {ACTIVITIES[i]} 100%" for i in true]
    backwards = task.told(logits[..., ::-1]).text.splitlines()
    others = [ACTIVITIES[len(ACTIVITIES) - 1 - i] for i in true]
    assert backwards == [f"✗ {ACTIVITIES[i]} → {other} 100%" for i, other in zip(true, others, strict=True)]
