"""The page about backpropagation without a browser: which network reads what; the link; the numbers as files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from explorer.lessons.backpropagation import choose, kept
from explorer.lessons.backpropagation.measure import unroll
from explorer.lessons.backpropagation.reading import letters
from explorer.lessons.backpropagation.record import BINARY, SOFTMAX
from explorer.shelf import bundle
from explorer.training import Trainer
from tests.lessons.opened import as_mine, open_lesson, shown

open_page = partial(open_lesson, "pages/backpropagation.py")


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Nothing was measured on this server before, and what is measured meanwhile is of no use to others."""
    choose._measured.clear()
    yield
    choose._measured.clear()


@pytest.mark.usefixtures("forgotten")
def test_a_first_visit_shows_the_lectures_sentence_measured_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "network", lambda *asked: pytest.fail("nothing has to be measured"))
    page = open_page()
    assert not page.warning
    assert page.title[0].value == "How does the error travel back?"
    header = shown(page)
    assert header["read"] == ["harry", "potter", "and", "hermione", "granger", "invented", "a", "new", "spell"]
    assert header["wanted"] == list("110110000")
    assert (header["loss"], header["cell"], header["caption"]) == (BINARY, "rnn", "after 15 training steps")
    assert header["losses"] == pytest.approx(kept.find(BINARY, "english", "rnn", 15).losses, rel=1e-6)
    assert len(page.get("bidi_component")) == 2  # the picture and the matrix
    assert any("28 % of it is L⟨5⟩" in text.value.replace("\u00a0", " ") for text in page.markdown)
    expected = {"loss": BINARY, "cell": "rnn", "net": "english", "step": "15"}
    assert {name: page.query_params[name] for name in expected} == expected


def test_the_link_brings_everything() -> None:
    page = open_page(
        loss=SOFTMAX, cell="lstm", net="english", step="0", T="5", text="The cat sat", at="b3", of="5", widths="linear"
    )
    header = shown(page)
    assert (header["read"], header["wanted"]) == (["T", "h", "e", "␣", "c"], ["h", "e", "␣", "c", "a"])
    assert (header["cell"], header["at"], header["only"], header["linear"]) == ("lstm", "b3", 4, True)
    assert header["warning"] == "Not trained: its weights are random."
    assert page.slider[0].value == 5
    assert (page.query_params["T"], page.query_params["text"]) == ("5", "The cat sat")
    assert page.query_params["at"] == "b3"


def test_nonsense_in_the_link_gives_the_defaults_and_says_so() -> None:
    page = open_page(loss="<b>", cell="transformer", net="x", step="9e9", T="٣", of="²", at="b99", widths="'")
    assert not page.exception
    header = shown(page)
    assert (len(header["read"]), header["loss"], header["cell"], header["only"]) == (9, BINARY, "rnn", None)
    assert [warning.value for warning in page.warning] == [
        told + " The default is used instead."
        for told in (
            "“loss” must be one of binary, softmax; got “\\<b>”.",
            "“cell” must be one of rnn, gru-simple, gru, lstm; got “transformer”.",
            "“step” must be a whole number from 0 to 1,000,000,000; got “9e9”.",
            "“T” must be a whole number from 1 to 16; got “٣”.",
            "“at” makes no sense here; got “b99”.",
            "“of” must be a whole number from 1 to 16; got “²”.",
            "“widths” must be one of log, linear; got “'”.",
            "“net” must be one of english, ukrainian; got “x”.",
        )
    ]
    assert page.query_params["cell"] == "rnn"


def test_more_steps_than_the_sentence_has_are_all_of_it() -> None:
    page = open_page(T="16")
    assert not page.warning
    assert len(shown(page)["read"]) == 9


def test_a_text_that_is_too_long_is_refused_with_the_limit() -> None:
    page = open_page(loss=SOFTMAX, text="a" * 17)
    assert page.error[0].value == "A text may have 1 to 16 characters here; this one has 17."
    assert page.radio(key="backpropagation_loss").value == SOFTMAX  # the controls stay


