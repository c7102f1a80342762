"""Trainer: one network learning one task, step by step. Knows nothing of the screen or of processes."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from explorer.border import as_array
from explorer.config import Config, restored
from explorer.generation import Walk
from explorer.gradients import hidden_norms, loss_weights_sum, sequence_norms
from explorer.kernels import Tape
from explorer.losses import step_losses
from explorer.making import make_network, plain
from explorer.modes import in_own_modes
from explorer.network import Network
from explorer.optimizers import KEPT, make_optimizer
from explorer.problem import N_, Problem
from explorer.records import Array, Batch, Floats, Sample, Snapshot, Trace
from explorer.shapes import FORWARD, Reel, Shape
from explorer.tasks import Step, Task, make_task
from explorer.tensors import metadata
from explorer.trace import record


class Diverged(Problem):
    """The loss became infinite or not a number; the trainer went back to its last good state."""


class Trainer:
    """Trains the network that a `Config` describes, and measures it.

    The same config gives the same losses, bit for bit, on one machine with one thread: batches come from a generator
    of the trainer's own, and looking at the network (`snapshot`) draws nothing from it.

    >>> trainer = Trainer(Config(task="adding", cell="gru", hidden_size=8, time_steps=10))
    >>> trainer.advance(steps=3).step
    3
    """

    @in_own_modes
    def __init__(self, config: Config) -> None:
        self.config = config
        self.step = 0
        self.task: Task = make_task(config)
        self.network = make_network(config, self.task)
        self._weights, self._gradient = _as_one(self.network)
        self.optimizer = make_optimizer(config, self._weights)
        self._rng = np.random.default_rng(config.seed)
        self._losses: list[tuple[int, float]] = []
        self._tapes: list[Tape] = []
        self._per_sequence = 1.0
        self._training_norms: Floats = np.zeros((config.layers, self.task.time_steps))
        self._measured: tuple[dict[str, float], Sample] | None = None
        self._seconds = 0.0
        self._good = self.state()

    # -- learning ------------------------------------------------------------------------------------------------

    def advance(self, *, steps: int | None = None, seconds: float | None = None) -> Snapshot:
        """Train for so many steps, or until so many seconds have passed (at least one step), and look.

        Raises `Diverged` when the loss is no longer a finite number; the trainer is then back at its last snapshot.
        """
        self.train(steps=steps, seconds=seconds)
        return self.snapshot()

    @in_own_modes
    def train(self, *, steps: int | None = None, seconds: float | None = None) -> int:
        """As `advance`, without looking; returns the number of steps done."""
        if (steps is None) == (seconds is None):
            raise ValueError(f"give either steps or seconds; got steps={steps}, seconds={seconds}")
        start, busy, done = time.perf_counter(), time.thread_time(), 0
        while done < steps if steps is not None else done == 0 or time.perf_counter() - start < (seconds or 0.0):
            self._train_once()
            done += 1
        self._seconds += time.thread_time() - busy  # others may want the processor too
        return done

    def adjust(self, *, learning_rate: float, clip_norm: float) -> None:
        """Change what may change while training; acts from the next step on."""
        self.config = self.config.changed(learning_rate=learning_rate, clip_norm=clip_norm)
        for group in self.optimizer.param_groups:
            group["lr"] = self.config.learning_rate

    def _train_once(self) -> None:
        batch = self.task.batch(self._rng)
        _, targets, weights = self._to_torch(batch)
        tapes: list[Tape] = []
        logits = self._answers(batch, tapes)
        loss = (step_losses(logits, targets) * weights).sum() / weights.sum()
        value = float(loss.detach())
        if not math.isfinite(value):
            self._go_back()
        self._gradient.zero_()
        loss.backward()  # type: ignore[no-untyped-call]
        if self.config.clip_norm > 0:
            torch.nn.utils.clip_grad_norm_(self._weights, self.config.clip_norm)
        self.optimizer.step()
        self.step += 1
        self._losses.append((self.step, value))
        # The mean loss was differentiated; times this factor it is J, the sum over the steps of one sequence.
        self._tapes, self._per_sequence = tapes, loss_weights_sum(weights)

    def _go_back(self) -> None:
        failed = self.step + 1
        self.restore(self._good)
        if self.step == 0 and failed == 1:
            raise Diverged(
                N_(
                    "With these settings the numbers are too large to compute with before anything is learned. Choose "
                    "a smaller spectral radius, another activation, or fewer time steps."
                )
            )
        raise Diverged(
            N_(
                "At step {step} the loss was no longer a finite number, so training stopped at step {good}, the last "
                "good one. Lower the learning rate, or set a clip norm, and press Play again."
            ),
            step=failed,
            good=self.step,
        )

    # -- looking -------------------------------------------------------------------------------------------------

    @in_own_modes
    def snapshot(self, *, full: bool = True) -> Snapshot:
        """Measure the network as it is now.

        `full` measures the metric on held-out data and draws a sample; otherwise those of the last full snapshot stay.
        """
        probe = self.task.probe()
        extent: dict[str, Any] = {"lengths": probe.lengths} if self.task.shape else {}
        trace = record(self.network, self._inputs(probe), **extent)
        counterpart = self._counterpart()
        # The weights too: those of a symbol that the probe does not hold would only show later.
        weights = all(bool(torch.isfinite(weight).all()) for weight in self.network.parameters())
        if not weights or not all(np.isfinite(seen.logits).all() for seen in (trace, counterpart) if seen):
            self._go_back()
        if full or self._measured is None:
            self._measured = self._measure()
        metrics, sample = self._measured
        steps, losses = _columns(self._losses)
        throughput = len(self._losses) / self._seconds if self._seconds else 0.0
        self._losses, self._seconds = [], 0.0
        if full:
            self._good = self.state()
        return Snapshot(
            step=self.step,
            loss_steps=steps,
            losses=losses,
            metrics=metrics,
            trace=trace,
            gradients=self._gradients(probe),
            sample=sample,
            throughput=throughput,
            parameters=self.network.parameter_count,
            counterpart=counterpart,
        )

    def _counterpart(self) -> Trace | None:
        """What the network makes of the probe with its deciding word turned round; without gates, which nobody asks."""
        contrast = self.task.contrast()
        if contrast is None:
            return None
        return replace(record(self.network, torch.as_tensor(contrast.inputs, device=self.config.device)), gates={})

    def _gradients(self, probe: Batch) -> Mapping[str, Floats]:
        inputs, targets, weights = self._to_torch(probe)
        extent: dict[str, Any] = {"lengths": probe.lengths} if self.task.shape else {}
        norms = hidden_norms(self.network, inputs, targets, weights, **extent)
        if self.step and self._tapes:
            by_layer = [grad for tape in self._tapes if (grad := _forwards(tape)) is not None]
            self._training_norms = self._per_sequence * np.stack([sequence_norms(grad) for grad in by_layer])
        return norms | {"training": self._training_norms}

    @in_own_modes
    def score(self) -> float:
        """The task's metric on held-out data."""
        held_out = self.task.validation()
        with torch.no_grad():
            logits = self._answers(held_out).cpu().numpy()
        return self.task.metric(logits, held_out)

    def _measure(self) -> tuple[dict[str, float], Sample]:
        score = self.score()
        metrics = {self.task.metric_name: score} | self.task.also(score)
        if self.task.shape:
            return metrics, self.task.told(as_array(self._answers(self.task.shown())))
        rng = np.random.default_rng([self.config.seed, self.step])
        try:
            return metrics, self.task.sample(self._walk(), rng)
        except Problem:
            # Left to itself for longer than a training sequence, a ReLU may explode where training does not.
            return metrics, Sample("text")

    def _walk(self) -> Step:
        """A function that advances the network one time step, for `Task.sample`."""
        network, walk = plain(self.network), cast("Walk | None", None)

        def step(inputs: Array, reset: bool = False) -> Array:
            nonlocal walk
            if walk is None or reset:
                walk = Walk(network, len(inputs))
            return walk.read(inputs)

        return step

    def _answers(self, batch: Batch, tapes: list[Tape] | None = None) -> Tensor:
        """The network's logits on a batch."""
        inputs = self._inputs(batch)
        if isinstance(self.network, Shape):
            return cast("Tensor", self.network(inputs, lengths=batch.lengths, tapes=tapes))
        return cast("Tensor", self.network(inputs, tapes=tapes))

    def _inputs(self, batch: Batch) -> Tensor:
        return torch.as_tensor(batch.inputs, device=self.config.device)

    def _to_torch(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        device = self.config.device
        return (
            torch.as_tensor(batch.inputs, device=device),
            torch.as_tensor(batch.targets, device=device),
            torch.as_tensor(batch.weights, device=device),
        )

    @property
    def good(self) -> bytes:
        """The state at the last full snapshot: where a divergence goes back to."""
        return self._good

    # -- keeping -------------------------------------------------------------------------------------------------

    def state(self) -> bytes:
        """Everything needed to go on exactly here: safetensors, with the rest as JSON in its metadata.

        An own text is not in it, since it may be a thousand times as large and never changes: `from_state` wants it.
        """
        kept = self.optimizer.state_dict()
        tensors = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        for index, entry in kept["state"].items():
            tensors |= {f"optimizer.{index}.{name}": value for name, value in entry.items() if value is not None}
        rest = {"config": self.config.without_text().as_dict(), "step": self.step, "rng": self._rng.bit_generator.state}
        contiguous = {name: value.detach().clone().cpu() for name, value in tensors.items()}
        return save_tensors(contiguous, metadata={"trainer": json.dumps(rest)})

    @in_own_modes
    def restore(self, state: bytes) -> None:
        """Go back (or forward) to a state of a trainer with the same network.

        Raises `Problem` when the bytes are not such a state.
        """
        rest = _metadata(state)
        tensors = _tensors(state)
        network = {name.removeprefix("network."): t for name, t in tensors.items() if name.startswith("network.")}
        rng = np.random.default_rng(0)
        try:
            # All of it is checked before any of it is taken over: a refused state must leave the trainer as it was.
            moments = self._moments(tensors)
            step = int(rest["step"])
            rng.bit_generator.state = rest["rng"]
        except (LookupError, TypeError, ValueError, OverflowError) as error:
            raise Problem(N_("This saved state is damaged: {reason}"), reason=str(error)) from None
        own = self.network.state_dict()
        if {name: t.shape for name, t in network.items()} != {name: t.shape for name, t in own.items()}:
            raise Problem(
                N_("This saved state belongs to another network: it holds {got}; expected {expected}."),
                got=_shapes(network),
                expected=_shapes(own),
            )
        self.network.load_state_dict(network)
        self.optimizer.load_state_dict(self.optimizer.state_dict() | {"state": moments})
        self._rng, self.step = rng, step
        self._losses, self._tapes, self._seconds, self._measured = [], [], 0.0, None
        self._good = state

    def _moments(self, tensors: Mapping[str, Tensor]) -> dict[int, dict[str, Tensor]]:
        """What the optimizer keeps, by index of the parameter; ValueError where it does not fit the parameters."""
        weights = [self._weights]
        moments: dict[int, dict[str, Tensor]] = {}
        for name, value in tensors.items():
            kind, _, place = name.partition(".")
            if kind == "optimizer":
                index, _, entry = place.partition(".")
                moments.setdefault(int(index), {})[entry] = value
        wanted = KEPT[self.config.optimizer]
        for number, entries in sorted(moments.items()):
            fits = all(entry == "step" or value.shape == weights[number].shape for entry, value in entries.items())
            if number < 0 or set(entries) != wanted or not fits:
                raise ValueError(f"the moments of parameter {number} are {_shapes(entries)}")
        if moments and len(moments) != (len(weights) if wanted else 0):
            raise ValueError(f"there are moments of {len(moments)} of {len(weights)} parameters")
        return moments

    @classmethod
    def from_state(cls, state: bytes, text: str = "") -> Trainer:
        """The trainer that `state()` was taken from; the next steps give the same losses as there.

        `text` is the person's own text that it learns, if it does.
        """
        try:
            config = restored({**_metadata(state)["config"], "text": text})
        except (KeyError, TypeError) as error:
            raise Problem(N_("This saved state is damaged: {reason}"), reason=str(error)) from None
        trainer = cls(config)
        trainer.restore(state)
        return trainer


def _forwards(tape: Tape) -> Tensor | None:
    """∂J/∂a<t> of a layer that reads forwards; None for one that reads from the end, or that nothing went back to."""
    backwards = isinstance(tape, Reel) and tape.direction != FORWARD
    return None if backwards else tape.grad_hidden


def _as_one(network: Network | Shape) -> tuple[torch.nn.Parameter, Tensor]:
    """All weights as one vector, of which the network's own become views, and the same of their gradients.

    Clipping and optimizing then cost one call instead of one a matrix: a tenth to a third of a step of a small network.
    """
    parts = list(network.parameters())
    whole = torch.nn.Parameter(torch.cat([part.detach().flatten() for part in parts]))
    whole.grad = gradient = torch.zeros_like(whole)
    start = 0
    for part in parts:
        place = slice(start, start + part.numel())
        part.data, part.grad = whole.data[place].view(part.shape), gradient[place].view(part.shape)
        start = place.stop
    return whole, gradient


def _shapes(tensors: Mapping[str, Tensor]) -> str:
    return ", ".join(f"{name} {list(tensor.shape)}" for name, tensor in tensors.items()) or "nothing"


def _columns(losses: list[tuple[int, float]]) -> tuple[Array, Floats]:
    table = np.array(losses, dtype=np.float64).reshape(-1, 2)
    return table[:, 0].astype(np.int64), table[:, 1]


def _metadata(state: bytes) -> dict[str, Any]:
    """The JSON part of a state; raises `Problem` when there is none."""
    try:
        rest: dict[str, Any] = metadata(state)["trainer"]
        return rest
    except (ValueError, KeyError):
        raise Problem(N_("This is not the saved state of a trainer: its header can't be read.")) from None


def _tensors(state: bytes) -> dict[str, Tensor]:
    try:
        return load_tensors(state)
    except (SafetensorError, LookupError, ValueError, RuntimeError) as error:
        raise Problem(N_("This saved state is damaged: {reason}"), reason=str(error)) from None
