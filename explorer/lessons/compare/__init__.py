"""Which one remembers: a plain RNN, a GRU and an LSTM learn the same task side by side, live."""

from explorer.app import link
from explorer.app.lessons import Lesson, Section
from explorer.problem import N_
from explorer.tasks import tasks

LESSON = Lesson(
    __name__,
    N_("Compare"),
    N_("Which network still knows, twelve words on, that it was one cat; everything inside them, live"),
    Section.START,
    place=1,
    parameters=link.LIVE,
    takes=lambda config: not tasks[config.task].brought,
)
