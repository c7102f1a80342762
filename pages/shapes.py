"""Shapes: how many inputs, how many answers. The page's one question: which shapes can it take?"""

from explorer.app import frame, tries
from explorer.app.language import _
from explorer.lessons.shapes import LESSON, choose, picture

choose.state()
frame.head(
    LESSON,
    _("One cell, unrolled in five ways: what differs is when the network reads, and when it answers. Press Play."),
)
with frame.picture():
    picture.draw()
    picture.remarks()
    picture.files()
choose.leave()
tries.draw(picture.offers(), in_a_row=4)
choose.write_url()
