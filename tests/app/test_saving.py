import io

import numpy as np
import pandas as pd
import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from explorer.app import saving
from explorer.app.saving import as_file
from explorer.lab import Run
from explorer.saved import from_file
from explorer.training import Trainer
from tests.short_runs import small

TABLE = {
    "letter": ["ї", "=1+1", "\ud800", 'a,\n"b'],
    "t": np.arange(4),
    "norm": np.array([1e-300, 0.1, np.nan, np.inf]),
}


@pytest.mark.parametrize(("kind", "read"), [("csv", pd.read_csv), ("parquet", pd.read_parquet)])
def test_a_table_comes_back_in_full_precision(kind, read):
    found = read(io.BytesIO(as_file(TABLE, kind)))
    assert list(found.columns) == list(TABLE)
    assert found["letter"].tolist() == ["ї", "=1+1", "?", 'a,\n"b']
    assert found["t"].tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(found["norm"], TABLE["norm"])


def test_spreadsheets_see_that_a_csv_is_utf8():
    assert as_file(TABLE, "csv").startswith(b"\xef\xbb\xbfletter,t,norm")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_no_rows_is_a_file_too(kind):
    assert as_file({"letter": [], "t": np.zeros(0)}, kind)


def test_a_button_of_a_moment_ago_still_saves_though_the_page_has_run_again(monkeypatch):
    now = 100.0
    monkeypatch.setattr(saving, "monotonic", lambda: now)
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    saving.LateClicks.of(files)
    saving.LateClicks.of(files)

    def run() -> str:
        files.clear_session_refs()
        button = files.add_deferred(lambda: b"numbers", "text/csv", "0.1", "numbers.csv", element_id="save")
        files.remove_orphaned_files()
        return button

    shown, newest = run(), run()
    assert files.execute_deferred(newest)
    assert files.execute_deferred(shown).endswith(".csv")
    now += saving.LATE + 1
    run()
    with pytest.raises(MediaFileStorageError):
        files.execute_deferred(shown)


def test_networks_are_saved_as_they_are_when_the_button_is_pressed_not_when_it_was_drawn(monkeypatch):
    pressed = []
    monkeypatch.setattr(saving, "file", lambda label, made, name, **look: pressed.append(made))
    trainer = Trainer(small(task="adding", cell="gru"))
    run = Run({"gru": trainer.config})
    assert not saving.networks("Save", "sums", run, key="save"), "there is nothing yet"
    run.lanes["gru"].state = drawn = trainer.state()
    assert saving.networks("Save", "sums", run, key="save")
    trainer.train(steps=2)
    run.lanes["gru"].state = trainer.state()
    found = from_file(pressed[0]()).states["gru"]
    assert found == trainer.state() != drawn
