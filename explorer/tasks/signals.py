"""Forecast a wave from what was seen of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.problem import N_
from explorer.records import Array, Batch, Sample
from explorer.settings import Setting
from explorer.tasks._base import Step, Task, at_least, held_out_generator, mean_squared_error, tasks

PERIODS = (8.0, 32.0)
"""Time steps a period: long enough to see the shape, short enough to repeat within a usual sequence."""

Floats64 = NDArray[np.float64]


# Each wave as a function of the phases (periods) of two tones; all but the sum use the first.
_SHAPES: dict[str, Callable[[Floats64, Floats64], Floats64]] = {
    "sine": lambda first, _: np.sin(2 * np.pi * first),
    "sawtooth": lambda first, _: 2 * (first % 1) - 1,
    "square": lambda first, _: np.where(first % 1 < 0.5, 1.0, -1.0),
    "sum": lambda first, second: (np.sin(2 * np.pi * first) + np.sin(2 * np.pi * second)) / 2,
}
WAVES = tuple(_SHAPES)

WAVE = Setting(
    "wave",
    "sine",
    N_("Signal"),
    choices={"sine": N_("sine"), "sawtooth": N_("sawtooth"), "square": N_("square wave"), "sum": N_("sum of them")},
    group="task",
)
NOISE = Setting(
    "noise",
    0.05,
    N_("Noise"),
    N_("Standard deviation of the noise added to what the networks read."),
    low=0.0,
    high=0.5,
    step=0.01,
    group="task",
)


@dataclass(frozen=True, eq=False)
class _Tones:
    """Which waves these are: frequency (periods a time step) and phase (periods) of two tones each, [2, batch]."""

    frequency: Floats64
    phase: Floats64

    @classmethod
    def draw(cls, rng: np.random.Generator, count: int) -> _Tones:
        return cls(1 / rng.uniform(*PERIODS, (2, count)), rng.random((2, count)))

    def values(self, wave: str, steps: int) -> Floats64:
        """The clean waves from −1 to 1, [steps, batch]."""
        first, second = (np.arange(steps)[:, None] * f + p for f, p in zip(self.frequency, self.phase, strict=True))
        return np.asarray(_SHAPES[wave](first, second))


@tasks.register("signals")
class Signals(Task):
    """The next value of a wave whose frequency and phase are new in every sequence.

    Waves lie in [−1, 1], a period takes 8 to 32 time steps. `noise` is the standard deviation of normal noise on every
    value that the network sees or is trained to forecast. Validation shows noisy values too but asks for the true
    curve, so its error measures the forecast and a perfect one would reach 0.

    Lecture: “Приклади послідовностей”; many-to-many with Tx = Ty.
    Source: forecasting sums of sines with an LSTM goes back to Schmidhuber, Wierstra and Gomez 2005, “Evolino”.

    >>> task = Signals(wave="square", time_steps=8, batch_size=1)
    >>> batch = task.batch(np.random.default_rng(3))
    >>> batch.inputs[:, 0, 0].astype(int).tolist(), batch.targets[:, 0, 0].astype(int).tolist()
    ([-1, -1, 1, 1, 1, 1, 1, 1], [-1, 1, 1, 1, 1, 1, 1, -1])
    """

    title = N_("Forecasting a wave")
    loss = "squared_error"
    metric_name = N_("mean squared error")
    metric_unit = ""
    better = "lower"
    settings = (WAVE, NOISE)
    heading = N_("{name} continues on its own")
    caption = N_("sticks: the error")

    VALIDATION_SIZE: ClassVar[int] = 128

    def __init__(self, wave: str = "sine", noise: float = 0.0, time_steps: int = 64, batch_size: int = 32) -> None:
        self.wave: str = WAVE.check(wave)
        self.noise: float = NOISE.check(noise)
        self.time_steps = at_least("time_steps", time_steps, 2)
        self.batch_size = at_least("batch_size", batch_size, 1)
        self.input_size = self.output_size = 1
        rng = held_out_generator(2)
        self._tones = _Tones.draw(rng, self.VALIDATION_SIZE)
        self._held_out = self._forecast(self._tones, rng, clean_targets=True)

    def batch(self, rng: np.random.Generator) -> Batch:
        """Noisy values [time, batch, 1] and the noisy values that follow."""
        return self._forecast(_Tones.draw(rng, self.batch_size), rng, clean_targets=False)

    def validation(self) -> Batch:
        """128 waves: noisy values, and the true values that follow."""
        return self._held_out

    def probe(self) -> Batch:
        """The first held-out wave."""
        held_out = self._held_out
        return Batch(held_out.inputs[:, :1], held_out.targets[:, :1], held_out.weights[:, :1])

    def probe_labels(self) -> list[str]:
        """The values seen, with a sign: "+0.42"."""
        return [f"{value:+.2f}" for value in self._held_out.inputs[:, 0, 0].tolist()]

    def metric(self, logits: Array, batch: Batch) -> float:
        """Mean squared error over the counted steps; NaN or infinite where training has diverged."""
        return mean_squared_error(logits, batch)

    def baselines(self) -> dict[str, float]:
        """What the last value seen, and 0, are wrong by."""
        held_out = self._held_out
        return {
            N_("repeats the last value"): mean_squared_error(held_out.inputs, held_out),
            N_("always the mean"): mean_squared_error(np.zeros_like(held_out.targets), held_out),
        }

    def sample(self, step: Step, rng: np.random.Generator, temperature: float = 0.7) -> Sample:
        """The probe's values given, then as many steps again on the network's own forecasts; kind "curve".

        `true` is the clean curve; `predicted` repeats what was given up to `start`.
        """
        seen = self._held_out.inputs[:, :1]
        steps = 2 * self.time_steps
        true = self._tones.values(self.wave, steps)[:, 0]
        for t, x in enumerate(seen):
            forecast = step(x, reset=t == 0)
        predicted = [*seen[:, 0, 0].tolist(), float(forecast[0, 0])]
        while len(predicted) < steps:
            forecast = step(np.asarray(forecast, np.float32))
            predicted.append(float(forecast[0, 0]))
        return Sample(
            "curve",
            start=self.time_steps,
            true=true.astype(np.float32),
            predicted=np.array(predicted, np.float32),
        )

    def _forecast(self, tones: _Tones, rng: np.random.Generator, clean_targets: bool) -> Batch:
        clean = tones.values(self.wave, self.time_steps + 1)
        noisy = clean + self.noise * rng.standard_normal(clean.shape)
        targets = clean if clean_targets else noisy
        return Batch(_column(noisy[:-1]), _column(targets[1:]), np.ones(clean[1:].shape, np.float32))


def _column(values: NDArray[Any]) -> NDArray[np.float32]:
    """[time, batch] as [time, batch, 1] in float32."""
    return values[..., None].astype(np.float32)
