"""Why the RNN forgets, on the screen: fresh networks at once, and the same pictures of learning ones as they run."""

from __future__ import annotations

import html
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import streamlit as st

from explorer import experiments
from explorer.analysis import reach
from explorer.components import plot as plot_component
from explorer.config import Config
from explorer.experiments import Flow
from explorer.figures.eigenvalues import eigenvalue_plane
from explorer.figures.gradients import gradient_curves
from explorer.problem import Problem
from explorer.records import Floats
from explorer.tasks import Task, make_task
from explorer.ui import columns as cols
from explorer.ui import controls, live, presets_bar
from explorer.ui.language import _, explain, plural, translated
from explorer.ui.presets import FORGET, FORGET_START
from explorer.ui.session import Session

CELLS = ("rnn", "gru", "lstm")
FLOOR = 1e-12
TALL, LOW = 330, 280  # px: the picture that answers the question, and those under it

FORM = controls.Form(
    page="forget",
    default=FORGET_START,
    tasks=("adding", "agreement"),
    networks=CELLS,
    groups={
        "network": ("time_steps", "activation", "spectral_radius", "recurrent_init", "forget_bias", "layers"),
        "training": ("clip_norm", "learning_rate", "seed"),
        "more": ("hidden_size", "batch_size", "match_parameters", "reset_after", "output_activation", "optimizer"),
    },
)


@dataclass(frozen=True)
class Look:
    """What there is to draw. `gradient` [layer, time] by cell belongs to training step `step`.

    `flows` are whole measurements at the step `measured`: of these networks, of the newest that are known, or of fresh
    ones. `fresh` are always those of step 0.
    """

    gradient: Mapping[str, Floats]
    step: int
    flows: Mapping[str, Flow]
    measured: int
    fresh: Mapping[str, Flow]

    @property
    def time(self) -> int:
        """The length of the sequence."""
        return int(next(iter(self.gradient.values())).shape[1])

    @property
    def whole(self) -> bool:
        """Whether the measurements belong to the same step as the gradients."""
        return self.step == self.measured


# -- measuring -----------------------------------------------------------------------------------------------------


def fresh(config: Config) -> dict[str, Flow]:
    """Networks as they start, measured on these settings. Raises `Problem` where there can be none."""
    usual = FORM.default
    names = ("optimizer", "learning_rate", "clip_norm", "batch_size")  # they move no number of it
    return _fresh(config.changed(**{name: getattr(usual, name) for name in names}))


@st.cache_data(max_entries=100, show_spinner=False)
def _fresh(config: Config) -> dict[str, Flow]:
    found = experiments.kept(config)
    if found is None:
        _one_thread()
        found = experiments.vanishing(config, CELLS)
    return found


@lru_cache(maxsize=12)
def _trained(state: bytes) -> Flow:
    _one_thread()
    return experiments.trained(state)


@lru_cache(maxsize=1)
def _one_thread() -> None:
    """The matrices are small, and the other processors train."""
    import torch

    torch.set_num_threads(1)


@st.cache_resource(show_spinner=False)
def warm_up() -> threading.Thread:
    """Load what measuring needs while the first picture, which comes with the app, is looked at."""
    tiny = Config(task="adding", time_steps=4, hidden_size=4, batch_size=2)
    thread = threading.Thread(target=experiments.vanishing, args=(tiny, CELLS))
    thread.start()
    return thread


def look(session: Session, config: Config) -> Look:
    """The newest measurement, or that of the step scrubbed to; of fresh networks until a training step is known."""
    start = fresh(config)
    untrained = Look({cell: flow.gradient for cell, flow in start.items()}, 0, start, 0, start)
    run = session.run
    if run is None:
        return untrained
    snapshots = run.snapshots(session.shown)
    step = max((snapshot.step for snapshot in snapshots.values()), default=0)
    if len(snapshots) < len(run.lanes) or step == 0:
        return untrained
    states = {name: lane.state for name, lane in run.lanes.items()}
    flows = {name: _trained(state) for name, state in states.items() if state}
    gradient = {name: snapshot.gradients["last"] for name, snapshot in snapshots.items()}
    if len(flows) < len(states):
        return Look(gradient, step, start, 0, start)
    return Look(gradient, step, flows, max(flow.step for flow in flows.values()), start)


