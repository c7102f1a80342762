"""What this lesson's address may say."""

from __future__ import annotations

from explorer.app import link
from explorer.lessons.probability.measure import MAX_CHARACTERS, MAX_SENTENCES

ORDERS = range(1, 7)
LONGEST = MAX_SENTENCES * (MAX_CHARACTERS + 1) * 2  # more than this in an address is no honest mistake

PARAMETERS: link.Table = {
    **link.NETWORKS,
    "text": link.text(LONGEST),
    "vocabulary": link.whole(1, 999_999),
    "spell": link.flag(),
    "order": link.whole(ORDERS[0], ORDERS[-1], 3),
    "s": link.whole(1, MAX_SENTENCES, browser=True),
    "t": link.whole(1, 999, browser=True),
    "by": link.one_of(("sum", "mean"), "sum", browser=True),
    "unit": link.one_of(("nats", "bits"), "nats", browser=True),
}
