# The commands of the project. A machine needs Python 3.11 or newer, make and git; the rest is fetched here.

PYTHON ?= python3
# uv from the machine, or installed once beside the project.
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := .venv/bin/
MODEL := nlu/embedded/trained/model.npz
CONSOLE := handoff/console
BUILT := $(CONSOLE)/dist/index.html
CONSOLE_SOURCES := $(shell find $(CONSOLE)/src $(CONSOLE)/public -type f -not -name schema.d.ts) \
	$(addprefix $(CONSOLE)/,index.html package.json tsconfig.json vite.config.ts eslint.config.js postcss.config.cjs)
API_SOURCES := $(shell find bot handoff channels/webchat -name '*.py' -not -path '*/node_modules/*')
# Node 20.19 or newer from the machine, else from the package of the group `node`.
NPM = { node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019)' 2>/dev/null \
	|| $(UV) sync --locked --inexact --group node --quiet; } && cd $(CONSOLE) && npm --silent
export PATH := $(CURDIR)/.venv/bin:$(PATH):$(CURDIR)/.uv/bin
# What is imported is compiled once and kept: many processes are started here, and each would compile it all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test prepared check bench format train rasa console screenshots clean

run: .venv/.synced $(MODEL) $(BUILT)  ## everything in one process on 127.0.0.1:$PORT (default 8000)
	@$(RUN)tawasul serve

test: .venv/.synced  ## the tests, with real databases, Redis and a browser; WHOLE=1: in all combinations, with Rasa
	@$(RUN)python -m tests $(if $(WHOLE),--whole)

prepared: $(MODEL) $(BUILT)

check: .venv/.synced $(CONSOLE)/node_modules/.checked  ## format, lint, types, import contracts, training data, the console
	@$(RUN)ruff format --check .
	@$(RUN)ruff check .
	@$(RUN)mypy
	@$(RUN)lint-imports
	@$(RUN)python -m nlu.lint

bench: .venv/.synced $(MODEL)  ## the benchmarks, as ratios against floors of the same run
	@$(UV) sync --locked --inexact --extra semantic --quiet
	@$(RUN)python -m tests.bench

format: .venv/.synced  ## rewrite the code in the house's format
	@$(RUN)ruff format .
	@$(RUN)ruff check --fix .

train: .venv/.synced  ## train the embedded engine again
	@$(RUN)tawasul nlu train

rasa: .venv/.synced  ## a Rasa server on 127.0.0.1:5005 with our data
	@$(RUN)python -m nlu.rasa run

screenshots: .venv/.synced $(MODEL) $(BUILT)  ## the pictures of the console in docs/images
	@$(RUN)python -m tests.screenshots

console: $(BUILT)  ## the staff console, built
$(BUILT): $(CONSOLE)/node_modules/.installed $(CONSOLE_SOURCES)
	@$(NPM) run build -- --logLevel warn

# Its types, lint and tests, when it or the API's schema has changed.
$(CONSOLE)/node_modules/.checked: $(CONSOLE)/src/api/schema.d.ts $(CONSOLE_SOURCES)
	@$(NPM) run check
	@touch $@

$(CONSOLE)/src/api/schema.d.ts: $(CONSOLE)/node_modules/.described ;
$(CONSOLE)/node_modules/.described: $(CONSOLE)/node_modules/.installed .venv/.synced $(API_SOURCES)
	@$(RUN)python -m bot.openapi $(CONSOLE)/schema.json
	@[ $(CONSOLE)/src/api/schema.d.ts -nt $(CONSOLE)/schema.json ] || { $(NPM) run api; }
	@touch $@

$(CONSOLE)/node_modules/.installed: $(CONSOLE)/package-lock.json | .venv/.synced
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(MODEL): .venv/.synced $(wildcard nlu/data/*.yml) $(wildcard nlu/embedded/*.py) nlu/arabic.py nlu/arabizi.py nlu/script.py
	@$(RUN)tawasul nlu train

.venv/.synced: pyproject.toml uv.lock $(UV)
	@$(UV) sync --locked --quiet
	@touch $@

.uv/bin/uv:
	@$(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv

clean:  ## forget what was built; data in var/ stays
	rm -rf .venv .uv nlu/embedded/trained nlu/rasa/.venv nlu/rasa/models $(CONSOLE)/node_modules $(CONSOLE)/dist
