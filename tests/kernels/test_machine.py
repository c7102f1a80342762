import multiprocessing
import os

import pytest

from explorer.kernels import _machine
from tests.kernels.doubling import Doubling


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(_machine, "_folders", lambda: (tmp_path,))
    return tmp_path


def test_code_is_compiled_once_for_all_processes(folder):
    first, second = Doubling(), Doubling()
    assert not first.ready
    assert first.works()
    assert first.ready
    assert second.ready
    assert second.works()
    assert (first.compiled, second.compiled) == (1, 0)


def test_code_that_was_deleted_is_compiled_again(folder):
    Doubling().load()
    (kept,) = folder.iterdir()
    second = Doubling()
    assert second.ready
    kept.unlink()
    assert not Doubling().ready
    assert second.works()
    assert second.compiled == 1
    assert kept.exists()


@pytest.mark.parametrize("damage", [lambda code: code[:100], lambda code: b"", lambda code: code[:-1] + b"?"])
def test_damaged_code_is_never_run(folder, damage):
    Doubling().load()
    (kept,) = folder.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    second = Doubling()
    assert not second.ready
    assert second.works()
    assert second.compiled == 1
    assert Doubling().ready


def test_where_nothing_can_be_written_code_is_compiled_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "a file").touch()
    monkeypatch.setattr(_machine, "_folders", lambda: (tmp_path / "a file" / "folder",))
    program = Doubling()
    assert program.works()
    assert program.ready
    assert not Doubling().ready


def test_what_several_programs_call_is_compiled_once_also_where_nothing_can_be_written(tmp_path, monkeypatch):
    (tmp_path / "a file").touch()
    monkeypatch.setattr(_machine, "_folders", lambda: (tmp_path / "a file" / "folder",))
    common = Doubling("common")
    first, second = Doubling("first", common), Doubling("second", common)
    assert first.works()
    assert second.works()
    assert common.compiled == 1
    assert first.ready
    assert common.ready


def test_a_program_is_ready_only_with_what_it_calls(folder):
    common = Doubling("common")
    Doubling("first", common).load()
    for kept in folder.glob("test-common*"):
        kept.unlink()
    assert not Doubling("first", Doubling("common")).ready


def test_where_the_first_folder_cannot_be_written_the_next_one_is(tmp_path, monkeypatch):
    (tmp_path / "a file").touch()
    monkeypatch.setattr(_machine, "_folders", lambda: (tmp_path / "a file" / "folder", tmp_path / "next"))
    Doubling().load()
    assert len(list((tmp_path / "next").iterdir())) == 1
    assert Doubling().ready


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_processes_that_compile_at_once_do_not_disturb_each_other(folder):
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=lambda: os._exit(not Doubling().works())) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
    assert [process.exitcode for process in both] == [0, 0]
    assert len(list(folder.iterdir())) == 1


def test_other_sources_or_another_processor_mean_other_code(folder, monkeypatch):
    Doubling().load()
    monkeypatch.setattr(_machine, "_state", lambda: "another")
    assert not Doubling().ready
