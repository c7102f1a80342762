"""Where trainers run: a cluster of worker processes, the runs on them, and what is kept of each."""

from explorer.lab.cluster import Lab
from explorer.lab.history import Curve, History
from explorer.lab.run import Lane, Run

__all__ = ["Curve", "History", "Lab", "Lane", "Run"]
