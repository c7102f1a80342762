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
    scores = _scores(logits)
    with np.errstate(invalid="ignore"):  # a network that has diverged is a result to show, not a warning
        shifted = scores - scores.max(axis=-1, keepdims=True)  # so that exp cannot overflow
        return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def log_probability(logits: NDArray[Any], targets: NDArray[Any]) -> Float64:
    """ln P of each target: logits [..., output] and ids [...] give [...], in nats, at most 0."""
    scores, ids = log_softmax(logits), np.asarray(targets)
    if ids.dtype.kind not in "iu" or ids.shape != scores.shape[:-1]:
        raise Problem(
            N_("Targets must be ids of shape {expected}; got {got} of {kind}."),
            expected=list(scores.shape[:-1]),
            got=list(ids.shape),
            kind=str(ids.dtype),
        )
    if ids.size and not 0 <= ids.min() <= ids.max() < scores.shape[-1]:
        raise Problem(
            N_("Target ids must be 0 to {high}; got {got}."),
            high=scores.shape[-1] - 1,
            got=int(ids.min() if ids.min() < 0 else ids.max()),
        )
    return np.asarray(np.take_along_axis(scores, ids[..., None], axis=-1)[..., 0])


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
    check(temperature, top_k, top_p)
    scores = _scores(logits)
    best = scores.max(axis=-1, keepdims=True)
    if not np.isfinite(best).all():
        raise Problem(
            N_(
                "The network's scores must be numbers to draw from; some are infinite or undefined: training has "
                "diverged. Lower the learning rate or clip the gradient, and start again."
            )
        )
    if temperature == 0:
        return np.asarray(np.arange(scores.shape[-1]) == scores.argmax(axis=-1)[..., None], np.float64)
    with np.errstate(over="ignore"):  # of a tiny temperature: e to the −∞ is the 0 that it should be
        share = np.exp((scores - best) / temperature)
    share /= share.sum(axis=-1, keepdims=True)
    if top_k is not None or top_p is not None:
        places = _along_last(_best_first(share))
        ranked = share[places]
        if top_k is not None:
            ranked[..., int(top_k) :] = 0
            ranked /= ranked.sum(axis=-1, keepdims=True)
        if top_p is not None:
            # Kept while the choices before it have not reached p, so the one that crosses p is still in.
            ranked[ranked.cumsum(axis=-1) - ranked >= top_p] = 0
            ranked /= ranked.sum(axis=-1, keepdims=True)
        share[places] = ranked
    return np.asarray(share)


def choose(share: NDArray[Any], level: float | NDArray[Any]) -> Ids:
    """The choice on which `level`, a number from 0 to below 1, falls: [..., output] and [...] → ids [...].

    The shares lie end to end, the most likely first (of equals, the first), and the level points at one of them: a
    uniform random level thus draws each as often as its share says. The same level with a lower temperature never
    points at a less likely choice. A share of 0 is never chosen.
    """
    share = np.asarray(share)
    order = _best_first(share)
    cumulated = share[_along_last(order)].cumsum(axis=-1)
    total = cumulated[..., -1:]  # rounding leaves it beside 1
    # Strictly below the total, so that a choice of probability 0 at the end can never win.
    aim = np.minimum(np.asarray(level)[..., None] * total, np.nextafter(total, 0))
    rank = (cumulated > aim).argmax(axis=-1, keepdims=True)
    return np.asarray(order[_along_last(rank)][..., 0], np.int64)


def draw(
    logits: NDArray[Any],
    rng: np.random.Generator,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Ids:
    """One id for each row: logits [..., output] → ids [...], by `probabilities` with the same settings and errors."""
    share = probabilities(logits, temperature, top_k, top_p)
    return choose(share, rng.random(share.shape[:-1]))


def _scores(logits: Any) -> Float64:
    """Scores in float64; `Problem` for what are no numbers."""
    try:
        scores = np.asarray(logits, np.float64)
    except (TypeError, ValueError, RuntimeError):  # the last: a tensor that still has a gradient to give
        raise Problem(
            N_("Scores must be an array of numbers; got {got}. Of a tensor: logits.detach().numpy()."),
            got=type(logits).__name__,
        ) from None
    if scores.ndim == 0 or scores.shape[-1] == 0:
        raise Problem(N_("There must be at least one score to choose from; got {got}."), got=list(scores.shape))
    return scores


def _best_first(share: NDArray[Any]) -> NDArray[np.intp]:
    """The ids by falling share, equals in their own order."""
    return np.asarray((-share).argsort(axis=-1, kind="stable"))


def _along_last(ids: NDArray[np.intp]) -> tuple[NDArray[np.intp], ...]:
    """An index that picks, or sets, `ids` along the last axis. take_along_axis takes ten times as long for one row."""
    if ids.ndim == 1:
        return (ids,)
    rows: tuple[NDArray[np.intp], ...] = np.indices(ids.shape[:-1], sparse=True)
    return (*(row[..., None] for row in rows), ids)


def check(temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None) -> None:
    """Raises `Problem` for a setting that `probabilities` would refuse: of another type, or out of range."""
    if not _is_number(temperature) or not 0 <= temperature < np.inf:
        raise Problem(
            N_("Temperature must be 0 or more; got {got}. Choose 0 for the most likely symbol, 1 for no change."),
            got=temperature,
        )
    if top_k is not None and (not _is_number(top_k) or not 1 <= top_k < np.inf or top_k != int(top_k)):
        raise Problem(N_("Top-k must keep at least 1 symbol; got {got}. Leave it out to keep all."), got=top_k)
    if top_p is not None and (not _is_number(top_p) or not 0 < top_p <= 1):
        raise Problem(N_("Top-p must be above 0 and at most 1; got {got}. Leave it out to keep all."), got=top_p)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
