import json
import struct

import numpy as np
import pytest

from explorer.lessons.gates.gates import WORDS, Found, Quantity, heard, message
from tests.declared import declared

STATE = Quantity("hidden", "Hidden state", "a", np.array([[-1.0, 0.0, 1.0], [0.5, 5.0, np.nan]]))
GATE = Quantity("update", "Update gate", "Γu", np.array([[0.0, 0.5, 1.0], [1.0, 1.0, 0.2]]), "sequential", 0.0, 1.0)
GIVEN = {
    "cell": "gru",
    "title": "GRU",
    "text": ["a", "<b>", "c"],
    "order": [1, 0],
    "facts": ["x", "y"],
    "unit": 1,
    "quantity": "update",
}


def sent(quantities=(STATE, GATE), **changes):
    packed = message(list(quantities), **{**GIVEN, **changes})
    length = struct.unpack("<I", packed[:4])[0]
    header, rest = json.loads(packed[4 : 4 + length]), packed[4 + length :]
    arrays = [np.frombuffer(rest, np.uint8, int(np.prod(a["shape"])), a["offset"]) for a in header["arrays"]]
    return header, [array.reshape(a["shape"]) for array, a in zip(arrays, header["arrays"], strict=True)]


def test_values_travel_on_their_fixed_scales():
    header, (state, gate) = sent()
    assert state.tolist() == [[0, 128, 255], [191, 255, 128]]
    assert gate.tolist() == [[0, 128, 255], [255, 255, 51]]
    assert [(one["name"], one["symbol"], one["low"], one["high"]) for one in header["quantities"]] == [
        ("hidden", "a", -1, 1),
        ("update", "Γu", 0, 1),
    ]
    assert (header["unit"], header["quantity"], header["order"]) == (1, "update", [1, 0])


def test_a_network_that_was_given_more_units_than_can_be_chosen_is_shown_too():
    """An RNN with as many parameters as an LSTM of 512 units."""
    wide = Quantity("hidden", "Hidden state", "a", np.zeros((1025, 3)))
    header, (state,) = sent([wide], order=range(1025), facts=["x"] * 1025, unit=1024)
    assert (header["unit"], state.shape) == (1024, (1025, 3))


def test_nonsense_in_a_link_becomes_the_first_of_everything():
    header, _ = sent(unit=99, quantity="<b>", cursor=99, span=(2, 9))
    assert (header["unit"], header["quantity"], header["cursor"], header["span"]) == (1, "hidden", 2, None)


def test_an_answer_is_text():
    found = Found(0, 1, [1], "said", "elsewhere", [("<i>", "in", "after", 2)])
    header, _ = sent(span=(0, 1), found=found)
    assert header["span"] == [0, 1]
    assert header["found"]["passages"] == [["<i>", "in", "after", 2]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cell": "mlp"},
        {"text": []},
        {"text": ["a"] * 401},
        {"order": [0, 0]},
        {"order": []},
        {"facts": ["x"]},
        {"words": {}},
        {"text": ["a", "b"]},
    ],
)
def test_what_does_not_fit_is_refused(wrong):
    with pytest.raises(ValueError, match=r"must|lacks|there are"):
        sent(**wrong)


def test_there_must_be_something_to_colour_the_text_with():
    with pytest.raises(ValueError, match="quantity"):
        sent(())


def test_what_the_browser_says_counts_for_its_text_and_wish_only():
    header, _ = sent(wish=3)
    said = {"token": header["token"], "span": [0, 2]}
    assert heard(said, GIVEN["text"], 3, None) == (0, 2)
    assert heard(said, GIVEN["text"], 4, (1, 1)) == (1, 1)
    assert heard(said, ["x", "y", "z"], 3, (1, 1)) == (1, 1)
    assert heard({**said, "span": None}, GIVEN["text"], 3, (1, 1)) is None
    for nonsense in (None, [0, 1], {"span": [0, 1]}, {**said, "span": ["a", 2]}, {**said, "span": [2, 0]}):
        assert heard(nonsense, GIVEN["text"], 3, None) is None


def test_all_texts_are_there():
    header, _ = sent()
    assert header["words"] == dict(WORDS)


def test_the_script_declares_what_is_sent():
    header, _ = sent(span=(0, 1), found=Found(0, 1, [1], "said", "elsewhere", []))
    assert set(header) == declared("lessons/gates/gates", "Data")
    assert set(header["found"]) == declared("lessons/gates/gates", "Answer")
    assert set(header["quantities"][0]) == declared("lessons/gates/gates", "Quantity")
