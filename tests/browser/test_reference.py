"""What the scripts of the browser are compared with is what Python computes now."""

import json
from typing import Any

import pytest

from tests.browser.reference import HERE, reference


def test_the_reference_is_up_to_date() -> None:
    kept = json.loads(HERE.read_text(encoding="utf-8"))
    assert _plain(kept) == _plain(reference()), "run python -m tests.browser.reference"


def _plain(value: Any) -> Any:
    """Numbers equal but for their last digits, which another machine may compute otherwise."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return pytest.approx(value, rel=1e-6, abs=1e-9) if isinstance(value, float) else value
