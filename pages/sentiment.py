"""Opinions: one answer after the last word. The page's one question: what does it feel?"""

from explorer.app import application
from explorer.app.language import _
from explorer.lessons.sentiment import LESSON
from explorer.lessons.sentiment.bring import OWN
from explorer.lessons.sentiment.choose import ASKING, FORM
from explorer.lessons.sentiment.tries import PRESETS

application.draw(
    LESSON,
    FORM,
    ASKING,
    OWN,
    PRESETS,
    _("A network reads an opinion word by word and says in the end whether it praises. See where it turns."),
)
