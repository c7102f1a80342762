"""One sequence unrolled over time: every value on the way forward, every gradient on the way back.

`explorer.unrolled.measure` asks a network and needs torch; everything else here takes what was measured.

Source: lecture 8, “Пряме поширення” and “Зворотне поширення у часі”.
"""

from __future__ import annotations

from explorer.unrolled.record import BINARY, LONGEST, LOSSES, SOFTMAX, Unrolled, table

__all__ = ["BINARY", "LONGEST", "LOSSES", "SOFTMAX", "Unrolled", "table"]
