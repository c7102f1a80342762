import pickle

import pytest

from explorer.problem import N_, Problem


def test_the_template_is_filled_and_both_parts_are_kept():
    problem = Problem("Hidden units must be 1 to {high}; got {got:.1f}.", high=512, got=0.25)
    assert str(problem) == "Hidden units must be 1 to 512; got 0.2."
    assert problem.template == "Hidden units must be 1 to {high}; got {got:.1f}."
    assert problem.values == {"high": 512, "got": 0.25}


def test_a_sentence_without_fields_may_hold_braces():
    assert str(Problem("Write {x} as you like")) == "Write {x} as you like"


def test_values_are_not_templates():
    assert str(Problem("got {got}", got="{0.__class__}")) == "got {0.__class__}"


class Special(Problem):
    pass


@pytest.mark.parametrize("kind", [Problem, Special])
def test_it_survives_the_way_out_of_a_worker_process(kind):
    problem = kind("{a} and {b}", a=1, b="два")
    again = pickle.loads(pickle.dumps(problem))  # noqa: S301 - what the test is about
    assert type(again) is kind
    assert str(again) == "1 and два"
    assert (again.template, again.values) == (problem.template, problem.values)


def test_it_can_be_caught_as_a_value_error():
    with pytest.raises(ValueError, match="no"):
        raise Problem("no")


def test_marking_for_translation_changes_nothing():
    assert N_("Seed") == "Seed"
