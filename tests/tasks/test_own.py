"""Tasks whose data people bring: what is tested is never shown, it is learnt, and what was read is read again."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.config import Config
from explorer.problem import Problem
from explorer.tasks import make_task, tasks
from explorer.tasks._own import held_out
from explorer.tasks.labelled_motions import LabelledMotions
from explorer.tasks.labelled_strands import LabelledStrands
from explorer.tasks.labelled_texts import LabelledTexts
from explorer.tasks.labelled_tokens import LabelledTokens
from explorer.text import motions, strands
from explorer.text.bases import CODON, letters
from explorer.text.conll import annotated
from explorer.text.labelled import labelled
from explorer.training import Trainer

BROUGHT = [name for name, kind in tasks.items() if kind.brought]
PETS = "text,topic\n" + "".join(f"the cat number {n} sleeps,cats\nthe dog number {n} barks,dogs\n" for n in range(30))
NAMED = "".join(f"Ann{n}\tB-PER\nsaw\tO\nKyiv\tB-LOC\nagain\tO\n\n" for n in range(30))


def drawn(task, times=40):
    return [task.batch(np.random.default_rng(seed)) for seed in range(times)]


def shown(batch):
    """Each sequence of a batch as bytes."""
    return {np.ascontiguousarray(batch.inputs[:, place]).tobytes() for place in range(batch.inputs.shape[1])}


# ---- Held out --------------------------------------------------------------------------------------------------------


def test_one_in_ten_of_each_kind_is_held_out_and_equal_ones_together():
    keys = [f"{n % 50}".encode() for n in range(200)]
    kinds = [n % 2 for n in range(200)]
    apart = held_out(keys, kinds)
    assert apart.sum() == 16  # two of 25 of each kind, four times each
    assert all(len({bool(a) for a, k in zip(apart, keys, strict=True) if k == key}) == 1 for key in set(keys))
    for kind in (0, 1):
        assert apart[np.array(kinds) == kind].sum() == 8
    assert not held_out([b"a", b"b", b"c"], [0, 0, 1])[2], "the only one of a kind is learnt"
    with pytest.raises(Problem, match="at least two different"):
        held_out([b"a", b"b", b"a"], [0, 1, 0])


@pytest.mark.parametrize("name", ["labelled-texts", "labelled-motions"])
def test_training_shows_nothing_that_is_held_out(name):
    task = tasks[name](batch_size=64)
    tested = shown(task.validation())
    assert len(tested) > 5
    assert not any(tested & shown(batch) for batch in drawn(task))


def test_sentences_that_are_held_out_are_not_shown_even_in_part():
    task = LabelledTokens(NAMED, batch_size=64)
    task.UNKNOWN_SHARE = 0.0
    assert not any(shown(task.validation()) & shown(batch) for batch in drawn(task))


@pytest.mark.parametrize("both", [False, True])
def test_no_window_of_strands_touches_one_that_is_held_out(both):
    """Every base of a strand is another: so 12 in a row say where they are, and on which of the two strands."""
    rng = np.random.default_rng(5)
    one = strands.Strand("one", rng.integers(0, 4, 3000).astype(np.int8), np.arange(3000) % 100 < 50)
    if both:
        one = strands.Strand(one.name, one.bases, one.coding, np.arange(3000) % 70 < 20)
    task = LabelledStrands(strands.written([one]), time_steps=20)
    tested = [letters(row) for row in task._bases.T]
    complement = str.maketrans("ACGT", "TGCA")
    forbidden = {text[at : at + 12] for text in tested for at in range(len(text) - 11)}
    forbidden |= {text[at : at + 12].translate(complement)[::-1] for text in tested for at in range(len(text) - 11)}
    bases, coding = task.strands(np.random.default_rng(0), 2000)
    seen = {letters(row)[at : at + 12] for row in bases.T for at in range(CODON * 20 - 11)}
    assert len(tested) >= 4
    assert not seen & forbidden
    assert 0.2 < coding.mean() < 0.6
    assert len({row.tobytes() for row in np.ascontiguousarray(bases.T)}) > 1000, "windows begin anywhere"


def test_one_long_motion_of_each_kind_is_enough_and_a_short_only_one_is_never_tested():
    rng = np.random.default_rng(1)
    body = np.linspace(0, 1500, 19)[:, None] * np.array([0.1, 1, 0.1])

    def moving(frames, speed):
        return body + rng.normal(0, 5, (frames, 19, 3)) + speed * np.arange(frames)[:, None, None]

    found = motions.Motions((moving(200, 0), moving(200, 9), moving(30, 3)), (0, 1, 2), ("a", "b", "c"))
    task = LabelledMotions(found.written())
    assert set(task.validation().targets[0].tolist()) == {0, 1}
    assert {kind for batch in drawn(task) for kind in batch.targets[0].tolist()} == {0, 1, 2}
    assert not any(shown(task.validation()) & shown(batch) for batch in drawn(task))


def test_the_rules_beside_motions_are_counted_from_the_motions_that_are_brought():
    rng = np.random.default_rng(1)
    leaning = (np.linspace(0, 1500, 19)[:, None] * np.array([lean, 1, 0.1]) for lean in (0.1, 0.9) * 20)
    bodies = tuple(body + rng.normal(0, 5, (60, 19, 3)) for body in leaning)
    told_apart = motions.Motions(bodies, (0, 1) * 20, ("upright", "bent"))
    assert LabelledMotions(told_apart.written()).baselines()["one still frame"] == 1


# ---- Learnt ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "steps", "at_least"),
    [("labelled-texts", PETS, 60, 0.99), ("labelled-tokens", NAMED, 60, 0.95), ("labelled-motions", "", 120, 0.5)],
)
def test_a_small_file_is_learnt_in_a_second_or_two(name, text, steps, at_least):
    config = Config(task=name, text=text, cell="gru", hidden_size=16, learning_rate=0.02, batch_size=32)
    trainer = Trainer(config)
    assert trainer.score() < at_least
    trainer.train(steps=steps)
    assert trainer.score() >= at_least


# ---- Read and written ------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_as_the_same():
    texts = labelled('text;label\n"a; b\t""c""";"x\ty"\n' + "".join(f"t {n};{'xz'[n % 2]}\n" for n in range(30)))
    again = labelled(texts.written())
    assert (again.texts, again.verdicts, again.labels) == (texts.texts, texts.verdicts, texts.labels)
    tokens = annotated("-DOCSTART- O\n\nNew I-LOC\nYork I-LOC\nParis B-LOC\n. O\n\n# O\n")
    again = annotated(tokens.written())
    assert [one for some in again.documents for one in some] == [one for some in tokens.documents for one in some]
    genes = strands.read(">a b\nacgtNNACGT\n>c\nacgtac\n")
    again = strands.read(strands.written(genes))
    assert [(one.name, one.coding.tolist()) for one in again] == [(one.name, one.coding.tolist()) for one in genes]
    moved = motions.Motions((np.full((3, 19, 3), 2.0), np.ones((2, 19, 3)), np.ones((2, 19, 3))), (0, 1, 1), ("a", "b"))
    again = motions.read([("all.csv", moved.written())])
    assert (again.kinds, again.labels) == (moved.kinds, moved.labels)
    assert all(np.array_equal(one, other) for one, other in zip(again.joints, moved.joints, strict=True))


