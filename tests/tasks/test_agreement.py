from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from explorer.problem import Problem
from explorer.tasks._grammar import CLUE_WITHIN, Grammar
from explorer.tasks.agreement import LANGUAGES, MAX_DISTANCE, Agreement, _fillers

SPOKEN = list(LANGUAGES)
EVERY_DISTANCE = range(MAX_DISTANCE + 1)
PLAIN_OR_CLUES = pytest.mark.parametrize("clues", [False, True])


def sentences(task, batch):
    """[words] of each sentence of a whole batch."""
    rows = np.vstack([batch.inputs, batch.targets[-1:]]).T
    return [[task.symbols[i] for i in row] for row in rows]


@cache
def told(language, distance, clues):
    """A task, and the sentences that it holds out: drawn once for all that is asked of them."""
    task = Agreement(language=language, distance=distance, clues=clues, batch_size=20)
    return task, sentences(task, task.validation())


def derivations(rules, production, length):
    """Every derivation of exactly `length` words, by plain enumeration."""
    if not production:
        return [()] if length == 0 else []
    first, rest = production[0], production[1:]
    if first not in rules:
        return [(first, *after) for after in derivations(rules, rest, length - 1)] if length else []
    return [
        before + after
        for taken in range(length + 1)
        for choice in rules[first]
        for before in derivations(rules, tuple(choice.split()), taken)
        for after in derivations(rules, rest, length - taken)
    ]


@PLAIN_OR_CLUES
@pytest.mark.parametrize("language", SPOKEN)
def test_the_grammar_counts_and_draws_what_enumeration_finds(language, clues):
    rules = LANGUAGES[language].between(clues).rules
    grammar = Grammar(rules)
    for length in range(8):
        every = derivations(rules, ("Filler",), length)
        assert grammar.count("Filler", length) == len(every)
        rng = np.random.default_rng(0)
        drawn = {grammar.derive("Filler", length, rng) for _ in range(60 * len(every))}
        assert drawn == set(every)


@pytest.mark.parametrize("distance", [0, 5, 12, MAX_DISTANCE])
@pytest.mark.parametrize("language", SPOKEN)
def test_the_contrast_is_the_probe_about_several(language, distance):
    task = Agreement(language=language, distance=distance)
    contrast, probe = task.contrast(), task.probe()
    assert contrast.inputs.shape == probe.inputs.shape
    read = [task.symbols[i] for i in contrast.inputs[:, 0]]
    assert " ".join(task.probe_sentences()[1].split()[: len(read)]) == " ".join(read)
    assert contrast.words == (task.probe_labels()[contrast.at], read[contrast.at])
    assert contrast.words[0] != contrast.words[1]
    assert task.probe_labels()[: contrast.at] == read[: contrast.at]
    assert tuple(task.symbols[i] for i in contrast.answers) == task.verbs
    assert contrast.answers[0] == probe.targets[-1, 0]


def test_a_length_that_no_derivation_has_is_refused():
    with pytest.raises(ValueError, match="3 words"):
        Grammar({"Pair": ("a b",)}).derive("Pair", 3, np.random.default_rng(0))


