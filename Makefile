# Every target is one command; `make help` lists them. The first use of any of them makes .venv (see bootstrap.sh).
BIN := .venv/bin

help:     ## this list
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /make \1\t/' | expand -t 16

demo: .venv/ready-grade   ## a demo class, from release to marks and feedback pages (JAIL=none where no jail starts)
	$(BIN)/autograder demo $(if $(JAIL),--jail $(JAIL))

test: .venv/ready     ## the tests, and the twenty slowest of them
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } \
		|| echo "make: browser tests are skipped without Chromium: sudo apt-get install chromium"
	$(BIN)/python -m pytest -n auto --dist loadgroup --durations=20 $(PYTEST)

test-all:             ## the tests with every attack, every kill and every moment, of which `make test` runs a sample
	COURSE_LONG_TESTS=1 $(MAKE) test

durations:            ## runs the tests and writes down what each file takes, in tests/DURATIONS.md
	$(MAKE) test PYTEST=--junitxml=build/tests.xml && $(BIN)/python -m tests.durations build/tests.xml

attacks: .venv/ready  ## every attack on grading and every kill of it, of which `make test` runs a sample
	COURSE_LONG_TESTS=1 $(BIN)/python -m pytest -n auto --dist loadgroup tests/attacks

lab: .venv/ready-learner  ## your own copy of the lessons, in JupyterLab
	$(BIN)/autograder lab

check: .venv/ready    ## what should pass before every push: style, types, clean notebooks, generated folders in step, tests, docs
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/autograder lint && $(MAKE) test docs

hooks: .venv/ready    ## once in a clone: style before each commit, and notebooks merged cell by cell
	$(BIN)/pre-commit install
	git config merge.nbdev-merge.name "notebooks, cell by cell"
	git config merge.nbdev-merge.driver "$(BIN)/nbdev_merge %O %A %B %P"

docs: .venv/ready-docs   ## the documentation site, in docs/_build/html
	$(BIN)/autograder docs

book: .venv/ready     ## the site with the lessons as one PDF, docs/_build/html/downloads/book.pdf (needs Chromium)
	$(BIN)/autograder docs --book

generated: .venv/ready  ## remakes course_lib/ and lessons/ from solutions/
	$(BIN)/autograder library && $(BIN)/autograder release

mutants: .venv/ready  ## small changes to a lesson's solutions that no check refuses: make mutants LESSON=01
	$(BIN)/python -m tests.mutants $(LESSON)

outputs: .venv/ready  ## executes the notebooks in solutions/ and stores their outputs
	$(BIN)/autograder outputs

results: .venv/ready  ## measures what is missing of the reference table and the ladder (all of it: about 40 minutes on 2 cores)
	$(BIN)/autograder results
	$(BIN)/autograder results --ladder

benchmark: .venv/ready  ## times the learner against a bare loop, and our optimizers against torch's
	$(BIN)/autograder benchmark

# A .venv that was moved is put right before it is used.
MOVED := $(shell [ ! -f .venv/place ] || [ "$$(cat .venv/place)" = "$$(pwd -P)/.venv" ] || echo moved)

.venv/ready: settings.ini constraints.txt setup.py bootstrap.sh $(MOVED)
	sh bootstrap.sh dev

# For a role alone: learner, grade or docs (see settings.ini).
.venv/ready-%: settings.ini constraints.txt setup.py bootstrap.sh $(MOVED)
	sh bootstrap.sh $*

.PHONY: moved help demo test test-all durations attacks lab check hooks docs book generated mutants outputs results benchmark
