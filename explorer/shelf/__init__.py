"""What comes with the app: finished runs and trained networks, and where what lessons measured of them is kept."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
MEASURED = ASSETS / "measured"
"""One folder a lesson, by its name: what a first visit sees of it, measured ahead."""
