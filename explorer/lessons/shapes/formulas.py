"""The lecture's formula of each shape, for each cell: lines in which `_{…}` is below and `^{…}` above.

Source: lecture 8, “Пряме поширення”; with gates the step is that of “Full GRU” and “LSTM”, here by its name alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

_T, _BEFORE = "^{⟨t⟩}", "^{⟨t−1⟩}"
_ANSWER = "ŷ^{⟨t⟩} = g_2(W_{ya} a^{⟨t⟩} + b_y)"


def _step(cell: str, state: str, read: str, name: str) -> str:
    """One step of a cell from the state before and from what is `read`, of which the weights carry the `name`."""
    if cell == "rnn":
        weights = f"W_{{{state}{state}}} {state}{_BEFORE} + W_{{{state}{name}}} {read} + b_{state}"
        return f"{state}{_T} = g_1({weights})"
    memory = "c" if state == "a" else "d"
    if cell == "lstm":
        return f"{state}{_T}, {memory}{_T} = LSTM({state}{_BEFORE}, {memory}{_BEFORE}, {read})"
    return f"{state}{_T} = GRU({state}{_BEFORE}, {read})"


def _first(cell: str, read: str) -> str:
    """The first step, before which the state is 0."""
    return {
        "rnn": f"a^{{⟨1⟩}} = g_1(W_{{ax}} {read} + b_a)",
        "gru": f"a^{{⟨1⟩}} = GRU(0, {read})",
        "lstm": f"a^{{⟨1⟩}}, c^{{⟨1⟩}} = LSTM(0, 0, {read})",
    }[cell]


def _one_to_one(cell: str) -> Sequence[str]:
    return _first(cell, "x^{⟨1⟩}"), _ANSWER.replace("⟨t⟩", "⟨1⟩")


def _one_to_many(cell: str) -> Sequence[str]:
    return _first(cell, "x"), f"{_step(cell, 'a', f'ŷ{_BEFORE}', 'y')},  t > 1", _ANSWER


def _many_to_one(cell: str) -> Sequence[str]:
    return _step(cell, "a", f"x{_T}", "x"), "ŷ = g_2(W_{ya} a^{⟨T_x⟩} + b_y)"


def _many_to_many(cell: str) -> Sequence[str]:
    return _step(cell, "a", f"x{_T}", "x"), _ANSWER


def _encoder_decoder(cell: str) -> Sequence[str]:
    return (
        _step(cell, "a", f"x{_T}", "x"),
        "s^{⟨0⟩} = tanh(W_s a^{⟨T_x⟩} + b_s)",
        _step(cell, "s", f"ŷ{_BEFORE}", "y"),
        "α^{⟨t,t′⟩} = softmax_{t′}(s^{⟨t⟩} · W_α a^{⟨t′⟩}),  k^{⟨t⟩} = Σ_{t′} α^{⟨t,t′⟩} a^{⟨t′⟩}",
        "ŷ^{⟨t⟩} = g_2(W_y [s^{⟨t⟩}, k^{⟨t⟩}] + b_y)",
    )


FORMULAS: dict[str, Callable[[str], Sequence[str]]] = {
    "one-to-one": _one_to_one,
    "one-to-many": _one_to_many,
    "many-to-one": _many_to_one,
    "many-to-many": _many_to_many,
    "encoder-decoder": _encoder_decoder,
}
"""By the name of a kind: its lines for a cell."""
