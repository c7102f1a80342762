import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.lessons.memorization import memorization as component
from explorer.lessons.memorization.memorization import WORDS, Ribbon, decades, message
from tests.declared import declared

TIME = 4
SHARES = np.tril(np.ones((TIME, TIME))) / np.arange(1, TIME + 1)[:, None]
ONE = Ribbon(
    cell="gru",
    title="GRU",
    caption="after 3 steps",
    warning="",
    shares=SHARES,
    strengths=SHARES * 10,
    best=np.array([[1, 2, 3]] * TIME),
    chances=np.array([[0.5, 0.25, 0.0]] * TIME),
    asked=np.array([4, 3, 2, 1]),
    asked_chance=np.zeros(TIME),
    near=np.ones(TIME),
    before=np.full(TIME, 0.1234),
    top=np.array([-1, -1, 0, 0]),
    top_share=np.zeros(TIME),
    far=np.full(TIME, -1),
    far_share=np.zeros(TIME),
)


def sent(one=ONE, **changes):
    given = {"text": list("a <b"), "unknown": [3], "symbols": list("uvwxyz"), "words": [(0, 0)], "cursor": 9}
    packed = message([one], **{**given, **changes})
    length = struct.unpack("<I", packed[:4])[0]
    header, rest = json.loads(packed[4 : 4 + length]), packed[4 + length :]
    arrays = [np.frombuffer(rest, np.uint8, int(np.prod(a["shape"])), a["offset"]) for a in header["arrays"]]
    return header, arrays


def test_the_lower_triangle_travels_once_as_bytes():
    header, arrays = sent()
    shares, strengths, best, chances, asked, _ = arrays
    lower = SHARES[np.tril_indices(TIME)]
    assert len(shares) == len(strengths) == TIME * (TIME + 1) // 2
    np.testing.assert_allclose((shares / 255) ** 2, lower, atol=0.005)
    np.testing.assert_allclose(10.0 ** (-6 + (strengths.astype(float) - 1) / 254 * 9), 10 * lower, rtol=0.05)
    assert best.view("<u2").tolist() == [0, 1, 2] * TIME  # places in the names that travel
    assert header["symbols"] == ["v", "w", "x", "y"]
    assert chances[:3].tolist() == [128, 64, 0]
    assert asked.view("<u2").tolist() == [3, 2, 1, 0]
    assert header["ribbons"][0]["before"] == [123] * TIME


def test_the_text_travels_as_it_is_and_the_cursor_stays_inside():
    header, _ = sent()
    assert header["text"] == ["a", " ", "<", "b"]
    assert header["cursor"] == TIME - 1
    assert header["unknown"] == [3]


def test_two_hundred_letters_in_three_networks_stay_small():
    time = 200
    big = {
        name: np.ones((time, *np.shape(value)[1:]) if np.ndim(value) == 1 else (time, np.shape(value)[1]))
        for name, value in vars(ONE).items()
        if isinstance(value, np.ndarray)
    }
    big |= {"shares": np.ones((time, time)), "strengths": np.ones((time, time))}
    one = replace(ONE, **big)
    packed = message([one] * 3, text=["a"] * time, unknown=[], symbols=["a", "b"], words=[], cursor=0)
    assert len(packed) < 150_000


def test_of_thousands_of_words_only_those_that_are_shown_travel():
    names = [f"word{i}" for i in range(5000)]
    header, arrays = sent(replace(ONE, best=np.array([[4999, 7, 300]] * TIME), asked=np.full(TIME, 300)), symbols=names)
    assert header["symbols"] == ["word7", "word300", "word4999"]
    assert header["long"]
    assert arrays[2].view("<u2")[:3].tolist() == [2, 0, 1]
    assert arrays[4].view("<u2").tolist() == [1] * TIME


def test_decades_have_a_floor_and_a_ceiling():
    assert decades(np.array([0.0, 1e-7, 1e-6, 1.0, 1e5])).tolist() == [0, 0, 1, 170, 255]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cell": "transformer"}, "cell must be one of"),
        ({"shares": np.ones((3, 4))}, r"shares must be \[4, 4\]"),
        ({"best": np.ones((4, 5))}, "best must be"),
        ({"near": np.ones(3)}, r"near must be \[4\]"),
    ],
)
def test_what_does_not_fit_is_named(changes, said):
    with pytest.raises(ValueError, match=said):
        sent(replace(ONE, **changes))


def test_lengths_symbols_and_words_have_limits():
    for changes in ({"text": []}, {"text": ["a"] * 401}, {"texts": {"walk": "x"}}):
        with pytest.raises(ValueError, match=r"must have|at most|lacks"):
            sent(**changes)


def test_the_script_knows_every_text():
    script = "".join(path.read_text(encoding="utf-8") for path in Path(component.__file__).parent.glob("*.js"))
    for name in set(WORDS) - {
        "language",
        "share",
        "absolute",
        "share_unit",
        "absolute_unit",
    }:  # those are looked up by scale
        assert f"words.{name}" in script, name


def test_the_script_declares_what_is_sent():
    header, _ = sent()
    assert set(header) == declared("lessons/memorization/memorization", "Message")
    assert set(header["ribbons"][0]) == declared("lessons/memorization/memorization", "Network")
