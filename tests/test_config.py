import copy
import dataclasses
import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.cells import cells
from explorer.config import MEMORY_LIMIT, SETTINGS, Config, from_query, read_query, relevant, restored, settings_of
from explorer.names import LOOKS
from explorer.problem import Problem
from explorer.tasks import make_task, tasks

ON_SCREEN = [name for name, how in SETTINGS.items() if how.group]
RANGED = [name for name, how in SETTINGS.items() if how.low is not None]
IN_A_URL = [name for name in SETTINGS if name not in ("text", "cell")]


def values(name):
    """Any value that a field takes."""
    how = SETTINGS[name]
    kind = type(how.default)
    if how.choices is not None:
        return st.sampled_from(sorted(how.choices))
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(how.low, how.high)
    if kind is float:
        return st.floats(how.low, how.high)
    return st.sampled_from(["adding", "signals", "characters", "agreement"])


def of_its_task(name, **others):
    """A config of a task that has the setting."""
    task = next(task for task in ("characters", *tasks) if name in settings_of(task))
    return Config(**({"task": task} | others))


@st.composite
def configs(draw):
    task = draw(st.sampled_from(list(tasks)))
    names = [name for name in IN_A_URL if name in settings_of(task) and name != "task"]
    chosen = draw(st.fixed_dictionaries({"task": st.just(task)}, optional={name: values(name) for name in names}))
    try:
        return Config(**chosen)
    except Problem:  # too large for the memory: the same with few sequences and steps
        return Config(**(chosen | {"time_steps": 2, "batch_size": 1}))


# -- the list of settings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", tasks)
def test_a_config_has_the_settings_of_its_task_and_no_others(task):
    own = settings_of(task)
    assert list(Config(task=task).as_dict()) == list(own)
    assert own.items() <= SETTINGS.items()
    assert own.items() >= relevant(task).items()


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_a_label(name):
    assert SETTINGS[name].label.strip()


@pytest.mark.parametrize("name", ON_SCREEN)
def test_what_is_on_screen_is_explained_or_offers_choices_and_can_be_a_control(name):
    how = SETTINGS[name]
    assert how.help or how.choices
    assert how.choices or how.low is not None or isinstance(SETTINGS[name].default, bool)
    assert how.group in {"task", "network", "training", "more"}


@pytest.mark.parametrize("name", RANGED)
def test_ranges_hold_their_default_and_their_steps(name):
    how, default = SETTINGS[name], SETTINGS[name].default
    assert how.low < how.high
    assert how.low <= default <= how.high
    if how.step:
        for point in (default, how.high):
            assert (point - how.low) / how.step == pytest.approx(round((point - how.low) / how.step), abs=1e-9)
    if how.log:
        assert how.low > 0
    for edge in (how.low, how.high):
        small = {"time_steps": 2, "batch_size": 1} | {name: type(default)(edge)}
        assert getattr(of_its_task(name, **small), name) == edge


@pytest.mark.parametrize("name", [name for name, how in SETTINGS.items() if how.choices])
def test_every_choice_is_accepted_and_the_default_is_one(name):
    assert SETTINGS[name].default in SETTINGS[name].choices
    choices = list(SETTINGS[name].choices)
    assert [getattr(of_its_task(name, **{name: choice}), name) for choice in choices] == choices


def test_what_matters_to_a_task_and_a_cell_is_what_they_are_made_from():
    for task, kind in tasks.items():
        assert {setting.name for setting in kind.settings} <= set(kind.options) <= set(relevant(task))
        assert ("time_steps" in relevant(task)) == ("time_steps" in kind.options)
        for cell, named in LOOKS.items():
            options = {name for other in cells.values() for name in other.options}
            assert options & set(relevant(task, [cell])) == set(cells[cell].options)
            assert {option.name for option in named.options} <= cells[cell].options.keys()


def test_every_option_of_a_task_and_every_cell_option_is_a_setting():
    for kind in tasks.values():
        assert set(kind.options) <= set(SETTINGS)
    for kind in cells.values():
        assert set(kind.options) <= set(SETTINGS)


