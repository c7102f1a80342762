"""How strongly what a network says depends on each time step before: norms, whole matrices, Jacobian products.

All of it is measured on the network, not simulated. Derivatives are total ones (BPTT), through all later steps and all
layers above. Norms are L2, taken for each sequence and then averaged over the batch. Everything runs on a copy in
float64, and the network is left as it was.
"""

from __future__ import annotations

from explorer.gradients.jacobian import jacobian_bound, jacobian_norms, jacobian_spectrum
from explorer.gradients.matrices import connectivity, loss_contributions
from explorer.gradients.norms import gradient_norms, hidden_norms, loss_weights_sum, sequence_norms

__all__ = [
    "connectivity",
    "gradient_norms",
    "hidden_norms",
    "jacobian_bound",
    "jacobian_norms",
    "jacobian_spectrum",
    "loss_contributions",
    "loss_weights_sum",
    "sequence_norms",
]
