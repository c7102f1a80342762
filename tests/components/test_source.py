import re

import pytest

from explorer.components import _source


@pytest.mark.parametrize("name", ["board.js", "ribbons.js", "history.js", "plot.js", "samples.js"])
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


@pytest.mark.parametrize("name", ["board", "chains", "complete", "history", "ribbons", "units", "unrolled", "writing"])
def test_the_style_of_a_component_begins_with_what_all_share(name):
    shared = (_source.HERE / "base.css").read_text(encoding="utf-8")
    sheet = (_source.HERE / f"{name}.css").read_text(encoding="utf-8")
    assert _source.style(_source.HERE / f"{name}.css") == shared + sheet.removeprefix('@import "./base.css";\n')


def test_no_component_sends_a_style_that_the_browser_would_have_to_fetch():
    for sheet in _source.HERE.glob("*.css"):
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
    show = _source.component("units", height=171)
    assert given["explorer_units"]["css"] == _source.style(_source.HERE / "units.css")
    assert show(data=1) == {"data": 1, "height": 171}
