"""`make results`: measure ahead what first visits see; of every lesson, or of those that are named."""

from __future__ import annotations

import sys

import torch

from explorer.app.lessons import lesson, lessons

if __name__ == "__main__":
    torch.set_num_threads(1)
    for one in [lesson(name) for name in sys.argv[1:]] or lessons():
        if one.results is not None:
            print(one.name, flush=True)
            one.results()
