import pytest

from explorer.names import EVERY_CELL, LOOKS, options_of
from explorer.network import Network
from explorer.settings import Setting, by_name
from explorer.tasks._texts import CORPUS
from explorer.text import corpora

NOISE = Setting("noise", 0.0, "Noise", low=0.0, high=0.5)


def test_a_name_means_one_thing():
    same = Setting("noise", 0.0, "Noise", low=0.0, high=0.5)
    assert by_name(NOISE, same) == {"noise": NOISE}
    with pytest.raises(ValueError, match="two settings are called 'noise'"):
        by_name(NOISE, Setting("noise", 0.0, "Noise", low=0.0, high=1.0))


def test_an_alias_is_another_spelling_of_a_value():
    setting = Setting(
        "output", "identity", "Output", choices={"identity": "a", "tanh": "b"}, aliases={None: "identity"}
    )
    assert (setting.meant(None), setting.meant("tanh"), setting.meant([])) == ("identity", "tanh", [])
    assert Network("lstm", output_activation=None, spectral_radius=None).cell_options == Network("lstm").cell_options


def test_options_of_cells_are_their_own_and_those_of_every_cell_at_the_end():
    assert list(options_of("gru-simple")) == [option.name for option in EVERY_CELL]
    assert list(options_of("rnn", "lstm"))[:3] == ["activation", "output_activation", "forget_bias"]
    assert options_of(*LOOKS).keys() >= options_of("nested-lstm").keys()


def test_every_text_of_ours_can_be_chosen():
    assert tuple(CORPUS.choices) == (*corpora.NAMES, "own")