def test_motions_are_labelled_by_the_first_part_of_their_names():
    row = ",".join(f"0,{50 * n},0" for n in range(19))
    names = ["walk_01.csv", "walk2.csv", "sits down_3.csv", "run.csv"]
    assert motions.read([(name, row) for name in names]).labels == ("run", "sits down", "walk")


@pytest.mark.parametrize("name", BROUGHT)
def test_text_travels_once_and_never_in_a_link(name):
    config = Config(task=name, text="something of a person")
    assert config.own
    assert not config.without_text().own
    assert config.to_query() == {"task": name}
    assert make_task(config.without_text()) is make_task(Config(task=name))


# ---- Each task by itself ---------------------------------------------------------------------------------------------


def test_texts_are_cut_to_the_steps_and_unknown_words_have_one_id():
    task = LabelledTexts(PETS, time_steps=3)
    assert task.time_steps == 3
    assert [task.input_symbols[i] for i in task.read("The cat, unheard of")] == ["the", "cat", "⟨UNK⟩"]
    assert task.baselines()["words counted"] == 1.0
    assert task.baselines()["commonest label"] == 0.5


def test_types_are_told_apart_and_a_wrong_type_is_wrong():
    task = LabelledTokens(NAMED)
    batch = task.validation()
    turned = np.where(batch.targets > 0, 3 - batch.targets, 0)
    assert task.symbols == ("O", "PER", "LOC")
    assert task.metric(np.eye(3)[turned], batch) == 0.0
    assert task.bracketed(["Ann", "Lee", "saw", "Kyiv"], [1, 1, 0, 2]) == "[Ann Lee]PER saw [Kyiv]LOC"


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: LabelledTokens("a O\n" * 30), "nothing to find"),
        (lambda: LabelledStrands(">a\n" + "ACGT" * 90), "Nothing tells apart"),
        (lambda: LabelledStrands("acgtACGTacgt"), "at least 120 bases"),
        (lambda: LabelledMotions(motions.HEADER + "\nwalk,1,2\n"), "Line 2 must be a label"),
        (lambda: LabelledMotions(motions.HEADER + "\n" + "walk,1" + ",nan" * 57 + "\n"), "Line 2 must be a label"),
        (lambda: LabelledMotions(motions.HEADER + "\n" + "walk,1" + ",1" * 57 + "\n"), "2 to 10 different"),
        (lambda: LabelledTexts("text,label\n" + "".join(f"w{n},{n % 2}\n" for n in range(60))), "occurs twice"),
    ],
)
def test_what_cannot_be_learnt_says_why(make, why):
    with pytest.raises(Problem, match=why):
        make()
