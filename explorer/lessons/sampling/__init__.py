"""Networks that write: at every step a distribution, a draw from it, and the token that is fed back.

Source: lecture 8, “Sampling novel sequences”.
"""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.sampling.address import PARAMETERS
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("How does it write?"),
    N_("The distribution, the draw, the next input; temperature, top-k, top-p as you pull them"),
    Section.LECTURE,
    place=3,
    parameters=PARAMETERS,
    takes=lambda config: config.task in ("characters", "words"),
)
