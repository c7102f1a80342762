"""What every component's Python side needs: to refuse what does not fit, and to listen."""

from __future__ import annotations


def require(holds: bool, otherwise: str) -> None:
    """Raise ValueError with the text `otherwise` unless it holds."""
    if not holds:
        raise ValueError(otherwise)


def listen() -> None:
    """Given as what to do when a component tells something: Streamlit keeps its state only if someone listens."""
