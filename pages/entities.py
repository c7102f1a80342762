"""Names: an answer for every word. The page's one question: who is named?"""

from explorer.app import application
from explorer.app.language import _
from explorer.lessons.entities import LESSON
from explorer.lessons.entities.bring import OWN
from explorer.lessons.entities.choose import ASKING, FORM
from explorer.lessons.entities.tries import PRESETS

application.draw(
    LESSON,
    FORM,
    ASKING,
    OWN,
    PRESETS,
    _("A network reads a sentence and says of each word whether it names a person."),
)
