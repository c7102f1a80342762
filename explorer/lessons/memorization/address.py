"""What this lesson's address may say."""

from __future__ import annotations

from explorer.app import link
from explorer.lessons.memorization.record import COMES, GUESS, MAX_TEXT

CHOICE = "choice"

PARAMETERS: link.Table = {
    **link.NETWORKS,
    "text": link.text(MAX_TEXT),
    "passage": link.whole(1, 999, 1),
    "ask": link.one_of((GUESS, COMES, CHOICE), GUESS),
    "symbol": link.text(40),
    "t": link.whole(1, MAX_TEXT, browser=True),
    "show": link.one_of(("share", "absolute"), "share", browser=True),
    "typed": link.text(200, None, browser=True),
}
