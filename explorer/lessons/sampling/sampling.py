"""Networks that write: the distribution at a step, the draw, the text; computed in the browser from their weights."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explorer.browser._ask import listen, require
from explorer.browser._pack import Bytes, pack
from explorer.browser._source import component
from explorer.problem import N_
from explorer.records import Array, Floats

CELLS = ("rnn", "gru", "gru-simple", "lstm", "nested-lstm")
"""The cells that the browser can compute, as `explorer.cells` calls them."""
OPTIONS = {"rnn": "activation", "lstm": "output_activation"}
FIRST, LONGEST = 160, 400
"""Tokens written at first sight, and at most."""

WORDS: Mapping[str, str] = {
    "group": N_("Networks that write. Arrow keys move the step, space plays, Backspace undoes."),
    "play": N_("Write"),
    "pause": N_("Pause"),
    "back": N_("One step back"),
    "step": N_("One step on: draw, and read what was drawn"),
    "undo": N_("Undo"),
    "over": N_("Start over"),
    "over_help": N_("Back to the first step, without what was chosen by hand"),
    "rate": N_("{count}/s"),
    "speed": N_("Tokens a second"),
    "temperature": N_("temperature"),
    "k": N_("top-k"),
    "p": N_("top-p"),
    "all": N_("all"),
    "greedy": N_("0 · greedy"),
    "from_here": N_(
        "What stands before the marked step stays; from there on everything is drawn anew. Press a bar to choose it."
    ),
    "text": N_("{title} writes"),
    "by_hand": N_("chosen by hand"),
    "expects": N_("Expected next at ⟨{t}⟩"),
    "plain": N_("ŷ⟨t⟩"),
    "reshaped": N_("drawn from"),
    "others": N_("{count} others"),
    "pick": N_("Go on with “{symbol}” instead: {share}"),
    "hidden": N_("Hidden state a⟨t⟩ · slow units on top"),
    "hidden_label": N_("Hidden state of {title}: units from top to bottom, steps from left to right"),
    "broken": N_("Its scores are no longer numbers: training has diverged."),
    "end": N_("The longest text is {limit} tokens."),
    "said": N_("{title}: “{symbol}”, {share}"),
    "save": N_("Save the picture as {format}"),
    "save_text": N_("Text"),
    "save_text_help": N_("Save what they wrote as a text file"),
    "network": N_("Network"),
    "zero": N_("nothing: x⟨1⟩ = 0"),
    "language": "en",
}
"""The texts that the component shows; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True, eq=False)
class Hand:
    """One network that writes. `cell` gives colour and equations; `caption` follows the title in grey.

    `parameters` are its weights as `Network.state_dict` names them ("cells.0.W_u", …, "W_y", "b_y"), `options` those of
    the cell that its equations depend on. `order` says which unit of the last layer is drawn where, top to bottom.
    """

    cell: str
    title: str
    caption: str
    warning: str
    parameters: Mapping[str, Floats]
    options: Mapping[str, str]
    order: Sequence[int]


@dataclass(frozen=True)
class Start:
    """Where the writing stands when it is first shown, and again whenever `nonce` changes.

    `plan` lists [step, temperature, k, p]: settings that hold from a step on (k 0 and p 1 keep all); `picks` gives by
    cell the tokens that a person chose, {step: id}; `cursor` is the step looked at. Steps count from 0.
    """

    plan: Sequence[tuple[int, float, int, float]] = ((0, 0.7, 0, 1.0),)
    picks: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    cursor: int = 0
    nonce: int = 0


def message(
    hands: Sequence[Hand],
    *,
    symbols: Sequence[str],
    names: Sequence[str],
    joint: str,
    prompt: Sequence[tuple[int, str]],
    levels: Floats,
    start: Start,
    words: Mapping[str, str] = WORDS,
) -> bytes:
    """What `writing` sends to the browser; see there for the arguments and the errors."""
    missing = sorted(set(WORDS) - set(words))
    require(not missing, f"words lacks {missing}")
    require(1 <= len(hands) <= 4, f"there are 1 to 4 networks; got {len(hands)}")
    require(len(names) == len(symbols), f"there must be a name for each of {len(symbols)} symbols; got {len(names)}")
    require(np.shape(levels) == (LONGEST,), f"levels must be [{LONGEST}]; got {np.shape(levels)}")
    require(all(0 <= i < len(symbols) for i, _ in prompt), f"ids of the prompt must be below {len(symbols)}")
    arrays: list[Bytes] = [_bytes(np.asarray(levels, "<f8"))]
    described = [_hand(hand, len(symbols), arrays) for hand in hands]
    header = {
        "id": identity(hands, symbols=symbols, prompt=prompt, levels=levels),
        "networks": described,
        "symbols": list(symbols),
        "names": list(names),
        "joint": joint,
        "prompt": [[int(i), str(text)] for i, text in prompt],
        "first": FIRST,
        "longest": LONGEST,
        "start": {
            "nonce": start.nonce,
            "plan": [list(entry) for entry in start.plan],
            "picks": {cell: {str(t): int(i) for t, i in picks.items()} for cell, picks in start.picks.items()},
            "cursor": start.cursor,
        },
        "words": {name: words[name] for name in WORDS},
    }
    return pack(header, arrays)


