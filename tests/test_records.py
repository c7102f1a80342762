import json
import struct
from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from explorer.records import Sample, Snapshot, Trace, from_bytes, to_bytes
from tests.headers import joined, split


def make(seed=0, layers=2, time=5, hidden=3, outputs=4, cell=True, losses=6, **changes):
    rng = np.random.default_rng(seed)

    def states():
        return rng.normal(size=(layers, time, 1, hidden)).astype(np.float32)

    snapshot = Snapshot(
        step=17,
        loss_steps=np.arange(11, 11 + losses),
        losses=rng.random(losses),
        metrics={"bits per character": 1.25},
        trace=Trace(
            states(), states() if cell else None, {"update": states()}, states()[0, ..., :1].repeat(outputs, -1)
        ),
        gradients={"last": rng.random((layers, time)), "training": rng.random((layers, time + 2))},
        sample=Sample("text", text="Привіт ⟨T⟩\n", start=3),
        throughput=12.5,
        parameters=99,
    )
    return replace(snapshot, **changes)


def assert_same(found, expected):
    np.testing.assert_array_equal(found.loss_steps, expected.loss_steps)
    np.testing.assert_array_equal(found.losses, expected.losses)
    assert found.losses.dtype == expected.losses.dtype
    for name in ("step", "throughput", "parameters"):
        assert getattr(found, name) == getattr(expected, name)
    np.testing.assert_equal(dict(found.metrics), dict(expected.metrics))
    half = {"rtol": 1e-3, "atol": 1e-7}
    np.testing.assert_allclose(found.trace.hidden, expected.trace.hidden, **half)
    np.testing.assert_allclose(found.trace.logits, expected.trace.logits, **half)
    assert (found.trace.cell is None) == (expected.trace.cell is None)
    if expected.trace.cell is not None:
        np.testing.assert_allclose(found.trace.cell, expected.trace.cell, **half)
    assert found.trace.gates.keys() == expected.trace.gates.keys()
    for name, gate in expected.trace.gates.items():
        np.testing.assert_allclose(found.trace.gates[name], gate, **half)
    assert found.gradients.keys() == expected.gradients.keys()
    for name, norms in expected.gradients.items():
        np.testing.assert_array_equal(found.gradients[name], norms)
    assert (found.sample.kind, found.sample.text, found.sample.start) == (
        expected.sample.kind,
        expected.sample.text,
        expected.sample.start,
    )
    np.testing.assert_array_equal(found.sample.true, expected.sample.true)
    np.testing.assert_array_equal(found.sample.predicted, expected.sample.predicted)


@given(
    seed=st.integers(0, 99),
    layers=st.integers(1, 3),
    time=st.integers(1, 6),
    hidden=st.integers(1, 5),
    cell=st.booleans(),
    losses=st.integers(0, 4),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    step=st.integers(0, 2**40),
)
def test_what_is_packed_comes_back(seed, layers, time, hidden, cell, losses, text, step):
    sample = Sample("curve", text, 2, np.linspace(0, 1, 4, dtype=np.float32), np.zeros(4, np.float32))
    snapshot = make(seed, layers, time, hidden, cell=cell, losses=losses, sample=sample, step=step)
    assert_same(from_bytes(to_bytes(snapshot)), snapshot)


@pytest.mark.parametrize("cell", [True, False])
def test_the_counterpart_of_the_probe_comes_back_too(cell):
    other = replace(make(seed=1, cell=cell).trace, gates={})
    snapshot = make(cell=cell, counterpart=other)
    found = from_bytes(to_bytes(snapshot))
    assert_same(found, snapshot)
    assert_same(replace(found, trace=found.counterpart), replace(snapshot, trace=other))
    assert from_bytes(to_bytes(make(cell=cell))).counterpart is None


@pytest.mark.parametrize("like", [{"time": 4}, {"cell": False}, {"outputs": 3}])
def test_a_counterpart_that_does_not_fit_its_probe_is_refused(like):
    assert refused(to_bytes(make(counterpart=replace(make(**like).trace, gates={}))))


def test_states_take_half_precision_and_gradients_all_of_it():
    again = from_bytes(to_bytes(make()))
    assert {a.dtype.name for a in (again.trace.hidden, again.trace.cell, again.trace.gates["update"])} == {"float16"}
    assert again.trace.logits.dtype == np.float16
    assert again.gradients["last"].dtype == np.float64


def test_gradients_that_vanish_below_single_precision_are_kept():
    tiny = np.full((2, 5), 1e-300)
    again = from_bytes(to_bytes(make(gradients={"last": tiny})))
    np.testing.assert_array_equal(again.gradients["last"], tiny)


def test_losses_and_metrics_that_are_no_numbers_are_kept():
    losses = np.array([1.0, np.nan, np.inf, -np.inf, 0.0, 2.0])
    again = from_bytes(to_bytes(replace(make(), losses=losses, metrics={"mean squared error": float("nan")})))
    np.testing.assert_array_equal(again.losses, losses)
    assert np.isnan(again.metrics["mean squared error"])


