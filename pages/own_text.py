"""Your own text: paste or upload it, see what it is made of, and let networks learn it."""

from functools import partial

import streamlit as st

from explorer.app import controls, live, transport
from explorer.app.language import _, current, explain, literal
from explorer.app.session import current as session_of
from explorer.app.session import lab
from explorer.lessons.own_text import bring, choose, picture, ways
from explorer.problem import Problem

session = session_of("own_text", choose.FORM.first or choose.CELLS, choose.FORM)
session.find(st.query_params.get("run"))
mine = choose.state()
choose.take_over(session, mine)

st.title(_("Your own text"), anchor=False)
st.markdown(
    _("What can a network learn from it? Bring a text, let a network guess its next letters, and see how well.")
)

bring.bring(session, mine)
config, cells = controls.sidebar(choose.CELLS)
goal = choose.goal()
if session.lost:
    st.info(_("The run in this link is no longer kept, and its text was never in the link. Bring the text again."))
if mine.text:
    st.header(literal(mine.title), anchor=False)
    bring.told(mine)
    picture.statistics(mine)
    try:
        run = choose.run(session, mine, config, cells, goal)
    except Problem as problem:
        st.error(explain(problem))
        st.stop()
    transport.bar(session)
    live.picture(session, partial(picture.training, goal=goal))
    ways.ways(session)
    controls.write_url(
        config.changed(corpus=choose.FORM.default.corpus, language=choose.FORM.default.language, text=""),
        run=run.id,
        cells=",".join(cells) if cells != choose.FORM.first else None,
        goal=str(goal) if goal != choose.GOAL else None,
    )
else:
    st.header(_("An example: the beginning of a text of ours"), anchor=False)
    st.button(_("Try it with this text"), key="own_text_try", on_click=choose.try_example, args=(session, mine))
    picture.statistics(choose.example(current()))
    ways.ways(session)
picture.tries()
lab().start()  # after the first picture, which must not wait for it
