"""Motion: one answer after the last frame. The page's one question: what are they doing?"""

import streamlit as st

from explorer.app import controls, frame, live, own_data, presets, side_by_side, tries
from explorer.app.language import _
from explorer.app.session import current, lab
from explorer.lessons.activity import LESSON, picture, picture_order, picture_people
from explorer.lessons.activity.bring import OWN
from explorer.lessons.activity.choose import FORM
from explorer.lessons.activity.tries import PRESETS

session = current(LESSON, FORM)
config, cells = controls.sidebar(after=side_by_side.views)
frame.head(LESSON, _("A network reads frame after frame of a moving figure, and says after each what it is doing."))
run, config = own_data.follow(session, OWN, config, cells)
live.picture(session, picture.draw)
own_data.keep(session, OWN)
st.header(_("Does the order of the frames count?"), anchor=False)
picture_order.draw(session)
st.header(_("Motions of people"), anchor=False)
with frame.picture():
    picture_people.draw(session)
tries.draw(presets.offers(session, PRESETS))
figure, order = session.said["figure"], session.said["order"] or None
controls.write_url(
    config,
    run=None if run.finished else run.id,
    figure=None if figure in (None, 1) else str(figure),
    order=order,
)
lab().start()  # after the first picture, which must not wait for it
