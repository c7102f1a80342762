"""Shapes: how many inputs, how many answers. The page's one question: which shapes can it take?"""

from explorer.app import frame
from explorer.app.language import _
from explorer.lessons.shapes import LESSON

frame.head(
    LESSON,
    _("One cell, unrolled in five ways: what differs is when the network reads, and when it answers. Press Play."),
)
