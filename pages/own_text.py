"""Your own text: paste or upload it, see what it is made of, and let networks learn it."""

from functools import partial

import streamlit as st

from explorer.app import controls, frame, live, transport
from explorer.app.language import _, current, explain, literal
from explorer.app.session import current as current_session
from explorer.app.session import lab
from explorer.lessons.own_text import LESSON, bring, choose, picture, ways
from explorer.lessons.own_text.address import GOAL
from explorer.problem import Problem

session = current_session(LESSON, choose.FORM)
mine = choose.state()
choose.take_over(session, mine)
config, cells = controls.sidebar()
goal = choose.goal(session.said["goal"])

frame.head(
    LESSON,
    _("What can a network learn from it? Bring a text, let a network guess its next letters, and see how well."),
)
bring.bring(session, mine)
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
        config.changed(corpus=choose.FORM.default.corpus, text=""),
        run=run.id,
        cells=",".join(cells) if cells != choose.FORM.first else None,
        goal=str(goal) if goal != GOAL else None,
    )
else:
    st.header(_("An example: the beginning of a text of ours"), anchor=False)
    st.button(_("Try it with this text"), key="own_text_try", on_click=choose.try_example, args=(session, mine))
    picture.statistics(choose.example(current()))
    ways.ways(session)
picture.tries()
lab().start()  # after the first picture, which must not wait for it
