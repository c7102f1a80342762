import numpy as np

from explorer.kernels._emit import Function
from explorer.kernels._machine import Program, arguments


class Doubling(Program):
    """A program that doubles the numbers of an array, and counts how often it was compiled."""

    def __init__(self, name="double", other=None):
        super().__init__(f"test-{name}", self.write_down, other)
        self.function = name
        self.compiled = 0

    def write_down(self, module):
        self.compiled += 1
        f = Function(module, self.function, 8, ("x",), ("n",), packed=True)
        with f.loop(0, f["n"], f.lanes) as (i, _):
            at = f.at(f["x"], i)
            f.store(2 * f.load(at), at)
        f.end()

    def works(self):
        x = np.arange(64.0)
        self[self.function](arguments(x.ctypes.data, len(x)))
        return (x == 2 * np.arange(64.0)).all()
