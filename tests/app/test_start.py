"""What a server does before anybody comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from explorer.app.start import FIRST_PAGE

ROOT = Path(__file__).resolve().parents[2]


def test_the_first_page_loads_nothing_that_it_does_not_need() -> None:
    page = (
        "import sys\n"
        "from tests.lessons.opened import app, follow\n"
        "assert len(follow(app()).get('bidi_component')) == 5\n"
        "print(*sorted({'pandas', 'torch', 'distributed'} & set(sys.modules)))\n"
    )
    for program in (page, f"import sys, {', '.join(FIRST_PAGE)}\nprint(*({{'pandas', 'torch'}} & set(sys.modules)))"):
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
        assert done.stdout.split() == []
