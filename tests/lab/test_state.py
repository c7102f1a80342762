"""What a bench publishes of its trainers' whole state, and when."""

from __future__ import annotations

import math
from typing import Any

import pytest

from explorer.config import Config
from explorer.lab import worker
from explorer.lab.worker import Bench, Order
from explorer.training import Trainer
from tests.lab.waiting import until


@pytest.mark.parametrize("large", [worker.LARGE, 1])
def test_with_a_score_comes_the_network_that_has_it_unless_that_is_large(monkeypatch: Any, large: int) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(worker, "FULL_EVERY", 0.02)
    monkeypatch.setattr(worker, "LARGE", large)
    published: list[dict[str, Any]] = []
    bench = Bench(publish=published.append)

    def scored() -> list[dict[str, Any]]:
        return [message for message in published.copy() if not math.isnan(message.get("metric", math.nan))]

    try:
        bench.seat("a", Config(task="adding", cell="gru", hidden_size=4, time_steps=6, batch_size=2))
        bench.order({"a": Order(limit=10**9, lease=600.0)})
        until(lambda: len(scored()) > 5)
    finally:
        bench.close()
    found = [Trainer.from_state(message["state"]).step for message in scored() if "state" in message]
    if large > 1:
        assert found == [message["step"] for message in scored()]
    else:
        assert len(found) < len(scored())
