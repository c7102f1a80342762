"""What this page lets people choose, and shows at first."""

from __future__ import annotations

from explorer.app.controls import Form
from explorer.names import CELLS
from explorer.shelf import bundle

FORM = Form("compare", first=CELLS, opening=bundle.OPENING, folded=True)
