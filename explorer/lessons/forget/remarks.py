"""What the numbers on the page about forgetting say, in words, and no more than they show."""

from __future__ import annotations

import numpy as np

from explorer.app import numbers
from explorer.app.language import _, plural, whole
from explorer.app.session import Session
from explorer.config import Config
from explorer.lessons.forget.choose import Look
from explorer.names import TITLES
from explorer.records import Floats
from explorer.tasks import Task

DIGITS = 6  # characters that a step has room for, "10,000"


def remarks(session: Session, config: Config, seen: Look, task: Task, layer: int) -> str:
    """What the numbers beside the pictures say, as a list in Markdown."""
    lines = [_spectrum_in_words(config, seen, layer), _clip_in_words(config, seen)]
    if config.layers > 1:
        lines.append(_depth_in_words(seen))
    lines.append(_race_in_words(session, task))
    return "\n".join(f"- {line}" for line in lines if line)


def _spectrum_in_words(config: Config, seen: Look, layer: int) -> str:
    rnn = seen.flows["rnn"]
    radius, growth = rnn.spectral_radius, rnn.growth
    if radius is None or growth is None:
        return ""
    said = _("**Eigenvalues:** the largest has size ρ = {radius}; γ·σₘₐₓ = {growth}.").format(
        radius=numbers.number(float(radius[layer])), growth=numbers.number(float(growth[layer]))
    )
    if growth[layer] < 1:
        return said + " " + _("Below 1 every step back shrinks the gradient: it has to vanish.")
    return said + " " + _("Not below 1, so the bound allows growth; it does not promise any.")


def _clip_in_words(config: Config, seen: Look) -> str:
    parts = []
    for cell, flow in seen.flows.items():
        if config.clip_norm and flow.update > config.clip_norm:
            after = scientific(config.clip_norm)
            parts.append(f"{TITLES[cell]} {scientific(flow.update)} → {after}")
        else:
            parts.append(f"{TITLES[cell]} {scientific(flow.update)}")
    said = _("**Clipping:** length of the gradient of all weights on this sequence: {lengths}.").format(
        lengths=" · ".join(parts)
    )
    if any(config.clip_norm and flow.update > config.clip_norm for flow in seen.flows.values()):
        return said + " " + _("It shortens the update; the lines above do not move.")
    return said + " " + _("Nothing is clipped.")


def _depth_in_words(seen: Look) -> str:
    """What the lowest layer receives of the error at the last step, compared with the highest."""
    shares = {cell: float(values[0, -1] / values[-1, -1]) for cell, values in seen.gradient.items()}
    told = " · ".join(f"{TITLES[cell]} {scientific(share)}" for cell, share in shares.items())
    depth = len(next(iter(seen.gradient.values())))
    return _("**Depth:** of what layer {depth} receives at ⟨T⟩, layer 1 receives {shares}.").format(
        depth=depth, shares=told
    )


def _race_in_words(session: Session, task: Task) -> str:
    """Where the training has come to, against the best simple guesser."""
    run = session.run
    if run is None:
        return ""
    step = run.step
    if step <= 0:
        return _("**The race:** press Play, and see whose error falls.")
    higher, guesses = task.better == "higher", task.baselines()
    guesser = (max if higher else min)(guesses, key=guesses.__getitem__)
    parts = []
    for name, curve in run.curves().items():
        known = curve.metrics[(curve.steps <= step) & np.isfinite(curve.metrics)]  # it is not measured at every look
        if not len(known):
            continue
        score, text = float(known[-1]), f"{TITLES[name]} {numbers.metric(task, float(known[-1]))}"
        beaten = score > 1.05 * guesses[guesser] if higher else score < 0.9 * guesses[guesser]
        parts.append(text if beaten else _("{score}, no better than guessing").format(score=text))
    return _("**The race:** {metric} after {steps}: {scores}. “{guesser}” gets {guess}.").format(
        metric=_(task.metric_name),
        steps=plural("{count} training step", "{count} training steps", step),
        scores=" · ".join(parts),
        guesser=_(guesser),
        guess=numbers.metric(task, guesses[guesser]),
    )


def scientific(value: float) -> str:
    """A number of any size in two figures: 0.43, 3.2·10⁵, 1.2·10⁻¹⁰."""
    if not np.isfinite(value):
        return _("more than a number holds")
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return numbers.number(value, 2 if abs(value) < 10 else 0)
    return numbers.in_powers(value)


def what_is_left(norms: Floats, steps: int) -> str:
    """The line in words, and no more than it shows."""
    with np.errstate(all="ignore"):
        relative = np.asarray(norms, np.float64) / norms[-1]
    if not np.isfinite(relative).all():
        return _("Too large for a number: it has exploded.") if norms[-1] != 0 else _("No gradient at all.")
    first, last = len(norms) - 1, relative[0]
    if steps < first:
        return _("{steps} back, less than 1\u00a0% is left; at ⟨1⟩ {rest} of it.").format(
            steps=steps_back(steps + 1), rest=scientific(last)
        )
    if last > 1:
        return _("It grows on its way: at ⟨1⟩, {steps} back, it is {rest} times as large.").format(
            steps=steps_back(first), rest=scientific(last)
        )
    return _("More than 1\u00a0% is left all the way: at ⟨1⟩, {steps} back, {rest} of it.").format(
        steps=first, rest=scientific(last)
    )


def steps_back(count: int) -> str:
    """So many steps."""
    return plural("{count} step", "{count} steps", count)


def at_step(step: int) -> str:
    """When something was measured. As long at step 1,000 as before, or a line that ends with it would wrap there."""
    if not step:
        return _("before training")
    return _("training step {step}").replace(" ", "\u00a0").format(step=f"{whole(step):\u2007<{DIGITS}}")
