"""What a model consists of, as far as it can become a Network: embedding, recurrent layers, readout."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from explorer.convert._state import check_computed, unknown
from explorer.problem import N_, Problem

DROPOUT = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout)


@dataclass(frozen=True)
class Parts:
    """The parts of a model; `readout` and `embedding` may also have been given beside it."""

    recurrent: nn.RNNBase
    readout: nn.Linear | None
    embedding: nn.Embedding | None

    def agreed(self, activation: str | None) -> str | None:
        """The activation of an nn.RNN. `Problem` where `activation` says otherwise."""
        if not isinstance(self.recurrent, nn.RNN):
            return activation
        own = str(self.recurrent.nonlinearity)
        if activation not in (None, own):
            raise Problem(N_("The activation of this nn.RNN is “{own}”; got “{got}”."), own=own, got=activation)
        return own


def parts_of(module: nn.Module, readout: nn.Linear | None, embedding: nn.Embedding | None) -> Parts:
    """Those of a model, where `readout` and `embedding` are not given. `Problem` for one that cannot be taken over."""
    everything = list(module.modules())
    if any(isinstance(part, torch.jit.ScriptModule) for part in everything):
        raise Problem(N_("A scripted module does not show what it consists of. Give the module that it was made from."))
    state = module.state_dict()
    check_computed(state)
    found = [part for part in everything if isinstance(part, nn.RNNBase)]
    if len(found) != 1:
        raise unknown(state)
    _check_dropout(everything)
    if embedding is None:
        embeddings = [part for part in everything if isinstance(part, nn.Embedding)]
        if len(embeddings) > 1:
            raise _several("nn.Embedding", "embedding")
        embedding = embeddings[0] if embeddings else None
    if readout is None:
        size = found[0].hidden_size * (2 if found[0].bidirectional else 1)
        heads = [part for part in everything if isinstance(part, nn.Linear) and part.in_features == size]
        if len(heads) > 1:
            raise _several("nn.Linear", "readout")
        readout = heads[0] if heads else None
    return Parts(found[0], readout, embedding)


def _check_dropout(parts: list[nn.Module]) -> None:
    for part in parts:
        between_layers = isinstance(part, nn.RNNBase) and part.num_layers > 1 and part.dropout > 0
        if part.training and (between_layers or (isinstance(part, DROPOUT) and part.p > 0)):
            raise Problem(
                N_(
                    "The model is in training mode, where dropout makes every answer another one. Call eval() on it "
                    "first."
                )
            )


def _several(kind: str, name: str) -> Problem:
    return Problem(
        N_("The model has several {kind} that could be meant. Say which with {name}=…"), kind=kind, name=name
    )


def table_of(embedding: nn.Embedding) -> Tensor:
    """The vector of every symbol, [symbols, input], as the embedding gives it: `max_norm` and the like have acted."""
    _check_type("embedding", embedding, nn.Embedding)
    ids = torch.arange(embedding.num_embeddings, device=embedding.weight.device)
    with torch.no_grad():
        table: Tensor = copy.deepcopy(embedding)(ids)  # max_norm changes the weights it looks up
    return table


def linear_of(readout: nn.Linear | None, size: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """W_y and b_y: those of the readout, of `size` values, or those that change nothing; `like` has their type."""
    if readout is None:
        return torch.eye(size).to(like), torch.zeros(size).to(like)
    _check_type("readout", readout, nn.Linear)
    if readout.in_features != size:
        raise Problem(
            N_("readout must take {expected} values, as many as there are hidden units; got {got}."),
            expected=size,
            got=readout.in_features,
        )
    with torch.no_grad():
        bias = readout.weight.new_zeros(readout.out_features) if readout.bias is None else readout.bias
        tries = torch.linspace(-1, 1, 3 * size).view(3, size).to(readout.weight)
        if not torch.allclose(readout(tries), functional.linear(tries, readout.weight, bias)):
            raise Problem(N_("readout does something else than W a + b. Give an nn.Linear without hooks."))
    return readout.weight.detach(), bias.detach()


def _check_type(name: str, part: nn.Module, kind: type[nn.Module]) -> None:
    if not isinstance(part, kind):
        raise Problem(
            N_("{name} must be an {kind}; got {got}."), name=name, kind=f"nn.{kind.__name__}", got=type(part).__name__
        )
    check_computed(part.state_dict())