# -- drawing -------------------------------------------------------------------------------------------------------


def draw(session: Session) -> None:
    """Everything between the buttons and what to try."""
    run, config = session.run, session.config
    if run is None or config is None:
        return
    try:
        seen, task = look(session, config), make_task(config)
    except Problem as problem:
        st.error(explain(problem))
        return
    live.scrubber(session, run)
    layer = live.layer_switch(run)
    _cards(seen, layer)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _gradients(seen, layer)
    with right:
        _eigenvalues(seen, layer)
    _remarks(session, config, seen, task, layer)
    left, right = st.columns(2, gap="medium")
    with left:
        _jacobians(seen, layer)
    with right:
        live.progress(session, run, task)
    st.download_button(
        _("Numbers as CSV"),
        partial(experiments.table, seen.flows, seen.gradient),
        "forget.csv",
        "text/csv",
        key="numbers",
        on_click="ignore",
        help=_("Everything that is drawn against t, for each layer, in full precision."),
    )


def _cards(seen: Look, layer: int) -> None:
    """Each cell's reach, and in words what it means."""
    cards = []
    for cell in CELLS:
        norms = seen.gradient[cell][layer]
        steps = reach(norms)
        number = _steps(steps)
        label, words = _("reach: gradient above 1\u00a0%"), _what_is_left(norms, steps)
        cards.append(
            f'<section class="card {cell}"><h2>{cols.TITLES[cell]}</h2><p class="number">{html.escape(number)}</p>'
            f'<p class="label">{html.escape(label)}</p><p>{html.escape(words)}</p></section>'
        )
    st.html(f'<div class="cards">{"".join(cards)}</div>')


def _what_is_left(norms: Floats, steps: int) -> str:
    """The line in words, and no more than it shows."""
    with np.errstate(all="ignore"):
        relative = np.asarray(norms, np.float64) / norms[-1]
    if not np.isfinite(relative).all():
        return _("Too large for a number: it has exploded.") if norms[-1] != 0 else _("No gradient at all.")
    first, last = len(norms) - 1, relative[0]
    if steps < first:
        return _("{steps} back, less than 1\u00a0% is left; at ⟨1⟩ {rest} of it.").format(
            steps=_steps(steps + 1), rest=scientific(last)
        )
    if last > 1:
        return _("It grows on its way: at ⟨1⟩, {steps} back, it is {rest} times as large.").format(
            steps=_steps(first), rest=scientific(last)
        )
    return _("More than 1\u00a0% is left all the way: at ⟨1⟩, {steps} back, {rest} of it.").format(
        steps=first, rest=scientific(last)
    )


def _steps(count: int) -> str:
    return plural("{count} step", "{count} steps", count)


def _gradients(seen: Look, layer: int) -> None:
    top = layer == len(next(iter(seen.gradient.values()))) - 1  # through layers above, more than this one's W_aa acts
    bound = seen.flows["rnn"].bound if top and seen.whole else None
    norms = {cell: values[layer] for cell, values in seen.gradient.items()}
    figure = gradient_curves(
        norms,
        reach={cell: reach(values) for cell, values in norms.items()},
        floor=FLOOR,
        x_title=_("time step ⟨t⟩"),
        names=cols.TITLES,
        bound=None if bound is None else bound[layer],
        bound_name=_("bound (γ·σₘₐₓ)ᵀ⁻ᵗ"),
        height=TALL,
    )
    subtitle = _("‖∂L⟨T⟩/∂a⟨t⟩‖ relative to ⟨T⟩ · log scale, floor 10⁻¹²")
    _plot(figure, _("How much of the last error arrives"), f"{subtitle} · {_at(seen.step)}", TALL, "gradients", True)


