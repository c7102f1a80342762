import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.browser.samples import WORDS, Pane, error_of, payload, true_range
from explorer.records import Sample
from tests.declared import declared

TRUE = np.sin(np.arange(20) / 3.0)


def pane(sample: Sample | None, cell: str = "gru") -> Pane:
    return Pane(cell, "GRU writes", "temperature 0.7", sample)


def only(sample: Sample | None) -> dict:
    return payload([pane(sample)])["panes"][0]


@given(st.text(max_size=30), st.integers(0, 40))
def test_text_is_split_where_the_network_took_over_and_nothing_is_lost(text: str, start: int) -> None:
    shown = only(Sample("text", text=text, start=start))
    assert shown["given"] + shown["own"] == text
    assert len(shown["given"]) == min(start, len(text))


def test_a_kind_that_nobody_knows_is_read() -> None:
    ledger = Sample("ledger", true=np.array([1.0, 2.0]), predicted=np.array([1.5, np.inf]))
    assert (only(ledger)["kind"], only(ledger)["own"]) == ("text", "1 → 1.5\n2 → inf")
    poem = only(Sample("poem", text="roses are", start=6, true=np.ones(2)))
    assert (poem["kind"], poem["given"], poem["own"]) == ("text", "roses ", "are")
    assert only(Sample("nothing"))["own"] == ""


def test_markup_stays_text() -> None:
    assert only(Sample("text", text="<script>"))["own"] == "<script>"


def test_a_pane_without_a_sample_says_so() -> None:
    assert only(None) == {"cell": "gru", "title": "GRU writes", "caption": "temperature 0.7", "kind": "none"}


def test_a_curve_is_sent_with_its_gaps() -> None:
    predicted = TRUE.copy()
    predicted[15] = np.inf
    shown = only(Sample("curve", start=10, true=TRUE, predicted=predicted))
    assert shown["predicted"][15] is None
    assert shown["true"] == pytest.approx(TRUE.tolist(), rel=1e-3, abs=1e-6)
    json.dumps(shown, allow_nan=False)


def test_the_error_counts_only_what_the_network_did_by_itself() -> None:
    predicted = np.where(np.arange(20) < 10, 99.0, TRUE + 0.3)
    assert error_of(Sample("curve", start=10, true=TRUE, predicted=predicted)) == pytest.approx(0.3)
    assert error_of(Sample("pairs", start=10, true=TRUE, predicted=TRUE + 0.2)) == pytest.approx(0.2)
    assert error_of(Sample("curve", start=20, true=TRUE, predicted=TRUE)) is None


def test_the_scale_depends_on_the_true_values_alone() -> None:
    calm, wild = (Sample("curve", start=10, true=TRUE, predicted=TRUE * k) for k in (1.0, 1e6))
    assert payload([pane(calm)])["range"] == payload([pane(wild)])["range"] == [-1.5, 1.5]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_the_scale_holds_every_true_value(values: list[float]) -> None:
    low, high = true_range([np.array(values)])
    assert low < min(values)
    assert high > max(values)
    assert high - low <= 2.0 * max(max(values) - min(values), 1.0)


def test_a_cloud_of_pairs_is_thinned_and_its_error_is_not() -> None:
    true = np.random.default_rng(0).uniform(0, 2, 1000)
    shown = only(Sample("pairs", true=true, predicted=true + np.linspace(0, 1, 1000)))
    assert len(shown["true"]) == len(shown["predicted"]) <= 121
    assert shown["error"] == f"{np.sqrt(np.mean(np.linspace(0, 1, 1000) ** 2)):.3g}"


def test_inputs_stay_as_they_are() -> None:
    predicted = np.array([np.inf, 1.0])
    only(Sample("pairs", true=np.ones(2), predicted=predicted))
    np.testing.assert_array_equal(predicted, [np.inf, 1.0])


def test_words_are_replaced_one_by_one() -> None:
    assert payload([], {"true": "насправді"})["words"] == {**WORDS, "true": "насправді"}


def test_the_script_declares_what_is_sent() -> None:
    assert set(payload([pane(None)])) == declared("browser/samples", "Data")
    common = {"cell", "title", "caption"}
    assert set(only(Sample("text", text="a"))) == declared("browser/samples", "Text") | common
    assert set(only(Sample("curve", true=TRUE, predicted=TRUE))) == declared("browser/samples", "Drawn") | common
