"""What this lesson's address may say; the text itself is never in it."""

from __future__ import annotations

from explorer.app import link

GOAL = 2_000  # training steps
GOALS = (10, 1_000_000)

PARAMETERS: link.Table = {**link.LIVE, "goal": link.whole(*GOALS, GOAL)}
