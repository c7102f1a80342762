"""What a file says that its network reaches: of the part kept for testing, and of all folds together."""

from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import pytest

from explorer.shelf import teach
from explorer.shelf.real import kept
from explorer.shelf.real.kept import Judged, Reached

FOLDS = Judged(0.9, {"a coin": 0.4}, 300), Judged(0.7, {"a coin": 0.6}, 100)


def reached(*folds: Judged | None, count: int = 100) -> Reached:
    told = [None if one is None else asdict(one) for one in folds]
    about = {"metric": "accuracy", "source": "somebody", "licence": "free", "details": {}}
    return Reached(score=0.75, baselines={"a coin": 0.5}, count=count, folds=told, **about)


def test_every_answer_counts_the_same_whatever_fold_it_is_in() -> None:
    crossed = reached(*FOLDS).crossed
    assert crossed.score == pytest.approx(0.85)
    assert crossed.baselines == {"a coin": pytest.approx(0.45)}
    assert crossed.count == 400


def test_the_part_kept_for_testing_speaks_where_folds_are_missing() -> None:
    assert reached().unseen.score == 0.75
    assert reached(FOLDS[0], None).unseen.score == 0.75
    assert reached(*FOLDS).unseen.score == pytest.approx(0.85)


def test_the_standard_error_is_that_of_so_many_coins() -> None:
    right = np.random.default_rng(0).random((4000, 100)) < 0.75
    assert reached().error == pytest.approx(right.mean(axis=1).std(), rel=0.05)
    assert math.isnan(reached(count=0).error)


def test_the_table_tells_both_with_their_errors_and_a_score_that_is_no_share_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept, "every", lambda: ["coins", "drawn"])
    monkeypatch.setattr(kept, "reached", lambda task, cell: reached(*FOLDS) if task == "coins" else reached(count=0))
    coins, drawn = teach.table().split("## coins, real data")[1].split("## drawn, real data")
    assert "2-fold cross-validation" in coins
    assert "| accuracy, 400 answers | a coin, 400 answers | accuracy, 100 answers | a coin, 100 answers |" in coins
    assert "| lstm | **0.850 ± 0.018** | 0.450 ± 0.025 | **0.750 ± 0.043** | 0.500 ± 0.050 |" in coins
    assert "cross-validation" not in drawn
    assert "| lstm | **0.750** | 0.500 |" in drawn
