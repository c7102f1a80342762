"""What this lesson's address may say: all of it is chosen in the browser."""

from __future__ import annotations

from explorer.app import link
from explorer.lessons.shapes.examples import KINDS, LANGUAGES, longest
from explorer.names import CELLS

PARAMETERS: link.Table = {
    "cell": link.one_of(CELLS, CELLS[0], browser=True),
    "t": link.whole(1, max(longest(language) for language in LANGUAGES), browser=True),
    "shape": link.one_of(tuple(kind.name for kind in KINDS), browser=True),
    **{kind.name: link.one_of(kind.names, kind.names[0], browser=True) for kind in KINDS},
}
