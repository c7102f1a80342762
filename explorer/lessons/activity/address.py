"""What this lesson's address may say."""

from __future__ import annotations

from explorer.app import link

FIGURES = 24
"""Held-out figures to choose from."""

PARAMETERS: link.Table = {
    **link.LIVE,
    "figure": link.whole(1, FIGURES, 1),
    "order": link.one_of(("backwards", "shuffled")),
}
