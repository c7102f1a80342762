from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.problem import Problem
from explorer.records import Batch
from explorer.tasks._words import Counts, Places, folded, most_frequent
from explorer.tasks.autocomplete import Autocomplete
from explorer.text import Vocabulary, corpora
from explorer.text.letters import in_word, spans

TEXT = "The cat, it saw the dog. The dog — it ran; the cat sat. " * 12
WORDS = st.text(alphabet="abї' ,.\n-", min_size=0, max_size=60)


def own(text=TEXT, **options):
    return Autocomplete(corpus="own", text=text, **options)


def due(task, batch, column=0):
    """What a batch asks at each step, "" where it asks nothing."""
    words = [task.symbols[i] for i in batch.targets[:, column]]
    return [word if counts else "" for word, counts in zip(words, batch.weights[:, column], strict=True)]


def read(task, batch, column=0):
    return "".join(task.input_symbols[i] for i in batch.inputs[:, column])


def by_hand(text, known):
    """The word of each place, by walking along the text: a word's letters, and the one place before them."""
    answers, begin = [""] * len(text), None
    for i in range(len(text) + 1):
        inside = i < len(text) and in_word(text[i])
        if inside and begin is None:
            begin = i
        if not inside and begin is not None:
            word = text[begin:i].lower()
            for place in range(max(begin - 1, 0), i):
                answers[place] = word if word in known else ""
            begin = None
    return answers


def test_the_space_before_a_word_belongs_to_it_and_marks_belong_to_none():
    vocabulary = Vocabulary.of("it, was “so”")
    places = Places("it, was “so”", vocabulary, ("it", "was", "so"), 1)
    asked = ["" if i < 0 else ("it", "was", "so")[i] for i in places.due]
    assert asked == ["it", "it", "", "was", "was", "was", "was", "", "so", "so", "so", ""]
    assert [places.begun(place) for place in (3, 4, 6)] == ["", "w", "was"]
    assert (places.before(4, 0), places.before(4, 1), places.before(1, 0)) == ("it", "", "")


@given(WORDS, st.sets(st.sampled_from(["a", "b", "ab", "ba", "ї", "a'b"])))
def test_every_place_of_any_text_asks_for_the_word_it_is_in(text, known):
    symbols = tuple(sorted(known))
    places = Places(text, Vocabulary.of("abї"), symbols, 1)
    assert ["" if i < 0 else symbols[i] for i in places.due] == by_hand(text, known)


@given(WORDS)
def test_words_are_what_lies_between_their_letters(text):
    found = list(spans(text))
    assert "".join(text[first:last] for first, last in found) == "".join(filter(in_word, text))
    assert all(last < following for (_, last), (following, _) in pairwise(found))


@given(st.text("aAİßΣςЇї'ǅ\u0301 ."))
def test_folding_keeps_every_place(text):
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)


def test_words_come_by_frequency_whatever_their_case_and_as_they_are_mostly_spelt():
    assert most_frequent("Anna saw it. It was anna; Anna it is", 3) == ("Anna", "it", "saw")


def test_windows_end_in_a_known_word_and_ask_nothing_of_one_that_began_before():
    task = own(time_steps=7, batch_size=300)
    known = {symbol.lower() for symbol in task.symbols}
    batch = task.batch(np.random.default_rng(0))
    training, held_out = corpora.split(TEXT, 8)
    cut = 0
    for column in range(300):
        text, asked = read(task, batch, column), due(task, batch, column)
        assert text in training
        assert asked[-1]
        if asked[0] == "" and in_word(text[0]):
            cut += 1
        for place, word in enumerate(asked):
            if word:  # its letters so far are the ones that were read
                begun = text[: place + 1][len(text[: place + 1].rstrip("".join(filter(in_word, set(text))))) :]
                assert word.lower().startswith(begun.lower())
                assert word.lower() in known
    assert cut > 50
    validation = task.validation()
    assert all(read(task, validation, column) in held_out for column in range(validation.inputs.shape[1]))


def test_a_short_word_list_leaves_the_other_words_without_weight(monkeypatch):
    monkeypatch.setattr(Autocomplete, "WORDS", 2)
    task = own(time_steps=20)
    assert task.symbols == ("The", "it")
    batch = task.validation()
    asked = {word for column in range(batch.inputs.shape[1]) for word in due(task, batch, column)}
    assert asked <= {"", *task.symbols}
    assert (batch.weights == 0).any()


