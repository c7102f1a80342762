"""DNA: an answer for every base. The page's one question: where does a gene speak?"""

from explorer.app import application
from explorer.app.language import _
from explorer.lessons.dna import LESSON
from explorer.lessons.dna.bring import OWN
from explorer.lessons.dna.choose import ASKING, FORM
from explorer.lessons.dna.tries import PRESETS

application.draw(
    LESSON,
    FORM,
    ASKING,
    OWN,
    PRESETS,
    _("A network reads a strand from both ends, three letters at a time, and says which code for a protein."),
)
