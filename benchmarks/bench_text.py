"""What a text of 20 MB costs: time from its bytes to a task that can be trained on, and memory beside the text.

The time is told as a multiple of what plain Python takes in the same process for the least that must be done: count
what there is, and make an id of each. Each measurement is a process of its own, since the peak of a process never falls
again.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from explorer.config import Config
from explorer.tasks import make_task
from explorer.text import corpora
from tests.holding import longest_hold

MEGABYTES = 20
NAN = float("nan")
Measurement = tuple[str, float, float, str]
TOKENS = {
    "characters": {"task": "characters"},
    "words": {"task": "words", "tokens": "words", "vocabulary_size": 10_000},
    "subwords": {"task": "words", "tokens": "subwords", "vocabulary_size": 2000},
}
TARGETS = {"characters": 0.5, "words": 6.0, "subwords": NAN}


def text(corpus: str) -> bytes:
    """20 MB of UTF-8: a corpus of ours, again and again, with every word that it has in a form of its own each time."""
    pieces, size, turn = [], 0, 0
    while size < MEGABYTES * 1_000_000:
        pieces.append(corpora.load(corpus).replace("a", f"a{turn % 7}a", turn % 97).encode())
        size, turn = size + len(pieces[-1]), turn + 1
    return b"".join(pieces)[: MEGABYTES * 1_000_000].decode(errors="ignore").encode()


def plain(data: bytes, tokens: str) -> float:
    """Seconds to read tokens, count them and look up their ids."""
    start = time.perf_counter()
    read = data.decode()
    found = read if tokens == "characters" else re.findall(r"\w+|[^\w\s]", read)
    ids = {token: i for i, (token, _) in enumerate(Counter(found).most_common())}
    np.array([ids[token] for token in found])
    return time.perf_counter() - start


def once(path: str, tokens: str) -> None:
    """Print seconds until the task is there, until its guessers are, and those of `plain`; peaks of memory per byte.

    Last, for how many seconds at most nothing else of the process had a turn.
    """
    import resource

    def peak() -> int:
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    make_task(Config(task="words", time_steps=4)).baselines()  # what is paid once a process
    before, start = peak(), time.perf_counter()
    data, found = Path(path).read_bytes(), []

    def work() -> None:
        task = make_task(Config(corpus="own", text=corpora.own_text(data), **TOKENS[tokens]))
        task.validation(), task.probe()
        found.extend([time.perf_counter() - start, peak()])
        task.baselines(), task.also(1.0)

    held = longest_hold(work)
    took, (ready, ready_peak) = time.perf_counter() - start, found
    memory = (ready_peak - before) / len(data), (peak() - before) / len(data)
    print(json.dumps([ready, took, plain(data, tokens), *memory, held]))


def measure() -> list[Measurement]:
    """(name, value, target, comparison)."""
    rows: list[Measurement] = []
    for corpus in ("english", "ukrainian"):
        with tempfile.NamedTemporaryFile(suffix=".txt") as file:
            file.write(text(corpus))
            file.flush()
            for tokens, target in TARGETS.items():
                command = [sys.executable, "-m", "benchmarks.bench_text", file.name, tokens]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                ready, took, python, memory, all_memory, held = json.loads(told)
                what = f"{MEGABYTES} MB {corpus}, {tokens}"
                comparison = "info" if target != target else "<="
                rows += [
                    (f"{what}: time until ready / plain Python's", ready / python, target, comparison),
                    (f"{what}: s until ready", ready, NAN, "info"),
                    (f"{what}: s until the guessers are there too", took, NAN, "info"),
                    (f"{what}: memory / text when ready", memory, 10.0, "<="),
                    (f"{what}: memory / text in the end", all_memory, 10.0, "<="),
                    (f"{what}: longest s in which others wait", held, 0.2, "<="),
                ]
    return rows


if __name__ == "__main__":
    once(sys.argv[1], sys.argv[2])
