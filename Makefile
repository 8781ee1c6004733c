# The commands of the project. A machine needs Python 3.11 or newer, make and git; the rest is fetched here.

PYTHON ?= python3
# uv from the machine, or installed once beside the project.
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := .venv/bin/
MODEL := nlu/embedded/trained/model.npz
export PATH := $(PATH):$(CURDIR)/.uv/bin

.PHONY: run test check bench format train rasa screenshots clean

run: .venv/.synced $(MODEL)  ## everything in one process on 127.0.0.1:$PORT (default 8000)
	@$(RUN)tawasul serve

test: .venv/.synced $(MODEL)  ## all tests, on real databases, Redis, Rasa and a browser
	@$(RUN)python -m tests.prerequisites
	@$(RUN)pytest

check: .venv/.synced  ## format, lint, types, import contracts, training data
	@$(RUN)ruff format --check .
	@$(RUN)ruff check .
	@$(RUN)mypy
	@$(RUN)lint-imports
	@$(RUN)python -m nlu.lint

bench: .venv/.synced $(MODEL)  ## the benchmarks, as ratios against floors of the same run
	@$(RUN)python -m tests.bench

format: .venv/.synced  ## rewrite the code in the house's format
	@$(RUN)ruff format .
	@$(RUN)ruff check --fix .

train: .venv/.synced  ## train the embedded engine again
	@$(RUN)tawasul nlu train

rasa: .venv/.synced  ## a Rasa server on 127.0.0.1:5005 with our data
	@$(RUN)python -m nlu.rasa run

$(MODEL): .venv/.synced $(wildcard nlu/data/*.yml) $(wildcard nlu/embedded/*.py) nlu/arabic.py
	@$(RUN)tawasul nlu train

.venv/.synced: pyproject.toml uv.lock $(UV)
	@$(UV) sync --locked --quiet
	@touch $@

.uv/bin/uv:
	@$(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv

clean:  ## forget what was built; data in var/ stays
	rm -rf .venv .uv nlu/embedded/trained nlu/rasa/.venv nlu/rasa/models
