"""The page on probability without a browser: which sentences, by which models; what the link says; what goes wrong."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from explorer.lessons.probability import kept
from explorer.lessons.probability.choose import SentenceReading
from explorer.lessons.probability.measure import EXAMPLES, reader
from explorer.lessons.probability.picture import table
from explorer.shelf import bundle, trained
from tests.lessons.opened import as_mine, open_lesson, shown

open_page = partial(open_lesson, "pages/probability.py")


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def test_a_first_visit_shows_the_lectures_sentences_under_three_networks_and_a_trigram() -> None:
    page = open_page()
    assert page.title[0].value == "How likely is a sentence?"
    header = shown(page)
    assert [model["title"] for model in header["models"]] == ["RNN", "GRU", "LSTM", "Trigram"]
    assert header["lines"][0]["tokens"] == ["the", "⟨UNK⟩", "and", "pair", "⟨UNK⟩", ".", "⟨EOS⟩"]
    assert header["lines"][1]["pieces"] == ["The", "apple", "and", "pear", "salad", ".", ""]
    assert header["cursor"] == [0, 3]  # where pair and pear part
    first = kept.first("words-english")
    for model, cell in zip(header["models"], first, strict=False):
        for told, one in zip(model["sentences"], first[cell], strict=True):
            np.testing.assert_allclose(told["factors"], one.factors, rtol=1e-5)
        assert "bits per character" in model["caption"]
    assert any("⟨UNK⟩ the chance of *all*" in caption.value for caption in page.caption)
    assert page.query_params["net"] == "words-english"


def test_the_link_brings_sentences_networks_place_and_ways_to_look() -> None:
    query = {"net": "english", "text": "Two cats.\nTwo hats.", "s": "2", "t": "5", "by": "mean", "unit": "bits"}
    page = open_page(**query, order="5")
    header = shown(page)
    assert ["".join(line["tokens"]) for line in header["lines"]] == ["Two␣cats.", "Two␣hats."]
    assert (header["cursor"], header["pinned"], header["mode"], header["unit"]) == ([1, 4], True, "mean", "bits")
    assert header["models"][3]["title"] == "5-gram"
    assert {name: page.query_params[name] for name in query} == query
    assert page.query_params["order"] == "5"


@pytest.mark.parametrize(
    "query",
    [
        {"net": "gone"},
        {"s": "-1", "t": "٣"},
        {"s": "99", "t": "99"},
        {"order": "77"},
        {"order": "x"},
        {"vocabulary": "3"},
        {"vocabulary": "999999"},
        {"vocabulary": "<b>"},
        {"by": "x", "unit": "x", "spell": "yes"},
        {"text": "a" * 100_000},
    ],
)
def test_nonsense_in_the_link_does_no_harm(query: dict[str, str]) -> None:
    page = open_page(**query)
    assert not page.exception
    assert not page.error
    assert len(shown(page)["models"]) == 4


@pytest.mark.parametrize(
    ("text", "words_said"),
    [
        ("\n \n", "There is no sentence yet"),
        ("a\n" * 7, "At most 6 sentences can be compared; there are 7"),
        ("a" * 201, "at most 200 characters; one has 201"),
    ],
)
def test_too_little_and_too_much_is_said_and_the_page_goes_on(text: str, words_said: str) -> None:
    page = open_page()
    page.text_area[0].set_value(text).run()
    assert not page.exception
    assert words_said in page.error[0].value
    page.text_area[0].set_value("a").run()
    assert not page.error
    assert [line["tokens"] for line in shown(page)["lines"]] == [["a", "⟨EOS⟩"]]


def test_hostile_text_is_only_text() -> None:
    page = open_page()
    hostile = "<img src=x onerror=alert(1)> **b** [x](http://a) $x$ :cat: {word}\nשלום \u200b\u202e"
    page.text_area[0].set_value(hostile).run()
    assert not page.exception
    header = shown(page)
    assert header["lines"][0]["pieces"][:3] == ["<", "img", "src"]
    assert "U+200B" in " ".join(header["lines"][1]["pieces"])
    note = next(caption.value for caption in page.caption if "Outside" in caption.value)
    assert "\\<" in note
    assert page.query_params["text"] == hostile


def test_the_slider_turns_rare_words_into_unk_and_says_how() -> None:
    page = open_page(text="The cat was asleep.")
    assert "⟨UNK⟩" not in shown(page)["lines"][0]["tokens"]
    page.slider[0].set_value(60).run()
    assert not page.exception
    header = shown(page)
    assert header["size"] == 60
    assert not any("bits per character" in model["caption"] for model in header["models"])  # that was of all words
    assert header["lines"][0]["tokens"] == ["the", "⟨UNK⟩", "was", "⟨UNK⟩", ".", "⟨EOS⟩"]
    assert page.query_params["vocabulary"] == "60"
    assert "nothing is trained anew" in page.slider[0].help


def test_spelling_the_unknown_words_makes_them_cost_what_they_cost() -> None:
    page = open_page()
    assert not any(shown(page)["lines"][0]["spelt"])
    page.toggle[1].set_value(True).run()
    assert not page.exception
    line = shown(page)["lines"][0]
    assert [value < -5 for value in line["spelt"]] == line["unknown"]
    assert page.query_params["spell"] == "1"


def test_untrained_networks_say_so() -> None:
    page = open_page(untrained="1")
    warnings = [model["warning"] for model in shown(page)["models"]]
    assert warnings == ["Not trained: its weights are random."] * 3 + [""]


@pytest.mark.parametrize("name", ["Letter by letter", "Spell unknown words", "A word nobody knows"])
def test_everything_to_try_changes_the_picture(name: str) -> None:
    page = open_page()
    before = page.get("bidi_component")[0].proto.bytes
    press(page, name)
    assert not page.exception
    assert not page.error
    assert page.get("bidi_component")[0].proto.bytes != before


def test_shuffled_words_are_alike_to_a_unigram() -> None:
    page = press(open_page(), "The same words, shuffled")
    page.select_slider[0].set_value(1).run()
    model = shown(page)["models"][3]
    assert model["title"] == "Unigram"
    totals = [sum(sentence["factors"]) for sentence in model["sentences"]]
    assert totals == pytest.approx([totals[0]] * 3, rel=1e-5)


def test_letters_need_no_vocabulary_and_decide_between_pair_and_pear() -> None:
    page = press(open_page(), "Letter by letter")
    assert page.query_params["net"] == "english"
    assert not page.slider
    header = shown(page)
    assert header["cursor"] == [0, 15]
    assert not any(any(line["unknown"]) for line in header["lines"])


def test_the_run_of_the_compare_page_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    as_mine(bundle.find(bundle.RECIPES["characters-english"][0]), monkeypatch)
    page = open_page(run="mine", text="the cat")
    assert page.selectbox[0].value == "run"
    assert page.query_params["run"] == "mine"


def test_ukrainian_brings_its_own_networks_sentences_and_words() -> None:
    page = open_page(lang="uk")
    assert page.title[0].value == "Наскільки ймовірне речення?"
    assert page.query_params["net"] == "words-ukrainian"
    assert page.text_area[0].value.split("\n") == list(EXAMPLES["ukrainian"])
    latin = set("abcdefghijklmnopqrstuvwxyz")
    for label in [*(button.label for button in page.button), page.slider[0].label, *(t.label for t in page.toggle)]:
        assert not latin & set(label.lower()), label


def test_the_file_has_every_factor() -> None:
    config = trained.RECIPES["words-english"].config
    asked = reader(config)
    found = [asked.cut(text) for text in EXAMPLES["english"]]
    first = kept.first("words-english")
    reading = SentenceReading(asked, found, first, [asked.spelt(sentence) for sentence in found])
    told = pd.DataFrame(table(reading))
    assert len(told) == 3 * sum(len(sentence.targets) for sentence in found)
    rows = told[(told.model == "gru") & (told.sentence == 2)]
    assert rows.token.tolist() == ["the", "⟨UNK⟩", "and", "⟨UNK⟩", "⟨UNK⟩", ".", "⟨EOS⟩"]
    assert "".join(rows.text) == EXAMPLES["english"][1]
    np.testing.assert_allclose(rows.loss, -first["gru"][1].factors, rtol=1e-12)
    np.testing.assert_allclose(rows.probability, np.exp(first["gru"][1].factors), rtol=1e-12)
    np.testing.assert_allclose(rows.spelling_loss, -reading.spelt[1], rtol=1e-12)
