import inspect

import pytest

import explorer
from tests.loaded import loaded_on_the_way_to_training


@pytest.mark.parametrize("name", explorer.__all__)
def test_every_public_name_resolves_to_something_described(name):
    found = getattr(explorer, name)
    assert found.__name__ == name
    assert found.__module__.startswith("explorer.")
    assert inspect.getdoc(found)


def test_the_public_list_is_sorted_whole_and_what_dir_shows():
    assert sorted(explorer.__all__) == explorer.__all__ == dir(explorer)
    assert set(explorer._HOME) == set(explorer.__all__)


def test_an_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match="has no attribute 'Netwrok'; it has Answer, Batch, Config, Network"):
        _ = explorer.Netwrok


def test_importing_the_library_loads_next_to_nothing():
    loaded = loaded_on_the_way_to_training()["the library"]
    assert not loaded & {"torch", "streamlit", "plotly", "numpy", "distributed", "explorer.network"}


def test_what_a_page_needs_for_a_finished_run_is_read_without_torch():
    loaded = loaded_on_the_way_to_training()["a finished run"]
    needed = ("records", "config", "tasks", "lab", "shelf.bundle", "lab.worker", "analysis")
    assert {f"explorer.{module}" for module in needed} <= loaded
    assert not loaded & {"torch", "streamlit", "plotly", "distributed"}


def test_the_trainer_brings_torch_but_no_screen():
    loaded = loaded_on_the_way_to_training()["a trainer"]
    assert "torch" in loaded
    assert not loaded & {"streamlit", "plotly", "distributed"}
