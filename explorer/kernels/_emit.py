"""Writing a function in LLVM's language: numbers in vector registers that can be added, and loops.

Such a function is written out by running Python code once, in which a number stands for what it will be. Nothing has to
be found out about types or vectors then, so that it takes milliseconds to become machine code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from llvmlite import ir

from explorer.kernels._machine import VECTOR_BYTES

INTEGER, POINTER = ir.IntType(64), ir.PointerType()
Integer = Any
"""An integer of the function that is written: a value of LLVM's, or a number that is known already."""


class Function:
    """A function without result that is being written, that computes with numbers of `itemsize` bytes, 4 or 8.

    Its arguments are pointers first and 64-bit integers then, by name: `function["rows"]`. One that is `packed` gets
    them all in one array of 64-bit integers instead, which is one argument for whoever calls it.
    """

    def __init__(
        self,
        module: ir.Module,
        name: str,
        itemsize: int,
        pointers: Sequence[str],
        integers: Sequence[str],
        *,
        packed: bool = False,
    ) -> None:
        kinds = [POINTER] * len(pointers) + [INTEGER] * len(integers)
        self.module, self.itemsize = module, itemsize
        self.number = ir.FloatType() if itemsize == 4 else ir.DoubleType()
        self.lanes = VECTOR_BYTES // itemsize
        self.vector = ir.VectorType(self.number, self.lanes)
        self.function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] if packed else kinds), name)
        self.builder = ir.IRBuilder(self.function.append_basic_block())
        values: Sequence[Any] = self.function.args
        if packed:
            places = [self.builder.gep(values[0], [INTEGER(k)], source_etype=INTEGER) for k in range(len(kinds))]
            values = [self.builder.load(place, typ=kind) for place, kind in zip(places, kinds, strict=True)]
        self._arguments = dict(zip([*pointers, *integers], values, strict=True))

    def __getitem__(self, name: str) -> Any:
        return self._arguments[name]

    def end(self) -> ir.Function:
        """The function, finished."""
        self.builder.ret_void()
        return self.function

    def call(self, function: ir.Function, *arguments: Integer) -> None:
        """Call a function of this module."""
        self.builder.call(function, [_integer(argument) for argument in arguments])

    # -- integers ----------------------------------------------------------------------------------------------------

    def times(self, *factors: Integer) -> Integer:
        """Their product."""
        found = _integer(1)
        for factor in factors:
            found = self.builder.mul(found, _integer(factor))
        return found

    def plus(self, a: Integer, b: Integer) -> Integer:
        """Their sum."""
        return self.builder.add(_integer(a), _integer(b))

    def minus(self, a: Integer, b: Integer) -> Integer:
        """Their difference."""
        return self.builder.sub(_integer(a), _integer(b))

    def least(self, a: Integer, b: Integer) -> Integer:
        """The smaller one."""
        a, b = _integer(a), _integer(b)
        return self.builder.select(self.builder.icmp_signed("<", a, b), a, b)

    def whole(self, a: Integer, step: int) -> Integer:
        """The last multiple of `step` that is not above a ≥ 0."""
        return self.builder.sub(_integer(a), self.builder.srem(_integer(a), INTEGER(step)))

    # -- memory ------------------------------------------------------------------------------------------------------

    def at(self, pointer: Any, *offsets: Integer) -> Any:
        """The pointer moved on by so many numbers."""
        for offset in offsets:
            pointer = self.builder.gep(pointer, [_integer(offset)], source_etype=self.number)
        return pointer

    def load(self, pointer: Any) -> Vector:
        """As many numbers as a register takes."""
        return Vector(self, self.builder.load(pointer, align=self.itemsize, typ=self.vector))

    def store(self, vector: Vector, pointer: Any) -> None:
        """Write a whole register."""
        self.builder.store(vector.value, pointer, align=self.itemsize)

    def load_one(self, pointer: Any) -> Any:
        """A single number."""
        return self.builder.load(pointer, align=self.itemsize, typ=self.number)

    def load_id(self, pointer: Any, index: Integer) -> Integer:
        """An entry of an array of 64-bit integers."""
        return self.builder.load(self.builder.gep(pointer, [index], source_etype=INTEGER), typ=INTEGER)

    def store_one(self, number: Any, pointer: Any) -> None:
        """Write a single number."""
        self.builder.store(number, pointer, align=self.itemsize)

    def spread(self, pointer: Any) -> Vector:
        """A number of memory in all places of a register."""
        undefined, zeros = ir.Constant(self.vector, ir.Undefined), ir.VectorType(ir.IntType(32), self.lanes)
        single = self.builder.insert_element(undefined, self.load_one(pointer), ir.IntType(32)(0))
        return Vector(self, self.builder.shuffle_vector(single, undefined, ir.Constant(zeros, None)))

    def constant(self, value: float) -> Vector:
        """The same number in all places of a register."""
        return Vector(self, ir.Constant(self.vector, [self.number(value)] * self.lanes))

    # -- what is done again, or not at all ---------------------------------------------------------------------------

    @contextmanager
    def loop(
        self, start: Integer, stop: Integer, step: Integer = 1, carried: Sequence[Vector] = ()
    ) -> Iterator[tuple[Integer, list[Vector]]]:
        """What stands inside is done for start, start + step … below stop.

        `carried` are registers that each round takes over from the one before. What stands inside changes the list; it
        holds the last round's after the loop.
        """
        b, start, stop = self.builder, _integer(start), _integer(stop)
        before, head, body = b.block, b.append_basic_block("head"), b.append_basic_block("body")
        after = b.append_basic_block("after")
        b.branch(head)
        b.position_at_end(head)
        index, phis = b.phi(INTEGER), [b.phi(self.vector) for _ in carried]
        for phi, value in zip([index, *phis], [start, *(vector.value for vector in carried)], strict=True):
            phi.add_incoming(value, before)
        b.cbranch(b.icmp_signed("<", index, stop), body, after)
        b.position_at_end(body)
        now = [Vector(self, phi) for phi in phis]
        yield index, now
        following = [b.add(index, _integer(step)), *(vector.value for vector in now)]
        for phi, value in zip([index, *phis], following, strict=True):
            phi.add_incoming(value, b.block)
        b.branch(head)
        b.position_at_end(after)
        now[:] = [Vector(self, phi) for phi in phis]

    @contextmanager
    def when(self, condition: Any) -> Iterator[None]:
        """What stands inside is done only where `condition`, an integer or a pointer, is not zero."""
        b = self.builder
        zero = ir.Constant(condition.type, None if condition.type == POINTER else 0)
        with b.if_then(b.icmp_unsigned("!=", condition, zero)):
            yield


