from hypothesis import settings

# The same examples on every run, and no time limit on one: the machine may be busy with other things.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")
