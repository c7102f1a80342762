"""The body that motions are told of: 19 joints, and the bones between them.

A motion is [frame, joint, xyz] in mm: x to the person's left, y up, z forwards, for whom it faces so; the pelvis is
wherever the origin is. These joints, in this order, are those of motions of the CMU Graphics Lab Motion Capture
Database as they are cut for recognising activities: the left leg has no ankle there, and the chest none of its own.
"""

from __future__ import annotations

from explorer.problem import N_

JOINTS = (
    N_("pelvis"),
    N_("left hip"),
    N_("left knee"),
    N_("left toes"),
    N_("right hip"),
    N_("right knee"),
    N_("right ankle"),
    N_("right toes"),
    N_("lower back"),
    N_("upper back"),
    N_("chest"),
    N_("neck"),
    N_("head"),
    N_("left shoulder"),
    N_("left elbow"),
    N_("left wrist"),
    N_("right shoulder"),
    N_("right elbow"),
    N_("right wrist"),
)
"""What each joint is called, in the order in which they come. Upper back and chest lie in one place in some sets."""

BONES = (
    (0, 1),
    (1, 2),
    (2, 3),
    (0, 4),
    (4, 5),
    (5, 6),
    (6, 7),
    (0, 8),
    (8, 9),
    (9, 10),
    (10, 11),
    (11, 12),
    (10, 13),
    (13, 14),
    (14, 15),
    (10, 16),
    (16, 17),
    (17, 18),
)
"""Pairs of joints."""
