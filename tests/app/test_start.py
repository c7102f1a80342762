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


def test_the_first_page_loads_nothing_that_it_does_not_need() -> None:
    page = (
        "import sys\n"
        "from tests.lessons.opened import app, follow\n"
        "assert len(follow(app()).get('bidi_component')) == 5\n"
        "print(*sorted({'pandas', 'torch', 'distributed'} & set(sys.modules)))\n"
    )
    for program in (page, f"import sys, {', '.join(first_page())}\nprint(*({{'pandas', 'torch'}} & set(sys.modules)))"):
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
        assert done.stdout.split() == []
