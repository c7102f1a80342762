"""What single units of a network do: their values along a text, their habits, what they hold, and what they decide.

Sources: A. Karpathy et al., “Visualizing and understanding recurrent networks”, arXiv:1506.02078, 2015 (saturation,
units that can be read); H. Strobelt et al., “LSTMVis”, arXiv:1606.07461, 2016 (spans of text that units hold through);
Y. Lakretz et al., “The emergence of number and syntax units in LSTM language models”, arXiv:1903.07435, 2019 (silencing
the units that carry the subject's number).
"""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.gates.address import PARAMETERS
from explorer.problem import N_


def _results() -> None:
    from explorer.lessons.gates import kept

    kept.make()


LESSON = Lesson(
    __name__,
    N_("What do the gates do?"),
    N_("Gates and states of every unit along a text, and the unit that carries the number of “The cat … was”"),
    Section.LABORATORY,
    place=2,
    parameters=PARAMETERS,
    takes=lambda config: config.task == "characters",
    results=_results,
)
