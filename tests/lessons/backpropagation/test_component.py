import json
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.lessons.backpropagation import backpropagation as component
from explorer.lessons.backpropagation import kept
from explorer.lessons.backpropagation.backpropagation import WORDS, Labels, message
from explorer.lessons.backpropagation.record import BINARY, SOFTMAX
from tests.declared import declared

LABELS = Labels(list("The cats ate"), list("he cats ate "), [("e", 0.5)] * 12, [2], "LSTM", "after 3,000 steps")


def sent(one, labels=LABELS, **how):
    packed = message(one, labels, **how)
    length = struct.unpack("<I", packed[:4])[0]
    header, rest = json.loads(packed[4 : 4 + length]), packed[4 + length :]
    arrays = [np.frombuffer(rest, "<f4", a["shape"][0] // 4, a["offset"]) for a in header["arrays"]]
    return header, dict(zip(header["fields"], arrays, strict=True))


def test_everything_travels_once_in_full():
    one = kept.find(SOFTMAX, "english", "lstm", 3000)
    header, fields = sent(one)
    assert (header["steps"], header["units"], header["family"], header["loss"]) == (12, 64, "lstm", SOFTMAX)
    assert set(fields) >= {"hidden", "direct", "total", "memory", "memoryTotal", "update", "forget", "output"}
    for name, values in {"hidden": one.hidden, "memoryTotal": one.memory_total, "forget": one.gates["forget"]}.items():
        np.testing.assert_allclose(fields[name].reshape(12, 64), values, rtol=1e-6)
    np.testing.assert_allclose(header["contributions"], one.contributions, rtol=1e-6)
    np.testing.assert_allclose(header["total"], np.linalg.norm(one.total, axis=1), rtol=1e-6)
    np.testing.assert_allclose(header["gathered"][0], one.gathered[0], rtol=1e-6)
    assert header["unit"] == np.abs(one.total).mean(axis=0).argmax()
    assert header["chance"] == pytest.approx(one.wanted, rel=1e-6)


def test_a_binary_network_shows_its_one_output_and_the_simple_gru_a_grus_colour():
    one = kept.find(BINARY, "english", "gru-simple", 15)
    nine = replace(LABELS, read=LABELS.read[:9], wanted=["0"] * 9, guess=[])
    header, fields = sent(one, nine)
    assert header["chance"] == pytest.approx(one.chances[:, 0], rel=1e-6)
    assert (header["family"], header["memoryTotal"]) == ("gru", None)
    assert "memory" not in fields


def test_what_the_link_says_is_passed_on_as_far_as_it_makes_sense():
    one = kept.find(SOFTMAX, "english", "rnn", 3000)
    header, _ = sent(one, at="b3", only=11, linear=True, version=2)
    assert (header["at"], header["only"], header["linear"], header["version"]) == ("b3", 11, True, 2)
    assert [sent(one, only=only)[0]["only"] for only in (12, -1, None)] == [None] * 3


def test_labels_must_fit_and_texts_be_whole():
    one = kept.find(SOFTMAX, "english", "rnn", 3000)
    with pytest.raises(ValueError, match="read must have one entry a step, 12; got 2"):
        message(one, replace(LABELS, read=["a", "b"]))
    with pytest.raises(ValueError, match="texts lacks"):
        message(one, LABELS, texts={"play": "x"})


def test_the_scripts_know_every_text():
    scripts = "".join(path.read_text(encoding="utf-8") for path in Path(component.__file__).parent.glob("*.js"))
    looked_up = {"language", "log", "linear", *(name for name in WORDS if name.startswith("way_"))}
    for name in set(WORDS) - looked_up:
        assert f"words.{name}" in scripts, name


def test_the_script_declares_what_is_sent():
    header, _ = sent(kept.find(SOFTMAX, "english", "lstm", 3000))
    assert set(header) == declared("lessons/backpropagation/backpropagation", "Message")
