"""What this lesson's address may say."""

from __future__ import annotations

from explorer.app import link

PARAMETERS: link.Table = {
    **link.LIVE,
    "text": link.text(2_000),
    "reading": link.one_of(("forward",)),
}
