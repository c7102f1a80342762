"""The five shapes that a recurrent network can take, each as a small network that runs through a sequence.

Source: lecture 8, “Типи архітектур RNNs”.
"""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.shapes.address import PARAMETERS
from explorer.problem import N_


def _results() -> None:
    from explorer.lessons.shapes import kept

    kept.make()


LESSON = Lesson(
    __name__,
    N_("Which shapes can it take?"),
    N_("The lecture's five, one to one up to an encoder and a decoder, running side by side"),
    Section.LECTURE,
    place=0,
    parameters=PARAMETERS,
    results=_results,
)
