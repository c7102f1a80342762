"""Who is named in a sentence: an answer for every word, read in both directions or in one."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.entities.address import PARAMETERS
from explorer.problem import N_


def _results() -> None:
    from explorer.shelf import directions

    directions.make("entities")


LESSON = Lesson(
    __name__,
    N_("Who is named?"),
    N_("A verdict on every word, from both directions; what follows decides what “Teddy” was"),
    Section.APPLICATIONS,
    place=1,
    parameters=PARAMETERS,
    results=_results,
    takes=lambda config: config.task in ("entities", "labelled-tokens"),
)
