"""The lecture's recurrences as loops over plain NumPy vectors, one-hot inputs and all; apart from `explorer`."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


ACTIVATIONS = {"tanh": np.tanh, "sigmoid": sigmoid, "relu": lambda z: np.maximum(0, z)}


def one_hot(ids, size):
    return np.eye(size)[ids]


def rnn(w, x, a, activation="tanh"):
    hidden = []
    for x_t in x:
        a = ACTIVATIONS[activation](w["W_a"] @ np.concatenate([a, x_t]) + w["b_a"])
        hidden.append(a)
    return {"hidden": hidden}


def gru_simple(w, x, c):
    out = {"hidden": [], "update": [], "candidate": []}
    for x_t in x:
        candidate = np.tanh(w["W_c"] @ np.concatenate([c, x_t]) + w["b_c"])
        gamma_u = sigmoid(w["W_u"] @ np.concatenate([c, x_t]) + w["b_u"])
        c = gamma_u * candidate + (1 - gamma_u) * c
        for name, value in (("hidden", c), ("update", gamma_u), ("candidate", candidate)):
            out[name].append(value)
    return out


def gru(w, x, c, reset_after=False):
    out = {"hidden": [], "update": [], "reset": [], "candidate": []}
    for x_t in x:
        gamma_r = sigmoid(w["W_r"] @ np.concatenate([c, x_t]) + w["b_r"])
        if reset_after:
            w_ca, w_cx = w["W_c"][:, : len(c)], w["W_c"][:, len(c) :]
            candidate = np.tanh(gamma_r * (w_ca @ c + w["b_ca"]) + w_cx @ x_t + w["b_c"])
        else:
            candidate = np.tanh(w["W_c"] @ np.concatenate([gamma_r * c, x_t]) + w["b_c"])
        gamma_u = sigmoid(w["W_u"] @ np.concatenate([c, x_t]) + w["b_u"])
        c = gamma_u * candidate + (1 - gamma_u) * c
        for name, value in (("hidden", c), ("update", gamma_u), ("reset", gamma_r), ("candidate", candidate)):
            out[name].append(value)
    return out


def lstm(w, x, a, c, output_activation="identity"):
    out = {"hidden": [], "cell": [], "update": [], "forget": [], "output": [], "candidate": []}
    for x_t in x:
        a_x = np.concatenate([a, x_t])
        candidate = np.tanh(w["W_c"] @ a_x + w["b_c"])
        gamma_u, gamma_f, gamma_o = (sigmoid(w[f"W_{k}"] @ a_x + w[f"b_{k}"]) for k in "ufo")
        c = gamma_u * candidate + gamma_f * c
        a = gamma_o * (np.tanh(c) if output_activation == "tanh" else c)
        for name, value in zip(out, (a, c, gamma_u, gamma_f, gamma_o, candidate), strict=True):
            out[name].append(value)
    return out


RECURRENCES = {"rnn": rnn, "gru-simple": gru_simple, "gru": gru, "lstm": lstm}

VARIANTS = [
    ("rnn", {}),
    ("rnn", {"activation": "relu"}),
    ("rnn", {"activation": "sigmoid"}),
    ("gru-simple", {}),
    ("gru", {}),
    ("gru", {"reset_after": True}),
    ("lstm", {}),
    ("lstm", {"output_activation": "tanh"}),
]
"""Every cell with every option that changes its equations."""
