"""Every figure that the project promises, measured now, beside its target: `make bench`.

`python -m benchmarks live watch` measures only these groups.
Each group runs in a process of its own, so that one leaves nothing behind for the next.
"""

from __future__ import annotations

import importlib
import math
import platform
import subprocess
import sys

GROUPS = ("first", "cells", "gradients", "text", "live", "lessons", "typing", "watch", "applications")
SIGNS = {"<=": lambda value, target: value <= target, ">=": lambda value, target: value >= target}


def report(group: str) -> None:
    """Measure one group and print its table."""
    for name, value, target, comparison in importlib.import_module(f"benchmarks.bench_{group}").measure():
        holds = SIGNS.get(comparison)
        wanted = "" if math.isnan(target) else f"{'<=' if comparison == 'aim' else comparison} {target:g}"
        if comparison == "aim":
            verdict = "aim met" if value <= target else "aim missed"
        else:
            verdict = "" if holds is None else "met" if holds(value, target) else "MISSED"
        print(f"  {name:66} {value:10.3f}  {wanted:>9}  {verdict}", flush=True)


def main() -> None:
    """Run the named groups, or all."""
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        report(sys.argv[2])
        return
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}")
    for group in sys.argv[1:] or GROUPS:
        print(f"\n{group}", flush=True)
        subprocess.run([sys.executable, "-m", "benchmarks", "--one", group], check=False)


if __name__ == "__main__":
    main()
