"""Why does the RNN forget? How much of the last error arrives at each step before, in fresh and learning networks."""

from explorer.app import controls, frame, live, presets, transport, tries
from explorer.app.language import _
from explorer.app.session import current, lab
from explorer.lessons.forget import LESSON, choose, picture
from explorer.lessons.forget.tries import PRESETS

session = current(LESSON, choose.FORM)
session.opening = 0  # of a finished run: first as it started
config, cells = controls.sidebar()
frame.head(
    LESSON,
    _(
        "The error of the last step travels back in time, multiplied at every step. Pull a slider; "
        "see how much arrives."
    ),
)
run = transport.follow(session, config, cells)
live.picture(session, picture.draw)
picture.files()
picture.question(session)
tries.draw(presets.offers(session, PRESETS))
controls.write_url(config, run=None if run.finished else run.id)
lab().start()  # after the first picture, which must not wait for it
choose.warm_up()
