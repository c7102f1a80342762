"""What a server does before anybody comes."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.app.start import first_page, send_at_once

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="the system does not list open files")
def test_what_listens_hands_on_to_its_connections_that_they_send_at_once() -> None:
    with socket.socket() as listening, socket.socket() as client:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        send_at_once()
        client.connect(listening.getsockname())
        with listening.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not client.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)  # what does not listen stays as it is


FIRST = {
    "before anybody comes": f"import {', '.join(first_page())}",
    "the first picture of Probability": """
from explorer.shelf import trained
from explorer.lessons.probability import kept
import explorer.lessons.probability.picture
from explorer.lessons.probability.measure import EXAMPLES, reader
by = reader(trained.RECIPES["words-english"].config)
kept.first("words-english"), trained.read("words-english"), trained.scores("words-english", "gru")
[by.by_ngrams(3, by.cut(text)) for text in EXAMPLES["english"]], by.ngram_bits(3)
""",
    "the first page": """
from tests.lessons.opened import app, follow
assert len(follow(app()).get("bidi_component")) == 5
""",
}
LOADED = 'import sys; print(*{"pandas", "torch", "distributed"} & set(sys.modules), sep=", ")'


def test_what_is_seen_first_loads_nothing_that_it_does_not_need() -> None:
    """In a process of their own: here everything has long been imported. The page comes last: it starts the lab."""
    program = "\n".join(f"{what}\n{LOADED}" for what in FIRST.values())
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert dict(zip(FIRST, done.stdout.split("\n"), strict=False)) == dict.fromkeys(FIRST, "")
