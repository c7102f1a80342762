"""What this page lets people choose and train."""

from __future__ import annotations

from explorer.app.asked import Panel
from explorer.app.controls import Form
from explorer.lessons.activity.address import PARAMETERS
from explorer.names import CELLS
from explorer.problem import N_
from explorer.shelf import bundle

FORM = Form(
    "activity",
    cells=CELLS,
    default=bundle.APPLICATIONS["activity"],
    tasks=("activity", "labelled-motions"),
    groups={"network": ("hidden_size", "layers", "match_parameters")},
    folded=True,
    parameters=PARAMETERS,
)

PANEL = Panel(task="activity", kind="end", shape=N_("Many-to-one"))
