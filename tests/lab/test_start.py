"""How a lab starts and ends, and what is told meanwhile."""

import json
import os
import subprocess
import sys

from explorer.config import Config
from explorer.lab import Lab
from explorer.lab import cluster as cluster_module
from explorer.lab.workers import ENVIRONMENT
from tests.lab.waiting import until


def configs():
    return {cell: Config(cell=cell, task="adding", hidden_size=8, time_steps=10) for cell in ("rnn", "gru", "lstm")}


SCRIPT = """
import json, time
import psutil
from explorer.config import Config
from explorer.lab import Lab

if __name__ == "__main__":
    lab = Lab(workers=1).start()
    assert lab.wait(120)
    big = {"task": "characters", "hidden_size": 128, "time_steps": 64, "batch_size": 16}
    run = lab.open({cell: Config(cell=cell, **big) for cell in ("rnn", "gru", "lstm")})
    run.look()
    run.play()
    end = time.monotonic() + 100
    while run.step < 3 and time.monotonic() < end:
        run.look()
        time.sleep(0.05)
    children = psutil.Process().children(recursive=True)
    children = [child for child in children if "resource_tracker" not in str(child.cmdline())]  # Python's own
    assert children
    lab.close()
    print(json.dumps({"step": run.step, "left": len(psutil.wait_procs(children, timeout=20)[1]), "up": lab.up}))
"""


def test_closing_while_it_trains_leaves_no_process_and_says_nothing(tmp_path):
    """A worker that ended inside torch used to abort, with "terminate called without an active exception"."""
    script = tmp_path / "close.py"
    script.write_text(SCRIPT)
    here = os.getcwd()
    done = subprocess.run(
        [sys.executable, str(script)],
        check=False,
        capture_output=True,
        text=True,
        timeout=200,
        env=os.environ | {"PYTHONPATH": here},
    )
    assert done.stderr == ""
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found.pop("step") >= 3
    assert found == {"left": 0, "up": False}


def test_a_lab_that_was_never_started_can_be_closed():
    lab = Lab(workers=1)
    run = lab.open(configs())
    assert lab.find(run.id) is run
    lab.close()
    assert not lab.up
    assert not lab.start()._keeper.is_alive(), "closed for good"


def test_a_scheduler_that_is_not_there_is_a_problem_with_a_remedy(monkeypatch):
    class NoClient:
        def __init__(self, address, **options):
            raise OSError(f"Timed out trying to connect to {address}")

    monkeypatch.setenv(cluster_module.SCHEDULER, "tls://127.0.0.1:1")
    monkeypatch.setattr("distributed.Client", NoClient)
    lab = Lab().start()
    until(lambda: lab.problem)
    assert "could not be started (Timed out trying to connect to tls://127.0.0.1:1). Restart the app." in str(
        lab.problem
    )
    assert not lab.wait(0.0)
    lab.close()


START = """
import os, threading
from explorer.config import Config
from explorer.kernels import _machine
from explorer.lab import nursery
from explorer.training import Trainer

nursery.load()
print(threading.active_count(), len(os.listdir("/proc/self/task")) if os.path.exists("/proc/self/task") else 1)
nursery.compile_all()
def refuse(self):
    raise AssertionError(f"{self.name} is compiled while somebody waits")
_machine.Program._compile = refuse
_machine._kept = lambda name: None
for cell in ("rnn", "gru", "gru-simple", "lstm"):
    for sizes in ({}, {"task": "adding"}, {"task": "agreement"}, {"task": "signals"}, {"hidden_size": 4},
                  {"layers": 3, "hidden_size": 16, "time_steps": 15, "batch_size": 25}, {"hidden_size": 128}):
        Trainer(Config(cell=cell, **sizes)).advance(steps=1)
"""


def test_who_forks_has_no_thread_that_a_fork_would_lose_and_a_worker_compiles_nothing_while_somebody_waits():
    command, env = [sys.executable, "-c", START], os.environ | ENVIRONMENT
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=280, env=env)
    # What is printed goes to standard output here, where news goes too.
    assert done.stdout.splitlines()[-1:] == ["1 1"], "no thread"
    assert done.returncode == 0, done.stderr
