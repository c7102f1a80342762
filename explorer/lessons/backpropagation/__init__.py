"""One sequence unrolled over time: every value on the way forward, every gradient on the way back.

Source: lecture 8, “Пряме поширення” and “Зворотне поширення у часі”.
"""

from explorer.app.lessons import Lesson, Section
from explorer.config import Config
from explorer.lessons.backpropagation.address import PARAMETERS
from explorer.problem import N_


def unrollable(config: Config) -> bool:
    """Letters, one layer, and cells as the lecture writes them."""
    lecture = (config.activation, config.reset_after, config.output_activation) == ("tanh", False, "identity")
    return config.task == "characters" and config.layers == 1 and lecture


def _results() -> None:
    from explorer.lessons.backpropagation import kept

    kept.make()


LESSON = Lesson(
    __name__,
    N_("How does the error travel back?"),
    N_("A sequence unrolled, values forward, gradients back, the lecture's formulas over their numbers"),
    Section.LECTURE,
    place=1,
    parameters=PARAMETERS,
    takes=unrollable,
    results=_results,
)
