"""Compare: three cells learn the same task side by side. The page's one question: which one remembers?"""

from explorer.app import controls, frame, live, presets, side_by_side, transport, tries
from explorer.app.language import _
from explorer.app.session import current, lab
from explorer.lessons.compare import LESSON, choice, picture
from explorer.lessons.compare.choose import FORM
from explorer.lessons.compare.tries import PRESETS

session = current(LESSON, FORM)
config, cells = controls.sidebar(after=side_by_side.views)
frame.head(LESSON, choice.sentence(config), title=_("Which one remembers?"))
run = transport.follow(session, config, cells)
live.picture(session, picture.draw)
tries.draw(presets.offers(session, PRESETS))
controls.write_url(config, run=None if run.finished else run.id, cells=",".join(cells) if cells != FORM.first else None)
lab().start()  # after the first picture, which must not wait for it
