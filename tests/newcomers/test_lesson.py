"""A new lesson is a folder and a page: nothing else is edited, and all the house knows it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOM = '''"""What comes back: a lesson with everything that a lesson needs, and nothing more."""

from explorer.app import link
from explorer.app.lessons import Lesson, Section
from explorer.problem import N_

LESSON = Lesson(
    __name__,
    N_("What comes back?"),
    N_("A word, as often as one likes"),
    Section.APPLICATIONS,
    place=1,
    parameters={"word": link.text(20, "tick"), "times": link.whole(1, 5, 2)},
    takes=lambda config: config.task == "characters",
)
'''
PAGE = '''"""What comes back? A word, a few times."""

import streamlit as st

from explorer.app import arrival, frame, saving
from explorer.app.language import _
from explorer.lessons.echo import LESSON

if "echo" not in st.session_state:
    st.session_state["echo"] = arrival.values(LESSON.name, LESSON.parameters)
said = st.session_state["echo"]
frame.head(LESSON, _("Type a word, and it comes back."))
said["word"] = st.text_input(_("Word"), said["word"], key="echo_word")
st.markdown(" ".join([said["word"]] * said["times"]))
saving.buttons(lambda: {"word": [said["word"]] * said["times"]}, "echo", _("A line for each time."))
arrival.write(LESSON.parameters, said)
'''
UKRAINIAN = """
msgid "What comes back?"
msgstr "Що повертається?"

msgid "A word, as often as one likes"
msgstr "Слово, скільки завгодно разів"

msgid "Type a word, and it comes back."
msgstr "Напишіть слово, і воно повернеться."
"""


def move_in(house: Path) -> None:
    (house / "explorer/lessons/echo").mkdir()
    (house / "explorer/lessons/echo/__init__.py").write_text(ROOM, encoding="utf-8")
    (house / "pages/echo.py").write_text(PAGE, encoding="utf-8")
    with (house / "assets/locale/uk/LC_MESSAGES/messages.po").open("a", encoding="utf-8") as catalogue:
        catalogue.write(UKRAINIAN)


def test_the_list_of_lessons_in_the_readme_finds_it(house: Path) -> None:
    readme = house / "README.md"
    before = readme.read_text(encoding="utf-8")
    subprocess.run([sys.executable, "-m", "explorer.app.tour"], cwd=house, check=True)
    row = "| **What comes back?** | A word, as often as one likes |\n"
    after = readme.read_text(encoding="utf-8")
    assert row in after
    assert after.replace(row, "") == before
