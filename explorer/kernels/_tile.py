"""A tile of a matrix product whose sums stay in the processor's registers: the one thing here below Python's level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import binding, ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

item_pointer: Callable[..., Any] = cgutils.get_item_pointer


def _registers() -> tuple[int, int]:
    """Bytes of a vector register of this processor, and rows of a tile: two registers a row, half of all there are."""
    features = binding.get_host_cpu_features()
    if features.get("avx512f"):
        return 64, 8
    if features.get("avx2"):
        return 32, 4
    return 16, 4


VECTOR_BYTES, ROWS = _registers()
VECTORS = 2


def width(itemsize: int) -> int:
    """Columns of a tile."""
    return VECTORS * VECTOR_BYTES // itemsize


def _tile(rows: int) -> Any:
    @intrinsic
    def tile(
        typing_context: Any, out: Any, row: Any, column: Any, x: Any, w: Any, panel: Any, start: Any, stop: Any
    ) -> tuple[Any, Callable[..., Any]]:
        """out[row + r, column + j] += Σ_k x[row + r, k] w[panel, k, j] for all r and j of the tile, k in start:stop.

        Neighbours along j must be neighbours in memory. `stop` is above `start`.
        """
        signature = types.void(out, row, column, x, w, panel, start, stop)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kinds = signature.args
            out, row, column, x, w, panel, start, stop = arguments
            number = context.get_data_type(kinds[0].dtype)
            size = kinds[0].dtype.bitwidth // 8
            vector = ir.VectorType(number, VECTOR_BYTES // size)
            integer = start.type
            lanes = range(0, VECTORS * vector.count, vector.count)

            def place(kind: Any, array: Any, *index: Any) -> Any:
                view = context.make_array(kind)(context, builder, array)
                return item_pointer(context, builder, kind, view, list(index), wraparound=False)

            def plus(a: Any, b: int) -> Any:
                return builder.add(a, integer(b))

            def load(pointer: Any) -> Any:
                return builder.load(builder.bitcast(pointer, vector.as_pointer()), align=size)

            def spread(value: Any) -> Any:
                undefined, zeros = ir.Constant(vector, ir.Undefined), ir.VectorType(ir.IntType(32), vector.count)
                single = builder.insert_element(undefined, value, ir.IntType(32)(0))
                return builder.shuffle_vector(single, undefined, ir.Constant(zeros, None))

            targets = [[place(kinds[0], out, plus(row, r), plus(column, j)) for j in lanes] for r in range(rows)]
            before, loop, after = builder.block, builder.append_basic_block("loop"), builder.append_basic_block("after")
            initial = [[load(target) for target in line] for line in targets]
            builder.branch(loop)

            builder.position_at_end(loop)
            k = builder.phi(integer)
            sums = [[builder.phi(vector) for _ in line] for line in targets]
            columns = [load(place(kinds[4], w, panel, k, integer(j))) for j in lanes]
            added = []
            for r, line in enumerate(sums):
                factor = spread(builder.load(place(kinds[3], x, plus(row, r), k)))
                terms = [builder.fmul(factor, column, flags=["contract"]) for column in columns]
                added.append([builder.fadd(s, term, flags=["contract"]) for s, term in zip(line, terms, strict=True)])
            following = plus(k, 1)
            builder.cbranch(builder.icmp_signed("<", following, stop), loop, after)
            k.add_incoming(start, before)
            k.add_incoming(following, loop)
            for line, first, next_ in zip(sums, initial, added, strict=True):
                for s, a, b in zip(line, first, next_, strict=True):
                    s.add_incoming(a, before)
                    s.add_incoming(b, loop)

            builder.position_at_end(after)
            for line, values in zip(targets, added, strict=True):
                for target, value in zip(line, values, strict=True):
                    builder.store(value, builder.bitcast(target, vector.as_pointer()), align=size)
            return context.get_dummy_value()

        return signature, generate

    return tile


add_tile = _tile(ROWS)
add_row = _tile(1)
