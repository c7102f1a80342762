"""Why the RNN forgets, on the screen: fresh networks at once, and the same pictures of learning ones as they run."""

from __future__ import annotations

import html
from functools import partial

import streamlit as st

from explorer.analysis import reach
from explorer.app import live, presets, saving
from explorer.app.language import _, explain, translated, whole
from explorer.app.session import Session
from explorer.browser import plot as plot_component
from explorer.figures.gradients import gradient_curves
from explorer.lessons.forget.choose import FORM, Look, fresh, look
from explorer.lessons.forget.figures import eigenvalue_plane
from explorer.lessons.forget.record import table
from explorer.lessons.forget.remarks import at_step, remarks, steps_back, what_is_left
from explorer.lessons.forget.tries import PRESETS
from explorer.names import CELLS, TITLES
from explorer.problem import Problem
from explorer.tasks import make_task

FLOOR = 1e-12
TALL, LOW = 330, 280  # px: the picture that answers the question, and those under it


def draw(session: Session) -> None:
    """Everything between the buttons and what to try."""
    run, config = session.run, session.config
    if run is None or config is None:
        return
    try:
        seen, task = look(session, config), make_task(config)
    except Problem as problem:
        _drawn().clear()
        st.error(explain(problem))
        return
    _drawn()["look"] = seen
    live.scrubber(session, run)
    layer = live.layer_switch(run)
    _cards(seen, layer)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _gradients(seen, layer)
    with right:
        _eigenvalues(seen, layer)
    st.markdown(remarks(session, config, seen, task, layer))
    left, right = st.columns(2, gap="medium")
    with left:
        _jacobians(seen, layer)
    with right:
        live.progress(session, run, task)


def files() -> None:
    """The numbers of what is drawn when a button is pressed.

    Not a part of the picture, which is drawn anew some times a second as long as a network learns: Streamlit then
    forgets the file that a button stands for, and a press that is on its way does nothing.
    """
    if _drawn():
        saving.buttons(
            partial(_table, _drawn()),
            "forget",
            _("Everything that is drawn against t, for each layer, in full precision."),
        )


def _drawn() -> dict[str, Look]:
    """What is on screen, as "look", kept where a file that is made later, by another thread, finds it."""
    drawn: dict[str, Look] = st.session_state.setdefault("forget_drawn", {})
    return drawn


def _table(drawn: dict[str, Look]) -> saving.Columns:
    seen = drawn.get("look")
    return {} if seen is None else table(seen.flows, seen.gradient)


def _cards(seen: Look, layer: int) -> None:
    """Each cell's reach, and in words what it means."""
    cards = []
    for cell in CELLS:
        norms = seen.gradient[cell][layer]
        steps = reach(norms)
        number = steps_back(steps)
        label, words = _("reach: gradient above 1\u00a0%"), what_is_left(norms, steps)
        cards.append(
            f'<section class="card {cell}"><h2>{TITLES[cell]}</h2><p class="number">{html.escape(number)}</p>'
            f'<p class="label">{html.escape(label)}</p><p>{html.escape(words)}</p></section>'
        )
    st.html(f'<div class="cards">{"".join(cards)}</div>')


def _gradients(seen: Look, layer: int) -> None:
    top = layer == len(next(iter(seen.gradient.values()))) - 1  # through layers above, more than this one's W_aa acts
    bound = seen.flows["rnn"].bound if top and seen.comparable else None
    norms = {cell: values[layer] for cell, values in seen.gradient.items()}
    named = _("bound (γ·σₘₐₓ)ᵀ⁻ᵗ")
    if seen.step:  # in the picture: in a line above it, its length would move what is below
        named = _("{bound}, step {step}").format(bound=named, step=whole(seen.measured))
    figure = gradient_curves(
        norms,
        reach={cell: reach(values) for cell, values in norms.items()},
        floor=FLOOR,
        x_title=_("time step ⟨t⟩"),
        names=TITLES,
        bound=None if bound is None else bound[layer],
        bound_name=named,
        height=TALL,
    )
    subtitle = _("‖∂L⟨T⟩/∂a⟨t⟩‖ relative to ⟨T⟩ · log scale, floor 10⁻¹²") + f" · {at_step(seen.step)}"
    _plot(figure, _("How much of the last error arrives"), subtitle, TALL, "gradients", True)


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
        names={**TITLES, "lstm-c": "LSTM c⟨t⟩"},
        bound=None if bound is None else bound[layer],
        bound_name=_("bound (γ·σₘₐₓ)ᵀ⁻ᵗ"),
        dotted=[name for name in products if name.endswith("-c")],
        height=LOW,
    )
    subtitle = _("‖∂a⟨T⟩/∂a⟨t⟩‖₂, whatever the loss · dotted: ‖∂c⟨T⟩/∂c⟨t⟩‖₂")
    _plot(figure, title, f"{subtitle} · {at_step(seen.measured)}", LOW, "jacobians", True)


def _eigenvalues(seen: Look, layer: int) -> None:
    now, before = seen.flows["rnn"].eigenvalues, seen.fresh["rnn"].eigenvalues
    if now is None or before is None:
        return
    figure = eigenvalue_plane(
        now[layer],
        before[layer] if seen.measured else None,
        now_name=at_step(seen.measured),
        before_name=_("at the start"),
        x_title=_("real part"),
        y_title=_("imaginary part"),
        height=TALL,
    )
    subtitle = _("of the RNN · dashed: the unit circle · {when}").format(when=at_step(seen.measured))
    if seen.measured:
        subtitle = _("of the RNN: dots at step {step}, rings before training").format(step=whole(seen.measured))
    _plot(figure, _("Eigenvalues of Wₐₐ"), subtitle, TALL, "eigenvalues", False)


def _plot(figure: object, title: str, subtitle: str, height: int, key: str, follow: bool) -> None:
    words = translated(plot_component.WORDS)
    plot_component.plot(
        figure, title=title, subtitle=subtitle, height=height, follow_cursor=follow, words=words, key=f"{key}_chart"
    )


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
        format_func=TITLES.__getitem__,
        key="forget_guess",
        label_visibility="collapsed",
    )
    if guess is None:
        return
    flows = fresh(FORM.default.changed(**PRESETS["gates-alone"].settings))
    steps = {cell: reach(flow.gradient[-1]) for cell, flow in flows.items()}
    best = max(steps, key=steps.__getitem__)
    told = " · ".join(f"{TITLES[cell]} {steps[cell]}" for cell in sorted(steps, key=steps.__getitem__)[::-1])
    verdict = _("Yes.") if guess == best else _("No: {best}.").format(best=TITLES[best])
    st.markdown(
        f"**{verdict}** "
        + _(
            "Measured, in steps: {reaches}. The three lie close together: an LSTM that forgets half of its memory at "
            "each step reaches no further than a network without gates. The forget bias decides; see what it does at 3."
        ).format(reaches=told)
    )
    with st.container(horizontal=True):
        for name in ("gates-alone", "gates-help"):
            bias = PRESETS[name].settings["forget_bias"]
            label = _("Show it with forget bias {bias}").format(bias=f"{bias:g}")
            st.button(label, key=f"reveal_{name}", on_click=presets.choose, args=(session, PRESETS[name]))
