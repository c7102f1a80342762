"""What to read off recorded arrays: reach, half-life, saturation, slow and fast units. NumPy only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.problem import N_, Problem
from explorer.records import Floats


def reach(norms: ArrayLike, fraction: float = 0.01) -> int:
    """How many steps back from the loss ‖∂L<T>/∂a<t>‖ stays above `fraction` of its value at the loss.

    `norms` [time] is one layer of `gradient_norms(…, of="last")`; the loss is at its last step that is not 0, since
    what comes after the loss has no influence on it. The count is of steps without a gap: it ends at the first step
    that is not above the threshold, or is NaN. 0 where nothing can be compared: all norms 0, or the one at the loss
    not finite.
    """
    values = np.asarray(norms, dtype=np.float64)
    if values.ndim != 1:
        raise Problem(N_("norms must be [time]; got {got}. Pick one layer: norms[layer]."), got=list(values.shape))
    nonzero = np.flatnonzero(values != 0)
    if len(nonzero) == 0 or not np.isfinite(values[nonzero[-1]]):
        return 0
    back = values[nonzero[-1] :: -1]
    above = back > fraction * back[0]
    return int(len(back) if above.all() else np.argmin(above)) - 1


def left_of(one: ArrayLike, other: ArrayLike, since: int) -> Floats:
    """‖m<t> − m′<t>‖ over its value at step `since`, [time]: how much of a difference two memories still hold.

    `one` and `other` are what a network keeps, [time, hidden], while it reads two sequences that differ at `since`. 1
    is all of it; more than 1 where it has grown; NaN before `since`, and everywhere if there is no difference then.
    """
    apart = np.linalg.norm(np.asarray(one, np.float64) - np.asarray(other, np.float64), axis=-1)
    if not 0 <= since < len(apart):
        raise Problem(N_("since must be a step from 0 to {last}; got {got}."), last=len(apart) - 1, got=since)
    left: Floats = np.full(len(apart), np.nan)
    if apart[since] > 0:
        left[since:] = apart[since:] / apart[since]
    return left


def half_life(forget: ArrayLike) -> Floats:
    """−ln 2 / ln Γf: after how many steps a memory multiplied by Γf at each step is halved. 0 at Γf = 0, ∞ at 1."""
    gate = np.asarray(forget, dtype=np.float64)
    if not ((gate >= 0) & (gate <= 1)).all():
        raise Problem(
            N_("A forget gate is from 0 to 1; got {low} to {high}."), low=float(gate.min()), high=float(gate.max())
        )
    with np.errstate(divide="ignore"):
        # The absolute value turns −0 into 0 at Γf = 0, where ln Γf is −∞, and −∞ into ∞ at Γf = 1.
        steps: Floats = np.abs(np.log(2) / np.log(gate))
    return steps


def saturation(gate: ArrayLike, low: float = 0.1, high: float = 0.9) -> tuple[Floats, Floats]:
    """For each unit, the fraction of (time, batch) with the gate below `low`, and that above `high`, each [hidden].

    `gate` is [time, batch, hidden] or [time, hidden]. Source: A. Karpathy et al., "Visualizing and understanding
    recurrent networks", arXiv:1506.02078, 2015.
    """
    values = np.asarray(gate)
    if values.ndim < 2 or values.size == 0:
        raise Problem(N_("gate must be [time, batch, hidden] or [time, hidden]; got {got}."), got=list(values.shape))
    leading = tuple(range(values.ndim - 1))
    return (values < low).mean(axis=leading), (values > high).mean(axis=leading)


def slow_order(hidden: ArrayLike) -> NDArray[Any]:
    """Indices of units from the slowest to the fastest, by correlation of a<t> with a<t−1>; hidden is [time, hidden].

    A unit that never moves is the slowest. Units that are equally fast keep their order.
    """
    values = np.asarray(hidden, dtype=np.float64)
    if values.ndim != 2:
        raise Problem(N_("hidden must be [time, hidden]; got {got}. Pick one sequence."), got=list(values.shape))
    centred = values - values.mean(axis=0)
    power = np.square(centred).sum(axis=0)
    # Rounding leaves a trace of movement in a constant unit.
    still = power <= 1e-24 * np.maximum(1, np.square(values).sum(axis=0))
    lagged = (centred[1:] * centred[:-1]).sum(axis=0)
    correlation = np.where(still, 1.0, lagged / np.where(still, 1.0, power))
    return np.argsort(-correlation, kind="stable")


LOG_FLOOR = 1e-300
"""Below it a float64 loses digits (from 2.2e-308) and then is 0: nothing smaller can be told apart."""


def log10(values: ArrayLike, floor: float = LOG_FLOOR) -> Floats:
    """log₁₀ of magnitudes that may be 0, for a logarithmic scale: what is below `floor`, 0 included, is at the floor.

    NaN stays NaN and ∞ stays ∞. Raises `Problem` for negative values and for a floor that is not above 0.
    """
    magnitudes = np.asarray(values, dtype=np.float64)
    if (magnitudes < 0).any():
        raise Problem(N_("Magnitudes must not be negative; got {got}."), got=float(np.nanmin(magnitudes)))
    if not 0 < floor < np.inf:
        raise Problem(N_("floor must be above 0; got {got}."), got=floor)
    logs: Floats = np.log10(np.maximum(magnitudes, floor))
    return logs


def by_lag(matrix: ArrayLike) -> Floats:
    """Mean influence over each distance, [lag]: of a matrix [s, t], the mean of [s, s − lag] over s. Lag 0 comes first.

    `matrix` is one of `connectivity`, or one layer of `loss_contributions`: what comes from t and arrives at s.
    """
    values = _square(matrix)
    return np.array([np.diagonal(values, -lag).mean() for lag in range(len(values))])


def _square(matrix: ArrayLike) -> Floats:
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or values.size == 0:
        raise Problem(N_("The matrix must be [time, time]; got {got}. Pick one layer."), got=list(values.shape))
    return values
