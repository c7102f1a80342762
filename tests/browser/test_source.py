import os
import re
import time

import pytest

from explorer.browser import _source, plot

FOUND = (path for path in _source.PACKAGE.rglob("*.js") if _source.STATIC not in path.parents)
SCRIPTS = sorted(path for path in FOUND if not path.name.endswith(".min.js"))  # our own
SHEETS = sorted(_source.PACKAGE.rglob("*.css"))


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two scripts, of which one imports the other, and where they are published."""
    monkeypatch.setattr(_source, "PACKAGE", tmp_path)
    monkeypatch.setattr(_source, "STATIC", tmp_path / "app" / "static")
    (tmp_path / "app").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "one.js").write_text('import { a } from "./shared/two.js";\n')
    (tmp_path / "shared" / "two.js").write_text("export const a = 1;\n")
    _source._tree.cache_clear()
    yield tmp_path
    _source._tree.cache_clear()


def served(address):
    """The file that the server answers with: of what lies beside the page's script."""
    return _source.STATIC / address.removeprefix("./app/static/")


@pytest.mark.parametrize("source", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_served_as_it_is_and_what_it_imports_where_it_asks_for_it(source):
    given = served(_source.publish(source))
    assert given.read_bytes() == source.read_bytes()
    for asked in re.findall(r'from "(\.[^"]+)";', source.read_text(encoding="utf-8")):
        assert (given.parent / asked).resolve() == served(_source.publish((source.parent / asked).resolve()))
        assert (given.parent / asked).is_file()


def test_all_that_a_script_imports_is_fetched_with_it(package):
    (package / "shared" / "two.js").write_text('import { b } from "./three.js";\nimport { c } from "../one.js";\n')
    (package / "shared" / "three.js").write_text("export const b = 1;\n")
    reached = _source._reached(package / "one.js")
    assert [path.relative_to(package).as_posix() for path in reached] == ["one.js", "shared/two.js", "shared/three.js"]


@pytest.mark.parametrize("source", SCRIPTS, ids=lambda path: path.stem)
def test_no_import_of_a_script_is_overlooked(source):
    text = source.read_text(encoding="utf-8")
    asked = re.findall(r"^(?:import|export)\b[^;(=]*?[\"']([^\"']+)[\"'];$", text, re.MULTILINE)
    assert {(source.parent / path).resolve() for path in asked} <= set(_source._reached(source))


def test_a_change_of_what_is_imported_changes_the_address_of_what_imports_it(package):
    before = _source.publish(package / "one.js")
    _source._tree.cache_clear()
    assert _source.publish(package / "one.js") == before
    (package / "shared" / "two.js").write_text("export const a = 2;\n")
    _source._tree.cache_clear()
    assert _source.publish(package / "one.js") != before


def test_a_folder_that_is_half_written_is_never_served(package, monkeypatch):
    def full(path, content):
        raise OSError("no space left on device")

    monkeypatch.setattr(_source.Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        _source.publish(package / "one.js")
    monkeypatch.undo()
    left = list((package / "app" / "static").iterdir())
    assert [path.suffix for path in left] == [".part"]


def test_two_servers_may_publish_at_the_same_time(package):
    target = package / "app" / "static" / "folder"

    def late(part):
        part.mkdir()
        (part / "file").write_text("mine")
        target.mkdir(parents=True, exist_ok=True)
        (target / "file").write_text("of the other one")

    _source._place(target, late)
    assert (target / "file").read_text() == "of the other one"
    assert [path.name for path in target.parent.iterdir()] == ["folder"]


def test_what_no_server_has_published_for_long_is_removed(package):
    static = package / "app" / "static"
    for name in ("now", "old", "old.1234.part"):
        (static / name).mkdir(parents=True)
        (static / name / "script.js").touch()
    for name in (".gitignore", "plotly.min-old.js"):
        (static / name).touch()
    for name in (".gitignore", "old", "old.1234.part", "plotly.min-old.js"):
        os.utime(static / name, (0, time.time() - _source.KEPT - 60))
    served_now = served(_source.publish(package / "one.js")).parent.name
    assert {path.name for path in static.iterdir()} == {".gitignore", "now", served_now}


def test_what_is_published_again_counts_as_new(package):
    folder = served(_source.publish(package / "one.js")).parent
    os.utime(folder, (0, 0))
    _source._tree.cache_clear()
    assert served(_source.publish(package / "one.js")).is_file()
    assert folder.stat().st_mtime > time.time() - 60


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
        others = re.sub(r'@import "(.*)";\n', lambda found: _source.style(sheet.parent / found[1]), own)
        assert _source.style(sheet) == shared + others
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
    assert show(data=b"1") == {"data": b"1", "height": 171}
    assert show(data={"a": 1}, key="k") == {"data": [{"a": 1}], "key": "k", "height": 171}  # opened by the loader
