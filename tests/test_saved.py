"""Networks as a file: what comes back, and that nothing but such a file is ever taken for one."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load, save

from explorer import saved
from explorer.config import Config, settings_of
from explorer.problem import Problem
from explorer.saved import from_file, to_file
from explorer.training import Trainer
from tests.headers import split

TEXT = "Кіт спав. The cat slept, the cats slept too.\n" * 12


def trainers(cells=("rnn", "lstm"), steps=3, **changes):
    settings = {"corpus": "own", "text": TEXT, "hidden_size": 4, "time_steps": 6, "batch_size": 2} | changes
    known = settings_of(settings.get("task", "characters"))
    settings = {name: value for name, value in settings.items() if name in known}
    made = {cell: Trainer(Config(cell=cell, **settings)) for cell in cells}
    for trainer in made.values():
        trainer.train(steps=steps)
    return made


def written(made, title="cats"):
    configs = {cell: trainer.config for cell, trainer in made.items()}
    return to_file(configs, {cell: trainer.state() for cell, trainer in made.items()}, title)


FILE = written(trainers())


def changed(change, file=FILE):
    """The file with its tensors and its metadata (parsed, all the way) changed."""
    arrays, told = load(file), json.loads(split(file)[0]["__metadata__"]["rnn-explorer"])
    told["networks"] = {cell: json.loads(rest) for cell, rest in told["networks"].items()}
    change(arrays, told)
    told["networks"] = {cell: json.dumps(rest) for cell, rest in told["networks"].items()}
    return save(arrays, {"rnn-explorer": json.dumps(told)})


# ---- There and back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"optimizer": "sgd"},
        {"optimizer": "rmsprop", "layers": 2, "match_parameters": True},
        {"task": "words", "vocabulary_size": 300},
        {"task": "words", "tokens": "subwords", "vocabulary_size": 300},
        {"corpus": "ukrainian", "text": ""},
        {"task": "adding", "corpus": "english", "text": ""},
        {"steps": 0},
    ],
    ids=str,
)
def test_what_is_saved_comes_back_and_trains_on_as_it_would_have(changes):
    made = trainers(**changes)
    back = from_file(written(made))
    assert back.title == "cats"
    assert back.configs == {cell: trainer.config for cell, trainer in made.items()}
    for cell, trainer in made.items():
        again = Trainer.from_state(back.states[cell], back.configs[cell].text)
        assert again.step == trainer.step
        assert again.state() == trainer.state()
        np.testing.assert_array_equal(again.advance(steps=2).losses, trainer.advance(steps=2).losses[-2:])


OWN = "label,text\n" + "".join(f"{'ab'[n % 2]},row {n}\n" for n in range(20))  # 190 characters: data may be short


def test_data_that_a_person_brought_is_in_the_file_and_has_to_be_data_of_its_task():
    made = trainers(("gru",), task="labelled-texts", text=OWN)
    file = written(made)
    assert load(file)["text"].tobytes().decode() == OWN
    back = from_file(file)
    assert back.configs["gru"].text == OWN
    assert Trainer.from_state(back.states["gru"], OWN).state() == made["gru"].state()

    def other(text):
        return changed(lambda arrays, _: arrays.update(text=np.frombuffer(text.encode(), np.uint8)), file)

    with pytest.raises(Problem, match="other symbols"):
        from_file(other(OWN.replace("b,", "c,")))
    with pytest.raises(Problem, match="at least 20 rows"):
        from_file(other("label,text\na,b\nb,a\n"))
    with pytest.raises(Problem, match="control characters"):
        from_file(other(OWN + "\0"))
    with pytest.raises(Problem):  # without it, the example would be learnt, of other words
        from_file(changed(lambda arrays, _: arrays.pop("text"), file))


def test_the_file_is_plain_safetensors_with_the_text_in_it():
    arrays = load(FILE)
    assert arrays["text"].tobytes().decode() == TEXT
    assert arrays["lstm.network.cells.0.W_f"].shape[0] == 4
    assert FILE.count("спав".encode()) == 12, "the text is there once, not once a network"


def test_what_the_optimizers_keep_stays_away_where_the_file_would_grow_too_large(monkeypatch):
    made = trainers(("gru",))
    monkeypatch.setattr(saved, "MAX_HEADER", 0)
    monkeypatch.setattr(saved, "MAX_BYTES", len(written(made)) - 3000)
    file = written(made)
    assert not any("optimizer" in name for name in load(file))
    monkeypatch.setattr(saved, "MAX_HEADER", 1_000_000)
    back = from_file(file)
    Trainer.from_state(back.states["gru"], TEXT).train(steps=1)
    monkeypatch.setattr(saved, "MAX_BYTES", 1000)
    with pytest.raises(Problem, match="Save fewer"):
        written(made)


# ---- What is no such file ------------------------------------------------------------------------------------------


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/rnn-explorer-was-hacked",)


def torch_file():
    sink = io.BytesIO()
    torch.save({"weight": torch.zeros(2)}, sink)
    return sink.getvalue()


def zipped():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("data.pkl", pickle.dumps(Bomb()))
    return sink.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a file of networks"),
        (b"hello, I am a text", "not a file of networks"),
        (b"%PDF-1.7 " + bytes(100), "not a file of networks"),
        (pickle.dumps(Bomb()), "ZIP or pickle"),
        (pickle.dumps(Bomb(), protocol=2), "ZIP or pickle"),
        (torch_file(), "ZIP or pickle"),
        (zipped(), "ZIP or pickle"),
        (FILE[:-100], "cut off, or overlap"),
        (FILE[:200], "ends too early"),
        ((1 << 62).to_bytes(8, "little") + FILE[8:], "header is too long"),
        ((999_999).to_bytes(8, "little") + FILE[8:], "ends too early"),
        (FILE + b"more", "cut off, or overlap"),
        ((100_000).to_bytes(8, "little") + b"{" + b"[" * 99_999, "cannot be read"),
        (save({"a": np.zeros(2, np.float32)}), "cannot be read"),
        (save({"a": np.zeros(2)}, {"rnn-explorer": "[]"}), "another version"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_another_file_is_refused_by_what_it_is(data, words):
    with pytest.raises(Problem, match=words):
        from_file(data)
    assert not os.path.exists("/tmp/rnn-explorer-was-hacked")  # noqa: S108


def poke(name, value):
    def change(arrays, _told):
        arrays[name] = arrays[name].copy()
        arrays[name].flat[0] = value

    return change


def put(name, array):
    return lambda arrays, _told: arrays.__setitem__(name, array)


def setting(name, value):
    def change(_arrays, told):
        for rest in told["networks"].values():
            rest["config"][name] = value

    return change


def of_first(name, value):
    return lambda _arrays, told: told["networks"]["rnn"].__setitem__(name, value)


ZEROS = np.zeros((4, 4), np.float32)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (put("rnn.network.more", ZEROS), "“network.more”, which belongs to nothing"),
        (put("gru.network.W_y", ZEROS), "“gru.network.W_y”, which belongs to nothing"),
        (put("![a](http://b.c/d)", ZEROS), r"“\?\?a\?\?http\?\?\?b.c\?d\?”, which belongs"),
        (lambda arrays, _: arrays.pop("lstm.network.cells.0.W_f"), "“network.cells.0.W_f” is missing"),
        (lambda arrays, _: arrays.pop("lstm.network.W_y"), "“network.W_y” is missing"),
        (lambda arrays, _: arrays.pop("lstm.optimizer.0.exp_avg"), "cannot be read"),
        (put("lstm.network.b_y", ZEROS), "shapes"),
        (put("lstm.network.W_y", ZEROS), "shapes"),
        (put("lstm.network.b_y", np.zeros(24)), "“network.b_y” holds what is no number"),
        (poke("lstm.network.b_y", np.nan), "“network.b_y” holds what is no number"),
        (poke("rnn.optimizer.0.exp_avg", np.inf), "holds what is no number"),
        (poke("rnn.optimizer.0.exp_avg_sq", -1.0), "holds what is no number"),
        (setting("hidden_size", 10**9), "“hidden_size” must be a number from 2 to 512"),
        (setting("hidden_size", 512), "shapes"),
        (setting("time_steps", float("nan")), "“time_steps” must be"),
        (setting("task", "world peace"), "none of this app's"),
        (setting("cell", "gru"), "none of this app's"),
        (setting("evil", 1), "none of this app's"),
        (setting("seed", "1"), "“seed” must be"),
        (setting("corpus", "english"), "belongs to nothing"),
        (of_first("step", -1), "step is no number"),
        (of_first("step", True), "step is no number"),
        (of_first("rng", {"bit_generator": "MT19937"}), "cannot be read"),
        (of_first("rng", 3), "step is no number"),
        (lambda _, told: told["networks"]["rnn"]["config"].update(layers=2), "different settings"),
        (lambda _, told: told["networks"].clear(), "no networks"),
        (lambda _, told: told.update(networks=3) or told.update(networks={}), "no networks"),
        (lambda _, told: told.update(symbols=1), "other symbols"),
        (lambda _, told: told.update(version=2), "another version"),
        (lambda arrays, _: arrays.pop("text"), "text is missing"),
        (put("text", np.zeros(3, np.float32)), "text is no text"),
        (put("text", np.full(300, 0xFF, np.uint8)), "text is no text"),
        (put("text", np.frombuffer(b"a\rb" * 100, np.uint8)), "text is no text"),
        (put("text", np.zeros(300, np.uint8)), "control characters"),
    ],
)
def test_each_way_to_be_damaged_is_told(change, words):
    with pytest.raises(Problem, match=words):
        from_file(changed(change))


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data):
    with pytest.raises(Problem):
        from_file(data)


@given(st.data())
def test_a_file_with_some_bytes_changed_is_whole_or_refused(data):
    start = len(FILE) - len(split(FILE)[1])
    file = bytearray(FILE)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.one_of(st.integers(0, start), st.integers(0, len(FILE) - 1)))
        file[place] = data.draw(st.integers(0, 255))
    try:
        back = from_file(bytes(file))
    except Problem:
        return  # any other error fails the test
    for cell, state in back.states.items():
        Trainer.from_state(state, back.configs[cell].text)


def test_the_message_never_carries_a_file_s_own_words():
    hostile = "![x](http://example.org/x.png)"
    for change in (setting("optimizer", hostile), setting("task", hostile), put(hostile, ZEROS)):
        with pytest.raises(Problem) as refused:
            from_file(changed(change))
        from explorer.app.language import explain

        assert "![" not in explain(refused.value)
