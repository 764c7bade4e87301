# The words of daily work. `make run` and `make test` need only git, make and Python 3.11 or newer with venv.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.locked
SCAN := build/scan/.locked
ATTACK := build/attack/.locked

.PHONY: wheel release advisories help setup build run test fast check fix locks promises bench bench-long roles fuzz mutants attack faults clean

help: ## list these words
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements/dev.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

build/%/.locked: requirements/%.txt
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

setup: $(STAMP) build ## install what the locks name, build the browser's half

build: $(STAMP) ## build the browser's half and the translations
	$(BIN)/python tools/build.py

run: setup ## set up, then serve the demonstration
	$(BIN)/wbs demo

test: setup ## set up, then run every test; what lacks a program is skipped and listed
	$(BIN)/python tools/test.py

fast: $(STAMP) ## run the tests that need no browser and no database server
	$(BIN)/python -m pytest -q -n 2 tests/crypto tests/cases tests/published

check: $(STAMP) $(SCAN) ## lint, rules of our own, types, import contracts, translations, types of the browser's half
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy wbs tests tools bench releases
	$(BIN)/lint-imports
	$(BIN)/python tools/scan.py build/scan/bin
	$(BIN)/python tools/build.py --only-check

fix: $(STAMP) ## format and mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

locks: $(STAMP) ## write the locks anew from pyproject.toml
	tools/lock.sh

promises: setup ## run the tests of every promise and print both lists of SECURITY.md with results
	$(BIN)/python tools/promises.py

bench: setup ## measure; one line a measure
	$(BIN)/python -m bench

bench-long: setup ## send uploads of 1 GB, also from browsers; read figures, inboxes, mailboxes beside a million cases
	$(BIN)/python -m bench long

roles: setup ## run both portals' tests on PostgreSQL, each under its own role, and cut its connection at every question
	$(BIN)/python -m pytest -q -n 2 -p tests.roles -W ignore::pytest.PytestUnraisableExceptionWarning \
		-k "not browser and not scripted" tests/portal tests/investigator
	WBS_FAULTS=long $(BIN)/python -m pytest -q tests/store/test_lost_connections.py

faults: setup ## kill servers 300 times, replay 1,300 power cuts, let every call on the disk fail (about half an hour)
	WBS_FAULTS=long $(BIN)/python -m pytest -n 0 -s -q tests/faults

fuzz: setup ## give every parser WBS_FUZZ_SECONDS (60) of hostile bytes, then act in any order 400 times
	$(BIN)/python tools/fuzz.py
	WBS_FUZZ_STORIES=$${WBS_FUZZ_STORIES:-400} $(BIN)/python -m pytest -q -s -n 0 tests/stories/test_any_order.py

mutants: setup ## change one thing at a time in crypto and cases, and list what no test notices (two hours)
	$(BIN)/python tools/mutants.py

wheel: setup ## build the wheel: the same commit gives the same bytes
	$(BIN)/python -m releases --only-wheel dist

release: setup ## build the wheel, its bill of materials, and the list that maintainers sign
	$(BIN)/python -m releases dist

advisories: $(STAMP) ## ask whether anything that the locks name has a known weakness; fails where nobody can be asked
	$(BIN)/python -m releases.advisories --strict

attack: setup $(ATTACK) ## let wapiti and sqlmap loose on both applications on the loopback
	$(BIN)/python -m tools.attack build/attack/bin

clean: ## remove everything that was built, but no data
	rm -rf .venv build browser/node_modules wbs/*/static/build .mypy_cache .ruff_cache .pytest_cache .hypothesis