def _integer(value: Integer) -> Any:
    return INTEGER(value) if isinstance(value, int) else value


@dataclass(frozen=True)
class Vector:
    """Numbers in a register. Arithmetic on them, or with a plain number, writes the instruction that does it."""

    function: Function
    value: Any

    def __add__(self, other: Vector | float) -> Vector:
        return self._with("fadd", self, other)

    __radd__ = __add__

    def __sub__(self, other: Vector | float) -> Vector:
        return self._with("fsub", self, other)

    def __rsub__(self, other: float) -> Vector:
        return self._with("fsub", other, self)

    def __mul__(self, other: Vector | float) -> Vector:
        return self._with("fmul", self, other)

    __rmul__ = __mul__

    def __rtruediv__(self, other: float) -> Vector:
        return self._with("fdiv", other, self)

    def at_least(self, low: float) -> Vector:
        """`low` in the place of what is below; what is no number stays none."""
        return self.where("<", low, low, self)

    def at_most(self, high: float) -> Vector:
        """`high` in the place of what is above; what is no number stays none."""
        return self.where(">", high, high, self)

    def where(self, comparison: str, bound: float, yes: Vector | float, no: Vector | float) -> Vector:
        """`yes` in the places where the comparison holds, `no` in the others and where there is no number."""
        b, (limit, yes, no) = self.function.builder, self._vectors(bound, yes, no)
        return Vector(self.function, b.select(b.fcmp_ordered(comparison, self.value, limit.value), yes.value, no.value))

    def total(self) -> Any:
        """The sum of its numbers, a single one."""
        f = self.function
        name = f"llvm.vector.reduce.fadd.v{f.lanes}f{8 * f.itemsize}"
        add_up = f.module.globals.get(name) or ir.Function(
            f.module, ir.FunctionType(f.number, [f.number, f.vector]), name
        )
        return f.builder.call(add_up, [f.number(-0.0), self.value], fastmath=("reassoc",))

    def _vectors(self, *values: Vector | float) -> list[Vector]:
        return [value if isinstance(value, Vector) else self.function.constant(value) for value in values]

    def _with(self, operation: str, *values: Vector | float) -> Vector:
        left, right = self._vectors(*values)
        # "contract": a · b + c may be one instruction, rounded once.
        made = getattr(self.function.builder, operation)(left.value, right.value, flags=("contract",))
        return Vector(self.function, made)
