from __future__ import annotations

import json
import struct
from dataclasses import replace

import numpy as np
import pytest

from explorer.lessons.probability.probability import WORDS, Line, Links, Model, message
from tests.declared import declared

LINES = [
    Line(["the", "⟨UNK⟩", "⟨EOS⟩"], ["The", "Mau", ""], [False, True, False], np.array([0.0, -7.5, 0.0])),
    Line(["a", "⟨EOS⟩"], ["a", ""], [False, False], np.zeros(2)),
]
SYMBOLS = [f"s{i}" for i in range(1000)]


def links(time, start=700):
    best = start + np.arange(time * 2).reshape(time, 2)
    return Links(np.linspace(-0.123456789, -30, time), np.arange(1, time + 1), best, np.full((time, 2), 0.25))


MODELS = [
    Model("rnn", "RNN", "after 3 steps", "", [links(3), links(2)]),
    Model("ngram", "Trigram", "", "", [links(3), links(2)]),
]


def unpacked(packed):
    length = struct.unpack("<I", packed[:4])[0]
    return json.loads(packed[4 : 4 + length])


def test_the_message_holds_every_number_and_only_the_symbols_that_are_guessed():
    header = unpacked(message(LINES, MODELS, symbols=SYMBOLS, cursor=(0, 1)))
    assert [line["tokens"] for line in header["lines"]] == [["the", "⟨UNK⟩", "⟨EOS⟩"], ["a", "⟨EOS⟩"]]
    assert header["lines"][0]["unknown"] == [False, True, False]
    assert header["lines"][0]["spelt"] == [0, -7.5, 0]
    first = header["models"][0]["sentences"][0]
    np.testing.assert_allclose(first["factors"], links(3).factors, rtol=1e-6)
    assert first["rank"] == [1, 2, 3]
    assert first["chances"] == [[0.25, 0.25]] * 3
    assert header["symbols"] == [f"s{i}" for i in range(700, 706)]
    assert [[header["symbols"][i] for i in row] for row in first["best"]] == [
        ["s700", "s701"],
        ["s702", "s703"],
        ["s704", "s705"],
    ]
    assert (header["size"], header["cursor"], header["mode"], header["unit"]) == (1000, [0, 1], "sum", "nats")
    assert header["words"] == dict(WORDS)


@pytest.mark.parametrize(("asked", "given"), [((9, 9), [1, 1]), ((-1, -5), [0, 0]), ((1, 0), [1, 0])])
def test_a_cursor_outside_is_brought_inside(asked, given):
    assert unpacked(message(LINES, MODELS, symbols=SYMBOLS, cursor=asked))["cursor"] == given


def test_switches_travel():
    header = unpacked(message(LINES, MODELS, symbols=SYMBOLS, per_token=True, bits=True, pinned=True))
    assert (header["mode"], header["unit"], header["pinned"]) == ("mean", "bits", True)


@pytest.mark.parametrize(
    ("lines", "models", "words"),
    [
        ([], MODELS, "1 to 26 sentences"),
        (LINES, [], "1 to 4 models"),
        (LINES, [replace(MODELS[0], name="cnn")], "name must be one of"),
        (LINES, [replace(MODELS[0], sentences=[links(3)])], "2 sentences expected"),
        (LINES, [replace(MODELS[0], sentences=[links(2), links(2)])], r"must be \[3, k\]"),
        (LINES, [replace(MODELS[0], sentences=[replace(links(3), rank=np.ones(2)), links(2)])], r"must be \[3\]"),
        (
            LINES,
            [replace(MODELS[0], sentences=[replace(links(3), factors=np.full(3, np.nan)), links(2)])],
            "must be finite",
        ),
        ([replace(LINES[0], pieces=["x"]), LINES[1]], MODELS, "one entry a token"),
    ],
)
def test_what_does_not_fit_is_refused(lines, models, words):
    with pytest.raises(ValueError, match=words):
        message(lines, models, symbols=SYMBOLS)


def test_missing_texts_are_named():
    with pytest.raises(ValueError, match="axis_sum"):
        message(
            LINES, MODELS, symbols=SYMBOLS, texts={name: text for name, text in WORDS.items() if name != "axis_sum"}
        )


def test_the_script_declares_what_is_sent():
    header = unpacked(message(LINES, MODELS, symbols=SYMBOLS))
    script = "lessons/probability/probability"
    assert set(header) == declared(script, "Data")
    assert set(header["lines"][0]) == declared(script, "Line")
    assert set(header["models"][0]) == declared(script, "Model")
    assert set(header["models"][0]["sentences"][0]) == declared(script, "Links")
