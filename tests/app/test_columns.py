import pytest

from explorer.app.columns import columns, given
from explorer.shelf import bundle
from explorer.tasks import make_task
from explorer.tasks.activity import Activity
from explorer.tasks.characters import Characters
from explorer.tasks.entities import Entities


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
