from explorer.tasks.characters import Characters
from explorer.ui.columns import given, number


def test_what_shows_as_nothing_comes_to_the_board_by_its_name_and_white_space_as_it_is() -> None:
    read, due = given(Characters(corpus="own", text="❤\ufe0f \u3164\n" * 60, time_steps=5))
    assert set(read) == set(due) == {"❤", "U+FE0F", " ", "U+3164", "\n"}


def test_numbers_are_written_as_people_write_them() -> None:
    assert number(0.165) == "0.17"
    assert number(0.00013) == "0.00013"
    assert number(7.91e-5) == "7.9·10⁻⁵"
    assert number(-9.96e-6) == "−1.0·10⁻⁵"
    assert number(0.0) == "0.00"
    assert number(float("nan")) == "–"