def _jacobians(seen: Look, layer: int) -> None:
    products = {cell: flow.jacobian[layer] for cell, flow in seen.flows.items() if flow.jacobian is not None}
    products |= {
        f"{cell}-c": flow.memory_jacobian[layer]
        for cell, flow in seen.flows.items()
        if flow.memory_jacobian is not None
    }
    title, bound = _("How much of a state arrives"), seen.flows["rnn"].bound
    if not products:
        st.info(_("‖∂a⟨T⟩/∂a⟨t⟩‖₂ is not measured here: too many units and steps, or numbers too large."))
        return
    figure = gradient_curves(
        products,
        floor=FLOOR,
        x_title=_("time step ⟨t⟩"),
        names={**cols.TITLES, "lstm-c": "LSTM c⟨t⟩"},
        bound=None if bound is None else bound[layer],
        bound_name=_("bound (γ·σₘₐₓ)ᵀ⁻ᵗ"),
        dotted=[name for name in products if name.endswith("-c")],
        height=LOW,
    )
    subtitle = _("‖∂a⟨T⟩/∂a⟨t⟩‖₂, whatever the loss · dotted: ‖∂c⟨T⟩/∂c⟨t⟩‖₂")
    _plot(figure, title, f"{subtitle} · {_at(seen.measured)}", LOW, "jacobians", True)


def _eigenvalues(seen: Look, layer: int) -> None:
    now, before = seen.flows["rnn"].eigenvalues, seen.fresh["rnn"].eigenvalues
    if now is None or before is None:
        return
    figure = eigenvalue_plane(
        now[layer],
        before[layer] if seen.measured else None,
        now_name=_at(seen.measured),
        before_name=_("at the start"),
        x_title=_("real part"),
        y_title=_("imaginary part"),
        height=TALL,
    )
    subtitle = _("of the RNN · dashed: the unit circle · {when}").format(when=_at(seen.measured))
    if seen.measured:
        subtitle = _("of the RNN: dots at step {step}, rings before training").format(step=f"{seen.measured:,}")
    _plot(figure, _("Eigenvalues of Wₐₐ"), subtitle, TALL, "eigenvalues", False)


def _plot(figure: object, title: str, subtitle: str, height: int, key: str, follow: bool) -> None:
    words = translated(plot_component.WORDS)
    plot_component.plot(
        figure, title=title, subtitle=subtitle, height=height, follow_cursor=follow, words=words, key=f"{key}_chart"
    )


def _at(step: int) -> str:
    return _("training step {step}").format(step=f"{step:,}") if step else _("before training")


# -- in words ------------------------------------------------------------------------------------------------------


def _remarks(session: Session, config: Config, seen: Look, task: Task, layer: int) -> None:
    """What the numbers beside the pictures say."""
    lines = [_spectrum_in_words(config, seen, layer), _clip_in_words(config, seen)]
    if config.layers > 1:
        lines.append(_depth_in_words(seen))
    lines.append(_race_in_words(session, task))
    st.markdown("\n".join(f"- {line}" for line in lines if line))


def _spectrum_in_words(config: Config, seen: Look, layer: int) -> str:
    rnn = seen.flows["rnn"]
    radius, growth = rnn.spectral_radius, rnn.growth
    if radius is None or growth is None:
        return ""
    said = _("**Eigenvalues:** the largest has size ρ = {radius}; γ·σₘₐₓ = {growth}.").format(
        radius=cols.number(float(radius[layer])), growth=cols.number(float(growth[layer]))
    )
    if growth[layer] < 1:
        return said + " " + _("Below 1 every step back shrinks the gradient: it has to vanish.")
    return said + " " + _("Not below 1, so the bound allows growth; it does not promise any.")