@PLAIN_OR_CLUES
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", EVERY_DISTANCE)
def test_the_verb_stands_at_the_distance_and_agrees(language, distance, clues):
    task, held_out = told(language, distance, clues)
    spoken = LANGUAGES[language]
    singular = {one for one, _ in spoken.words["subject"]}
    plural = {many for _, many in spoken.words["subject"]}
    noun_at = len(spoken.opening) - 1
    for words in (*sentences(task, task.batch(np.random.default_rng(0))), *held_out):
        noun, verb = words[noun_at], words[noun_at + 1 + distance]
        assert (noun in singular, noun in plural) == (verb == spoken.verbs[0], verb == spoken.verbs[1])
        assert sum(word in spoken.verbs for word in words) == 1
        assert len(words) == noun_at + distance + 4 == task.time_steps + 1
        assert words[-1] == "."
    assert task.noun_at == noun_at
    assert task.verbs == spoken.verbs
    last = task.probe()
    assert task.symbols[last.targets[-1, 0]] == spoken.verbs[0]
    assert len(last.inputs) == noun_at + 1 + distance == task.verb_at + 1


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", EVERY_DISTANCE)
def test_no_word_on_the_way_tells_the_number(language, distance):
    task, held_out = told(language, distance, False)
    fillers = [words[task.noun_at + 1 : task.verb_at + 1] for words in held_out]
    assert fillers[: len(fillers) // 2] == fillers[len(fillers) // 2 :]
    assert {len(filler) for filler in fillers} == {distance}
    assert task.clue_at == task.noun_at


@pytest.mark.parametrize("language", SPOKEN)
def test_no_word_of_a_neutral_filler_has_two_forms(language):
    spoken = LANGUAGES[language]
    used = " ".join(production for row in spoken.neutral.rules.values() for production in row).split()
    assert not [name for name in used if any(not isinstance(word, str) for word in spoken.words.get(name, ()))]


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", EVERY_DISTANCE)
def test_the_last_clue_stands_at_most_four_words_before_the_verb(language, distance):
    task, rows = told(language, distance, True)
    last = []
    for one, many in zip(rows[: len(rows) // 2], rows[len(rows) // 2 :], strict=True):
        last.append(max(at for at in range(task.verb_at + 1) if one[at] != many[at]))
    assert task.verb_at - min(last) <= CLUE_WITHIN
    assert task.verb_at - task.clue_at <= CLUE_WITHIN
    assert distance <= CLUE_WITHIN or min(last) > task.noun_at


def most_telling(task, count):
    """How much more often a word on the way stands in sentences of one number, in standard errors, at most."""
    batch = task.batch(np.random.default_rng(0))
    is_plural = batch.targets[task.verb_at] == task.symbols.index(task.verbs[1])
    way = batch.inputs[task.noun_at + 1 : task.verb_at + 1]
    holds = np.array([(way == word).any(axis=0) for word in range(task.output_size)])
    holds = holds[holds.sum(axis=1) >= count]
    shares = np.array([holds[:, is_plural].mean(axis=1), holds[:, ~is_plural].mean(axis=1)])
    both = holds.mean(axis=1)
    error = np.sqrt(both * (1 - both) * (1 / is_plural.sum() + 1 / (~is_plural).sum()))
    return float((np.abs(shares[0] - shares[1]) / np.maximum(error, 1e-9)).max())


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", [2, 8, 12, 20])
def test_words_on_the_way_are_as_frequent_beside_one_animal_as_beside_several(language, distance):
    # Of some two hundred words, the most uneven differs by about 3 standard errors; one that tells differs by far more.
    assert most_telling(Agreement(language, distance, batch_size=8000), count=40) < 5
    if distance > CLUE_WITHIN:
        assert most_telling(Agreement(language, distance, clues=True, batch_size=8000), count=40) > 20


@PLAIN_OR_CLUES
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", [8, 20])
def test_the_other_animals_are_as_often_singular_as_plural_whatever_the_subject(language, distance, clues):
    task = Agreement(language=language, distance=distance, clues=clues, batch_size=8000)
    spoken = LANGUAGES[language]
    many = {word for name, words in spoken.words.items() if name.startswith("many") for word in words}
    one = {word for name, words in spoken.words.items() if name.startswith("one") for word in words} - many
    batch = task.batch(np.random.default_rng(0))
    way = batch.inputs[task.noun_at + 1 : task.verb_at + 1]
    is_plural, is_other = (np.isin(task.symbols, list(some))[way] for some in (many, one | many))
    nearest = len(way) - 1 - is_other[::-1].argmax(axis=0)
    plural = {
        verb: is_plural[nearest, np.arange(way.shape[1])][
            is_other.any(axis=0) & (batch.targets[task.verb_at] == task.symbols.index(verb))
        ]
        for verb in spoken.verbs
    }
    for nearest_is_plural in plural.values():
        assert len(nearest_is_plural) > 1000
        assert np.mean(nearest_is_plural) == pytest.approx(0.5, abs=0.1)
    assert np.mean(plural[spoken.verbs[0]]) == pytest.approx(np.mean(plural[spoken.verbs[1]]), abs=0.06)


@PLAIN_OR_CLUES
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", [8, 12, 40])
def test_more_than_a_million_different_sentences_exist(language, distance, clues):
    spoken = LANGUAGES[language]
    sizes = {name: float(len(set(words))) for name, words in spoken.words.items()}
    # Two choices of words for one pattern differ in some place, so one pattern alone gives this many, in each number.
    per_pattern = [
        2 * np.prod([sizes[name] for name in (*spoken.opening, *filler, "predicate")])
        for filler in _fillers(language, distance, clues)
    ]
    assert max(per_pattern) >= 1e6


@pytest.mark.parametrize("language", SPOKEN)
def test_words_are_listed_once_and_every_class_is_used(language):
    spoken = LANGUAGES[language]
    for name, words in spoken.words.items():
        assert len(set(words)) == len(words), name
        assert all(form and " " not in form for word in words for form in ([word] if isinstance(word, str) else word))
    used = {
        name
        for rules in (spoken.neutral.rules, spoken.telling.rules)
        for productions in rules.values()
        for name in " ".join(productions).split()
        if name not in rules
    }
    assert used | set(spoken.opening) | {"verb", "predicate", "period"} == set(spoken.words)


def test_ukrainian_forms_belong_together():
    words = LANGUAGES["ukrainian"].words
    for one, many in words["predicate"]:
        assert one[-2:] in {"ий", "ій"}
        assert many == one[:-2] + "і"
    for one, many in (*words["saw"], *words["slept"], *words["ate"]):
        stem = one.removesuffix("ся")
        reflexive = "ся" if stem != one else ""
        assert stem.endswith(("в", "с"))
        assert many.endswith("ли" + reflexive)
    for gerund in (*words["having_seen"], *words["having_slept"], *words["having_eaten"]):
        assert gerund.removesuffix("сь").endswith("ши")  # the same beside one and several
    for one, many in zip(words["one_ins"], words["many_ins"], strict=True):
        assert one.endswith(("ом", "ем"))
        assert many.endswith(("ами", "ями", "ьми"))


@PLAIN_OR_CLUES
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", [0, 1, 8])
def test_training_never_shows_a_held_out_sentence_in_either_number(language, distance, clues):
    task = Agreement(language=language, distance=distance, clues=clues, batch_size=512)
    held_out = {tuple(words) for words in sentences(task, task.validation())}
    assert len(held_out) == task.validation().inputs.shape[1]
    rng = np.random.default_rng(0)
    shown = {tuple(words) for _ in range(20) for words in sentences(task, task.batch(rng))}
    assert len(shown) > 1000
    assert not shown & held_out
    probe = tuple(task.probe_labels())
    assert not any(words[: len(probe)] == probe and words[-2] in {"full", "ситий"} for words in shown)


def test_a_tenth_of_the_language_is_held_out():
    task = Agreement(distance=12)
    forms = task._draw(np.random.default_rng(0), 20_000)
    assert task._is_held_out(forms).mean() == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize(
    ("settings", "sentence", "verb"),
    [
        ({"distance": 9}, "The cat , which already ate a bunch of food ,", "was"),
        ({"distance": 9, "clues": True}, "The cat , which already ate its bunch of food ,", "was"),
        ({"language": "ukrainian", "distance": 6}, "Кіт , уже з'ївши купу їжі ,", "був"),
        ({"language": "ukrainian", "distance": 8}, "Кіт , уже з'ївши купу їжі біля псів ,", "був"),
        ({"language": "ukrainian", "distance": 7, "clues": True}, "Кіт , який вже з'їв купу їжі ,", "був"),
    ],
)
def test_the_probe_is_the_lectures_sentence(settings, sentence, verb):
    task = Agreement(**settings)
    assert " ".join(task.probe_labels()) == sentence
    assert task.symbols[task.probe().targets[-1, 0]] == verb


def test_without_clues_only_words_that_occur_are_symbols():
    assert "their" not in Agreement().symbols
    assert "their" in Agreement(clues=True).symbols


@PLAIN_OR_CLUES
@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("distance", [0, 1, 12])
def test_the_last_clue_is_the_last_word_before_the_verb_that_differs_with_the_number(language, distance, clues):
    task = Agreement(language=language, distance=distance, clues=clues)
    one, many = (sentence.split() for sentence in task.probe_sentences())
    different = [at for at in range(task.verb_at + 1) if one[at] != many[at]]
    assert different[0] == task.noun_at
    assert different[-1] == task.clue_at


@pytest.mark.parametrize("language", SPOKEN)
def test_the_metric_compares_the_two_forms_at_the_verb_only(language):
    task = Agreement(language=language, distance=6)
    batch = task.validation()
    one, many = (task.symbols.index(verb) for verb in LANGUAGES[language].verbs)
    logits = np.random.default_rng(0).normal(size=(*batch.targets.shape, task.output_size))
    logits[task.verb_at, :, [one, many]] = 0.0
    assert task.metric(logits, batch) == 0.5
    logits[task.verb_at, :, many] = 1.0
    assert task.metric(logits, batch) == 0.5 == task.baselines()["guess"]
    right = batch.targets[task.verb_at]
    logits[task.verb_at, np.arange(len(right)), right] = 2.0
    assert task.metric(logits, batch) == 1.0
    wrong = np.where(right == one, many, one)
    logits[task.verb_at, np.arange(len(right))[:10], wrong[:10]] = 3.0
    assert task.metric(logits, batch) == 1 - 10 / len(right)


def test_a_sample_writes_both_numbers_with_the_probabilities_of_both_verbs():
    task = Agreement(distance=9)
    given = len(task.probe_labels())
    one, many, full, stop = (task.symbols.index(word) for word in ("was", "were", "full", "."))
    time = 0

    def step(inputs, reset=False):
        nonlocal time
        time = 1 if reset else time + 1
        logits = np.full((2, task.output_size), -1e9)
        if time == given:
            logits[:, [one, many]] = np.log([[0.9, 0.1], [0.25, 0.75]])
        else:
            logits[:, full if time == given + 1 else stop] = 0.0
        return logits

    sample = task.sample(step, np.random.default_rng(0))
    assert sample.kind == "text"
    assert sample.text.splitlines() == [
        "The cat , which already ate a bunch of food , was full . P(was) = 0.90, P(were) = 0.10",
        "The cats , which already ate a bunch of food , were full . P(was) = 0.25, P(were) = 0.75",
    ]
    assert sample.text[: sample.start] == "The cat , which already ate a bunch of food ,"


@pytest.mark.parametrize("settings", [{"distance": -1}, {"distance": 41}, {"language": "latin"}])
def test_settings_out_of_range_are_problems(settings):
    with pytest.raises(Problem, match=str(next(iter(settings.values())))):
        Agreement(**settings)
