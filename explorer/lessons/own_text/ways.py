"""Networks on their way: to the other pages, into a file, and out of one."""

from __future__ import annotations

import streamlit as st

from explorer.app import live, saving, waiting
from explorer.app.fragment import fragment
from explorer.app.language import _, explain, whole
from explorer.app.lessons import lessons
from explorer.app.link import RUN
from explorer.app.networks import WANTED, own_runs
from explorer.app.session import Session
from explorer.lab import Run


def ways(session: Session) -> None:
    """Where the networks of this session can go: other pages, files."""
    runs = {run_id: held for run_id, held in own_runs().items() if held[1].ready}
    st.header(_("Use it"), anchor=False)
    if not runs:
        st.caption(_("When a network has learnt something here, it can be taken to the other pages and saved."))
    names = list(runs)
    mine = session.run.id if session.run is not None else ""
    chosen = names[-1] if names else ""
    if len(names) > 1:
        opened = st.session_state.get("own_text_opened", "")
        first = next((name for name in (opened, mine) if name in runs), chosen)
        chosen = st.selectbox(
            _("Which networks"),
            names,
            names.index(first),
            format_func=lambda name: _titled(*runs[name]),
            key=f"own_text_which_{len(names)}_{opened}",
        )
    if chosen:
        title, run = runs[chosen]
        _links(run)
        _save(title, run, "own_text_save")
    opened = own_runs().get(st.session_state.get("own_text_opened", ""))
    if opened is not None and not opened[1].ready:
        fragment(_wait, run_every=live.LOOK_EVERY)(session, opened[1])
    _of_compare()


def _wait(session: Session, run: Run) -> None:
    """Until networks out of a file that no picture of this page shows are there."""
    session.look(run)
    if run.ready:
        st.rerun()
    if run.problem is not None:
        st.error(explain(run.problem))
    else:
        waiting.bar()


def _titled(title: str, run: Run) -> str:
    cells = ", ".join(cell.upper() for cell in run.lanes)
    return f"{title} · {cells} · " + _("step {step}").format(step=whole(run.step))


def _links(run: Run) -> None:
    config = next(iter(run.lanes.values())).config
    with st.container(horizontal=True, key="own_text_links"):
        for lesson in lessons():
            takes = lesson.takes is not None and lesson.takes(config)
            if takes and st.button(_(lesson.title) + " →", key=f"own_text_to_{lesson.name}"):
                st.session_state[WANTED] = f"own-{run.id}"
                st.switch_page(lesson.page, query_params={RUN: run.id})


def _save(title: str, run: Run, key: str) -> None:
    help = _("One file: weights, settings and what training needs to go on. It can be loaded again above.")
    saving.networks(_("Save the networks"), title, run, key=key, help=help)


def _of_compare() -> None:
    """The run of Compare can be saved here as well, whatever it learns."""
    session: Session | None = st.session_state.get("session_compare")
    if session is not None and session.run is not None and session.run.ready and session.run.step > 0:
        with st.expander(_("The run of Compare")):
            _save(_("Compare"), session.run, "own_text_save_compare")
