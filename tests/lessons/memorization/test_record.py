import numpy as np

from explorer.lessons.memorization.record import (
    GUESS,
    Dependence,
    KeptMemory,
    MemoryHabits,
    MemoryReading,
    Span,
    from_bytes,
    to_bytes,
)


def test_what_is_written_is_read_back():
    rng = np.random.default_rng(0)
    one = Dependence(
        np.tril(rng.random((4, 4))).astype(np.float32),
        np.array([3, 2, 1, 0]),
        rng.random(4).astype(np.float32),
        rng.integers(0, 255, (4, 3)),
        rng.random((4, 3)).astype(np.float32),
    )
    span = Span(*(np.array([0.5, np.nan], np.float32) for _ in range(3)))
    reading = MemoryReading(tuple("⟨é\n "), np.array([0, 0, 1, 2]), ("⟨UNK⟩", "\n", " "), GUESS, "x", {"gru": one})
    back = from_bytes(
        to_bytes(KeptMemory(reading, {"gru": MemoryHabits(span, span, np.array([7, 0]), 7)}, {"gru": 99}))
    )
    assert (back.reading.text, back.reading.symbols, back.reading.following) == (reading.text, reading.symbols, "x")
    for part in ("connectivity", "asked", "asked_chance", "best", "chances"):
        np.testing.assert_array_equal(getattr(back.reading.networks["gru"], part), getattr(one, part))
    np.testing.assert_array_equal(back.habits["gru"].by_lag.mean, span.mean)
    assert (back.habits["gru"].positions, back.weights) == (7, {"gru": 99})
