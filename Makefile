# Two commands: `make run` opens the app, `make test` proves it. Both install what they need into .venv first.
PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
NODE := node_modules/.package-lock.json
# Node comes with the packages of requirements-dev.txt: of the same version everywhere, whatever else is there.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# What one process has compiled, of the app and of the tests, the next one need not: dozens are started.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test check alone types style scripts browser bench networks results tour translations clean

run: $(VENV)/.app
	$(BIN)/streamlit run streamlit_app.py --server.port $(PORT)

# Two at a time, who is done takes over half of what the other still has; one at a time where tests crowd a server, watch
# what its workers use, and watch the clock. Those leave a core idle now and then: what nobody runs is checked in it.
ALONE := tests/alone
TOGETHER := --no-print-directory --jobs 2
test: style browser
	$(BIN)/python -m pytest -n 2 --dist worksteal --ignore $(ALONE)
	$(MAKE) $(TOGETHER) alone types scripts

# Formatter, linter, strict types, and the direction of imports; of the scripts in the browser too, with their tests.
check:
	$(MAKE) $(TOGETHER) types style scripts
alone: browser
	$(BIN)/python -m pytest $(ALONE)
types: $(VENV)/.dev
	nice -n 19 $(BIN)/mypy
style: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
scripts: $(NODE)
	nice -n 19 $(BIN)/npm run --silent check
	nice -n 19 $(BIN)/npm test --silent

# Every figure that the project promises, beside its target.
bench: browser
	$(BIN)/python -m benchmarks

# The trained networks that come with the app: trains those that are missing, goes on where it was stopped, and writes
# what each reached into assets/README.md. Half an hour or more. Those of the applications learn from the folder DATA;
# without one they stay as they came.
networks: $(VENV)/.app
	$(BIN)/python -m explorer.shelf.teach
	test -z "$(DATA)" || $(BIN)/python -m explorer.shelf.real "$(DATA)"

# The finished runs that a first visit shows: trains them again, measures what they remember and forget, writes assets.
results: $(VENV)/.app
	$(BIN)/python -m explorer.shelf.bundle
	$(BIN)/python -m explorer.lessons

# The list of lessons in README, from what each declares.
tour: $(VENV)/.app
	$(BIN)/python -m explorer.app.tour

# Collect the texts of the app into assets/locale, keeping the translations that are there.
translations: $(VENV)/.dev
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _ -k plural:1,2 --no-location --sort-output -o $(VENV)/messages.pot .
	$(BIN)/pybabel -q update -w 120 -i $(VENV)/messages.pot -d assets/locale -D messages --no-fuzzy-matching --ignore-obsolete

# The browser that the tests and the figures need; installed where there is none.
browser: $(VENV)/.dev
	$(BIN)/python -m tests.chromium

$(VENV)/.app: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.app
	$(BIN)/python -m pip install -q -r requirements-dev.txt
	touch $@

$(NODE): package-lock.json | $(VENV)/.dev
	$(BIN)/npm ci --silent --ignore-scripts

clean:
	rm -rf $(VENV) node_modules explorer/app/static/* .mypy_cache .ruff_cache .pytest_cache .hypothesis
