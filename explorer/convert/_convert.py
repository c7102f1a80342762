"""From a torch module or its state dict to a Network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from explorer.convert._answers import check_answers
from explorer.convert._parts import Parts, linear_of, parts_of, table_of
from explorer.convert._state import check_rest, recurrent_part
from explorer.convert._weights import check_shapes, recognised, suffixes, translated
from explorer.modes import in_own_modes
from explorer.network import Network
from explorer.problem import N_, Problem
from explorer.shapes import Shape
from explorer.shapes.every_step import EveryStep


@in_own_modes
def from_torch(
    module: nn.Module | Mapping[str, Tensor],
    readout: nn.Linear | None = None,
    activation: str | None = None,
    *,
    embedding: nn.Embedding | None = None,
    time_first: bool = False,
) -> Network | Shape:
    """An nn.RNN, nn.GRU or nn.LSTM as a Network: the same answers, and everything inside to look at.

    One that reads in both directions becomes a network of the shape "every-step".

    `module` may be one of them, a model around just one of them, or the state dict of either. Of a model, its
    nn.Embedding before and its nn.Linear after are taken over with it, and a copy of the model is run on a few inputs:
    where it answers anything else than the network does, at every step or at the last, it is refused. `readout` and
    `embedding` name them where they are not to be found: then the network answers with those of `readout` on the
    outputs a<t>; without any, with a<t> itself.

    A state dict does not say what its tensors do, nor does a module without a forward. Hence `activation` must tell
    that of an nn.RNN, `readout` and `embedding` those of its tensors that are theirs, and it must hold nothing else.
    Nothing is read from files and nothing is unpickled.

    Inputs are time first, [time, batch] or [time, batch, input]. What reads the batch first is refused unless
    `time_first` says that its inputs will come transposed. Ids stand for one-hot vectors; the table of an embedding
    goes into W_x. Dropout must be off (`module.eval()`). Torch has two biases a gate where the lecture has one: they
    are added, except in the GRU's candidate, where Γr stands between them. Its z is 1 − Γu, so that the weights of z
    change their sign. The network is a copy, in the precision of the weights.

    Raises `Problem` for anything else: a projection (`proj_size`), weights that weight_norm, pruning or a
    parametrization computes, scripted modules, checkpoints with more than the state dict.
    """
    module = getattr(module, "_orig_mod", module)  # inside of what torch.compile has made of it
    if not isinstance(module, nn.Module):
        weights = recurrent_part(module)
        check_rest(module, weights, readout, embedding)
        return _built(weights, readout, embedding, activation)
    parts = parts_of(module, readout, embedding)
    weights = recurrent_part(parts.recurrent.state_dict())
    if type(module).forward is nn.Module.forward:
        check_rest(module.state_dict(), weights, readout, embedding)
        module, parts = parts.recurrent, Parts(parts.recurrent, readout, embedding)
    network = _built(weights, parts.readout, parts.embedding, parts.agreed(activation))
    check_answers(module, parts, network, time_first=time_first)
    return network


def _built(
    weights: dict[str, Tensor], readout: nn.Linear | None, embedding: nn.Embedding | None, activation: str | None
) -> Network | Shape:
    name, order, options = recognised(weights)
    like = weights["weight_hh_l0"]
    rows, hidden_size = like.shape
    ends = suffixes(weights)
    layers = sum(name.startswith("weight_hh") for name in weights) // len(ends)
    check_shapes(weights, layers, rows, hidden_size)
    if name == "rnn":
        if activation is None:
            raise Problem(
                N_("A state dict does not say which activation an nn.RNN has. Say activation=“tanh” or “relu”.")
            )
        options = options | {"activation": activation}
    if embedding is not None:
        for end in ends:
            weights[f"weight_ih_l0{end}"] = _through(table_of(embedding), weights[f"weight_ih_l0{end}"])
    w_y, b_y = linear_of(readout, len(ends) * hidden_size, like)
    sizes = name, weights["weight_ih_l0"].shape[1], hidden_size, len(w_y), layers
    network = _empty(*sizes, directions=len(ends), dtype=like.dtype, **options).to(like.device)
    cells = network.every_cell()
    places = [f"l{layer}{end}" for layer in range(layers) for end in ends]
    with torch.no_grad():
        for place, cell in zip(places, cells, strict=True):
            for parameter, value in translated(weights, place, order).items():
                cell.get_parameter(parameter).copy_(value)
        network.W_y.copy_(w_y)
        network.b_y.copy_(b_y)
    return network


def _empty(*sizes: Any, directions: int, **options: Any) -> Network | Shape:
    return Network(*sizes, **options) if directions == 1 else EveryStep(*sizes, directions=directions, **options)


def _through(table: Tensor, weight: Tensor) -> Tensor:
    """W_x of ids, [rows, symbols]: W_x of vectors on the vector of each symbol, [symbols, input]."""
    if table.shape[1] != weight.shape[1]:
        raise Problem(
            N_("embedding must give {expected} values, as many as the recurrent layer reads; got {got}."),
            expected=weight.shape[1],
            got=table.shape[1],
        )
    return (weight.double() @ table.to(weight.device).double().t()).to(weight.dtype)
