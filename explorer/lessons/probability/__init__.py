"""How likely a sentence is: the product of what each of its tokens is given, by networks and by counting.

Source: lecture 8, the language model as a product of conditional probabilities.
"""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.probability.address import PARAMETERS
from explorer.problem import N_


def _results() -> None:
    from explorer.lessons.probability import kept

    kept.make()


LESSON = Lesson(
    __name__,
    N_("How likely is a sentence?"),
    N_("Its probability as a chain of factors, to three networks and to n-grams"),
    Section.LECTURE,
    place=2,
    parameters=PARAMETERS,
    takes=lambda config: config.task in ("characters", "words"),
    results=_results,
)