# -- values --------------------------------------------------------------------------------------------------------


def test_it_is_frozen_hashable_and_compared_whole():
    config = Config(seed=3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.seed = 4
    assert config == Config(seed=3)
    assert hash(config) == hash(Config(seed=3))
    assert config != Config(seed=3, device="cuda")


def test_changed_replaces_and_checks():
    config = Config(seed=3)
    assert config.changed(layers=2) == Config(seed=3, layers=2)
    assert config.layers == 1
    with pytest.raises(Problem, match="“layers” must be a number from 1 to 4; got “5”"):
        config.changed(layers=5)


@pytest.mark.parametrize("name", RANGED)
def test_just_outside_the_range_is_refused_with_the_range(name):
    how, kind = SETTINGS[name], type(SETTINGS[name].default)
    for outside in (kind(how.low - 1), kind(how.high + 1), *([math.nan, math.inf, -math.inf] if kind is float else [])):
        with pytest.raises(Problem, match="must be a number from") as refusal:
            of_its_task(name, **{name: outside})
        assert name in str(refusal.value)
        assert f"{how.low:g}" in str(refusal.value)
        assert f"{how.high:g}" in str(refusal.value)


WRONG = st.one_of(st.none(), st.binary(max_size=3), st.lists(st.integers(), max_size=2), st.complex_numbers())


@given(name=st.sampled_from(list(SETTINGS)), wrong=WRONG)
def test_values_of_foreign_types_are_refused(name, wrong):
    with pytest.raises(Problem, match=f"“{name}” must be"):
        of_its_task(name, **{name: wrong})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("layers", True),
        ("layers", 2.0),
        ("layers", "2"),
        ("noise", True),
        ("noise", "0.1"),
        ("match_parameters", 1),
        ("match_parameters", "true"),
        ("task", 1),
        ("corpus", "klingon"),
        pytest.param("seed", 10**5000, id="more digits than Python writes"),
        pytest.param("noise", 10**400, id="no float is that large"),
    ],
)
def test_nearly_right_types_are_refused_too(name, wrong):
    with pytest.raises(Problem, match=f"“{name}” must be"):
        of_its_task(name, **{name: wrong})


def test_a_whole_number_will_do_for_a_float():
    config = Config(clip_norm=2)
    assert config == Config(clip_norm=2.0)
    assert type(config.clip_norm) is float


# -- whose settings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("task", tasks)
def test_a_setting_of_another_task_is_refused_with_its_owner_and_what_there_is_instead(task):
    own = settings_of(task)
    for name in SETTINGS.keys() - own.keys():
        with pytest.raises(Problem, match=f"“{name}” is a setting of another task") as refusal:
            Config(task=task, **{name: SETTINGS[name].default})
        owner, *_ = (other for other, kind in tasks.items() if name in settings_of(other))
        assert owner in str(refusal.value)
        with pytest.raises(Problem, match="another task"):
            Config(task=task).changed(**{name: SETTINGS[name].default})


def test_what_is_no_setting_at_all_is_an_error_of_the_program():
    for wrong in (lambda: Config(momentum=0.9), lambda: Config().changed(momentum=0.9), lambda: restored({"up": 1})):
        with pytest.raises(TypeError, match="no setting"):
            wrong()
    with pytest.raises(AttributeError, match="momentum"):
        _ = Config().momentum


def test_a_setting_of_another_task_reads_as_its_default():
    assert Config(task="adding").corpus == "english"
    assert "corpus" not in Config(task="adding").as_dict()


def test_another_task_keeps_what_both_have():
    config = Config(corpus="python", hidden_size=8, time_steps=9)
    assert config.changed(task="words", tokens="subwords") == Config(
        task="words", corpus="python", tokens="subwords", hidden_size=8, time_steps=9
    )
    assert config.changed(task="adding") == Config(task="adding", hidden_size=8, time_steps=9)


