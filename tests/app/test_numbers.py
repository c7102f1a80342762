from explorer.app.numbers import number


def test_numbers_are_written_as_people_write_them() -> None:
    assert number(0.165) == "0.17"
    assert number(0.00013) == "0.00013"
    assert number(7.91e-5) == "7.9·10⁻⁵"
    assert number(-9.96e-6) == "−1.0·10⁻⁵"
    assert number(0.0) == "0.00"
    assert number(float("nan")) == "–"
