"""Chains: each sentence as bars end to end, one a token, as long as −log P of the token; they end at P of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.browser._ask import require
from explorer.browser._pack import pack
from explorer.browser._source import component
from explorer.names import CELLS
from explorer.problem import N_
from explorer.records import Array, Floats

MODELS = (*CELLS, "ngram")

WORDS: Mapping[str, str] = {
    "group": N_("The sentences, token by token. Arrow keys move, Enter pins, Escape lets go."),
    "show": N_("What the chains add up"),
    "sum": N_("whole sentence"),
    "mean": N_("per token"),
    "unit": N_("Unit of the losses"),
    "nats": N_("in nats"),
    "bits": N_("in bits"),
    "nats_unit": N_("nats"),
    "bits_unit": N_("bits"),
    "hint": N_("← → tokens · ↑ ↓ sentences · click pins"),
    "pinned": N_("pinned · Esc lets go"),
    "svg": N_("SVG"),
    "png": N_("PNG"),
    "save": N_("Save the picture as {format}"),
    "axis_sum": N_("P(sentence)"),
    "axis_mean": N_("geometric mean of P"),
    "loss_sum": N_("J = Σ L⟨t⟩ = −ln P, {unit}"),
    "loss_mean": N_("J / T, {unit}"),
    "chain": N_("{title}: {list}"),
    "place": N_("{rank}. {letter}: P = {value}"),
    "chance": N_("P = {value}"),
    "loss": N_("L⟨t⟩ = {value} {unit}"),
    "rank": N_("no. {rank} of {size}"),
    "spelling": N_("letters of “{word}”: × {value}"),
    "unknown": N_("outside the vocabulary"),
    "whole": N_("J = {loss} {unit}"),
    "perplexity": N_("perplexity {value}"),
    "language": "en",
}
"""The texts that the chains show; a page passes them translated. Fields in braces are filled in the browser."""


@dataclass(frozen=True, eq=False)
class Line:
    """One sentence: `tokens` as a model sees them, `pieces` as they stand in the text, and which are `unknown`.

    `spelt` [time] is ln P of the letters of unknown words, 0 elsewhere.
    """

    tokens: Sequence[str]
    pieces: Sequence[str]
    unknown: Sequence[bool]
    spelt: Floats


@dataclass(frozen=True, eq=False)
class Links:
    """One sentence under one model: `factors` [time], ln P of each token; `rank` [time]; `best` [time, k], ids among
    the symbols, and their `chances`."""

    factors: Floats
    rank: Array
    best: Array
    chances: Floats


@dataclass(frozen=True, eq=False)
class Model:
    """One model: `name` gives the colour; `caption` follows the title in grey, `warning` stands out beside it."""

    name: str
    title: str
    caption: str
    warning: str
    sentences: Sequence[Links]


def message(
    lines: Sequence[Line],
    models: Sequence[Model],
    *,
    symbols: Sequence[str],
    cursor: tuple[int, int] = (0, 0),
    pinned: bool = False,
    per_token: bool = False,
    bits: bool = False,
    texts: Mapping[str, str] = WORDS,
) -> bytes:
    """What `chains` sends to the browser; see there for the arguments and the errors."""
    require(1 <= len(lines) <= 26, f"there are 1 to 26 sentences; got {len(lines)}")
    require(1 <= len(models) <= len(MODELS), f"there are 1 to {len(MODELS)} models; got {len(models)}")
    missing = sorted(set(WORDS) - set(texts))
    require(not missing, f"texts lacks {missing}")
    for i, line in enumerate(lines):
        time = len(line.tokens)
        same = time == len(line.pieces) == len(line.unknown) == len(line.spelt)
        require(time > 0 and same, f"sentence {i}: tokens, pieces, unknown and spelt must have one entry a token")
    used: dict[int, int] = {}
    sent = [_model(model, lines, used) for model in models]
    row = max(0, min(cursor[0], len(lines) - 1))
    header = {
        "lines": [
            {
                "tokens": [str(token) for token in line.tokens],
                "pieces": [str(piece) for piece in line.pieces],
                "unknown": [bool(flag) for flag in line.unknown],
                "spelt": _rounded(line.spelt),
            }
            for line in lines
        ],
        "models": sent,
        "symbols": [str(symbols[i]) for i in used],
        "size": len(symbols),
        "cursor": [row, max(0, min(cursor[1], len(lines[row].tokens) - 1))],
        "pinned": bool(pinned),
        "mode": "mean" if per_token else "sum",
        "unit": "bits" if bits else "nats",
        "words": {name: texts[name] for name in WORDS},
    }
    return pack(header)


def chains(
    lines: Sequence[Line],
    models: Sequence[Model],
    *,
    symbols: Sequence[str],
    key: str,
    cursor: tuple[int, int] = (0, 0),
    pinned: bool = False,
    per_token: bool = False,
    bits: bool = False,
    texts: Mapping[str, str] = WORDS,
) -> None:
    """Show sentences as tokens, and under them a chart of chains for each model, the likeliest sentence first.

    `symbols` are the names of everything that a model may guess. `cursor` is (sentence, token), from 0, `pinned` holds
    it there. `per_token` divides each chain by its number of tokens; `bits` measures losses in bits instead of nats.
    Pointing, pinning and both switches happen in the browser alone, which writes them into the address as "s", "t"
    (from 1), "by" and "unit".

    Raises ValueError for lengths and shapes that do not fit each other, and for factors that are no numbers.
    """
    data = message(
        lines, models, symbols=symbols, cursor=cursor, pinned=pinned, per_token=per_token, bits=bits, texts=texts
    )
    _CHAINS(data=data, key=key)


def _model(model: Model, lines: Sequence[Line], used: dict[int, int]) -> dict[str, Any]:
    where = f"model {model.title!r}"
    require(model.name in MODELS, f"{where}: name must be one of {MODELS}; got {model.name!r}")
    require(len(model.sentences) == len(lines), f"{where}: {len(lines)} sentences expected")
    sentences = []
    for line, links in zip(lines, model.sentences, strict=True):
        time = len(line.tokens)
        best, chances = np.asarray(links.best), np.asarray(links.chances)
        fits = best.ndim == 2 and best.shape == chances.shape and len(best) == time
        require(fits, f"{where}: best and chances must be [{time}, k]; got {best.shape}, {chances.shape}")
        fits = np.shape(links.factors) == np.shape(links.rank) == (time,)
        require(fits, f"{where}: factors and rank must be [{time}]")
        require(bool(np.isfinite(links.factors).all()), f"{where}: factors must be finite")
        sentences.append(
            {
                "factors": _rounded(links.factors),
                "rank": [int(rank) for rank in links.rank],
                "best": [[used.setdefault(int(i), len(used)) for i in row] for row in best],
                "chances": [[float(f"{chance:.4g}") for chance in row] for row in chances],
            }
        )
    return {
        "name": model.name,
        "title": model.title,
        "caption": model.caption,
        "warning": model.warning,
        "sentences": sentences,
    }


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.7g}") for value in np.asarray(values, np.float64)]


_CHAINS = component(__file__, height=793)
