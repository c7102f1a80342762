from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.lessons.shapes import kept
from explorer.lessons.shapes import shapes as component
from explorer.lessons.shapes.examples import KINDS
from explorer.lessons.shapes.shapes import WORDS, Look, message
from explorer.names import CELLS
from tests.declared import declared
from tests.lessons.opened import unpacked

TITLES = {text: text.upper() for kind in KINDS for text in (kind.title, kind.wanted)}
LOOK = Look("gru", 3, {"many-to-many": "thing"})


def sent(learnt=None, look=LOOK, language="english", **how):
    learnt = learnt or {cell: kept.find(cell)[language] for cell in CELLS}
    rooms = {"sentiment": "What does it feel?", "own_text": "Your own text"}
    return unpacked(message(learnt, language, look, titles=TITLES, rooms=rooms, **how))


def test_everything_that_was_measured_travels_once():
    header, payload = sent()
    for cell in CELLS:
        runs = kept.find(cell)["english"].runs
        for kind, told in zip(KINDS, header["runs"][cell], strict=True):
            for run, one in zip(runs[kind.name], told, strict=True):
                assert one["answers"] == list(run.answers)
                np.testing.assert_allclose(one["chances"], run.chances.astype(float), atol=1e-4)
                place = header["arrays"][one["states"]]
                size = int(np.prod(place["shape"]))
                drawn = np.frombuffer(payload, np.uint8, size, place["offset"]).reshape(place["shape"])
                shown = np.clip(run.states.astype(float), -1, 1)
                np.testing.assert_allclose(drawn / 127.5 - 1, shown, atol=1 / 250)
                assert one["beyond"] == np.flatnonzero(abs(run.states) > 1).tolist()
                assert (one["attention"] is None) == (run.attention is None)
    assert any(one["beyond"] for told in header["runs"]["lstm"] for one in told)


def test_what_is_looked_at_and_what_it_is_called_travel_too():
    header, _ = sent(version=4)
    assert (header["cell"], header["moment"], header["chosen"], header["version"]) == ("gru", 3, [0, 0, 0, 3, 0], 4)
    assert header["moments"] == 13
    assert header["shape"] == ""
    assert sent(look=Look(shape="many-to-one"))[0]["shape"] == "many-to-one"
    assert header["take"] == {"cell": None, "moment": None, "chosen": [None] * 5}
    take = sent(take=Look("lstm", 30, {"one-to-many": "bells"}))[0]["take"]
    assert take == {"cell": "lstm", "moment": 12, "chosen": [None, 2, None, None, None]}
    assert [kind["title"] for kind in header["kinds"]] == [kind.title.upper() for kind in KINDS]
    assert header["kinds"][2]["rooms"] == [{"name": "sentiment", "title": "What does it feel?"}]
    assert header["kinds"][3]["rooms"] == []  # only to lessons that there are
    assert [example["first"] for example in header["kinds"][4]["examples"]] == [5, 5, 5, 3]


@pytest.mark.parametrize(("asked", "given"), [(None, 11), (0, 0), (12, 11)])
def test_a_moment_of_the_other_language_is_brought_inside(asked, given):
    assert sent(look=Look("rnn", asked, {}), language="ukrainian")[0]["moment"] == given


def test_what_does_not_fit_is_refused():
    learnt = {cell: kept.find(cell)["english"] for cell in CELLS}
    with pytest.raises(ValueError, match="learnt must be by cell"):
        sent({"rnn": learnt["rnn"]})
    with pytest.raises(ValueError, match="language must be one of"):
        message(learnt, "french", LOOK, titles=TITLES, rooms={})
    with pytest.raises(ValueError, match=r"texts lacks \['play'\]"):
        sent(texts={name: text for name, text in WORDS.items() if name != "play"})
    run = learnt["gru"].runs["one-to-many"][0]
    runs = {**learnt["gru"].runs, "one-to-many": [replace(run, states=run.states[1:])] * 3}
    with pytest.raises(ValueError, match=r"one-to-many, joy: states must be \[8, unit\]"):
        sent(learnt | {"gru": replace(learnt["gru"], runs=runs)})


def test_the_scripts_know_every_text():
    scripts = "".join(path.read_text(encoding="utf-8") for path in Path(component.__file__).parent.glob("*.js"))
    for name in set(WORDS) - {"language", "svg", "png"}:
        assert f"words.{name}" in scripts, name


def test_the_script_declares_what_is_sent():
    header, _ = sent()
    script = "lessons/shapes/shapes"
    assert set(header) == declared(script, "Data")
    assert set(header["kinds"][0]) == declared(script, "Kind")
    assert set(header["kinds"][0]["examples"][0]) == declared(script, "Example")
    assert set(header["runs"]["rnn"][0][0]) == declared(script, "Run")
