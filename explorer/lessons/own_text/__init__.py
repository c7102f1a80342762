"""What networks can learn from a text that a person brings."""

from explorer.app.lessons import Lesson, Section
from explorer.lessons.own_text.address import PARAMETERS
from explorer.problem import N_

LESSON = Lesson(__name__, N_("Your own text"), Section.OWN, place=1, parameters=PARAMETERS, addresses=("own",))
