import re

import pytest

from explorer.components import _source


@pytest.mark.parametrize("name", ["board.js", "ribbons.js", "history.js"])
def test_what_a_script_imports_is_served_beside_it_under_a_name_that_changes_with_it(name):
    served = _source.STATIC / _source.publish(_source.HERE / name).rpartition("/")[2]
    imported = re.findall(r'from "\./([^"]+)";', served.read_text(encoding="utf-8"))
    assert imported
    for other in imported:
        stem = other.partition("-")[0]
        assert re.fullmatch(stem + r"-[0-9a-f]{12}\.js", other)
        assert (_source.STATIC / other).is_file()
        assert _source.publish(_source.HERE / f"{stem}.js").endswith(other)


def test_a_change_of_what_is_imported_changes_the_name_of_what_imports_it(tmp_path, monkeypatch):
    monkeypatch.setattr(_source, "HERE", tmp_path)
    monkeypatch.setattr(_source, "STATIC", tmp_path / "static")
    (tmp_path / "one.js").write_text('import { a } from "./two.js";\n')
    (tmp_path / "two.js").write_text("export const a = 1;\n")
    before = _source.publish(tmp_path / "one.js")
    (tmp_path / "two.js").write_text("export const a = 2;\n")
    assert _source.publish(tmp_path / "one.js") != before
