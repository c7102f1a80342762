import sys

import pytest

from explorer.problem import Problem
from explorer.registry import Registry, import_modules


@pytest.fixture
def birds():
    registry = Registry("bird")
    registry.register("tit")(type("Tit", (), {}))
    registry.register("wren")(type("Wren", (), {}))
    return registry


def test_it_is_a_mapping_in_the_order_of_registration(birds):
    assert list(birds) == ["tit", "wren"]
    assert len(birds) == 2
    assert birds["wren"].__name__ == "Wren"
    assert "tit" in birds
    assert "owl" not in birds


def test_registering_leaves_the_class_as_it_is(birds):
    class Owl:
        pass

    assert birds.register("owl")(Owl) is Owl
    assert birds["owl"] is Owl


def test_a_taken_name_is_refused_and_keeps_its_first_owner(birds):
    first = birds["tit"]
    with pytest.raises(ValueError, match="bird 'tit' is registered twice"):
        birds.register("tit")(type("Other", (), {}))
    assert birds["tit"] is first
    assert len(birds) == 2


def test_an_unknown_name_names_the_choices(birds):
    with pytest.raises(Problem, match=r"There is no bird called “owl”\. Choose one of: tit, wren\."):
        birds["owl"]


def test_modules_are_imported_unless_they_are_private(tmp_path, monkeypatch):
    package = tmp_path / "flock"
    package.mkdir()
    (package / "__init__.py").write_text("seen = []\n")
    for name in ("public", "_private"):
        (package / f"{name}.py").write_text(f"from flock import seen\nseen.append({name!r})\n")
    monkeypatch.syspath_prepend(tmp_path)
    flock = __import__("flock")
    import_modules("flock", [str(package)])
    assert flock.seen == ["public"]
    for name in ("flock", "flock.public"):
        del sys.modules[name]