def identity(
    hands: Sequence[Hand], *, symbols: Sequence[str], prompt: Sequence[tuple[int, str]], levels: Floats, **_rest: Any
) -> str:
    """What tells these networks with this prompt and these random numbers from others; `rest` says it as "id"."""
    digest = hashlib.sha256(repr((list(prompt), list(symbols), [hand.cell for hand in hands])).encode())
    digest.update(_bytes(np.asarray(levels, "<f8")).tobytes())
    for hand in hands:
        for _name, values in sorted(hand.parameters.items()):
            digest.update(_bytes(np.asarray(values, "<f4")).tobytes())
    return digest.hexdigest()


def writing(
    hands: Sequence[Hand],
    *,
    symbols: Sequence[str],
    names: Sequence[str],
    joint: str,
    prompt: Sequence[tuple[int, str]],
    levels: Floats,
    start: Start,
    key: str,
    words: Mapping[str, str] = WORDS,
    on_rest: Callable[[], None] | None = None,
) -> Any:
    """Show networks that write side by side, from the same prompt with the same random numbers.

    `symbols` are the tokens that an id stands for, `names` how each is written where it stands alone, `joint` what
    stands between two in a text. `prompt` are ids and the text that each stands for, which a network that does not
    know it reads as ⟨UNK⟩. `levels` [400] are the random numbers, one a step.

    Everything then happens in the browser, which computes the networks from their weights; play, step, slider and
    choice need no server. It writes settings and step into the address ("temperature", "k", "p", "then", "pick", "t").
    At rest it says in its state `rest` what is on screen: {"id", "plan", "picks", "cursor", "columns"}, where columns
    hold by cell, for every token: "token", "level" (null: by hand), "share" (what it was drawn with), "plain" (its
    share in ŷ), "rank". `on_rest` is called before the page runs again.

    Raises ValueError for lengths and shapes that do not fit each other.
    """
    data = message(
        hands,
        symbols=symbols,
        names=names,
        joint=joint,
        prompt=prompt,
        levels=levels,
        start=start,
        words=words,
    )
    return _WRITING(data=data, key=key, on_rest_change=on_rest or listen)


def _hand(hand: Hand, size: int, arrays: list[Bytes]) -> dict[str, Any]:
    where = f"network {hand.title!r}"
    require(hand.cell in CELLS, f"{where}: cell must be one of {CELLS}; got {hand.cell!r}")
    option = OPTIONS.get(hand.cell)
    require(option is None or option in hand.options, f"{where}: options must say {option!r}")
    require({"W_y", "b_y"} <= set(hand.parameters), f"{where}: there is no readout W_y, b_y")
    shape = np.shape(hand.parameters["W_y"])
    require(len(shape) == 2 and shape[0] == size, f"{where}: W_y must be [{size} symbols, hidden]; got {shape}")
    whole = sorted(hand.order) == list(range(shape[1]))
    require(whole, f"{where}: order must name each of the {shape[1]} units once")
    parameters = {}
    for name, values in sorted(hand.parameters.items()):  # a file gives them in another order each time
        parameters[name] = {"array": len(arrays), "shape": list(np.shape(values))}
        arrays.append(_bytes(np.asarray(values, "<f4")))
    return {
        "cell": hand.cell,
        "title": hand.title,
        "caption": hand.caption,
        "warning": hand.warning,
        "options": dict(hand.options),
        "order": [int(unit) for unit in hand.order],
        "parameters": parameters,
    }


def _bytes(values: Array) -> Bytes:
    return np.frombuffer(np.ascontiguousarray(values).tobytes(), np.uint8)


_WRITING = component(__file__, height=851)
