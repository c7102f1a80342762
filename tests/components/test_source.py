import re
from pathlib import Path

import pytest

from explorer.browser import _source, plot

SCRIPTS = sorted(path for path in _source.PACKAGE.rglob("*.js") if _source.STATIC not in path.parents)
SHEETS = sorted(_source.PACKAGE.rglob("*.css"))


@pytest.mark.parametrize("source", SCRIPTS, ids=lambda path: path.stem)
def test_what_a_script_imports_is_served_beside_it_under_a_name_that_changes_with_it(source):
    served = _source.STATIC / _source.publish(source).rpartition("/")[2]
    asked = re.findall(r'from "(\.[^"]+)";', source.read_text(encoding="utf-8"))
    given = re.findall(r'from "\./([^"]+)";', served.read_text(encoding="utf-8"))
    for path, name in zip(asked, given, strict=True):
        assert re.fullmatch(Path(path).stem + r"-[0-9a-f]{12}\.js", name)
        assert (_source.STATIC / name).is_file()
        assert _source.publish(source.parent / path).endswith(name)


def test_a_change_of_what_is_imported_changes_the_name_of_what_imports_it(tmp_path, monkeypatch):
    monkeypatch.setattr(_source, "PACKAGE", tmp_path)
    monkeypatch.setattr(_source, "STATIC", tmp_path / "static")
    (tmp_path / "one.js").write_text('import { a } from "./two.js";\n')
    (tmp_path / "two.js").write_text("export const a = 1;\n")
    before = _source.publish(tmp_path / "one.js")
    (tmp_path / "two.js").write_text("export const a = 2;\n")
    assert _source.publish(tmp_path / "one.js") != before


def test_no_script_writes_markup():
    assert len(SCRIPTS) > 20
    for source in SCRIPTS:
        assert not re.search(r"(inner|outer)HTML|insertAdjacentHTML", source.read_text(encoding="utf-8")), source


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_the_style_of_a_component_begins_with_what_all_share(sheet):
    shared = _source.style(_source.HERE / "base.css")
    assert "#D55E00" in shared  # the colour of a cell, from the table of cells
    first, _, own = sheet.read_text(encoding="utf-8").partition("\n")
    if first.startswith("@import"):
        assert first.endswith('/base.css";')
        assert _source.style(sheet) == shared + own
    elif sheet.name != "base.css":
        assert _source.style(sheet) == f"{first}\n{own}"


def test_no_component_sends_a_style_that_the_browser_would_have_to_fetch():
    for sheet in SHEETS:
        assert "@import" not in _source.style(sheet)


def test_a_style_without_imports_stays_as_it_is(tmp_path):
    (tmp_path / "alone.css").write_text("b { color: red; }\n")
    assert _source.style(tmp_path / "alone.css") == "b { color: red; }\n"


def test_what_an_imported_style_imports_comes_with_it_and_before_it(tmp_path):
    (tmp_path / "one.css").write_text('@import "./two.css";\n.one { top: 0; }\n')
    (tmp_path / "two.css").write_text('@import "./three.css";\n.two { top: 0; }\n')
    (tmp_path / "three.css").write_text(".three { top: 0; }\n")
    assert _source.style(tmp_path / "one.css") == ".three { top: 0; }\n.two { top: 0; }\n.one { top: 0; }\n"


def test_a_component_is_registered_with_its_whole_style_and_usual_height(monkeypatch):
    def registered(name, **options):
        given[name] = options
        return lambda **call: call

    given = {}
    monkeypatch.setattr(_source.st.components.v2, "component", registered)
    show = _source.component(plot.__file__, height=171)
    assert given["explorer_plot"]["css"] == _source.style(_source.HERE / "plot.css")
    assert show(data=1) == {"data": 1, "height": 171}
