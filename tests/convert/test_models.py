"""Models around a recurrent module: what they answer is what the network answers, or they are refused."""

import copy

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from explorer.convert import from_torch
from explorer.gradients import connectivity
from explorer.problem import Problem

CELLS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}
SYMBOLS, INPUT, HIDDEN = 6, 4, 5


def ids(time=8, batch=2):
    return torch.randint(SYMBOLS, (time, batch), generator=torch.Generator().manual_seed(1))


def vectors():
    return torch.randn(8, 2, INPUT, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


class Model(nn.Module):
    """An embedding, recurrent layers and a head, and what else happens on the way; `wiring` in the place of all."""

    def __init__(self, embedding=None, rnn=None, head=None, *, before=None, between=None, after=None, wiring=None):
        torch.manual_seed(0)
        super().__init__()
        self.embedding = nn.Embedding(SYMBOLS, INPUT) if embedding is None else embedding
        self.rnn = nn.GRU(INPUT, HIDDEN) if rnn is None else rnn
        self.head = nn.Linear(HIDDEN, 3) if head is None else head
        self.before, self.between, self.after = (part or nn.Identity() for part in (before, between, after))
        self.wiring = wiring
        self.double().eval()

    def forward(self, x):
        if self.wiring is not None:
            return self.wiring(self, x)
        return self.after(self.head(self.between(self.rnn(self.before(self.embedding(x)))[0])))


def assert_same_logits(network, expected, x=None):
    torch.testing.assert_close(network(ids() if x is None else x), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("given_head", [True, False])
@pytest.mark.parametrize("name", CELLS)
def test_an_embedding_and_a_head_are_taken_over(name, given_head):
    model = Model(rnn=CELLS[name](INPUT, HIDDEN, 2))
    network = from_torch(model, model.head if given_head else None)
    assert (network.input_size, network.output_size) == (SYMBOLS, 3)
    assert_same_logits(network, model(ids()))


def test_the_gradients_are_those_of_the_model():
    model = Model()
    network = from_torch(model)
    x = ids()
    model(x).square().sum().backward()
    network(x).square().sum().backward()
    torch.testing.assert_close(network.W_y.grad, model.head.weight.grad, rtol=0, atol=1e-10)
    own = network.cells[0].W_r.grad[:, :HIDDEN]
    torch.testing.assert_close(own, model.rnn.weight_hh_l0.grad[:HIDDEN], rtol=0, atol=1e-10)
    assert connectivity(network, x).shape == (8, 8)


def test_parts_can_be_given_beside_the_recurrent_module():
    model = Model()
    assert_same_logits(from_torch(model.rnn, model.head, embedding=model.embedding), model(ids()))
    x = vectors()
    assert_same_logits(from_torch(model.rnn, model.head), model.head(model.rnn(x)[0]), x)
    assert_same_logits(from_torch(model.rnn, embedding=model.embedding), model.rnn(model.embedding(ids()))[0])


@pytest.mark.parametrize(
    "embedding",
    [
        nn.Embedding(SYMBOLS, INPUT, padding_idx=2),
        nn.Embedding(SYMBOLS, INPUT, max_norm=0.5),
        nn.Embedding(SYMBOLS, INPUT, max_norm=0.5, norm_type=1.0),
        nn.Embedding(SYMBOLS, INPUT, scale_grad_by_freq=True),
        nn.Embedding(SYMBOLS, INPUT, sparse=True),
    ],
)
def test_every_option_of_an_embedding_acts(embedding):
    model = Model(embedding)
    before = copy.deepcopy(model.state_dict())
    network = from_torch(model)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert_same_logits(network, model(ids()))


class Scaled(nn.Embedding):
    def forward(self, x):
        return 3 * super().forward(x)


def test_a_subclass_of_an_embedding_counts_as_it_computes():
    model = Model(Scaled(SYMBOLS, INPUT))
    assert_same_logits(from_torch(model), model(ids()))


def test_tied_weights_are_both_taken_over():
    model = Model(nn.Embedding(SYMBOLS, HIDDEN), nn.LSTM(HIDDEN, HIDDEN), nn.Linear(HIDDEN, SYMBOLS, bias=False))
    model.head.weight = model.embedding.weight
    assert_same_logits(from_torch(model), model(ids()))


def test_a_model_that_makes_one_hot_vectors_itself():
    def wiring(model, x):
        return model.head(model.rnn(nn.functional.one_hot(x, INPUT).double())[0])

    model = Model(wiring=wiring, embedding=nn.Identity())
    x = ids().clamp_max(INPUT - 1)
    assert_same_logits(from_torch(model), model(x), x)


@pytest.mark.parametrize(
    ("wiring", "answer"),
    [
        (lambda model, x: model.head(model.rnn(model.embedding(x))[0][-1]), lambda logits: logits[-1]),
        (lambda model, x: {"logits": model.head(model.rnn(model.embedding(x))[0])}, lambda logits: logits),
        (lambda model, x: model.head(model.rnn(model.embedding(x))[0].flatten(0, 1)), lambda logits: logits),
        (lambda model, x: model.head(model.rnn(model.embedding(x))[0]).permute(1, 2, 0), lambda logits: logits),
    ],
)
def test_answers_may_be_of_the_last_step_and_in_any_form(wiring, answer):
    model = Model(wiring=wiring)
    found = model(ids())
    found = found["logits"] if isinstance(found, dict) else found
    expected = answer(model.head(model.rnn(model.embedding(ids()))[0]))
    torch.testing.assert_close(answer(from_torch(model)(ids())), expected, rtol=0, atol=1e-10)
    assert found.numel() == expected.numel()


class WithState(Model):
    def forward(self, x, state):
        return self.head(self.rnn(self.embedding(x), state)[0])


def test_a_model_that_asks_for_a_state():
    model = WithState()
    assert_same_logits(from_torch(model), model(ids(), None))


class Plain(nn.GRU):
    """A subclass that computes what its parent does."""


class Doubled(nn.GRU):
    def forward(self, x, state=None):
        out, last = super().forward(x, state)
        return 2 * out, last


def test_a_subclass_counts_as_it_computes():
    torch.manual_seed(0)
    plain = Plain(INPUT, HIDDEN).double()
    assert_same_logits(from_torch(plain), plain(vectors())[0], vectors())
    with pytest.raises(Problem, match="computes something else"):
        from_torch(Doubled(INPUT, HIDDEN).double())


def test_a_relu_stays_a_relu_in_a_subclass_and_in_a_model():
    model = Model(rnn=nn.RNN(INPUT, HIDDEN, nonlinearity="relu"))
    assert_same_logits(from_torch(model), model(ids()))
    with pytest.raises(Problem, match=r"activation of this nn.RNN is “relu”; got “tanh”"):
        from_torch(model.rnn, activation="tanh")


DIFFERENT = {
    "a norm before": {"before": nn.LayerNorm(INPUT)},
    "a norm between": {"between": nn.LayerNorm(HIDDEN)},
    "an activation between": {"between": nn.ReLU()},
    "a softmax after": {"after": nn.LogSoftmax(-1)},
    "a layer before": {"before": nn.Linear(INPUT, INPUT, bias=False)},
    "a convolution before": {"before": nn.Conv1d(2, 2, 1)},
    "a mean over time": {"wiring": lambda m, x: m.head(m.rnn(m.embedding(x))[0].mean(0))},
    "a residual": {"wiring": lambda m, x: m.head(m.rnn(m.embedding(x))[0] + m.embedding(x).sum(-1, keepdim=True))},
    "a scaled embedding": {"wiring": lambda m, x: m.head(m.rnn(2 * m.embedding(x))[0])},
    "positions": {"wiring": lambda m, x: m.head(m.rnn(m.embedding(x) + torch.arange(len(x))[:, None, None])[0])},
    "a start state": {
        "wiring": lambda m, x: m.head(m.rnn(m.embedding(x), torch.ones(1, x.shape[1], HIDDEN).double())[0])
    },
    "padding apart": {
        "embedding": nn.Embedding(SYMBOLS, INPUT, padding_idx=5),
        "wiring": lambda m, x: m.head(m.rnn(m.embedding(x))[0] * (x != 5)[..., None]),
    },
    "an unused head": {"wiring": lambda m, x: m.rnn(m.embedding(x))[0].tanh()},
    "time backwards": {"wiring": lambda m, x: m.head(m.rnn(m.embedding(x.flip(0)))[0])},
    "a cell of its own": {
        "between": nn.GRUCell(HIDDEN, HIDDEN),
        "wiring": lambda m, x: m.head(torch.stack([m.between(a) for a in m.rnn(m.embedding(x))[0]])),
    },
    "a convolution as the head": {
        "head": nn.Sequential(nn.Unflatten(0, (-1, 1)), nn.Conv2d(1, 1, 1), nn.Flatten(0, 1))
    },
    "a bag of embeddings": {"embedding": nn.EmbeddingBag(SYMBOLS, INPUT)},
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_computes_something_else_is_refused(what):
    model = Model(**DIFFERENT[what])
    with pytest.raises(Problem, match="Convert the recurrent part alone"):
        from_torch(model)
    assert from_torch(model.rnn).hidden_size == HIDDEN


@pytest.mark.parametrize("of", ["rnn", "head", "embedding"])
def test_a_hook_that_changes_the_answer_is_refused(of):
    model = Model()

    def double(module, inputs, output):
        return (2 * output[0], output[1]) if of == "rnn" else 2 * output

    getattr(model, of).register_forward_hook(double)
    if of == "embedding":  # one that gives every symbol another vector is as good as another table
        assert_same_logits(from_torch(model), model(ids()))
    else:
        with pytest.raises(Problem, match=r"computes something else|does something else"):
            from_torch(model)


def test_a_head_of_several_layers_is_refused_whichever_is_named():
    model = Model(head=nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 3)))
    with pytest.raises(Problem, match=r"several nn.Linear that could be meant. Say which with readout=…"):
        from_torch(model)
    for named in (model.head[0], model.head[2]):
        with pytest.raises(Problem, match="computes something else"):
            from_torch(model, named)


def test_a_layer_behind_the_head_is_not_overlooked():
    model = Model(head=nn.Sequential(nn.Linear(HIDDEN, 3), nn.Linear(3, 3)))
    for named in (None, model.head[0]):
        with pytest.raises(Problem, match="computes something else"):
            from_torch(model, named)


def test_of_several_heads_side_by_side_one_is_named():
    model = Model(
        head=nn.ModuleList([nn.Linear(HIDDEN, 3), nn.Linear(HIDDEN, 3)]),
        wiring=lambda m, x: [head(m.rnn(m.embedding(x))[0]) for head in m.head],
    )
    assert_same_logits(from_torch(model, model.head[1]), model(ids())[1])


def test_several_embeddings_are_refused():
    model = Model(
        wiring=lambda m, x: m.head(m.rnn(m.embedding(x) + m.before(x))[0]), before=nn.Embedding(SYMBOLS, INPUT)
    )
    with pytest.raises(Problem, match=r"several nn.Embedding"):
        from_torch(model)
    with pytest.raises(Problem, match="computes something else"):
        from_torch(model, embedding=model.embedding)


@pytest.mark.parametrize("changed", [{"between": nn.Dropout(0.5)}, {"rnn": nn.GRU(INPUT, HIDDEN, 2, dropout=0.5)}])
def test_dropout_must_be_off(changed):
    model = Model(**changed)
    assert_same_logits(from_torch(model), model(ids()))
    with pytest.raises(Problem, match=r"training mode.*Call eval\(\)"):
        from_torch(model.train())


def test_a_model_in_training_mode_without_dropout_is_as_good():
    model = Model().train()
    assert_same_logits(from_torch(model), model(ids()))
    assert model.training


@pytest.mark.parametrize("name", CELLS)
def test_what_reads_the_batch_first_must_be_known_to(name):
    torch.manual_seed(0)
    rnn = CELLS[name](INPUT, HIDDEN, batch_first=True).double()
    with pytest.raises(Problem, match=r"reads the batch first.*time_first=True"):
        from_torch(rnn)
    x = vectors()
    assert_same_logits(from_torch(rnn, time_first=True), rnn(x.transpose(0, 1))[0].transpose(0, 1), x)
    model = Model(rnn=CELLS[name](INPUT, HIDDEN, batch_first=True))
    with pytest.raises(Problem, match="reads the batch first"):
        from_torch(model)
    assert_same_logits(from_torch(model, time_first=True), model(ids().t()).transpose(0, 1))


def test_what_counts_is_how_the_whole_model_reads():
    model = Model(
        rnn=nn.GRU(INPUT, HIDDEN, batch_first=True),
        wiring=lambda m, x: m.head(m.rnn(m.embedding(x).transpose(0, 1))[0]).transpose(0, 1),
    )
    assert_same_logits(from_torch(model), model(ids()))


class Unrunnable(Model):
    def forward(self, x, lengths, mask):
        return x


def test_a_model_that_cannot_be_run_is_refused_with_the_reason():
    with pytest.raises(Problem, match=r"could not be run .*\(TypeError: .*forward.*\)"):
        from_torch(Unrunnable())


def test_a_module_without_a_forward_must_have_its_parts_named():
    model = Model()
    holder = nn.ModuleDict({"embedding": model.embedding, "rnn": model.rnn, "head": model.head})
    with pytest.raises(Problem, match=r"also holds “(embedding|head).weight”"):
        from_torch(holder)
    with pytest.raises(Problem, match=r"also holds “embedding.weight”"):
        from_torch(holder, model.head)
    assert_same_logits(from_torch(holder, model.head, embedding=model.embedding), model(ids()))


def test_a_model_without_values_is_refused():
    with pytest.raises(Problem, match="“weight_ih_l0” has no values"):
        from_torch(nn.GRU(INPUT, HIDDEN, device="meta"))


def test_the_model_and_the_random_numbers_are_left_as_they_were():
    model = Model(embedding=nn.Embedding(SYMBOLS, INPUT, max_norm=0.1))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    from_torch(model)
    assert torch.equal(torch.rand(1), expected)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not model.rnn._forward_hooks


@pytest.mark.parametrize("part", ["readout", "embedding"])
def test_parts_of_another_kind_are_refused(part):
    with pytest.raises(Problem, match=rf"{part} must be an nn\.\w+; got Tanh"):
        from_torch(nn.GRU(INPUT, HIDDEN), **{part: nn.Tanh()})
    with pytest.raises(Problem, match="embedding must give 4 values, as many as the recurrent layer reads; got 7"):
        from_torch(nn.GRU(INPUT, HIDDEN), embedding=nn.Embedding(3, 7))


@given(
    name=st.sampled_from(sorted(CELLS)),
    layers=st.integers(1, 3),
    bias=st.booleans(),
    head_bias=st.booleans(),
    batch_first=st.booleans(),
    symbols=st.integers(1, 9),
    size=st.integers(1, 6),
    hidden=st.integers(1, 6),
    seed=st.integers(0, 99),
)
def test_any_such_model_answers_as_its_network(name, layers, bias, head_bias, batch_first, symbols, size, hidden, seed):
    model = Model(
        nn.Embedding(symbols, size),
        CELLS[name](size, hidden, layers, bias=bias, batch_first=batch_first),
        nn.Linear(hidden, 2, bias=head_bias),
    )
    x = torch.randint(symbols, (4, 3), generator=torch.Generator().manual_seed(seed))
    expected = model(x.t()).transpose(0, 1) if batch_first else model(x)
    torch.testing.assert_close(from_torch(model, time_first=batch_first)(x), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("name", CELLS)
def test_half_precision_is_taken_over(name, dtype):
    model = Model(rnn=CELLS[name](INPUT, HIDDEN)).to(dtype)
    network = from_torch(model)
    assert network.dtype == dtype
    torch.testing.assert_close(network(ids()), model(ids()), rtol=0, atol=0.02)
