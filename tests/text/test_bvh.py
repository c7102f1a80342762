"""Motion in BVH: joints are where turning one bone after the other puts them, and what is broken is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.text import bvh

ARM = """HIERARCHY
ROOT Hips
{
  OFFSET 0 0 0
  CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
  JOINT Upper Arm {
    OFFSET 0 2 0
    CHANNELS 3 Zrotation Yrotation Xrotation
    JOINT fore
    {
      OFFSET 3 0 0
      CHANNELS 1 Yrotation
      End Site
      {
        OFFSET 1 0 0
      }
    }
  }
}
MOTION
Frames: 3
Frame Time: 0.025
0 0 0 0 0 0 0 0 0 0
1 2 3 90 0 0 0 0 0 0
0 0 0 10 20 30 40 50 60 70
"""


def turned(axis, degrees, vector):
    """Rodrigues' formula: another way than matrices."""
    k, angle = np.eye(3)["XYZ".index(axis)], np.radians(degrees)
    return vector * np.cos(angle) + np.cross(k, vector) * np.sin(angle) + k * (k @ vector) * (1 - np.cos(angle))


def in_order(turns, vector):
    """The last of the turns is the first that a vector takes."""
    for axis, degrees in reversed(turns):
        vector = turned(axis, degrees, vector)
    return vector


def test_joints_are_where_bone_after_bone_puts_them():
    found = bvh.read(ARM)
    assert found.names == ("Hips", "Upper Arm", "fore", "fore end")
    assert found.rate == pytest.approx(40)
    np.testing.assert_allclose(found.places[0], [[0, 0, 0], [0, 2, 0], [3, 2, 0], [4, 2, 0]], atol=1e-12)
    # A quarter about z: what pointed up points left, what pointed right points up.
    np.testing.assert_allclose(found.places[1], [[1, 2, 3], [-1, 2, 3], [-1, 5, 3], [-1, 6, 3]], atol=1e-12)
    root = [("Z", 10), ("X", 20), ("Y", 30)]
    arm = [*root, ("Z", 40), ("Y", 50), ("X", 60)]
    shoulder = in_order(root, np.array([0.0, 2, 0]))
    elbow = shoulder + in_order(arm, np.array([3.0, 0, 0]))
    hand = elbow + in_order([*arm, ("Y", 70)], np.array([1.0, 0, 0]))
    np.testing.assert_allclose(found.places[2, 1:], [shoulder, elbow, hand], atol=1e-12)


@given(st.lists(st.floats(-360, 360), min_size=30, max_size=30))
def test_turning_changes_no_length(numbers):
    rows = "\n".join(" ".join(map(str, numbers[start : start + 10])) for start in (0, 10, 20))
    found = bvh.read(ARM[: ARM.index("0.025") + 5] + "\n" + rows)
    along = np.linalg.norm(np.diff(found.places, axis=1), axis=-1)
    np.testing.assert_allclose(along, np.broadcast_to([2, 3, 1], (3, 3)), rtol=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("HIERARCHY", "HIERARCHIE", "line 1 stands “HIERARCHIE” where HIERARCHY"),
        ("ROOT Hips", "JOINT Hips", "line 2 stands “JOINT”"),
        ("OFFSET 0 2 0", "OFFSET 0 two 0", "line 7 stands “two” where 0.0"),
        ("OFFSET 0 2 0", "OFFSET 0 nan 0", "line 7 stands “nan”"),
        ("OFFSET 0 2 0", "OFFSET 0 1e300 0", "line 7 stands “1e300”"),
        ("CHANNELS 1 Yrotation", "CHANNELS 1 Wrotation", "line 12 stands “Wrotation” where Xposition … Zrotation"),
        ("CHANNELS 1 Yrotation", "CHANNELS 99 Yrotation", "line 12 stands “99” where 0 … 6"),
        ("MOTION", "}", "line 20 stands “}” where MOTION"),
        ("Frames: 3", "Frames: 4", "ends too early, after line 26"),
        ("Frames: 3", "Frames: 900000", "has 900,000 frames of 10 numbers; at most 2,000,000"),
        ("Frames: 3", "Frames: 0", "has 0 frames"),
        ("0.025", "0", "lasts 0.0 s"),
        ("MOTION", "ROOT second", "line 20 stands “ROOT” where MOTION"),
        ("  JOINT Upper", "  ROOT Upper", "line 6 stands “ROOT”"),
    ],
)
def test_a_broken_file_is_told_with_its_line(old, new, said):
    assert ARM.count(old) >= 1
    with pytest.raises(Problem) as refused:
        bvh.read(ARM.replace(old, new, 1))
    assert said in str(refused.value)


def test_endless_skeletons_are_refused():
    with pytest.raises(Problem, match="at most 500 joints"):
        bvh.read("HIERARCHY ROOT a { OFFSET 0 0 0 " + "JOINT b { " * 100_000)


@given(st.integers(0, len(ARM)), st.text(max_size=12))
def test_any_damage_is_read_or_told(place, put):
    try:
        found = bvh.read(ARM[:place] + put + ARM[place + len(put) :])
        assert np.isfinite(found.places).all()
    except Problem:
        return  # any other error fails the test