def test_baselines_equal_a_slow_reference():
    text = corpora.load("english")[:4000]
    task = own(text, time_steps=16)
    training, held_out = corpora.split(text, 17)
    spoken = [training[first:last].lower() for first, last in spans(training)]
    order = {symbol.lower(): i for i, symbol in enumerate(task.symbols)}

    def commonest(words):
        counted = Counter(word for word in words if word in order)
        return min(counted, key=lambda word: (-counted[word], order[word])) if counted else None

    batch, found = task.validation(), []
    for column in range(batch.inputs.shape[1]):
        window, asked = read(task, batch, column), due(task, batch, column)
        at = held_out.index(window)
        assert held_out.count(window) == 1
        cut = at > 0 and in_word(held_out[at - 1]) and in_word(window[0])  # a word of which the beginning is not seen
        for t in np.flatnonzero(asked):
            words = [window[first:last].lower() for first, last in spans(window[: t + 1])]
            begun = words.pop() if in_word(window[t]) else ""
            before = words[-1] if len(words) > cut else None
            guesses = [commonest(spoken)]
            guesses.append(commonest(w for w in spoken if w.startswith(begun)) or guesses[-1])
            after = [b for a, b in pairwise(spoken) if a == before and b.startswith(begun)]
            guesses.append(commonest(after) or guesses[-1])
            found.append([guess == asked[t].lower() for guess in guesses])
    assert list(task.baselines().values()) == pytest.approx(np.mean(found, axis=0).tolist())


def test_equals_are_guessed_by_the_list_and_the_unseen_by_less():
    counts = Counts(["a", "bc", "a", "bd"], ("a", "bd", "bc"))
    assert counts.guesses("a", "b") == (0, 1, 1)
    assert counts.guesses("bc", "b") == (0, 1, 1)
    assert counts.guesses("bd", "x") == (0, 0, 0)


def test_accuracy_by_letters_read_counts_the_right_word_among_the_first(monkeypatch):
    monkeypatch.setattr(Autocomplete, "ENOUGH", 1)
    task = own(time_steps=12)
    cat, dog, it = (task.symbols.index(word) for word in ("cat", "dog", "it"))
    inputs = task.vocabulary.encode(" cat it")[:, None]
    targets = np.array([cat] * 4 + [it] * 3)[:, None]
    batch = Batch(inputs, targets, np.ones(targets.shape, np.float32))
    order = [
        [cat, dog, it],
        [dog, cat, it],
        [dog, it, cat],
        [cat, it, dog],
        [it, dog, cat],
        [it, dog, cat],
        [cat, dog, it],
    ]
    logits = np.full((7, 1, task.output_size), -9.0)
    for t, ranking in enumerate(order):
        logits[t, 0, ranking] = [3.0, 2.0, 1.0]
    found = task.accuracies(logits, batch)
    # 0 letters: " " of cat (1st) and " " of it (1st); 1: c (2nd), i (1st); 2: a (3rd), t (3rd); 3: t (1st)
    np.testing.assert_allclose(found[:4], [[1, 1, 1], [0.5, 1, 1], [0, 0, 1], [1, 1, 1]])
    assert np.isnan(found[4:]).all()
    assert task.metric(logits, batch) == pytest.approx(4 / 7)


def test_equal_scores_are_no_success():
    task = own(time_steps=12)
    batch = task.validation()
    chance = task.metric(np.zeros((*batch.targets.shape, task.output_size)), batch)
    first = float(((batch.targets == 0) * batch.weights).sum() / batch.weights.sum())
    assert chance == pytest.approx(first)


def test_the_score_is_that_of_the_first_column_over_all_places():
    task = Autocomplete(time_steps=32)
    batch = task.validation()
    logits = np.random.default_rng(0).normal(size=(*batch.targets.shape, task.output_size)).astype(np.float32)
    logits[..., :3] += 5
    weights = [batch.weights[task._read(batch.inputs) == letters].sum() for letters in range(task.LETTERS + 1)]
    shares = np.nan_to_num(task.accuracies(logits, batch))
    assert task.metric(logits, batch) == pytest.approx((shares[:, 0] * weights).sum() / batch.weights.sum(), rel=0.02)
    assert (np.diff(shares, axis=1) >= 0).all()


def test_a_sample_is_made_of_words_that_are_spelt_out_to_the_network():
    task = own(time_steps=30)
    heard = []

    def step(ids, reset=False):
        heard.append(int(ids[0]))
        answer = np.zeros((1, task.output_size))
        answer[0, task.symbols.index("dog")] = 100
        return answer

    sample = task.sample(step, np.random.default_rng(0))
    assert sample.text[sample.start :] == "dog " * 60
    assert sample.text[: sample.start].endswith(" ")
    assert "".join(task.input_symbols[i] for i in heard) == sample.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("—!? " * 60, "only one word"),
        ("word " * 60, "only one word"),
        ("a b c " * 40 + "x" * 100, "No word at the end"),
    ],
)
def test_a_text_without_words_to_learn_is_a_problem(text, said):
    with pytest.raises(Problem, match=said):
        own(text, time_steps=8)


def test_the_right_answers_of_any_text_are_known():
    task = own()
    asked = task.due("the Zebra, it")
    assert [task.symbols[i] if i >= 0 else "" for i in asked] == ["The"] * 3 + [""] * 7 + ["it"] * 3