@pytest.mark.parametrize("task", tasks)
def test_what_was_written_down_is_restored_also_by_a_version_that_wrote_the_settings_of_all_tasks(task):
    config = Config(task=task, seed=3, hidden_size=8)
    everything = {name: how.default for name, how in SETTINGS.items()} | config.as_dict()
    assert restored(config.as_dict()) == restored(everything) == config
    other = next(name for name in ("noise", "distance") if name not in config.as_dict())
    with pytest.raises(Problem, match=f"“{other}” must be"):
        restored(everything | {other: "many"})


@given(configs())
@settings(max_examples=30)
def test_it_travels(config):
    for same in (pickle.loads(pickle.dumps(config)), copy.deepcopy(config)):  # noqa: S301 - our own bytes
        assert same == config
        assert hash(same) == hash(config)
    assert restored(config.as_dict()) == config


def test_a_link_may_name_settings_of_other_tasks_and_they_are_left_out():
    query = {"task": "adding", "corpus": "ukrainian", "language": "ukrainian", "distance": "20", "seed": "3"}
    assert from_query(query) == (Config(task="adding", seed=3), [])
    said, problems = read_query(query | {"noise": "loud", "run": "x"})
    assert said == {"task": "adding", "corpus": "ukrainian", "language": "ukrainian", "distance": 20, "seed": 3}
    assert [str(problem) for problem in problems] == ["“noise” must be a number from 0 to 0.5; got “loud”."]


def test_a_link_with_a_task_that_is_none_keeps_the_default_task():
    config, (problem,) = from_query({"task": "juggling", "seed": "3"}, Config(task="adding"))
    assert config == Config(task="adding", seed=3)
    assert str(problem).startswith("There is no task called “juggling”. Choose one of: ")


# -- memory --------------------------------------------------------------------------------------------------------


def test_memory_grows_with_each_size_and_is_of_the_right_order():
    config = Config(hidden_size=64, time_steps=64, batch_size=16, layers=1)
    # 20 arrays of 4 bytes for each step, sequence and unit: 5 MB; weights below 2 MB.
    assert 5e6 < config.memory() < 8e6
    for name in ("hidden_size", "time_steps", "batch_size", "layers"):
        assert config.changed(**{name: 2 * getattr(config, name)}).memory() > 1.2 * config.memory()


def test_too_much_memory_is_refused_with_the_estimate_and_a_remedy():
    with pytest.raises(Problem) as refusal:
        Config(hidden_size=512, time_steps=500, batch_size=256)
    assert str(refusal.value).startswith("These settings would need about 4.9 GB of memory; the limit is 1.0 GB.")
    assert "smaller batch" in str(refusal.value)
    assert Config(hidden_size=512, time_steps=500, batch_size=32).memory() <= MEMORY_LIMIT
    assert Config(time_steps=500, batch_size=256).memory() <= MEMORY_LIMIT
    with pytest.raises(Problem, match="memory"):
        Config(task="autocomplete", time_steps=500, batch_size=256)  # a thousand words at each step


def test_memory_is_estimated_from_the_steps_that_the_task_really_takes():
    sizes = {"hidden_size": 512, "batch_size": 256, "time_steps": 500}
    assert Config(task="agreement", distance=40, **sizes).memory() > 2 * Config(task="agreement", **sizes).memory()
    with pytest.raises(Problem, match="memory"):
        Config(task="adding", **sizes)


@pytest.mark.parametrize("task", tasks)
def test_the_steps_and_symbols_of_the_estimate_are_those_of_the_task(task):
    config = Config(task=task, time_steps=20)
    steps, symbols = tasks[task].extent(config.as_dict())
    made = make_task(config)
    assert steps == made.time_steps or (made.brought and steps > made.time_steps)  # what is brought may be shorter
    assert symbols in (0, made.output_size)


