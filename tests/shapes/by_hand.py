"""The shapes by the plainest means: each sequence alone, each step one call of a cell, everything kept for autograd."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import torch

from explorer.shapes import Shape


class Alone:
    """One sequence through a network: `states[segment, layer, direction][t]` by position, `logits` [T_y, output].

    `x` is what the first layer reads, a tensor a step.
    """

    def __init__(self, shape: Shape, inputs: torch.Tensor, targets: torch.Tensor | None = None) -> None:
        self.shape, self.states, self.gates, self.read = deepcopy(shape).double(), {}, {}, {}
        self.x = [x.clone().requires_grad_() for x in self._vectors(inputs)]
        self.logits = getattr(self, f"_{type(shape).__name__}")(targets)

    def _vectors(self, inputs):
        if inputs.is_floating_point():
            return inputs.double()
        one_hot = torch.nn.functional.one_hot(inputs, self.shape.input_size).double()
        vectors = one_hot.sum(-2) if inputs.dim() == 2 else one_hot
        return vectors @ self.shape.E.t() if self.shape.embedding_size else vectors

    def _stack(self, stack, read, initial=None):
        for layer in range(stack.layers):
            sides = []
            for direction in range(stack.directions):
                cell = stack.cells[layer * stack.directions + direction]
                state = cell.initial_state(1) if initial is None else initial[layer]
                found, gates = {}, {}
                positions = range(len(read)) if direction == 0 else reversed(range(len(read)))
                for t in positions:
                    state, gates[t] = cell(read[t].unsqueeze(0), state)
                    found[t] = state
                name = stack.segment, layer, ("forward", "backward")[direction]
                self.read[name] = read
                self.states[name] = [found[t] for t in range(len(read))]
                self.gates[name] = [gates[t] for t in range(len(read))]
                sides.append([found[t].hidden[0] for t in range(len(read))])
            read = [torch.cat(parts) for parts in zip(*sides, strict=True)]
        return read

    def _answer(self, hidden):
        return self.shape.W_y @ hidden + self.shape.b_y

    def _EveryStep(self, targets):
        return torch.stack([self._answer(hidden) for hidden in self._stack(self.shape.reader, self.x)])

    _FramesToText = _EveryStep

    def _ends(self, hidden):
        size = self.shape.hidden_size
        return torch.cat([hidden[-1][:size], hidden[0][size:]])

    def _LastStep(self, targets):
        return self._answer(self._ends(self._stack(self.shape.reader, self.x))).unsqueeze(0)

    def _one_hot(self, y):
        return torch.eye(self.shape.output_size, dtype=torch.float64)[y]

    def _OneInput(self, targets):
        nothing = torch.zeros(self.shape.output_size, dtype=torch.float64)
        read = [torch.cat([self.x[0], nothing])]
        read += [torch.cat([torch.zeros_like(self.x[0]), self._one_hot(y)]) for y in targets[:-1]]
        return torch.stack([self._answer(hidden) for hidden in self._stack(self.shape.reader, read)])

    def _EncoderDecoder(self, targets):
        shape = self.shape
        memory = self._stack(shape.encoder, self.x)
        start = torch.tanh(shape.W_s @ self._ends(memory) + shape.b_s).chunk(shape.layers)
        zeros = [cell.initial_state(1) for cell in shape.decoder.cells]
        initial = [replace(state, hidden=part.unsqueeze(0)) for state, part in zip(zeros, start, strict=True)]
        read = [torch.zeros(shape.output_size, dtype=torch.float64), *map(self._one_hot, targets[:-1])]
        answers, self.looked = [], []
        for state in self._stack(shape.decoder, read, initial):
            hidden = state
            if shape.attention:
                scores = torch.stack([hidden @ shape.W_alpha @ seen for seen in memory])
                looked = torch.exp(scores) / torch.exp(scores).sum()
                self.looked.append(looked)
                hidden = torch.cat([hidden, sum(share * seen for share, seen in zip(looked, memory, strict=True))])
            answers.append(self._answer(hidden))
        return torch.stack(answers)
