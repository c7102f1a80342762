"""Why the RNN forgets: how an error flows back through fresh networks and learning ones.

Source: lecture 8, vanishing gradients; R. Pascanu, T. Mikolov and Y. Bengio, arXiv:1211.5063, 2013 (the bound).
"""

from explorer.app import link
from explorer.app.lessons import Lesson, Section
from explorer.problem import N_


def _results() -> None:
    from explorer.lessons.forget import kept

    kept.make()


LESSON = Lesson(
    __name__,
    N_("Why does the RNN forget?"),
    N_("How much of the last error arrives at each step before, with sliders for all that decides it"),
    Section.LABORATORY,
    place=1,
    parameters=link.LIVE,
    results=_results,
)
