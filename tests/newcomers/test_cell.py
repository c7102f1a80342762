"""A new cell is one file and one row in the table of names, which declares its options; all the house finds them."""

from __future__ import annotations

from pathlib import Path

CELL = '''"""A leaky plain network."""

from torch import Tensor, tanh

from explorer.cells._base import Cell, State, cells, product
from explorer.names import options_of


@cells.register("leaky")
class Leaky(Cell):
    """Keeps a share of its state."""

    matrices = ("a",)
    options = options_of("leaky")

    def forward(self, x: Tensor, state: State) -> tuple[State, dict[str, Tensor]]:
        fresh = tanh(product(self.W_a, (state.hidden, x)) + self.b_a)
        return State(self.leak * fresh + (1 - self.leak) * state.hidden), {}
'''
LAST = '    "lstm": Look('
ROW = """    "leaky": Look(
        "Leaky",
        "#777700",
        "#BBBB44",
        "#555500",
        (Setting("leak", 0.5, N_("Leak"), N_("What is new."), low=0.0, high=1.0, step=0.05, group="network"),),
    ),
"""

SCRIPT = """
import explorer
from explorer.cells import cells
from explorer.config import from_query, relevant
from explorer.problem import Problem
from explorer.training import Trainer

def refused(make):
    try:
        make()
    except Problem as problem:
        return str(problem)

config = explorer.Config(task="adding", cell="leaky", leak=0.25, hidden_size=8, time_steps=6, learning_rate=0.02)
assert explorer.Network("leaky", leak=0.25).cell_options["leak"] == 0.25
said = "“leak” must be a number from 0 to 1; got “2.0”."
assert refused(lambda: config.changed(leak=2)) == refused(lambda: explorer.Network("leaky", leak=2)) == said
assert "no option “leak”" in refused(lambda: explorer.Network("gru", leak=0.5))
assert from_query(config.to_query()) == (config.changed(cell="lstm"), [])
assert config.to_query()["leak"] == "0.25"
assert "leak" in relevant("adding", ["gru", "leaky"]) and "leak" not in relevant("adding", ["gru", "lstm"])
assert list(cells["leaky"].options) == ["leak", "recurrent_init", "spectral_radius"]
assert list(relevant("adding")).index("leak") < list(relevant("adding")).index("learning_rate")

trainer = Trainer(config)
first, last = trainer.advance(steps=20).losses.mean(), trainer.advance(steps=200).losses[-20:].mean()
assert last < 0.8 * first, (first, last)
assert trainer.network.cells[0].leak == 0.25
again = Trainer.from_state(trainer.state())
assert again.config == config and (again.advance(steps=3).losses == trainer.advance(steps=3).losses).all()
"""


def move_in(house: Path) -> None:
    (house / "explorer/cells/leaky.py").write_text(CELL, encoding="utf-8")
    names = house / "explorer/names.py"
    table = names.read_text(encoding="utf-8")
    assert table.count(LAST) == 1
    names.write_text(table.replace(LAST, ROW + LAST), encoding="utf-8")


def test_it_is_trained_and_its_option_is_checked_and_written_down(wrong: dict[str, str]) -> None:
    assert wrong.get("cell", "") == ""
