"""The way back through a layer: gradients of states, of parameters and of inputs, last step first."""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from explorer.kernels._emit import Function, Integer
from explorer.kernels._machine import VECTORS, width
from explorer.kernels._product import declared
from explorer.kernels._step import Block, Recurrence, Row, Step


def arguments(recurrence: Recurrence) -> tuple[list[str], list[str]]:
    """Names of the arguments of `backward`, pointers and integers.

    `slopes` is room for `chunk` steps, [block, chunk, batch, hidden], `regrouped` for one block of it, `packed` for
    W_a of each matrix, [panel, hidden, width], and `packed_inputs` for W_x, which is 0, as `to_inputs` is, where nobody
    asks for it. Gradients of matrices, "to W_…", are added to [hidden + input, hidden]: transposed, and filled up, as
    those of biases and inputs are.
    """
    pointers = ["values", "states", "grads", "slopes", "regrouped", "packed", "packed_inputs", "ids", "inputs"]
    found = ["to_inputs", *(f"to {name}" for name in (*recurrence.matrices, *recurrence.biases))]
    integers = ["steps", "chunk", "batch", "hidden", "padded", "input_size", "padded_inputs"]
    return [*pointers, *found, *recurrence.matrices], integers


def write_backward(module: ir.Module, recurrence: Recurrence, itemsize: int) -> None:
    """Complete grads, and add up the gradients of parameters and inputs."""
    writer = _Backward(module, recurrence, itemsize)
    writer.write()