def _clip_in_words(config: Config, seen: Look) -> str:
    parts = []
    for cell, flow in seen.flows.items():
        if config.clip_norm and flow.update > config.clip_norm:
            after = scientific(config.clip_norm)
            parts.append(f"{cols.TITLES[cell]} {scientific(flow.update)} → {after}")
        else:
            parts.append(f"{cols.TITLES[cell]} {scientific(flow.update)}")
    said = _("**Clipping:** length of the gradient of all weights on this sequence: {lengths}.").format(
        lengths=" · ".join(parts)
    )
    if any(config.clip_norm and flow.update > config.clip_norm for flow in seen.flows.values()):
        return said + " " + _("It shortens the update; the lines above do not move.")
    return said + " " + _("Nothing is clipped.")


def _depth_in_words(seen: Look) -> str:
    """What the lowest layer receives of the error at the last step, compared with the highest."""
    shares = {cell: float(values[0, -1] / values[-1, -1]) for cell, values in seen.gradient.items()}
    told = " · ".join(f"{cols.TITLES[cell]} {scientific(share)}" for cell, share in shares.items())
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
        score, text = float(known[-1]), f"{cols.TITLES[name]} {cols.metric(task, float(known[-1]))}"
        beaten = score > 1.05 * guesses[guesser] if higher else score < 0.9 * guesses[guesser]
        parts.append(text if beaten else _("{score}, no better than guessing").format(score=text))
    return _("**The race:** {metric} after {steps}: {scores}. “{guesser}” gets {guess}.").format(
        metric=_(task.metric_name),
        steps=plural("{count} training step", "{count} training steps", step),
        scores=" · ".join(parts),
        guesser=_(guesser),
        guess=cols.metric(task, guesses[guesser]),
    )


def scientific(value: float) -> str:
    """A number of any size in two figures: 0.43, 3.2·10⁵, 1.2·10⁻¹⁰."""
    if not np.isfinite(value):
        return _("more than a number holds")
    if value == 0 or 1e-3 <= abs(value) < 1e4:
        return cols.number(value, 2 if abs(value) < 10 else 0)
    digits, power = f"{value:.1e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{cols.number(float(digits), 1)}·10{raised}"


# -- predict, then reveal --------------------------------------------------------------------------------------------


def question(session: Session) -> None:
    """A guess first, then the measurement: gates do not help by themselves."""
    st.header(_("Guess first"), anchor=False)
    st.markdown(
        _(
            "Fresh networks, forget bias 0, so that Γf starts at about one half; everything else as the page starts. "
            "Which one reaches furthest back?"
        )
    )
    guess = st.segmented_control(
        _("Which one reaches furthest back?"),
        CELLS,
        format_func=cols.TITLES.__getitem__,
        key="forget_guess",
        label_visibility="collapsed",
    )
    if guess is None:
        return
    flows = fresh(FORM.default.changed(**FORGET["gates-alone"].settings))
    steps = {cell: reach(flow.gradient[-1]) for cell, flow in flows.items()}
    best = max(steps, key=steps.__getitem__)
    told = " · ".join(f"{cols.TITLES[cell]} {steps[cell]}" for cell in sorted(steps, key=steps.__getitem__)[::-1])
    verdict = _("Yes.") if guess == best else _("No: {best}.").format(best=cols.TITLES[best])
    st.markdown(
        f"**{verdict}** "
        + _(
            "Measured, in steps: {reaches}. The three lie close together: an LSTM that forgets half of its memory at "
            "each step reaches no further than a network without gates. The forget bias decides; see what it does at 3."
        ).format(reaches=told)
    )
    with st.container(horizontal=True):
        for name in ("gates-alone", "gates-help"):
            bias = FORGET[name].settings["forget_bias"]
            label = _("Show it with forget bias {bias}").format(bias=f"{bias:g}")
            st.button(label, key=f"reveal_{name}", on_click=presets_bar.choose, args=(session, FORGET[name]))
