import json
import struct
from pathlib import Path

import numpy as np
import pytest

from explorer.lessons.memorization import complete as component
from explorer.lessons.memorization.complete import WORDS, Completion, message
from tests.declared import declared

SHARES = np.array([0.04, 0.32, 0.64])
ONE = Completion("gru", "GRU", [("<b>", 0.61239, SHARES), ("the", 0.2, SHARES[::-1])])


def sent(*completions, text="a <", limit=9, **changes):
    packed = message(completions or [ONE], text=text, limit=limit, **changes)
    length = struct.unpack("<I", packed[:4])[0]
    header, rest = json.loads(packed[4 : 4 + length]), packed[4 + length :]
    return header, [np.frombuffer(rest, np.uint8, int(np.prod(a["shape"])), a["offset"]) for a in header["arrays"]]


def test_words_and_the_letters_they_lean_on_travel_together():
    header, arrays = sent(ONE, Completion("lstm", "LSTM", [("cat", 1.0, SHARES)]))
    assert header["text"] == "a <"
    first, second = header["networks"]
    assert (first["words"], first["chances"], first["array"]) == (["<b>", "the"], [0.6124, 0.2], 0)
    assert (second["cell"], second["array"]) == ("lstm", 2)
    for array, shares in zip(arrays, (SHARES, SHARES[::-1], SHARES), strict=True):
        np.testing.assert_allclose((array / 255.0) ** 2, shares, atol=0.005)


def test_what_shows_as_nothing_is_named_and_still_written_as_it_is():
    header, _ = sent(Completion("rnn", "RNN", [("\ufe0f", 1.0, SHARES)]), text="❤\ufe0f ")
    assert header["letters"] == ["❤", "U+FE0F", " "]
    assert (header["networks"][0]["words"], header["networks"][0]["names"]) == (["\ufe0f"], ["U+FE0F"])


def test_an_empty_text_has_no_words():
    header, arrays = sent(Completion("rnn", "RNN", []), text="")
    assert header["networks"][0]["words"] == []
    assert arrays == []


@pytest.mark.parametrize(
    ("completion", "changes", "said"),
    [
        (Completion("transformer", "T", []), {}, "cell must be one of"),
        (Completion("rnn", "RNN", [("a", 0.1, SHARES)] * 4), {}, "at most 3 words"),
        (Completion("rnn", "RNN", [("a", 0.1, SHARES[:2])]), {}, r"must be \[3\]"),
        (ONE, {"limit": 2}, "at most 2 characters"),
        (ONE, {"texts": {"label": "x"}}, "lacks"),
    ],
)
def test_what_does_not_fit_is_named(completion, changes, said):
    with pytest.raises(ValueError, match=said):
        sent(completion, **changes)


def test_the_script_knows_every_text():
    script = Path(component.__file__).with_suffix(".js").read_text(encoding="utf-8")
    for name in WORDS:
        assert f"words.{name}" in script, name


def test_the_script_declares_what_is_sent():
    header, _ = sent()
    assert set(header) == declared("lessons/memorization/complete", "Data")
    assert set(header["networks"][0]) == declared("lessons/memorization/complete", "Completions")
