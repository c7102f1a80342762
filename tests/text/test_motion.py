"""Motions that people bring: tables and BVH as the same 19 joints, and a clear word about what is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.tasks._figure import clips
from explorer.text import motion
from explorer.text.motion import RATE, TRUNK, checked, read
from explorer.text.skeleton import BONES, JOINTS

WALK = clips(np.random.default_rng(0), 3).joints[:, 1].round(2)  # [24, 19, 3]

NAMES = {
    "CMU": (
        "Hips LHipJoint/LeftUpLeg LeftLeg LeftToeBase RightUpLeg RightLeg RightFoot RightToeBase Spine Spine1 - Neck "
        "Neck1 LeftArm LeftForeArm LeftHand RightArm RightForeArm RightHand"
    ),
    "Mixamo": (
        "mixamorig:Hips mixamorig:LeftUpLeg mixamorig:LeftLeg mixamorig:LeftToeBase mixamorig:RightUpLeg "
        "mixamorig:RightLeg mixamorig:RightFoot mixamorig:RightToeBase mixamorig:Spine1 mixamorig:Spine2 - "
        "mixamorig:Neck mixamorig:Head mixamorig:LeftShoulder/mixamorig:LeftArm mixamorig:LeftForeArm "
        "mixamorig:LeftHand mixamorig:RightArm mixamorig:RightForeArm mixamorig:RightHand"
    ),
    "Biovision": (
        "Hips LeftHip LeftKnee LeftToe RightHip RightKnee RightAnkle RightToe Chest Chest2 - Neck Head "
        "LeftCollar/LeftShoulder LeftElbow LeftWrist RightShoulder RightElbow RightWrist"
    ),
    "Poser": "hip lThigh lShin lToe rThigh rShin rFoot rToe abdomen chest - neck head lShldr lForeArm lHand rShldr "
    "rForeArm rHand",
    "Blender": "hips thigh.L shin.L toe.L thigh.R shin.R foot.R toe.R spine chest - neck head upper_arm.L forearm.L "
    "hand.L upper_arm.R forearm.R hand.R",
}


def as_bvh(body, names, rate=40.0):
    """A skeleton that stands as `body` [19, 3] does, moves along x, and never turns."""
    parent = {end: start for start, end in BONES} | {11: 9, 13: 9, 16: 9}
    children = {joint: [other for other in parent if parent[other] == joint and other != 10] for joint in range(19)}

    def lines(joint, above):
        many = names[joint].split("/")
        for n, name in enumerate(many):
            offset = body[joint] - above if n == 0 else np.zeros(3)
            yield f"{'JOINT' if joint or n else 'ROOT'} {name}\n{{\nOFFSET {' '.join(map(str, offset))}"
            yield "CHANNELS 3 Xposition Yposition Zposition" if joint == n == 0 else "CHANNELS 0"
        for child in children[joint]:
            yield from lines(child, body[joint])
        if not children[joint]:
            yield "End Site\n{\nOFFSET 0 1 0\n}"
        yield "}\n" * len(many)

    places = "\n".join(f"{body[0, 0] + 5 * frame} {body[0, 1]} {body[0, 2]}" for frame in range(3))
    tree = "\n".join(lines(0, np.zeros(3)))
    return f"HIERARCHY\n{tree}\nMOTION\nFrames: 3\nFrame Time: {1 / rate}\n{places}\n"


def as_table(joints, separator=",", header=False, numbered=False):
    lines = []
    if header:
        lines.append(
            separator.join([*(["frame"] * numbered), *(f"{name} {axis}" for name in JOINTS for axis in "xyz")])
        )
    for frame, row in enumerate(joints.reshape(len(joints), -1).tolist()):
        lines.append(separator.join([*([str(frame)] * numbered), *map(str, row)]))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("separator", [",", ";", "\t", " ", "|"])
@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("numbered", [False, True])
def test_a_table_is_the_motion_that_was_written(separator, header, numbered):
    if separator == " " and header:
        return  # a header of names with spaces needs a separator of its own
    found = read(as_table(WALK, separator, header, numbered))
    np.testing.assert_allclose(found.joints, WALK)
    assert (found.rate, found.scale, found.turned) == (RATE, 1.0, False)


def test_decimal_commas_and_trailing_separators_are_read():
    written = as_table(WALK, ";").replace(".", ",").replace("\n", ";\r\n")
    np.testing.assert_allclose(read("\ufeff" + written).joints, WALK)


def test_other_units_and_another_direction_of_up_are_told():
    metres = read(as_table(WALK / 1000))
    trunk = np.median(np.linalg.norm(WALK[:, 12] - WALK[:, 0], axis=-1))
    assert metres.scale == pytest.approx(1000 * TRUNK / trunk)
    np.testing.assert_allclose(metres.joints, WALK * TRUNK / trunk)
    z_up = np.stack([WALK[..., 0], -WALK[..., 2], WALK[..., 1]], axis=-1)
    turned = read(as_table(z_up))
    assert turned.turned
    np.testing.assert_allclose(turned.joints, WALK)


@pytest.mark.parametrize("convention", NAMES)
def test_bvh_joints_are_found_by_the_names_of_each_convention(convention):
    names = NAMES[convention].split()
    found = read(as_bvh(WALK[0], names, 100.0))
    assert found.rate == pytest.approx(100)
    expected = WALK[0].copy()
    expected[10] = expected[9]
    np.testing.assert_allclose(found.joints[0], expected, atol=1e-6)
    np.testing.assert_allclose(found.joints[2] - found.joints[0], np.broadcast_to([10, 0, 0], (19, 3)), atol=1e-6)


def test_joints_that_a_bvh_file_lacks_are_named():
    names = [name.replace("LeftHand", "Hook").replace("Spine1", "Rod") for name in NAMES["CMU"].split()]
    with pytest.raises(Problem) as refused:
        read(as_bvh(WALK[0], names))
    assert "not found in this BVH file: lower back, upper back, chest, left wrist. It names" in str(refused.value)
    assert "Hook" in str(refused.value)


def test_another_rate_is_the_same_motion():
    fine = motion.Motion(np.repeat(np.arange(9.0), 57).reshape(9, 19, 3), rate=80.0)
    coarse = fine.at(40.0)
    assert (coarse.rate, coarse.joints[:, 0, 0].tolist()) == (40.0, [0, 2, 4, 6, 8])
    assert coarse.at(160.0).joints[:4, 5, 1].tolist() == [0, 0.5, 1, 1.5]
    assert fine.at(80.0).joints is fine.joints


def broken(line, column, cell):
    lines = [row.split(",") for row in as_table(WALK).splitlines()]
    lines[line - 1][column - 1 : column] = cell
    return "\n".join(map(",".join, lines))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("\n\n", "it is empty"),
        (broken(3, 5, []), "Line 3 of this table has 56 numbers; expected 57"),
        (broken(24, 5, ["1"] * 4), "Line 24 of this table has 60 numbers"),
        (broken(3, 5, ["nan"]), "line 3, column 5 of this table stands “nan”"),
        (broken(3, 57, [""]), "Line 3 of this table has 56 numbers"),
        (broken(1, 7, ["1.2.3"]), "line 1, column 7 of this table stands “1.2.3”"),
        (broken(2, 7, ["1e400"]), "line 2, column 7"),
        (broken(2, 7, ["1e30"]), "Frame 2 of this motion is broken: x of joint 3"),
        ("frame,x,y", "got 0."),
        ("The quick brown fox.\nIt jumps.", "Line 2 of this table has 2 numbers"),
        (as_table(np.ones((3, 19, 3))), "All joints of this motion lie in one place"),
        ("HIERARCHY\n", "ends too early"),
    ],
)
def test_what_is_no_motion_is_told(text, said):
    with pytest.raises(Problem) as refused:
        read(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("joints", "said"),
    [
        (np.zeros((24, 18, 3)), r"got \[24, 18, 3\]"),
        (np.zeros((0, 19, 3)), r"got \[0, 19, 3\]"),
        (np.zeros(57), r"got \[57\]"),
        ([[1, 2], [3]], "got ragged"),
        ("no motion", "got ragged"),
        (np.full((2, 19, 3), np.nan), "Frame 1 of this motion is broken: x of joint 1 is nan"),
        (np.full((2, 19, 3), -np.inf), "is -inf"),
        (np.zeros((100_001, 19, 3), np.int8), "at most 100,000 frames; this one has 100,001"),
    ],
)
def test_arrays_that_are_no_motion_are_told(joints, said):
    with pytest.raises(Problem, match=said):
        checked(joints)


def test_arrays_of_whole_numbers_and_flat_rows_are_motions():
    whole = WALK.astype(np.int16)
    np.testing.assert_array_equal(checked(whole), whole)
    np.testing.assert_array_equal(checked(whole.reshape(24, 57)), whole)


def test_a_table_of_too_many_frames_is_refused_before_it_is_read():
    with pytest.raises(Problem, match="at most 100,000 frames"):
        read("1,2\n" * 200_000)


@given(st.text(max_size=80), st.sampled_from(["", "HIERARCHY\n", "1,2,3\n"]))
def test_any_text_is_a_motion_or_a_problem(text, before):
    try:
        assert len(read(before + text)) > 0
    except Problem:
        return  # any other error fails the test
