"""A motion as a network reads it: where someone stands, which way the person faces and how large it is says nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.tasks._figure import clips as figures
from explorer.text import poses
from explorer.text.poses import FRAMES, KEPT, SIZE, SPEED, clips, heading, mirrored, placed, read, size, turned
from explorer.text.skeleton import JOINTS

BODIES = figures(np.random.default_rng(2), 8).joints


@given(
    st.floats(-3.1, 3.1), st.floats(0.3, 3), st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
)
def test_place_direction_and_size_of_a_body_say_nothing(angle, factor, place):
    moved = factor * turned(BODIES, np.full(8, angle)) + np.array(place)
    np.testing.assert_allclose(read(moved), read(BODIES), atol=1e-4)


@given(st.floats(-3.1, 3.1))
def test_a_body_that_is_turned_heads_so_much_further(angle):
    before, after = heading(BODIES[0]), heading(turned(BODIES, np.full(8, angle))[0])
    np.testing.assert_allclose(np.exp(1j * (after - before)), np.exp(1j * angle), atol=1e-9)


def test_it_faces_z_in_the_first_frame_and_turns_from_there():
    slowly = np.stack([turned(BODIES[:1], np.full(8, 0.02 * frame))[0] for frame in range(10)])
    whole = np.zeros((10, 8, len(JOINTS), 3))
    whole[:, :, list(KEPT)] = placed(slowly)[..., :3]
    np.testing.assert_allclose(heading(whole[0]), 0, atol=1e-9)
    np.testing.assert_allclose(heading(whole[9]), 0.18, atol=1e-9)


def test_what_is_read_of_a_frame_depends_on_nothing_that_follows():
    later = BODIES.copy()
    later[12:] = later[12:][::-1] + 5
    np.testing.assert_array_equal(read(BODIES[:12]), read(later)[:12])


def test_movements_are_differences_of_places():
    frames = placed(BODIES)
    np.testing.assert_allclose(frames[1:, ..., 3:], SPEED * np.diff(frames[..., :3], axis=0), atol=1e-12)
    assert not frames[0, ..., 3:].any()
    assert read(BODIES).shape == (FRAMES, 8, SIZE)
    np.testing.assert_allclose(read(BODIES).reshape(frames.shape), frames, atol=1e-6)


def test_a_body_of_the_usual_length_keeps_its_size():
    lengths = sum(np.linalg.norm(BODIES[0, :, a] - BODIES[0, :, b], axis=-1) for a, b, _ in poses._RIGID)
    usual = BODIES[0] / lengths[:, None, None] * sum(length for _, _, length in poses._RIGID)
    np.testing.assert_allclose(size(usual), 1)
    np.testing.assert_allclose(size(2 * usual), 0.5)


def test_a_mirror_exchanges_left_and_right_and_twice_is_as_before():
    frames = placed(BODIES)
    other = mirrored(frames)
    left, right = (KEPT.index(JOINTS.index(f"{side} wrist")) for side in ("left", "right"))
    np.testing.assert_array_equal(other[:, :, left], frames[:, :, right] * [-1, 1, 1, -1, 1, 1])
    head = KEPT.index(JOINTS.index("head"))
    np.testing.assert_array_equal(other[:, :, head, 1], frames[:, :, head, 1])
    np.testing.assert_array_equal(mirrored(other), frames)


@pytest.mark.parametrize(
    ("frames", "every", "starts"), [(24, 6, [0]), (25, 6, [0, 1]), (40, 6, [0, 6, 12, 16]), (9, 24, [0])]
)
def test_clips_are_pieces_of_a_motion_and_the_last_ends_with_it(frames, every, starts):
    motion = np.arange(frames)[:, None, None] * np.ones((1, 19, 3))
    cut = clips(motion, every)
    assert cut.shape == (min(frames, FRAMES), len(starts), 19, 3)
    assert cut[0, :, 0, 0].tolist() == starts
    assert cut[-1, -1, 0, 0] == frames - 1