def test_ones_own_text_is_read_and_unknown_symbols_are_said_never_dropped() -> None:
    page = open_page(loss=SOFTMAX)
    page.text_input(key="backpropagation_pasted_softmax").set_value("a日<i>")
    next(button for button in page.button if button.label == "Read it").click().run()
    assert not page.exception
    header = shown(page)
    assert header["read"] == ["a", "日", "<", "i", ">"]
    assert header["unknown"] == [1, 2, 4]
    assert header["note"] == "3 steps are outside the vocabulary, so the network reads ⟨UNK⟩ there: 日 · < · >"
    assert page.query_params["text"] == "a日<i>"
    page.button(key="backpropagation_example").click().run()
    assert "text" not in page.query_params
    assert "".join(shown(page)["read"]) == "The␣cats␣ate"


def test_one_character_is_a_sequence() -> None:
    page = open_page(loss=SOFTMAX, text="a")
    assert (shown(page)["read"], shown(page)["wanted"]) == (["a"], ["␣"])
    assert not page.slider


@pytest.mark.usefixtures("forgotten")
def test_weights_that_are_no_numbers_are_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.network import Network

    def broken(*asked: object) -> Network:
        network = Network("rnn", 66, 4, 1)
        network.W_y.data.fill_(float("nan"))
        return network

    monkeypatch.setattr(kept, "network", broken)
    page = open_page(text="Harry met a potter")
    assert "not finite numbers" in page.error[0].value


def test_another_loss_brings_its_own_text_and_moments() -> None:
    page = open_page(text="Ron met Harry", step="100")
    page.radio(key="backpropagation_loss").set_value(SOFTMAX).run()
    assert not page.exception
    assert "".join(shown(page)["read"]) == "The␣cats␣ate"
    assert page.query_params["step"] == "3000"
    assert "text" not in page.query_params
    guess, chance = shown(page)["guess"][0]
    assert 0 < chance <= 1
    assert len(guess) >= 1


@pytest.mark.parametrize("name", ["last", "cell", "training", "loss"])
def test_everything_to_try_changes_the_picture(name: str) -> None:
    page = open_page()
    before = shown(page)
    page.button(key=f"backpropagation_try_{name}").click().run()
    assert not page.exception
    after = shown(page)
    assert after["version"] != before["version"]
    changed = {"last": "only", "cell": "cell", "training": "caption", "loss": "loss"}[name]
    assert after[changed] != before[changed]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that a person trained on Compare, known as “mine”."""
    as_mine(bundle.read("characters-english"), monkeypatch)


@pytest.mark.usefixtures("compared")
def test_a_run_of_ones_own_is_unrolled_on_its_own_text_and_found_by_its_link() -> None:
    page = open_page(run="mine", cell="gru")
    assert not page.warning
    header = shown(page)
    assert (header["loss"], header["cell"], header["caption"]) == (SOFTMAX, "gru", "after 3,000 training steps")
    lane = bundle.read("characters-english").lanes["gru"]
    trainer = Trainer.from_state(lane.state)
    held_out = trainer.task.held_out.strip()
    assert "".join(header["read"]).replace("␣", " ") == held_out[:12]
    reading = letters(held_out[:16], trainer.task.vocabulary, 12)
    expected = unroll(trainer.network, reading.inputs, reading.targets)
    assert header["losses"] == pytest.approx(expected.losses, rel=1e-5)
    assert {name: page.query_params[name] for name in ("run", "net", "cell")} == {
        "run": "mine", "net": "run", "cell": "gru"
    }  # fmt: skip
    page.button(key="backpropagation_try_training").click().run()
    assert shown(page)["caption"] == "before training"
    assert shown(page)["warning"]
    page.button(key="backpropagation_try_loss").click().run()
    assert not page.exception
    assert (shown(page)["loss"], page.query_params["net"]) == (BINARY, "english")


def test_ukrainian_brings_its_own_sentence_and_words() -> None:
    page = open_page(lang="uk")
    assert page.title[0].value == "Як похибка йде назад?"
    assert shown(page)["read"][:2] == ["гаррі", "поттер"]
    latin = set("abcdefghijklmnopqrstuvwxyz")
    named = {"rnn", "gru", "lstm", "csv", "parquet", "t", "softmax"}
    for label in [*(button.label for button in page.button), *page.radio[0].options]:
        assert not any(
            set(word) & latin for word in label.lower().replace("(", " ").replace(")", " ").split() if word not in named
        ), label
