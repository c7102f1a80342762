"""Where a strand of DNA codes for a protein: an answer for every base, read from both ends."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.dna.address import PARAMETERS
from explorer.problem import N_


def _results() -> None:
    from explorer.shelf import directions

    directions.make("dna")


LESSON = Lesson(
    __name__,
    N_("Where does a gene speak?"),
    N_("Every base in the colour of its probability to code; three letters a step, from both ends"),
    Section.APPLICATIONS,
    place=2,
    parameters=PARAMETERS,
    results=_results,
    takes=lambda config: config.task in ("dna", "labelled-strands"),
)
