"""What was measured of the error's way back, as named NumPy arrays, and how it becomes a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.records import Array, Floats


@dataclass(frozen=True, eq=False)
class Flow:
    """How the last loss L<T> of one sequence depends on everything before, in one network after `step` training steps.

    `gradient` is ‖∂L<T>/∂a<t>‖ and `jacobian` ‖∂a<T>/∂a<t>‖₂, each [layer, time]; `memory_jacobian` the same of c<t>,
    None for cells without a memory cell; both None where they would take too long. `eigenvalues` (complex,
    [layer, hidden]) are those of W_aa, and `bound` [layer, time] is (γ · σ_max(W_aa))^(T−t), for a plain RNN; None for
    other cells. `update` is ‖∂J/∂W‖ over all weights on this sequence: what clipping shortens. Float64 throughout; what
    is larger than that holds is ∞ or NaN.
    """

    gradient: Floats
    jacobian: Floats | None
    memory_jacobian: Floats | None
    eigenvalues: Array | None
    bound: Floats | None
    update: float
    step: int = 0

    @property
    def spectral_radius(self) -> Floats | None:
        """ρ(W_aa), the largest |eigenvalue|, [layer]; None where there are none."""
        return None if self.eigenvalues is None else np.abs(self.eigenvalues).max(axis=1)

    @property
    def growth(self) -> Floats | None:
        """γ · σ_max(W_aa), by which one step back can multiply the gradient at most, [layer]; None without a bound."""
        return None if self.bound is None else self.bound[:, -2]


def table(flows: Mapping[str, Flow], gradient: Mapping[str, Floats] | None = None) -> dict[str, Array]:
    """Everything that is drawn against t, by column: a row for each layer and step, counted from 1.

    `gradient` stands in for that of the flows, where a network was looked at later. What was not measured is left out.
    """
    columns: dict[str, Floats | None] = {}
    for cell, flow in flows.items():
        norms = (gradient or {}).get(cell, flow.gradient)
        with np.errstate(divide="ignore", invalid="ignore"):
            columns |= {f"{cell}_gradient": norms, f"{cell}_gradient_relative": norms / norms[:, -1:]}
        columns |= {f"{cell}_jacobian": flow.jacobian, f"{cell}_memory_jacobian": flow.memory_jacobian}
        columns |= {f"{cell}_bound": flow.bound}
    known = {name: np.asarray(values, np.float64) for name, values in columns.items() if values is not None}
    layer, t = np.indices(next(iter(known.values())).shape)
    places = {"layer": layer + 1, "t": t + 1, "steps_back": t.max() - t}
    return {name: values.ravel() for name, values in (places | known).items()}
