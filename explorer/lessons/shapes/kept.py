"""What the small networks do on their sequences: made by `make results`, read back here without torch.

One file a cell, `assets/measured/shapes/<cell>.safetensors`.
"""

from __future__ import annotations

import time
from functools import lru_cache

from explorer.lessons.shapes.examples import LANGUAGES
from explorer.lessons.shapes.record import Learnt, from_bytes, to_bytes
from explorer.names import CELLS
from explorer.shelf import MEASURED, files

HERE = MEASURED / "shapes"


@lru_cache(maxsize=len(CELLS))
def find(cell: str) -> dict[str, Learnt]:
    """What this cell learnt, by language."""
    return from_bytes(files.path(HERE, cell).read_bytes())


def make() -> None:
    """Teach every cell everything, and write what each does then."""
    from explorer.lessons.shapes.measure import learnt

    for cell in CELLS:
        start = time.perf_counter()
        files.write(files.path(HERE, cell), to_bytes({language: learnt(language, cell) for language in LANGUAGES}))
        print(f"{cell}: {time.perf_counter() - start:.0f} s", flush=True)
