"""From scores to symbols: softmax with temperature, top-k, top-p, greedy choice, and the probability of a sentence.

Lecture: “Sampling novel sequences” and P(y<1>, y<2>, y<3>) = P(y<1>) · P(y<2> | y<1>) · P(y<3> | y<1>, y<2>).
Source: top-p is the nucleus sampling of Holtzman et al. 2020, arXiv:1904.09751.

NumPy only. Scores (logits) have the choices on the last axis, whatever comes before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_, Problem

Float64 = NDArray[np.float64]
Ids = NDArray[np.int64]


def log_softmax(logits: NDArray[Any]) -> Float64:
    """Natural logarithm of softmax over the last axis, in float64; −inf gives −inf; NaN or +inf, a row of NaN."""
    scores = np.asarray(logits, np.float64)
    with np.errstate(invalid="ignore"):  # a network that has diverged is a result to show, not a warning
        shifted = scores - scores.max(axis=-1, keepdims=True)  # so that exp cannot overflow
        return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def log_probability(logits: NDArray[Any], targets: NDArray[Any]) -> Float64:
    """ln P of each target: logits [..., output] and ids [...] give [...], in nats, at most 0."""
    chosen = np.take_along_axis(log_softmax(logits), np.asarray(targets)[..., None], axis=-1)
    return np.asarray(chosen[..., 0])


@dataclass(frozen=True, eq=False)
class Likelihood:
    """How likely sentences are: `factors` [time, …] are ln P(y<t> | y<1>, …, y<t−1>), in nats, at most 0.

    They are kept as logarithms, because the product of a hundred small numbers is not a number a computer can hold. A
    factor's negative is the lecture's loss of that step, L<t> = −Σ yᵢ<t> log ŷᵢ<t>, and `loss` is J = Σ L<t>.

    >>> coin = Likelihood(np.log([0.5, 0.25]))
    >>> float(np.exp(coin.total)), float(coin.perplexity), float(coin.bits_per_character(6))
    (0.125, 2.8284271247461903, 0.5)
    """

    factors: Float64

    @property
    def total(self) -> Float64:
        """ln P(y<1>, …, y<T>), the sum over time, in nats."""
        return np.asarray(self.factors.sum(axis=0))

    @property
    def loss(self) -> Float64:
        """J = −ln P, in nats."""
        return np.asarray(-self.total)

    @property
    def perplexity(self) -> Float64:
        """e to the mean loss: among how many equally likely tokens the model hesitates on the average."""
        with np.errstate(over="ignore"):
            return np.asarray(np.exp(-self.factors.mean(axis=0)))

    def bits_per_character(self, characters: NDArray[Any] | int) -> Float64:
        """J in bits, divided by the number of characters that the tokens stand for."""
        return np.asarray(self.loss / np.log(2) / characters)


def sentence_log_probability(logits: NDArray[Any], targets: NDArray[Any]) -> Likelihood:
    """The probability of sentences with all its factors: logits [time, …, output], ids [time, …]."""
    return Likelihood(log_probability(logits, targets))


def probabilities(
    logits: NDArray[Any], temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> Float64:
    """What to draw from: softmax(logits / temperature), restricted, summing to 1 over the last axis.

    `temperature` 0 is greedy: everything on the highest score (the first of equals). `top_k` keeps the k most likely
    choices; `top_p` keeps the fewest most likely choices that together reach p. Both may be given: first k, then p.

    Raises `Problem` for a setting out of range, and for scores that are not numbers.

    >>> probabilities(np.array([2.0, 1.0, 0.0])).round(3).tolist()
    [0.665, 0.245, 0.09]
    >>> probabilities(np.array([2.0, 1.0, 0.0]), temperature=0).tolist()
    [1.0, 0.0, 0.0]
    >>> probabilities(np.array([2.0, 1.0, 0.0]), top_k=2).round(3).tolist()
    [0.731, 0.269, 0.0]
    """
    _check(temperature, top_k, top_p)
    scores = np.asarray(logits, np.float64)
    if not np.all(np.isfinite(scores.max(axis=-1))):
        raise Problem(
            N_(
                "The network's scores must be numbers to draw from; some are infinite or undefined: training has "
                "diverged. Lower the learning rate or clip the gradient, and start again."
            )
        )
    if temperature == 0:
        return np.asarray(np.arange(scores.shape[-1]) == scores.argmax(axis=-1)[..., None], np.float64)
    # The maximum goes first: a tiny temperature would otherwise overflow the division.
    weights = np.exp((scores - scores.max(axis=-1, keepdims=True)) / temperature)
    share = weights / weights.sum(axis=-1, keepdims=True)
    if top_k is not None:
        share = _keep(share, np.arange(share.shape[-1]) < top_k)
    if top_p is not None:
        best_first = -np.sort(-share, axis=-1)
        # Kept while the choices before it have not reached p, so the one that crosses p is still in.
        share = _keep(share, best_first.cumsum(axis=-1) - best_first < top_p)
    return np.asarray(share)


def draw(
    logits: NDArray[Any],
    rng: np.random.Generator,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Ids:
    """One id for each row: logits [..., output] → ids [...], by `probabilities` with the same settings and errors."""
    cumulated = probabilities(logits, temperature, top_k, top_p).cumsum(axis=-1)
    total = cumulated[..., -1:]  # rounding leaves it beside 1
    # Strictly below the total, so that a choice of probability 0 at the end can never win.
    level = np.minimum(rng.random(total.shape) * total, np.nextafter(total, 0))
    return np.asarray((cumulated <= level).sum(axis=-1), np.int64)


def _keep(share: Float64, kept_by_rank: NDArray[np.bool_]) -> Float64:
    """Zero what is not kept and scale the rest to 1; `kept_by_rank` says it for the most likely first."""
    order = np.argsort(-share, axis=-1, kind="stable")
    kept = np.zeros(share.shape, bool)
    np.put_along_axis(kept, order, np.broadcast_to(kept_by_rank, share.shape), axis=-1)
    remaining = np.where(kept, share, 0.0)
    return np.asarray(remaining / remaining.sum(axis=-1, keepdims=True))


def _check(temperature: float, top_k: int | None, top_p: float | None) -> None:
    if not 0 <= temperature < np.inf:
        raise Problem(
            N_("Temperature must be 0 or more; got {got}. Choose 0 for the most likely symbol, 1 for no change."),
            got=temperature,
        )
    if top_k is not None and top_k < 1:
        raise Problem(N_("Top-k must keep at least 1 symbol; got {got}. Leave it out to keep all."), got=top_k)
    if top_p is not None and not 0 < top_p <= 1:
        raise Problem(N_("Top-p must be above 0 and at most 1; got {got}. Leave it out to keep all."), got=top_p)
