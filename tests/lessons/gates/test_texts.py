import numpy as np
import pytest

from explorer.lessons.gates.texts import MAX_TEXT, features, held_out, parse, passages
from explorer.problem import Problem
from explorer.tasks import tasks
from explorer.tasks.agreement import Agreement
from explorer.tasks.characters import Characters


@pytest.fixture(scope="module")
def letters():
    return Characters(corpus="english", time_steps=16)


@pytest.fixture(scope="module")
def words():
    return Agreement(distance=8)


def test_letters_become_ids_and_strange_ones_are_unknown(letters):
    text = parse(letters, "a日b")
    assert text.symbols == ("a", "日", "b")
    assert text.known.tolist() == [True, False, True]
    assert text.inputs[:, 0].tolist() == letters.vocabulary.encode("a日b").tolist()


def test_words_and_marks_become_vectors_and_a_strange_word_is_nothing(words):
    text = parse(words, "the cat, which <b>zorped</b>.")
    assert text.symbols == ("the", "cat", ",", "which", "<", "b", ">", "zorped", "<", "/", "b", ">", ".")
    assert [text.symbols[t] for t in np.flatnonzero(text.known)] == ["the", "cat", ",", "which", "."]
    assert text.inputs.shape == (13, 1, words.input_size)
    assert text.inputs.sum(axis=(1, 2)).tolist() == text.known.astype(float).tolist()
    assert words.symbols[text.inputs[1, 0].argmax()] == "cat"


def test_a_word_is_known_however_it_is_capitalised(words):
    assert parse(words, "THE Cat").known.tolist() == [True, True]


@pytest.mark.parametrize("written", ["", "a" * (MAX_TEXT + 1)])
def test_a_text_has_one_to_four_hundred_characters(letters, words, written):
    for task in (letters, words):
        with pytest.raises(Problem, match="1 to 400"):
            parse(task, written)


def test_a_text_without_a_word_is_no_text_for_words(words):
    with pytest.raises(Problem, match="no word"):
        parse(words, "  \n ")


def test_networks_that_read_no_text_say_so():
    task = tasks["adding"](time_steps=10)
    for ask in (lambda: parse(task, "a"), lambda: passages(task), lambda: held_out(task), lambda: features(task, None)):
        with pytest.raises(Problem, match="no text"):
            ask()


def test_passages_are_held_out_and_are_read_whole(letters, words):
    for passage in passages(letters):
        assert passage in letters.held_out
        assert parse(letters, passage).known.all()
    found = passages(words)
    assert found[0].startswith("The cat ,")
    assert found[1].startswith("The cats ,")
    assert [a.split()[2:-2] == b.split()[2:-2] for a, b in zip(found[::2], found[1::2], strict=True)] == [True] * 13
    assert all(parse(words, passage).known.all() for passage in found)


def test_held_out_text_is_laid_side_by_side_without_a_gap(letters, words):
    ids = held_out(letters)
    text = letters.vocabulary.decode(ids.T.ravel())
    assert letters.held_out.startswith(text)
    assert len(letters.held_out) - len(text) < 256
    np.testing.assert_array_equal(held_out(words), words.validation().inputs)


def test_features_are_what_a_person_sees(letters, words):
    ids = letters.vocabulary.encode('He said: "No way." Then')
    seen = features(letters, ids[:, None])
    marked = {name: [i for i, one in enumerate(answer[:, 0]) if one] for name, answer in seen.items()}
    written = letters.vocabulary.decode(ids)
    assert [i for i, symbol in enumerate(written) if symbol == " "] == marked["space"]
    assert [written[i] for i in marked["capital"]] == ["H", "N", "T"]
    assert "".join(written[i] for i in marked["vowel"]) == "eaioaye"
    if '"' in letters.symbols:
        assert "".join(written[i] for i in marked["quote"]) == '"No way.'
    sentence = np.array(
        [words.symbols.index(word) for word in ("The", "cats", ",", "which", "slept", ",", "were", "full")]
    )
    both = np.stack([sentence, sentence], axis=1)
    told = {name: answer[:, 1].tolist() for name, answer in features(words, both).items()}
    assert told["plural"] == [False, *[True] * 7]
    assert told["clause"] == [False, False, True, True, True, False, False, False]
    three = np.array([words.symbols.index(word) for word in ("cats", ",", "slept", ",", "sat", ",", "were")])[:, None]
    assert features(words, three)["clause"][:, 0].tolist() == [False, *[True] * 4, False, False]
    assert sum(told["due"]) == (1 if words.verb_at < 8 else 0)
