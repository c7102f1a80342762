"""What the cells are called on the screen: one row a cell."""

from __future__ import annotations

from collections.abc import Mapping

TITLES: Mapping[str, str] = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
