"""Networks as one file that a person keeps: weights, what training needs to go on, the settings, and the text.

Safetensors with JSON in its metadata. Nothing of a file is ever executed, and whatever does not fit is refused.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from explorer.config import SETTINGS, Config, restored
from explorer.problem import N_, Problem
from explorer.records import Array
from explorer.tasks import make_task, tasks
from explorer.tensors import header_length, metadata, to_bytes
from explorer.text import corpora
from explorer.text.encodings import decode

SUFFIX = ".rnn.safetensors"
MAX_BYTES = 256_000_000
MAX_HEADER = 1_000_000
MAX_NETWORKS = 8
MAX_STEP = 10**9
_VERSION = 1
_TEXT = "text"


@dataclass(frozen=True)
class Saved:
    """What a file holds: by cell the settings of each network and the state of its trainer; and what it is called."""

    title: str
    configs: Mapping[str, Config]
    states: Mapping[str, bytes]


def to_file(configs: Mapping[str, Config], states: Mapping[str, bytes], title: str = "") -> bytes:
    """All networks of a run as one file. It holds the person's own text, if that is what they learn.

    What the optimizers keep is left out where the file would grow too large to be read again: then training goes on
    without momentum. Raises `Problem` where even that does not help.
    """
    first = next(iter(configs.values()))
    tensors: dict[str, Array] = {}
    rests: dict[str, Any] = {}
    for cell, state in states.items():
        tensors |= {f"{cell}.{name}": array for name, array in load(state).items()}
        rests[cell] = json.dumps(metadata(state)["trainer"])
    if first.own:
        tensors[_TEXT] = np.frombuffer(first.text.encode(), np.uint8)
    if sum(array.nbytes for array in tensors.values()) > MAX_BYTES - MAX_HEADER:
        tensors = {name: array for name, array in tensors.items() if ".optimizer." not in name}
    told = {"version": _VERSION, "title": title[:80], "symbols": _symbols(first), "networks": rests}
    file = to_bytes(tensors, {"rnn-explorer": told})
    if len(file) > MAX_BYTES:
        raise Problem(
            N_("These networks would make a file of {got} MB; at most {limit} MB could be read again. Save fewer."),
            got=len(file) // 1_000_000,
            limit=MAX_BYTES // 1_000_000,
        )
    return file


def from_file(data: bytes) -> Saved:
    """The networks of a file that anyone may have written. Raises a `Problem` for each way in which it is none.

    Everything is checked: that it is such a file, whole, with the tensors of the networks that its settings describe
    and no others, in shape, type and range. Imports torch, since the networks are built to compare.
    """
    _refuse_others(data)
    told = _read(lambda: metadata(data)["rnn-explorer"])
    if not isinstance(told, dict) or told.get("version") != _VERSION:
        raise Problem(N_("This file was saved by another version of the app, and this one cannot read it."))
    arrays = _read(lambda: load(data))
    rests = told.get("networks")
    if not isinstance(rests, dict) or not 1 <= len(rests) <= MAX_NETWORKS:
        raise _damaged(N_("it names no networks, or too many"))
    text = _text(arrays.pop(_TEXT, None))
    read = {cell: _read(lambda rest=rest: json.loads(rest)) for cell, rest in rests.items()}
    configs = {cell: _config(cell, rest, text) for cell, rest in read.items()}
    first = next(iter(configs.values()))
    if any(config.changed(cell=first.cell) != first for config in configs.values()):
        raise _damaged(N_("its networks have different settings"))
    own = next(iter(read.values()))["config"].get("corpus") == "own"  # also where the task reads no text
    brought = tasks[first.task].brought  # then without a text, too: it learnt the example
    if not brought and own != bool(text):
        raise _damaged(N_("its text is missing, or belongs to nothing"))
    by_cell: dict[str, dict[str, Array]] = {cell: {} for cell in configs}
    for name, array in arrays.items():
        cell, _, rest = name.partition(".")
        if cell not in by_cell:
            raise _about(_EXTRA, name)
        by_cell[cell][rest] = array
    if told.get("symbols") != _symbols(first):
        raise _damaged(N_("its networks read other symbols than this version of the app makes of the text"))
    states = {cell: _state(configs[cell], read[cell], by_cell[cell]) for cell in configs}
    title = told.get("title")
    return Saved(title[:80] if isinstance(title, str) else "", configs, states)


# ---- Parts of a file -----------------------------------------------------------------------------------------------


def _refuse_others(data: bytes) -> None:
    """Say what else it is, where that can be seen from how it begins."""
    if len(data) > MAX_BYTES:
        raise Problem(
            N_("A file of networks may have at most {limit} MB; this one has {got} MB."),
            limit=MAX_BYTES // 1_000_000,
            got=len(data) // 1_000_000,
        )
    if data[:4] == b"PK\x03\x04" or data[:2] == b"\x80\x02" or re.match(rb"\x80[\x03-\x05]\x95", data):
        raise Problem(
            N_(
                "This is a ZIP or pickle file, perhaps of PyTorch. Such files can run programs, so nothing of it was "
                "opened. Bring a file that “Save” on this page has made."
            )
        )
    header = header_length(data)
    if len(data) < 10 or data[8:9] != b"{":
        raise Problem(N_("This is not a file of networks. Bring one that “Save” on this page has made (.safetensors)."))
    if header > MAX_HEADER:
        raise _damaged(N_("its header is too long"))
    if header > len(data) - 8:
        raise _damaged(N_("it ends too early"))


def _read(reading: Any) -> Any:
    """What `reading` returns; a `Problem` where the file is not what it should be."""
    try:
        return reading()
    except SafetensorError:
        raise _damaged(N_("its tensors are cut off, or overlap")) from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError, MemoryError):
        raise _damaged(N_("it cannot be read")) from None


def _text(array: Array | None) -> str:
    if array is None:
        return ""
    if array.dtype != np.uint8 or array.ndim != 1 or array.nbytes > corpora.MAX_BYTES:
        raise _damaged(N_("its text is no text"))
    try:
        text = decode(array.tobytes(), "utf-8")
    except UnicodeDecodeError:
        raise _damaged(N_("its text is no text")) from None
    if corpora.plain_text(text) != text:
        raise _damaged(N_("its text is no text"))
    return text


def _config(cell: object, rest: object, text: str) -> Config:
    """The settings of one network; `Config` checks every value."""
    from explorer.cells import cells

    values = rest.get("config") if isinstance(rest, dict) else None
    if not isinstance(values, dict) or not values.keys() <= SETTINGS.keys() or values.get("cell") != cell:
        raise _damaged(N_("its settings are none of this app's"))
    if cell not in list(cells) or values.get("task", Config().task) not in list(tasks):
        raise _damaged(N_("its settings are none of this app's"))
    return restored({**values, "text": text, "device": "cpu"})


def _symbols(config: Config) -> int:
    """A number that tells what the ids of inputs and outputs mean."""
    symbols = make_task(config).symbols
    return zlib.crc32("\0".join(symbols).encode("utf-8", "surrogatepass")) if symbols else 0


def _state(config: Config, rest: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """The state of one trainer, checked by making that trainer."""
    from explorer.training import Trainer

    readout, task = arrays.get("network.W_y"), make_task(config)
    # Before a network is built: a small file must not ask for a large one.
    if readout is None:
        raise _about(_MISSING, "network.W_y")
    if readout.ndim != 2 or readout.shape[0] != task.output_size or readout.shape[1] < config.hidden_size:
        raise _damaged(_SHAPES)
    for name, array in arrays.items():
        if array.dtype != np.float32 or not np.isfinite(array).all():
            raise _about(_NO_NUMBERS, name)
        if name.endswith(("_sq", "_avg_sq", ".step")) and (array < 0).any():
            raise _about(_NO_NUMBERS, name)
    step = rest.get("step")
    if type(step) is not int or not 0 <= step <= MAX_STEP or not isinstance(rest.get("rng"), dict):
        raise _damaged(N_("its step is no number"))
    fresh = Trainer(config)
    expected = {f"network.{name}": tuple(value.shape) for name, value in fresh.network.state_dict().items()}
    found = {name: array.shape for name, array in arrays.items() if not name.startswith("optimizer.")}
    if found.keys() - expected.keys():
        raise _about(_EXTRA, min(found.keys() - expected.keys()))
    if expected.keys() - found.keys():
        raise _about(_MISSING, min(expected.keys() - found.keys()))
    if found != expected:
        raise _damaged(_SHAPES)
    told = {"config": config.without_text().as_dict(), "step": step, "rng": rest["rng"]}
    state = to_bytes(arrays, {"trainer": told})
    _read(lambda: fresh.restore(state))
    return state


def _damaged(reason: str) -> Problem:
    return Problem(N_("This file of networks is damaged, or was made by something else: {reason}."), reason=reason)


def _about(template: str, name: str) -> Problem:
    """A problem with a tensor, whose name comes out of the file and is made fit to be shown."""
    return Problem(template, name=re.sub(r"[^A-Za-z0-9_.]", "?", name)[:60])


_EXTRA = N_("This file of networks is damaged: it holds “{name}”, which belongs to nothing.")
_MISSING = N_("This file of networks is damaged: “{name}” is missing.")
_NO_NUMBERS = N_("This file of networks is damaged: “{name}” holds what is no number.")
_SHAPES = N_("its tensors do not have the shapes that its settings say")
