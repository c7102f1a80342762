import os
import subprocess
import sys

from explorer.kernels import WAIT, compile_all, kernels, ready


def test_after_compiling_all_every_cell_is_ready_and_progress_was_told():
    told = []
    compile_all(lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(told[-1][1] + 1))
    assert len({total for _, total in told}) == 1
    assert kernels
    assert all(ready(name) for name in kernels)


def test_a_cell_that_needs_no_compiling_is_ready():
    assert ready("nested-lstm")


IMPATIENT = """
import explorer.kernels as kernels
from explorer.kernels import CellLoop, _prepare, kernel_for

there = set()
_prepare.is_there = kernels.is_there = lambda name: name in there
assert kernel_for("lstm") is CellLoop
there.add("lstm")
assert kernel_for("lstm") is not CellLoop
assert kernel_for("gru") is CellLoop
assert kernel_for("nested-lstm") is CellLoop
"""


def test_who_does_not_wait_runs_the_plain_loop_until_the_code_is_there():
    done = subprocess.run(
        [sys.executable, "-c", IMPATIENT], check=False, env=os.environ | {WAIT: "0"}, capture_output=True, text=True
    )
    assert done.stderr == ""
    waits = IMPATIENT.replace('assert kernel_for("lstm") is CellLoop', 'assert kernel_for("lstm") is not CellLoop', 1)
    waits = waits.replace('assert kernel_for("gru") is CellLoop', 'assert kernel_for("gru") is not CellLoop')
    done = subprocess.run([sys.executable, "-c", waits], check=False, capture_output=True, text=True)
    assert done.stderr == ""
