"""What a component's script says that it receives: the names in its declarations, `<component>_types.d.ts`."""

import re
from pathlib import Path

from tests.server import ROOT


def declared(component: Path | str, *interfaces: str) -> set[str]:
    """The fields of some interfaces, all together, of a component such as "lessons/gates/gates"."""
    path = ROOT / "explorer" / f"{component}_types.d.ts"
    text = path.read_text(encoding="utf-8")
    names: set[str] = set()
    for interface in interfaces:
        found = re.search(rf"^(?:export )?interface {interface}\b[^{{]*{{\n(.*?)^}}", text, re.MULTILINE | re.DOTALL)
        assert found, f"{path.name} has no interface {interface}"
        names |= set(re.findall(r"^  (\w+)\??:", found[1], re.MULTILINE))
    return names
