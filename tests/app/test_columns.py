from explorer.app.columns import given
from explorer.tasks.characters import Characters


def test_what_shows_as_nothing_comes_to_the_board_by_its_name_and_white_space_as_it_is() -> None:
    read, due = given(Characters(corpus="own", text="❤\ufe0f \u3164\n" * 60, time_steps=5))
    assert set(read) == set(due) == {"❤", "U+FE0F", " ", "U+3164", "\n"}
