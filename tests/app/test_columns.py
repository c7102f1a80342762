import pytest

from explorer.app.columns import columns, given, kind
from explorer.browser import board
from explorer.config import SETTINGS, Config
from explorer.lab import Run
from explorer.records import to_bytes
from explorer.shelf import bundle
from explorer.tasks import make_task, tasks
from explorer.tasks.activity import Activity
from explorer.tasks.characters import Characters
from explorer.tasks.entities import Entities
from explorer.training import Trainer

LEAST, MOST = int(SETTINGS["hidden_size"].low), int(SETTINGS["hidden_size"].high)
SINGLE_WORDS = "word,kind\n" + "".join(f"up{n % 10},good\ndown{n % 10},bad\n" for n in range(30))
SINGLE_TOKENS = "".join(f"Ann{n} B-PER\n\nran{n} O\n\n" for n in range(30))


def test_what_shows_as_nothing_comes_to_the_board_by_its_name_and_white_space_as_it_is() -> None:
    read, due = given(Characters(corpus="own", text="❤\ufe0f \u3164\n" * 60, time_steps=5))
    assert set(read) == set(due) == {"❤", "U+FE0F", " ", "U+3164", "\n"}


def test_what_is_right_in_the_end_stands_beside_every_verdict_on_the_way():
    task = Activity()
    frames, due = given(task)
    assert len(frames) == len(due) == 24
    assert set(due) == {task.symbols[int(task.probe().targets[0, 0])]}


def test_where_an_answer_is_due_at_every_step_each_has_its_own():
    assert given(Entities())[1] == ["–", "–", "person", "person", "–", "person", "person", "–"]


@pytest.mark.parametrize(("run", "timed"), [("entities-english", True), ("opening-english", False)])
def test_a_network_of_an_application_says_what_a_step_costs_since_scores_are_compared_at_equal_steps(run, timed):
    finished = bundle.read(run)
    task = make_task(next(iter(finished.lanes.values())).config)
    shown = columns(finished, finished.snapshots(), task, layer=0, of="last")
    assert [one.caption.endswith(" ms a step") for one in shown] == [timed] * 3


@pytest.mark.parametrize(
    "of",
    [
        *({"task": task, "hidden_size": LEAST} for task in tasks),
        {"task": "adding", "hidden_size": MOST, "time_steps": 2},
        {"task": "labelled-texts", "text": SINGLE_WORDS},
        {"task": "labelled-tokens", "text": SINGLE_TOKENS},
    ],
    ids=lambda of: "-".join(str(value)[:20] for value in of.values()),
)
def test_the_board_takes_the_networks_of_all_settings_and_data_that_a_page_does(of):
    """The smallest, and the largest: with as many parameters as an LSTM, an RNN has more units than can be chosen."""
    config = Config(cell="rnn", match_parameters=True, **of)
    run, trainer, task = Run({"rnn": config}), Trainer(config), make_task(config)
    told = {"step": 0, "able": 1.0, "rate": 1.0, "loss": 1.0, "steps": 0, "metric": 0.5, "pauses": 0}
    run.receive("rnn", told | {"packed": to_bytes(trainer.snapshot())})
    inputs, targets = given(task)
    drawn = columns(run, run.snapshots(), task, layer=0, of="last")
    assert board.message(drawn, inputs=inputs, targets=targets, kind=kind(task))