class _Backward:
    def __init__(self, module: ir.Module, recurrence: Recurrence, itemsize: int) -> None:
        self.recurrence = recurrence
        self.multiply = declared(module, "product")
        self.multiply_turned = declared(module, "product_turned")
        self.packing = declared(module, "pack")
        self.regroup = declared(module, "regroup")
        self.f = f = Function(module, "backward", itemsize, *arguments(recurrence), packed=True)
        self.columns = width(itemsize)
        self.size = f.times(f["batch"], f["padded"])
        self.panels = f.builder.sdiv(f["padded"], ir.IntType(64)(self.columns))

    def write(self) -> None:
        f = self.f
        hidden, length = f["hidden"], f.plus(f["hidden"], f["input_size"])
        for m, name in enumerate(self.recurrence.matrices):
            f.call(self.packing, self.packed(m), f[name], 1, length, hidden, hidden)
            with f.when(f["packed_inputs"]):
                w = f.at(f[name], hidden)
                f.call(self.packing, self.packed_inputs(m), w, 1, length, f["input_size"], hidden)
        with f.loop(0, f["steps"], f["chunk"]) as (done, _):
            stop = f.minus(f["steps"], done)
            count = f.least(stop, f["chunk"])
            start = f.minus(stop, count)
            with f.loop(0, count) as (s, _):
                self.write_step(start, f.minus(f.minus(count, s), 1))
            for k, block in enumerate(self.recurrence.blocks):
                if block.matrix and block.bias:
                    self.write_parameters(k, block, f.times(start, f["batch"]), f.times(count, f["batch"]))
        f.end()

    def packed(self, m: int) -> Any:
        return self.f.at(self.f["packed"], self.f.times(m, self.f["padded"], self.f["hidden"]))

    def packed_inputs(self, m: int) -> Any:
        return self.f.at(self.f["packed_inputs"], self.f.times(m, self.f["padded_inputs"], self.f["hidden"]))

    def slopes(self, k: int) -> Any:
        return self.f.at(self.f["slopes"], self.f.times(k, self.f["chunk"], self.size))

    def write_step(self, start: Integer, s: Integer) -> None:
        """The chain rule through step start + s, of which slopes [block, s] are."""
        f, size, recurrence = self.f, self.size, self.recurrence
        t, blocks = f.plus(start, s), range(len(recurrence.blocks))
        values = [Row(f, f.at(f["values"], f.times(f.plus(f.times(k, f["steps"]), t), size))) for k in blocks]
        slopes = [Row(f, f.at(self.slopes(k), f.times(s, size))) for k in blocks]
        starts = [f.times(f.plus(f.times(part, f.plus(f["steps"], 1)), t), size) for part in range(recurrence.parts)]
        before, after = ([Row(f, f.at(f["states"], at, on)) for at in starts] for on in (0, size))
        to_before, to_after = ([Row(f, f.at(f["grads"], at, on)) for at in starts] for on in (0, size))
        step = Step(f, size, self.times_matrix, values, before, after, slopes, to_before, to_after)
        recurrence.backward(step, recurrence.variant)

    def times_matrix(self, out: Row, x: Row, k: int) -> None:
        f, padded, hidden = self.f, self.f["padded"], self.f["hidden"]
        w = self.packed(self.recurrence.matrices.index(str(self.recurrence.blocks[k].matrix)))
        panel = f.times(hidden, self.columns)
        f.call(self.multiply, out.start, x.start, w, padded, padded, panel, f["batch"], self.panels, hidden)

    def write_parameters(self, k: int, block: Block, first: Integer, rows: Integer) -> None:
        """What the slopes of one block, rows of time and batch from `first` on, give for all on which they depend."""
        f, padded, hidden = self.f, self.f["padded"], self.f["hidden"]
        to_matrix, to_inputs_of = f[f"to {block.matrix}"], f.at(f[f"to {block.matrix}"], f.times(hidden, padded))
        f.call(self.regroup, f["regrouped"], self.slopes(k), rows, self.panels)
        self.add_up(f[f"to {block.bias}"], rows)
        panel = f.times(rows, self.columns)
        if block.recurrent:
            acted_on = f["states"] if block.acts_on is None else self.block_of_values(block.acts_on)
            x = f.at(acted_on, f.times(first, padded))
            f.call(self.multiply_turned, to_matrix, x, f["regrouped"], padded, padded, panel, hidden, self.panels, rows)
        if not block.inputs:
            return
        with f.when(f["inputs"]):
            size = f["input_size"]
            x = f.at(f["inputs"], f.times(first, size))
            f.call(self.multiply_turned, to_inputs_of, x, f["regrouped"], padded, size, panel, size, self.panels, rows)
        with f.when(f["ids"]), f.loop(0, rows) as (row, _):
            target = f.at(to_inputs_of, f.times(f.load_id(f["ids"], f.plus(first, row)), padded))
            slope = f.at(self.slopes(k), f.times(row, padded))
            with f.loop(0, padded, f.lanes) as (j, _):
                f.store(f.load(f.at(target, j)) + f.load(f.at(slope, j)), f.at(target, j))
        with f.when(f["to_inputs"]):
            w = self.packed_inputs(self.recurrence.matrices.index(str(block.matrix)))
            out, step = f.at(f["to_inputs"], f.times(first, f["padded_inputs"])), f["padded_inputs"]
            panels, panel = f.builder.sdiv(step, ir.IntType(64)(self.columns)), f.times(hidden, self.columns)
            f.call(self.multiply, out, self.slopes(k), w, step, padded, panel, rows, panels, hidden)

    def block_of_values(self, k: int) -> Any:
        return self.f.at(self.f["values"], self.f.times(k, self.f["steps"], self.size))

    def add_up(self, total: Any, rows: Integer) -> None:
        """total += the sum of all rows of `regrouped`."""
        f = self.f
        with f.loop(0, self.panels) as (panel, _):
            targets = [f.at(total, f.times(panel, self.columns), v * f.lanes) for v in range(VECTORS)]
            start = f.at(f["regrouped"], f.times(panel, rows, self.columns))
            with f.loop(0, rows, 1, [f.load(target) for target in targets]) as (row, sums):
                at_row = f.at(start, f.times(row, self.columns))
                sums[:] = [so_far + f.load(f.at(at_row, v * f.lanes)) for v, so_far in enumerate(sums)]
            for target, found in zip(targets, sums, strict=True):
                f.store(found, target)