@given(hnp.arrays(np.float32, (1, 2, 1, 3), elements=st.floats(width=32)))
def test_states_beyond_half_precision_are_clipped_and_nan_stays(hidden):
    trace = Trace(hidden, None, {}, np.zeros((2, 1, 1), np.float32))
    snapshot = make(layers=1, trace=trace, gradients={})
    found = from_bytes(to_bytes(snapshot)).trace.hidden
    np.testing.assert_array_equal(np.isnan(found), np.isnan(hidden))
    real = ~np.isnan(hidden)
    assert np.isfinite(found[real]).all()
    np.testing.assert_allclose(found[real], np.clip(hidden[real], -6e4, 6e4), rtol=1e-3, atol=1e-7)


def test_packing_leaves_the_snapshot_as_it_was_and_is_repeatable():
    snapshot = make()
    before = snapshot.trace.hidden.copy()
    assert to_bytes(snapshot) == to_bytes(snapshot)
    np.testing.assert_array_equal(snapshot.trace.hidden, before)


def test_arrays_that_are_not_contiguous_are_packed_as_they_read():
    snapshot = make()
    turned = replace(snapshot, losses=snapshot.losses[::-1])
    np.testing.assert_array_equal(from_bytes(to_bytes(turned)).losses, snapshot.losses[::-1])


# -- bytes that are no snapshot ------------------------------------------------------------------------------------

PACKED = to_bytes(make())
HEADER, REST = split(PACKED)
START = len(PACKED) - len(REST)


def refused(packed):
    with pytest.raises(ValueError, match=f"expected a packed snapshot; got {len(packed)} bytes") as refusal:
        from_bytes(packed)
    return type(refusal.value) is ValueError


@given(st.integers(0, len(PACKED) - 1))
@settings(max_examples=300)
def test_a_part_of_a_snapshot_is_refused_wherever_it_ends(length):
    assert refused(PACKED[:length])


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(packed):
    assert refused(packed)
    assert refused(joined(packed))


@given(st.integers(0, START - 1), st.integers(0, 255))
@settings(max_examples=500)
def test_a_changed_byte_in_the_header_gives_a_snapshot_or_a_value_error(place, value):
    changed = PACKED[:place] + bytes([value]) + PACKED[place + 1 :]
    try:
        found = from_bytes(changed)
    except ValueError as error:
        assert type(error) is ValueError  # noqa: PT017 - either outcome is right, nothing else is
    else:
        assert found.trace.hidden.ndim == 4
        assert isinstance(found.step, int)


def header(**changes):
    """The packed snapshot with some of its JSON replaced (None: taken out)."""
    outer = deepcopy(HEADER)
    inner = json.loads(outer["__metadata__"]["snapshot"])
    inner |= changes
    inner = {name: value for name, value in inner.items() if value is not None}
    outer["__metadata__"]["snapshot"] = json.dumps(inner)
    return assemble(outer)


def assemble(outer):
    return joined(outer, REST)


def bombs():
    outer = HEADER
    deep = "[" * 100_000
    yield "nested metadata", assemble(outer | {"__metadata__": {"snapshot": deep}})
    yield "nested header", assemble(deep.encode())
    yield "a step without end", header(step=float("inf"))
    yield "metadata of another kind", assemble(outer | {"__metadata__": {"trainer": "{}"}})
    yield "metadata that is a list", assemble(outer | {"__metadata__": {"snapshot": "[]"}})
    yield "metadata that is a number", assemble(outer | {"__metadata__": {"snapshot": "1"}})
    yield "metadata that is no JSON", assemble(outer | {"__metadata__": {"snapshot": "{"}})
    yield "no metadata", assemble({name: entry for name, entry in outer.items() if name != "__metadata__"})
    yield "a header of 2^63 bytes", struct.pack("<Q", 1 << 63) + PACKED[8:]
    for name in ("step", "metrics", "throughput", "parameters", "sample"):
        yield f"no {name}", header(**{name: None})
        yield f"{name} of another type", header(**{name: "x" if name != "sample" else ["x"]})
    yield "sample with too few fields", header(sample={"kind": "text"})
    for shape, dtype in (([2**31, 2**31], "F32"), ([0, 2**62], "F32"), ([1] * 70, "F32"), ([1], "BF16"), ([3], "BOOL")):
        size = {"BF16": 2, "BOOL": 3}.get(dtype, 0 if 0 in shape else 4)
        entry = {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}
        forged = {"__metadata__": outer["__metadata__"], "trace.hidden": entry}
        yield f"{dtype} {len(shape)} axes", joined(forged, bytes(size))


@pytest.mark.parametrize("packed", [pytest.param(packed, id=name) for name, packed in bombs()])
def test_bombs_and_forgeries_are_refused(packed):
    assert refused(packed)


def test_arrays_that_do_not_belong_together_are_refused():
    good = make()
    hidden, logits = good.trace.hidden, good.trace.logits
    for changes in (
        {"trace": replace(good.trace, hidden=hidden[0])},
        {"trace": replace(good.trace, cell=hidden[:, :-1])},
        {"trace": replace(good.trace, gates={"update": hidden[..., :-1]})},
        {"trace": replace(good.trace, logits=logits[:-1])},
        {"gradients": {"last": good.gradients["last"][:1]}},
        {"losses": good.losses[:-1]},
        {"sample": replace(good.sample, true=np.zeros((2, 2), np.float32))},
    ):
        assert refused(to_bytes(replace(good, **changes)))
    assert_same(from_bytes(to_bytes(good)), good)
