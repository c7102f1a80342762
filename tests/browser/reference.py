"""What Python computes and the scripts of the browser are compared with: `python -m tests.browser.reference`."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from explorer import sampling
from explorer.browser._pack import pack
from explorer.network import Network

HERE = Path(__file__).with_suffix(".json")

SYMBOLS = 7
HIDDEN = 5
NETWORKS: list[tuple[str, dict[str, Any], int]] = [
    ("rnn", {"activation": "tanh"}, 1),
    ("rnn", {"activation": "relu"}, 2),
    ("rnn", {"activation": "sigmoid"}, 1),
    ("gru", {}, 2),
    ("gru", {"reset_after": True}, 1),
    ("gru-simple", {}, 1),
    ("lstm", {"output_activation": "identity"}, 3),
    ("lstm", {"output_activation": "tanh"}, 1),
    ("nested-lstm", {}, 2),
]
"""Cell, options, layers."""


def reference() -> dict[str, Any]:
    """A message with its content, networks with their scores after each of some inputs, distributions with a choice."""
    return {"message": _message(), "networks": [_network(*one) for one in NETWORKS], "distributions": _distributions()}


def _message() -> dict[str, Any]:
    header = {"words": {"quote": "“так” \N{CAT FACE}"}, "t": 3, "nothing": None}
    arrays = [np.arange(6, dtype=np.uint8).reshape(2, 3), np.zeros((0, 4), np.uint8), np.array([255], np.uint8)]
    content = [{"shape": list(array.shape), "bytes": array.ravel().tolist()} for array in arrays]
    return {"packed": _text(pack(header, arrays)), "header": header, "arrays": content}


def _network(cell: str, options: dict[str, Any], layers: int) -> dict[str, Any]:
    network = Network(cell, SYMBOLS, HIDDEN, SYMBOLS, layers, seed=3, **options)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(3)  # far from the linear part of σ and tanh
    state = network.state_dict()
    inputs = [-1, *np.random.default_rng(0).integers(0, SYMBOLS, 12).tolist()]
    vectors = torch.stack([torch.zeros(SYMBOLS), *torch.eye(SYMBOLS)[inputs[1:]]])[:, None]
    return {
        "cell": cell,
        "options": options,
        "parameters": {name: {"array": i, "shape": list(value.shape)} for i, (name, value) in enumerate(state.items())},
        "weights": [_text(value.numpy().astype("<f4").tobytes()) for value in state.values()],
        "inputs": inputs,
        "scores": _digits(network.double()(vectors.double()).detach().numpy()[:, 0]),
    }


def _distributions() -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    settings = [(t, k, p) for t in (0, 0.05, 0.7, 1, 2) for k in (0, 1, 5) for p in (0.02, 0.5, 0.9, 1)]
    logits = rng.normal(0, 3, (len(settings), 9)).round(6)
    logits[::7, 4] = logits[::7].max(axis=1)  # equals
    logits[3, 2] = -1e9
    cases = []
    levels = [0.0, 1 - 2**-53, *rng.random(len(settings) - 2)]
    for row, (temperature, k, p), level in zip(logits, settings, levels, strict=True):
        share = sampling.probabilities(row, temperature, k or None, p)
        case = {"logits": row.tolist(), "temperature": temperature, "k": k, "p": p, "level": float(level)}
        cases.append({**case, "share": _digits(share), "chosen": int(sampling.choose(share, level))})
    return cases


def _digits(values: Any) -> Any:
    """Nine significant digits, alike on every machine but for the last."""
    return np.vectorize(lambda value: float(f"{value:.9g}"))(values).tolist()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


if __name__ == "__main__":
    HERE.write_text(json.dumps(reference(), ensure_ascii=False) + "\n", encoding="utf-8")
