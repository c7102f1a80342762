"""Matrix products, written for one processor: tiles whose sums stay in its registers.

They are a program of their own, which those of all cells call.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from llvmlite import ir

from explorer.kernels._emit import INTEGER, POINTER, Function, Integer, Vector
from explorer.kernels._machine import ROWS, VECTORS, Program, width

ARGUMENTS = {
    "product": (("out", "x", "w"), ("out_row", "x_row", "w_panel", "rows", "panels", "depth")),
    "product_turned": (("out", "x", "w"), ("out_row", "x_row", "w_panel", "rows", "panels", "depth")),
    "product_as_it_lies": (("out", "x", "w"), ("out_row", "x_row", "w_row", "rows", "columns", "depth")),
    "pack": (("out", "w"), ("column", "row", "columns", "depth")),
    "regroup": (("out", "x"), ("rows", "panels")),
}
DEPTH = 256
"""Rows of a panel that a first-level cache keeps while all rows of the other factor go over them."""
UNROLLED = 2
DOTS = 4


@cache
def products(itemsize: int) -> Program:
    """All of them, for numbers of so many bytes."""

    def write(module: ir.Module) -> None:
        for name, writing in WRITING.items():
            f = Function(module, name, itemsize, *ARGUMENTS[name])
            writing(f)
            f.end()

    return Program(f"products-float{8 * itemsize}", write)


def declared(module: ir.Module, name: str) -> ir.Function:
    """One of them, to be called from another program."""
    pointers, integers = ARGUMENTS[name]
    kind = ir.FunctionType(ir.VoidType(), [POINTER] * len(pointers) + [INTEGER] * len(integers))
    return module.globals.get(name) or ir.Function(module, kind, name)


def _product(f: Function, *, turned: bool = False) -> None:
    """out [rows, panel · width] += x [rows, depth] · w [panel, depth, width]; `turned`: x is [depth, rows].

    `out_row`, `x_row` and `w_panel` are how many numbers lie from one row or panel to the next.
    """
    columns = width(f.itemsize)
    with f.loop(0, f["depth"], DEPTH) as (start, _), f.loop(0, f["panels"]) as (panel, _):
        depth = f.least(f.minus(f["depth"], start), DEPTH)
        out = f.at(f["out"], f.times(panel, columns))
        x = f.at(f["x"], f.times(start, f["x_row"]) if turned else start)
        w = f.at(f["w"], f.times(panel, f["w_panel"]), f.times(start, columns))
        first: Integer = 0
        for rows in [ROWS, *(size for size in (4, 2, 1) if size < ROWS)]:
            stop = f.plus(first, f.whole(f.minus(f["rows"], first), rows))
            with f.loop(first, stop, rows) as (row, _):
                at_row = f.at(x, row if turned else f.times(row, f["x_row"]))
                _tile(f, rows, f.at(out, f.times(row, f["out_row"])), at_row, w, depth, turned=turned)
            first = stop


def _tile(f: Function, rows: int, out: Any, x: Any, w: Any, depth: Integer, *, turned: bool) -> None:
    """`rows` rows and one panel of `product`."""
    targets = [f.at(out, f.times(row, f["out_row"]), v * f.lanes) for row in range(rows) for v in range(VECTORS)]
    starts = [f.at(x, row if turned else f.times(row, f["x_row"])) for row in range(rows)]
    sums = [f.load(target) for target in targets]
    unrolled = UNROLLED if rows == ROWS else 1
    whole = f.whole(depth, unrolled)
    rounds = [(0, whole, unrolled), (whole, depth, 1)] if unrolled > 1 else [(0, depth, 1)]
    for start, stop, step in rounds:
        with f.loop(start, stop, step, sums) as (first, sums):
            for k in (f.plus(first, j) for j in range(step)):
                columns = [f.load(f.at(w, f.times(k, VECTORS * f.lanes), v * f.lanes)) for v in range(VECTORS)]
                factors = [f.spread(f.at(x_row, f.times(k, f["x_row"]) if turned else k)) for x_row in starts]
                terms = [factor * column for factor in factors for column in columns]
                sums[:] = [so_far + term for so_far, term in zip(sums, terms, strict=True)]
    for target, found in zip(targets, sums, strict=True):
        f.store(found, target)


def _product_as_it_lies(f: Function) -> None:
    """out [rows, columns] += x [rows, depth] · wᵀ, where w [columns, depth] is a matrix as it lies in a cell.

    For a single step, for which `pack` would take longer than the product.
    """
    with f.loop(0, f["rows"]) as (row, _):
        x = f.at(f["x"], f.times(row, f["x_row"]))
        first: Integer = 0
        for count in (DOTS, 1):
            stop = f.plus(first, f.whole(f.minus(f["columns"], first), count))
            with f.loop(first, stop, count) as (column, _):
                out = f.at(f["out"], f.times(row, f["out_row"]), column)
                _dots(f, [f.at(f["w"], f.times(f.plus(column, j), f["w_row"])) for j in range(count)], x, out)
            first = stop


def _dots(f: Function, ws: list[Any], x: Any, out: Any) -> None:
    whole = f.whole(f["depth"], f.lanes)
    sums: list[Vector]
    with f.loop(0, whole, f.lanes, [f.constant(0.0)] * len(ws)) as (k, sums):
        numbers = f.load(f.at(x, k))
        sums[:] = [so_far + f.load(f.at(w, k)) * numbers for so_far, w in zip(sums, ws, strict=True)]
    for j, (w, total) in enumerate(zip(ws, sums, strict=True)):
        target = f.at(out, j)
        f.store_one(f.builder.fadd(f.load_one(target), total.total()), target)
        with f.loop(whole, f["depth"]) as (k, _):
            term = f.builder.fmul(f.load_one(f.at(w, k)), f.load_one(f.at(x, k)))
            f.store_one(f.builder.fadd(f.load_one(target), term), target)


def _pack(f: Function) -> None:
    """out [panel, depth, width] from w [k, j], `column` apart along j and `row` apart along k, zeros at the end."""
    step = width(f.itemsize)
    with f.loop(0, f["columns"], step) as (first, _), f.loop(0, f["depth"]) as (k, _):
        out = f.at(f["out"], f.times(first, f["depth"]), f.times(k, step))
        w = f.at(f["w"], f.times(first, f["column"]), f.times(k, f["row"]))
        there = f.least(f.minus(f["columns"], first), step)
        with f.loop(0, there) as (j, _):
            f.store_one(f.load_one(f.at(w, f.times(j, f["column"]))), f.at(out, j))
        with f.loop(there, step) as (j, _):
            f.store_one(f.number(0.0), f.at(out, j))


def _regroup(f: Function) -> None:
    """out [panel, rows, width] from rows [rows, panel · width], which is what `pack` would do more slowly."""
    columns = width(f.itemsize)
    with f.loop(0, f["panels"]) as (panel, _), f.loop(0, f["rows"]) as (row, _):
        x = f.at(f["x"], f.times(row, f["panels"], columns), f.times(panel, columns))
        out = f.at(f["out"], f.times(panel, f["rows"], columns), f.times(row, columns))
        for v in range(VECTORS):
            f.store(f.load(f.at(x, v * f.lanes)), f.at(out, v * f.lanes))


WRITING: dict[str, Callable[[Function], None]] = {
    "product": _product,
    "product_turned": partial(_product, turned=True),
    "product_as_it_lies": _product_as_it_lies,
    "pack": _pack,
    "regroup": _regroup,
}
