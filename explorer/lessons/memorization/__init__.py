"""Which letters a prediction still depends on: measured for one text, read out in words, averaged over a corpus.

Source: A. Madsen, “Visualizing memorization in RNNs”, Distill, 2019, doi:10.23915/distill.00016.
"""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.memorization.address import PARAMETERS
from explorer.problem import N_


def _results() -> None:
    from explorer.lessons.memorization import kept

    kept.make()


LESSON = Lesson(
    __name__,
    N_("Which letters does it still use?"),
    N_("What every guess depends on; a box that completes what you type"),
    Section.LABORATORY,
    place=3,
    parameters=PARAMETERS,
    takes=lambda config: config.task == "characters",
    results=_results,
)
