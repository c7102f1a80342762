"""What networks do not know of a text, in words."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.app.language import plural


def unknown_note(unknown: Sequence[str]) -> str:
    """Which symbols the networks do not know, the first few by name; nothing where they know all."""
    if not unknown:
        return ""
    kinds = list(dict.fromkeys(unknown))
    said = plural(
        "{count} symbol is outside the vocabulary, so the networks read ⟨UNK⟩ there:",
        "{count} symbols are outside the vocabulary, so the networks read ⟨UNK⟩ there:",
        len(unknown),
    )
    return f"{said} {' '.join(kinds[:12])}{' …' if len(kinds) > 12 else ''}"