# -- live ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SETTINGS)
def test_a_run_goes_on_under_live_settings_only(name):
    how, config = SETTINGS[name], of_its_task(name)
    default = getattr(config, name)
    if how.choices:
        other = next(choice for choice in how.choices if choice != default)
    elif isinstance(default, bool):
        other = not default
    elif how.low is not None:
        other = type(default)(how.low if default != how.low else how.high)
    else:
        other = "adding" if name == "task" else default + "x"
    changed = config.changed(**{name: other})
    assert changed.differs_only_live(config) is (name in ("learning_rate", "clip_norm"))
    assert config.differs_only_live(config)


# -- the URL -------------------------------------------------------------------------------------------------------


@given(configs())
@settings(max_examples=300)
def test_a_url_gives_the_config_back(config):
    query = config.to_query()
    assert all(isinstance(name, str) and isinstance(text, str) for name, text in query.items())
    assert from_query(query) == (config, [])


def test_a_url_says_what_differs_and_leaves_out_cell_and_text():
    assert Config().to_query() == {}
    config = Config(cell="rnn", corpus="own", text="secret", learning_rate=0.01, match_parameters=True, seed=7)
    assert config.to_query() == {"corpus": "own", "match_parameters": "true", "learning_rate": "0.01", "seed": "7"}
    assert from_query({"cell": "rnn", "text": "planted"}) == (Config(), [])


def test_a_url_of_large_but_possible_sizes_is_read_whole():
    config = Config(hidden_size=512, time_steps=500, layers=4, batch_size=4)
    assert from_query(config.to_query()) == (config, [])


def test_sizes_that_are_too_large_together_are_one_problem():
    config, problems = from_query({"hidden_size": "512", "time_steps": "500", "layers": "4", "seed": "7"})
    assert config == Config(seed=7)
    assert len(problems) == 1
    assert "memory" in str(problems[0])


def test_unknown_names_are_left_to_the_page():
    assert from_query({"run": "abc", "lang": "uk", "": "x"}) == (Config(), [])


NONSENSE = [
    "",
    " ",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "9" * 5000,
    "true1",
    "True",
    "0x10",
    "--1",
    "null",
    "\0",
    "½",
    "1,5",
]


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize("name", [name for name in IN_A_URL if name != "task"])
def test_nonsense_keeps_the_default_and_is_one_problem(name, nonsense):
    config, problems = from_query({name: nonsense, "seed" if name != "seed" else "layers": "3"})
    assert config == Config(**{"seed" if name != "seed" else "layers": 3})
    assert len(problems) == 1
    assert name in str(problems[0])
    assert len(str(problems[0])) < 300


@given(st.dictionaries(st.sampled_from([n for n in IN_A_URL if n != "task"]), st.text(max_size=12), min_size=1))
@settings(max_examples=300)
def test_whatever_anyone_writes_gives_a_config_and_a_problem_for_each_value_that_is_none(query):
    config, problems = from_query(query)
    kept = {name for name in query if getattr(config, name) == SETTINGS[name].default}
    assert all(isinstance(problem, Problem) and str(problem) for problem in problems)
    assert len(problems) <= len(kept)
    # Every value was either taken over or complained about, except a default that was spelt out.
    for name in kept:
        complaint = any(f"“{name}”" in str(problem) for problem in problems)
        assert complaint or from_query({name: query[name]}) == (Config(), [])


def test_numpys_values_are_values_in_pythons_own_types():
    config = Config(
        task=np.str_("adding"), hidden_size=np.int64(8), learning_rate=np.float32(0.01), match_parameters=np.bool_(True)
    )
    plain = Config(task="adding", hidden_size=8, learning_rate=float(np.float32(0.01)), match_parameters=True)
    assert config == plain
    kinds = {type(value) for value in config.as_dict().values()}
    assert kinds <= {str, int, float, bool}
    for wrong in (np.float32(8), np.array(8), np.bool_(True), np.int64(1)):
        with pytest.raises(Problem, match="“hidden_size” must be a number from 2 to 512"):
            Config(hidden_size=wrong)
