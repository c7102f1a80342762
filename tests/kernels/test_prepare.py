from explorer.kernels import compile_all, kernels, ready


def test_after_compiling_all_every_cell_is_ready_and_progress_was_told():
    told = []
    compile_all(lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(told[-1][1] + 1))
    assert len({total for _, total in told}) == 1
    assert kernels
    assert all(ready(name) for name in kernels)


def test_a_cell_that_needs_no_compiling_is_ready():
    assert ready("nested-lstm")
