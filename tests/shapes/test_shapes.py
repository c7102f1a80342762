"""Every shape against a loop over each sequence alone, and against torch's own modules; in float64."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from torch import nn

from explorer.convert import from_torch
from explorer.network import Network
from explorer.problem import Problem
from explorer.shapes import shapes
from explorer.trace import record
from tests.shapes.by_hand import Alone
from tests.shapes.examples import EVERY_CELL, WAYS, example, given


def close(got, expected):
    torch.testing.assert_close(torch.as_tensor(got), torch.as_tensor(expected), rtol=0, atol=1e-10)


def each(inputs, targets, lengths, target_lengths):
    """Every sequence of a batch alone, without padding."""
    for b in range(inputs.shape[1]):
        end = len(inputs) if lengths is None else int(lengths[b])
        stop = len(targets) if target_lengths is None else int(target_lengths[b])
        yield b, inputs[:end, b], targets[:stop, b]


@pytest.mark.parametrize(
    ("cell", "options", "engine"), [(*one, "kernel") for one in EVERY_CELL] + [("gru", {}, "cell")]
)
@pytest.mark.parametrize(("name", "way"), WAYS)
def test_answers_and_gradients_equal_those_of_each_sequence_alone(name, way, cell, options, engine):
    network = example(name, cell, options, engine=engine, **way)
    batch = given(name)
    logits = network(*batch)
    losses = network.losses(logits, *batch[1:])
    losses.sum().backward()
    total = 0.0
    alone = []
    for b, inputs, targets in each(*batch):
        one = Alone(network, inputs, targets)
        alone.append(one)
        close(logits[: len(one.logits), b], one.logits)
        assert not logits[len(one.logits) :, b].any()
        lengths = None if name == "one-input" else [len(inputs)]
        own = one.shape.losses(
            one.logits.unsqueeze(1), targets.unsqueeze(1), lengths if name == "frames-to-text" else None
        )
        close(losses[: len(own), b], own[:, 0])
        total = total + own.sum()
    total.backward()
    for parameter_name, parameter in network.named_parameters():
        parts = [one.shape.get_parameter(parameter_name).grad for one in alone]
        close(parameter.grad, sum(part for part in parts if part is not None))


@pytest.mark.parametrize(("name", "way"), WAYS)
def test_a_trace_holds_every_part_by_position(name, way):
    network = example(name, "lstm", **way)
    inputs, targets, lengths, target_lengths = batch = given(name)
    trace = record(network, inputs, targets=targets, lengths=lengths, target_lengths=target_lengths)
    for b, own, answers in each(*batch):
        one = Alone(network, own, answers)
        for (segment, layer, direction), states in one.states.items():
            part = trace.of(direction, segment)
            close(part.hidden[layer, : len(states), b], torch.stack([state.hidden[0] for state in states]).detach())
            close(part.cell[layer, : len(states), b], torch.stack([state.memory[0] for state in states]).detach())
            gates = one.gates[segment, layer, direction]
            for gate in part.gates:
                close(part.gates[gate][layer, : len(states), b], torch.stack([g[gate][0] for g in gates]).detach())
            assert not part.hidden[layer, len(states) :, b].any()
    with pytest.raises(Problem, match="no part"):
        trace.of("sideways")


@settings(max_examples=25, deadline=None)
@drawn(
    way=st.sampled_from(WAYS),
    cell=st.sampled_from(["rnn", "gru", "lstm"]),
    more=st.integers(0, 4),
    garbage=st.integers(0, 4),
    engine=st.sampled_from(["kernel", "cell"]),
)
def test_padding_changes_nothing_to_the_last_bit(way, cell, more, garbage, engine):
    (name, options) = way
    first, second = (example(name, cell, engine=engine, **options) for _ in range(2))
    inputs, targets, lengths, target_lengths = given(name)
    padded, padded_targets = inputs, targets
    if lengths is not None:
        padded = torch.cat([inputs, torch.full((more, 3), garbage)])
        padded[torch.arange(len(padded)).unsqueeze(1) >= lengths] = garbage
    if target_lengths is not None:
        padded_targets = torch.cat([targets, torch.full((more, 3), garbage % 4)])
        padded_targets[torch.arange(len(padded_targets)).unsqueeze(1) >= target_lengths] = garbage % 4
    batches = (inputs, targets, lengths, target_lengths), (padded, padded_targets, lengths, target_lengths)
    if name == "every-step":
        batches = batches[0], (padded, padded_targets, lengths, lengths)
    found = []
    for network, batch in zip((first, second), batches, strict=True):
        logits = network(*batch)
        loss = network.losses(logits, *batch[1:]).sum()
        loss.backward()
        gradients = [parameter.grad for parameter in network.parameters()]
        found.append((logits, loss, gradients))
    (logits, loss, gradients), (other_logits, other_loss, other_gradients) = found
    assert torch.equal(other_logits[: len(logits)], logits)
    assert not other_logits[len(logits) :].any()
    assert torch.equal(loss, other_loss)
    assert all(torch.equal(a, b) for a, b in zip(gradients, other_gradients, strict=True))


def test_vectors_in_padding_may_be_anything_even_nan():
    network = example("every-step", "gru", directions=2)
    vectors = torch.randn(7, 3, 5, dtype=torch.float64)
    expected = network(vectors, lengths=[7, 4, 1])
    vectors[4:, 1], vectors[1:, 2] = torch.nan, torch.inf
    vectors.requires_grad_()
    found = network(vectors, lengths=[7, 4, 1])
    assert torch.equal(found, expected)
    found.sum().backward()
    assert torch.isfinite(vectors.grad).all()
    assert not vectors.grad[1:, 2].any()


# ---- Torch's own modules ---------------------------------------------------------------------------------------------

MODULES = [(nn.RNN, {}), (nn.RNN, {"nonlinearity": "relu"}), (nn.GRU, {}), (nn.LSTM, {})]


def theirs(module, layers=2, **options):
    torch.manual_seed(1)
    return module(5, 6, layers, dtype=torch.float64, **options)


@pytest.mark.parametrize(("module", "options"), MODULES)
@pytest.mark.parametrize("layers", [1, 3])
def test_both_directions_equal_torchs_packed_sequences(module, options, layers):
    modules = theirs(module, layers, bidirectional=True, **options)
    network = from_torch(modules)
    x = torch.randn(7, 3, 5, dtype=torch.float64)
    mine, others = x.clone().requires_grad_(), x.clone().requires_grad_()
    packed = nn.utils.rnn.pack_padded_sequence(others, torch.tensor([7, 4, 1]))
    expected, _ = nn.utils.rnn.pad_packed_sequence(modules(packed)[0])
    # The readout is the identity; in padding torch has 0, and so has it.
    close(network(mine, lengths=[7, 4, 1]), expected)
    expected.square().sum().backward()
    network(mine, lengths=[7, 4, 1]).square().sum().backward()
    close(mine.grad, others.grad)


class Tagger(nn.Module):
    def __init__(self, module):
        super().__init__()
        torch.manual_seed(2)
        self.table = nn.Embedding(9, 5, dtype=torch.float64)
        self.rnn = theirs(module, bidirectional=True)
        self.head = nn.Linear(12, 3, dtype=torch.float64)

    def forward(self, ids):
        return self.head(self.rnn(self.table(ids))[0])


@pytest.mark.parametrize("module", [nn.RNN, nn.GRU, nn.LSTM])
def test_a_tagger_of_torch_is_taken_over_whole(module):
    model = Tagger(module)
    network = from_torch(model)
    ids = torch.randint(9, (7, 3))
    assert network.directions == 2
    close(network(ids), model(ids))
    again = from_torch(model.rnn.state_dict(), model.head, activation="tanh", embedding=model.table)
    close(again(ids), model(ids))


def test_a_model_that_reads_the_end_of_both_directions_is_refused():
    class Ends(Tagger):
        def forward(self, ids):
            last = self.rnn(self.table(ids))[1]
            return self.head(torch.cat([last[-2], last[-1]], dim=-1))

    with pytest.raises(Problem, match="computes something else"):
        from_torch(Ends(nn.GRU))


def test_an_answer_at_the_end_equals_torchs_last_states():
    modules = theirs(nn.GRU, bidirectional=True)
    every = from_torch(modules)
    network = shapes["last-step"]("gru", 5, 6, 12, 2, directions=2, dtype=torch.float64, reset_after=True)
    network.load_state_dict(every.state_dict())
    x = torch.randn(7, 3, 5, dtype=torch.float64)
    _, last = modules(nn.utils.rnn.pack_padded_sequence(x, torch.tensor([7, 4, 1])))
    close(network(x, lengths=[7, 4, 1])[0], torch.cat([last[-2], last[-1]], dim=-1))


def test_the_loss_of_frames_is_that_of_all_ways_to_read_them():
    network = shapes["frames-to-text"]("rnn", 5, 6, 2, dtype=torch.float64)
    frames, text = torch.randint(5, (4, 1)), torch.tensor([[0], [1]])
    shares = network(frames).softmax(-1)[:, 0].detach()
    total = 0.0
    for way in np.ndindex(3, 3, 3, 3):
        kept = [symbol for t, symbol in enumerate(way) if symbol != network.blank and (t == 0 or way[t - 1] != symbol)]
        if kept == [0, 1]:
            total += float(torch.stack([shares[t, symbol] for t, symbol in enumerate(way)]).prod())
    close(network.losses(network(frames), text)[0, 0].detach(), torch.tensor(-np.log(total)))
    assert network.read(np.eye(3)[[0, 0, 2, 0, 1]][:, None]) == [[0, 0, 1]]
    with pytest.raises(Problem, match="longer than its frames"):
        network.losses(network(frames[:2]), torch.tensor([[0], [0]]))


# ---- What they are asked ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm", "gru-simple", "nested-lstm"])
def test_an_answer_at_every_step_in_one_direction_is_the_ordinary_network(cell):
    ids = torch.randint(5, (7, 3))
    plain, shaped = Network(cell, 5, 6, 4, 2, seed=3), shapes["every-step"](cell, 5, 6, 4, 2, seed=3)
    assert torch.equal(plain(ids), shaped(ids))
    assert shaped.parameter_count == plain.parameter_count


@pytest.mark.parametrize("directions", [1, 2])
def test_the_running_answer_is_that_of_each_beginning(directions):
    network = example("last-step", "lstm", directions=directions)
    inputs, _, lengths, _ = given("last-step")
    running = record(network, inputs, lengths=lengths).logits
    for b, length in enumerate(lengths.tolist()):
        for end in range(1, length + 1):
            close(running[end - 1, b], network(inputs[:end, b : b + 1])[0, 0].detach())
        assert not running[length:, b].any()


@pytest.mark.parametrize("name", ["one-input", "encoder-decoder"])
def test_what_is_written_is_the_likeliest_after_what_was_written_before(name):
    network = example(name, "gru", **({"attention": True} if name == "encoder-decoder" else {}))
    inputs = given(name)[0]
    text = network.write(inputs, 6)
    assert torch.equal(network(inputs, text).argmax(-1), text)


def test_attention_shares_out_one_among_what_was_read():
    network = example("encoder-decoder", "lstm", directions=2, attention=True)
    inputs, targets, lengths, target_lengths = given("encoder-decoder")
    trace = record(network, inputs, targets=targets, lengths=lengths, target_lengths=target_lengths)
    assert trace.attention.shape == (5, 3, 7)
    np.testing.assert_allclose(trace.attention.sum(-1), 1)
    for b, own, answers in each(inputs, targets, lengths, target_lengths):
        looked = torch.stack(Alone(network, own, answers).looked).detach()
        close(trace.attention[: len(answers), b, : len(own)], looked)
        assert not trace.attention[:, b, len(own) :].any()
    with pytest.raises(Problem, match="no attention"):
        example("encoder-decoder").looked_at(inputs, targets)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"inputs": torch.zeros(3, 2, dtype=torch.long), "lengths": [3, 4]}, "2 whole numbers from 1 to 3"),
        ({"inputs": torch.zeros(3, 2, dtype=torch.long), "lengths": [3.0, 1.0]}, "whole numbers"),
        ({"inputs": torch.zeros(3, 2, dtype=torch.long), "lengths": [0, 1]}, "whole numbers"),
        ({"inputs": torch.zeros(3, 2, dtype=torch.long), "lengths": [3]}, "2 whole numbers"),
        ({"inputs": torch.full((3, 2), 5)}, "Ids must be 0 to 4"),
        ({"inputs": torch.zeros(3, 2, 4)}, "Inputs must be ids"),
        ({"inputs": torch.zeros(3, 2, 2, dtype=torch.long)}, "Inputs must be ids"),
    ],
)
def test_what_makes_no_sense_is_told(arguments, expected):
    with pytest.raises(Problem, match=expected):
        example("every-step")(**arguments)


@pytest.mark.parametrize("name", ["one-input", "encoder-decoder"])
def test_who_reads_what_it_writes_must_be_given_it(name):
    with pytest.raises(Problem, match="give targets"):
        example(name)(given(name)[0])
    with pytest.raises(Problem, match="ids"):
        example(name)(given(name)[0], torch.zeros(3, 3))


def test_who_writes_cannot_read_from_the_end():
    with pytest.raises(Problem, match="directions"):
        example("one-input", directions=2)


def test_several_ids_a_step_are_the_sum_of_their_vectors():
    network = example("every-step", "gru", embedding_size=3)
    ids = torch.randint(5, (7, 3, 2))
    vectors = torch.nn.functional.one_hot(ids, 5).sum(2).double()
    close(network(ids), network(vectors))


def test_weights_by_layer_direction_and_segment():
    network = example("encoder-decoder", "gru", directions=2, embedding_size=3)
    found = network.weights(1, "backward", "encoder")
    assert {name: found[name].shape for name in ("W_u", "W_y", "E")} == {"W_u": (6, 18), "W_y": (4, 6), "E": (3, 5)}
    with pytest.raises(Problem, match="no layer"):
        network.weights(1, "backward", "decoder")


def test_noise_leaves_out_the_same_entries_at_every_step_and_nothing_without_it():
    network = shapes["every-step"]("rnn", input_size=5, hidden_size=6, output_size=3, embedding_size=40, seed=1)
    ids = torch.ones(7, 3, dtype=torch.long)
    clean, _ = network.entered(ids)
    network.noise = 0.5
    torch.manual_seed(0)
    thinned, _ = network.entered(ids)
    assert torch.equal(thinned, thinned[:1].expand_as(thinned))
    kept = thinned != 0
    assert torch.equal(thinned[kept], 2 * clean[kept])
    assert 0.3 < kept.float().mean() < 0.7
    assert not torch.equal(kept[0, 0], kept[0, 1])
    assert not torch.equal(network(ids), network(ids))
    network.noise = 0.0
    assert torch.equal(network(ids), network(ids))
