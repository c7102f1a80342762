import pytest

from explorer.app.lessons import lessons
from explorer.lessons.shapes.examples import EOS, KINDS, LANGUAGES, counted, longest
from explorer.lessons.shapes.formulas import FORMULAS
from explorer.names import CELLS
from explorer.shapes import shapes

BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_the_lengths_that_it_says(language):
    says = {
        "one-to-one": lambda x, y: x == y == 1,
        "one-to-many": lambda x, y: x == 1 < y,
        "many-to-one": lambda x, y: x > 1 == y,
        "many-to-many": lambda x, y: x == y > 1,
        "encoder-decoder": lambda x, y: x > 1 < y,
    }
    assert list(BY_NAME) == list(says) == list(FORMULAS)
    for kind in KINDS:
        examples = kind.examples[language]
        assert [example.name for example in examples] == list(kind.names)
        for example in examples:
            assert says[kind.name](len(example.read), len(example.right)), example
    translated = BY_NAME["encoder-decoder"].examples[language]
    assert any(len(one.read) != len(one.right) for one in translated)
    assert all(one.right[-1] == EOS for one in translated)


def test_answers_come_where_the_lecture_draws_them():
    first = {kind.name: kind.first(kind.examples["english"][0]) for kind in KINDS}
    assert first == {
        "one-to-one": 0,
        "one-to-many": 0,
        "many-to-one": 7,
        "many-to-many": 0,
        "encoder-decoder": 5,
    }
    moments = [kind.moments(kind.examples["english"][0]) for kind in KINDS]
    assert moments == [1, 8, 8, 9, 13]
    assert (longest("english"), longest("ukrainian")) == (13, 12)
    assert counted("english") == counted("ukrainian") == 22


def test_the_lectures_own_sequences_are_there_word_for_word():
    names = BY_NAME["many-to-many"].examples["english"]
    assert (names[0].title, names[0].right) == (
        "Harry Potter and Hermione Granger invented a new spell",
        tuple("110110000"),
    )
    assert BY_NAME["many-to-one"].examples["english"][0].title == "There is nothing to like in this movie"
    assert BY_NAME["encoder-decoder"].examples["english"][0].title == "Voulez-vous chanter avec moi"


def test_every_kind_is_a_shape_and_leads_to_rooms_that_there_are():
    assert {kind.shape for kind in KINDS} <= set(shapes)
    assert {room for kind in KINDS for room in kind.rooms} <= {lesson.name for lesson in lessons()}


@pytest.mark.parametrize("cell", CELLS)
def test_formulas_close_what_they_open_and_name_the_cell(cell):
    for kind in KINDS:
        lines = FORMULAS[kind.name](cell)
        for line in lines:
            assert all(line.count(opened) == line.count(shut) for opened, shut in ("{}", "()", "[]")), line
            assert "⟨" in line
        assert (f"{cell.upper()}(" in "".join(lines)) == (cell != "rnn")
    assert FORMULAS["many-to-many"]("rnn") == (
        "a^{⟨t⟩} = g_1(W_{aa} a^{⟨t−1⟩} + W_{ax} x^{⟨t⟩} + b_a)",
        "ŷ^{⟨t⟩} = g_2(W_{ya} a^{⟨t⟩} + b_y)",
    )
    assert FORMULAS["one-to-one"]("rnn")[1] == "ŷ^{⟨1⟩} = g_2(W_{ya} a^{⟨1⟩} + b_y)"
