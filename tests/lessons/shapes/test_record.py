import numpy as np
import pytest

from explorer.lessons.shapes import kept
from explorer.lessons.shapes.examples import KINDS
from explorer.lessons.shapes.record import from_bytes, table, to_bytes


def test_what_is_written_is_read_again_to_half_precision():
    learnt = kept.find("lstm")
    again = from_bytes(to_bytes(learnt))
    for language, one in learnt.items():
        assert again[language].losses == one.losses
        assert again[language].parameters == one.parameters
        for kind in KINDS:
            for run, same in zip(one.runs[kind.name], again[language].runs[kind.name], strict=True):
                assert same.answers == run.answers
                np.testing.assert_array_equal(same.states, run.states)
                np.testing.assert_array_equal(same.chances, run.chances)
                assert (same.attention is None) == (run.attention is None)


def test_other_bytes_are_refused():
    with pytest.raises(ValueError, match="header"):
        from_bytes(b"no such file")


def test_the_table_has_a_row_a_moment_and_every_number():
    cells = {cell: kept.find(cell)["english"] for cell in ("rnn", "gru")}
    columns = table(cells, "english")
    rows = sum(len(run.states) for one in cells.values() for runs in one.runs.values() for run in runs)
    assert {len(column) for column in columns.values()} == {rows}
    chosen = [
        i
        for i, row in enumerate(zip(columns["cell"], columns["shape"], columns["sequence"], strict=True))
        if row == ("gru", "encoder-decoder", "sing")
    ]
    run = cells["gru"].runs["encoder-decoder"][0]
    assert [columns["t"][i] for i in chosen] == list(range(1, 14))
    assert [columns["reads"][i] for i in chosen][:5] == ["Voulez-", "vous", "chanter", "avec", "moi"]
    assert [columns["answer"][i] for i in chosen][5:] == list(run.answers)
    assert [columns["probability"][i] for i in chosen][:5] == [None] * 5
    np.testing.assert_array_equal([columns["a12"][i] for i in chosen], run.states[:, 11])
