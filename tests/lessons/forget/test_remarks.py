from explorer.lessons.forget.remarks import at_step, scientific


def test_a_line_that_ends_with_a_step_is_as_long_at_a_thousand_as_before() -> None:
    assert len({len(at_step(step)) for step in (1, 999, 1000, 99_999)}) == 1
    assert at_step(1500) == "training\u00a0step\u00a01,500\u2007"


def test_numbers_of_any_size_take_few_digits() -> None:
    assert scientific(332_000.0) == "3.3·10⁵"
    assert scientific(-1234.0) == "−1234"
    assert scientific(4.3e-4) == "4.3·10⁻⁴"
    assert scientific(float("inf")) == "more than a number holds"
