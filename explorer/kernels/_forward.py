"""The way forward through a layer: over a whole sequence, and a single step of it."""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from explorer.kernels._emit import Function, Integer
from explorer.kernels._machine import width
from explorer.kernels._product import declared
from explorer.kernels._step import Block, Recurrence, Row, Step


def arguments(recurrence: Recurrence) -> tuple[list[str], list[str]]:
    """Names of the arguments of `forward`, pointers and integers.

    `packed` and `packed_biases` are room for each of the matrices, [panel, hidden + input, width], and biases, filled
    up. One of `ids` [time, batch] and `inputs` [time, batch, input] is 0.
    """
    pointers = ["values", "states", "packed", "packed_biases", "ids", "inputs"]
    return [*pointers, *recurrence.matrices, *recurrence.biases], ["steps", "batch", "hidden", "padded", "input_size"]


def step_arguments(recurrence: Recurrence) -> tuple[list[str], list[str]]:
    """Names of the arguments of `step`, which takes the matrices and the parts of a state [batch, hidden] as they lie.

    `values` and `states` of two steps are room that holds numbers already.
    """
    pointers = ["values", "states", "ids", "inputs", *recurrence.matrices, *recurrence.biases]
    return [*pointers, *_given(recurrence)], ["batch", "hidden", "padded", "input_size"]


def _given(recurrence: Recurrence) -> list[str]:
    return [f"given_{part}" for part in range(recurrence.parts)]


def write_forward(module: ir.Module, recurrence: Recurrence, itemsize: int) -> None:
    """values and states of all steps from the state that stands in states[:, 0]."""
    multiply, packing = declared(module, "product"), declared(module, "pack")
    f = Function(module, "forward", itemsize, *arguments(recurrence), packed=True)
    batch, hidden, padded, inputs = f["batch"], f["hidden"], f["padded"], f["input_size"]
    length, size = f.plus(hidden, inputs), f.times(batch, padded)
    panels, columns = f.builder.sdiv(padded, ir.IntType(64)(width(itemsize))), width(itemsize)
    matrices, biases = {}, {}
    for m, name in enumerate(recurrence.matrices):
        matrices[name] = f.at(f["packed"], f.times(m, padded, length))
        f.call(packing, matrices[name], f[name], length, 1, hidden, length)
    for m, name in enumerate(recurrence.biases):
        biases[name] = f.at(f["packed_biases"], f.times(m, padded))
        f.call(packing, biases[name], f[name], 1, 1, hidden, 1)

    def times_matrix(out: Row, x: Row, k: int) -> None:
        matrix = matrices[str(recurrence.blocks[k].matrix)]
        f.call(multiply, out.start, x.start, matrix, padded, padded, f.times(length, columns), batch, panels, hidden)

    def begin(out: Row, block: Block, t: Integer) -> None:
        """W_x x<t> + b. Ids choose a row of W_xᵀ, which is what multiplying with a one-hot vector does."""
        with f.loop(0, batch) as (row, _), f.loop(0, padded, f.lanes) as (j, _):
            f.store(f.load(f.at(biases[str(block.bias)], j)), f.at(out.start, f.times(row, padded), j))
        if not block.inputs:
            return
        rows = f.at(matrices[str(block.matrix)], f.times(hidden, columns))
        with f.when(f["ids"]), f.loop(0, batch) as (row, _):
            chosen = f.load_id(f["ids"], f.plus(f.times(t, batch), row))
            with f.loop(0, panels) as (panel, _):
                for v in range(0, columns, f.lanes):
                    target = f.at(out.start, f.times(row, padded), f.times(panel, columns), v)
                    own = f.at(rows, f.times(panel, length, columns), f.times(chosen, columns), v)
                    f.store(f.load(target) + f.load(own), target)
        with f.when(f["inputs"]):
            x = f.at(f["inputs"], f.times(t, batch, inputs))
            f.call(multiply, out.start, x, rows, padded, inputs, f.times(length, columns), batch, panels, inputs)

    with f.loop(0, f["steps"]) as (t, _):
        _write_step(f, recurrence, size, t, f["steps"], times_matrix, begin)
    f.end()


def write_step(module: ir.Module, recurrence: Recurrence, itemsize: int) -> None:
    """states[:, 1] from the parts of the state that are given."""
    multiply = declared(module, "product_as_it_lies")
    f = Function(module, "step", itemsize, *step_arguments(recurrence), packed=True)
    batch, hidden, padded, inputs = f["batch"], f["hidden"], f["padded"], f["input_size"]
    length = f.plus(hidden, inputs)

    def times_matrix(out: Row, x: Row, k: int) -> None:
        matrix = f[str(recurrence.blocks[k].matrix)]
        f.call(multiply, out.start, x.start, matrix, padded, padded, length, batch, hidden, hidden)

    def begin(out: Row, block: Block, _: Integer) -> None:
        matrix, bias = f[str(block.matrix)], f[str(block.bias)]
        with f.loop(0, batch) as (row, _), f.loop(0, hidden) as (j, _):
            f.store_one(f.load_one(f.at(bias, j)), f.at(out.start, f.times(row, padded), j))
        if not block.inputs:
            return
        with f.when(f["ids"]), f.loop(0, batch) as (row, _):
            column = f.at(matrix, hidden, f.load_id(f["ids"], row))
            with f.loop(0, hidden) as (j, _):
                target = f.at(out.start, f.times(row, padded), j)
                own = f.load_one(f.at(column, f.times(j, length)))
                f.store_one(f.builder.fadd(f.load_one(target), own), target)
        with f.when(f["inputs"]):
            w = f.at(matrix, hidden)
            f.call(multiply, out.start, f["inputs"], w, padded, inputs, length, batch, hidden, inputs)

    size = f.times(batch, padded)
    for part, name in enumerate(_given(recurrence)):
        with f.loop(0, batch) as (row, _), f.loop(0, hidden) as (j, _):
            own = f.load_one(f.at(f[name], f.times(row, hidden), j))
            f.store_one(own, f.at(f["states"], f.times(2 * part, size), f.times(row, padded), j))
    _write_step(f, recurrence, size, 0, 1, times_matrix, begin)
    f.end()


def _write_step(
    f: Function, recurrence: Recurrence, size: Integer, t: Integer, steps: Integer, times_matrix: Any, begin: Any
) -> None:
    values = [
        Row(f, f.at(f["values"], f.times(f.plus(f.times(k, steps), t), size))) for k in range(len(recurrence.blocks))
    ]
    starts = [f.times(f.plus(f.times(part, f.plus(steps, 1)), t), size) for part in range(recurrence.parts)]
    before = [Row(f, f.at(f["states"], start)) for start in starts]
    after = [Row(f, f.at(f["states"], start, size)) for start in starts]
    for out, block in zip(values, recurrence.blocks, strict=True):
        if block.matrix and block.bias:
            begin(out, block, t)
    recurrence.forward(Step(f, size, times_matrix, values, before, after), recurrence.variant)
