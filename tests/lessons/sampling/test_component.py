import json
import struct

import numpy as np
import pytest

from explorer.lessons.sampling.sampling import LONGEST, WORDS, Hand, Start, message
from tests.declared import declared

SYMBOLS = ("⟨UNK⟩", "a", "b")
WEIGHTS = {
    "cells.0.W_a": np.arange(20, dtype=np.float32).reshape(4, 5)[:, :5] / 7,
    "cells.0.b_a": np.ones(4, np.float32),
    "W_y": np.full((3, 4), 0.5, np.float32),
    "b_y": np.zeros(3, np.float32),
}


def hand(**changed: object) -> Hand:
    told = {
        "cell": "rnn",
        "title": "RNN",
        "caption": "",
        "warning": "",
        "parameters": WEIGHTS,
        "options": {"activation": "tanh"},
        "order": (3, 1, 0, 2),
    }
    return Hand(**(told | changed))


def sent(*hands: Hand, **changed: object) -> tuple[dict, bytes]:
    told = {
        "symbols": SYMBOLS,
        "names": SYMBOLS,
        "joint": "",
        "prompt": [(1, "a"), (0, "й")],
        "levels": np.linspace(0, 0.99, LONGEST),
        "start": Start(picks={"rnn": {4: 2}}, cursor=5),
    }
    packed = message(hands or [hand()], **(told | changed))
    length = struct.unpack("<I", packed[:4])[0]
    return json.loads(packed[4 : 4 + length]), packed[4 + length :]


def test_weights_and_random_numbers_arrive_bit_for_bit() -> None:
    header, payload = sent()

    def read(place: int, kind: str) -> np.ndarray:
        offset, (size,) = header["arrays"][place]["offset"], header["arrays"][place]["shape"]
        return np.frombuffer(payload[offset : offset + size], kind)

    np.testing.assert_array_equal(read(0, "<f8"), np.linspace(0, 0.99, LONGEST))
    for name, where in header["networks"][0]["parameters"].items():
        assert where["shape"] == list(WEIGHTS[name].shape)
        np.testing.assert_array_equal(read(where["array"], "<f4"), WEIGHTS[name].ravel())


def test_the_header_says_where_the_writing_stands() -> None:
    header, _ = sent()
    assert header["start"] == {"nonce": 0, "plan": [[0, 0.7, 0, 1.0]], "picks": {"rnn": {"4": 2}}, "cursor": 5}
    assert header["prompt"] == [[1, "a"], [0, "й"]]


def test_the_same_is_told_apart_from_everything_else() -> None:
    first = sent()[0]["id"]
    other = {**WEIGHTS, "b_y": np.ones(3, np.float32)}
    assert sent(start=Start(cursor=9, nonce=4))[0]["id"] == first  # only where it stands, not what it is
    changed = [sent(hand(parameters=other)), sent(prompt=[(1, "a")]), sent(levels=np.zeros(LONGEST))]
    assert len({first, *(header["id"] for header, _ in changed)}) == 4


def test_networks_are_the_same_in_whatever_order_a_file_gives_their_weights() -> None:
    assert sent(hand(parameters=dict(reversed(WEIGHTS.items())))) == sent()


def test_markup_stays_text() -> None:
    header, _ = sent(prompt=[(0, "<img src=x onerror=alert(1)>")])
    assert header["prompt"] == [[0, "<img src=x onerror=alert(1)>"]]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cell": "transformer"}, "cell must be one of"),
        ({"options": {}}, "activation"),
        ({"order": (0, 1, 2)}, "each of the 4 units"),
        ({"parameters": {"W_y": WEIGHTS["W_y"]}}, "no readout"),
        ({"parameters": {**WEIGHTS, "W_y": np.zeros((5, 4))}}, r"\[3 symbols, hidden\]; got \(5, 4\)"),
    ],
)
def test_a_network_that_does_not_fit_is_refused(changed: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sent(hand(**changed))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"names": ("a",)}, "name for each of 3"),
        ({"levels": np.zeros(3)}, r"levels must be \[400\]; got \(3,\)"),
        ({"prompt": [(3, "c")]}, "below 3"),
        ({"words": dict.fromkeys(list(WORDS)[1:], "")}, "lacks"),
    ],
)
def test_what_does_not_fit_the_symbols_is_refused(changed: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sent(**changed)


def test_the_script_declares_what_is_sent() -> None:
    header, _ = sent()
    network = declared("browser/network", "Described") | declared("lessons/sampling/sampling", "Writer")
    assert set(header) == declared("lessons/sampling/sampling", "Data")
    assert set(header["networks"][0]) == network
    assert set(header["start"]) == declared("lessons/sampling/sampling", "Start") | {"nonce"}
