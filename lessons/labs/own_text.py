"""Your own text: paste or upload it, see what it is made of, and let networks learn it."""

from functools import partial

import streamlit as st

from explorer.app import controls, live, transport
from explorer.app.language import _, current, explain, literal
from explorer.app.session import current as current_session
from explorer.app.session import lab
from explorer.problem import Problem
from explorer.ui import own, own_bring, own_networks, own_picture

session = current_session("own", own.FORM.first or own.CELLS, own.FORM)
session.find(st.query_params.get("run"))
mine = own.state()
own.take_over(session, mine)

st.title(_("Your own text"), anchor=False)
st.markdown(
    _("What can a network learn from it? Bring a text, let a network guess its next letters, and see how well.")
)

own_bring.bring(session, mine)
config, cells = controls.sidebar(own.CELLS)
goal = own.goal()
if session.lost:
    st.info(_("The run in this link is no longer kept, and its text was never in the link. Bring the text again."))
if mine.text:
    st.header(literal(mine.title), anchor=False)
    own_bring.told(mine)
    own_picture.statistics(mine)
    try:
        run = own.run(session, mine, config, cells, goal)
    except Problem as problem:
        st.error(explain(problem))
        st.stop()
    transport.bar(session)
    live.picture(session, partial(own_picture.training, goal=goal))
    own_networks.ways(session)
    controls.write_url(
        config.changed(corpus=own.FORM.default.corpus, language=own.FORM.default.language, text=""),
        run=run.id,
        cells=",".join(cells) if cells != own.FORM.first else None,
        goal=str(goal) if goal != own.GOAL else None,
    )
else:
    st.header(_("An example: the beginning of a text of ours"), anchor=False)
    st.button(_("Try it with this text"), key="own_try", on_click=own.try_example, args=(session, mine))
    own_picture.statistics(own.example(current()))
    own_networks.ways(session)
own_picture.tries()
lab().start()  # after the first picture, which must not wait for it
