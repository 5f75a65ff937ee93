# Two commands are all there is to learn: `make demo` shows the product, `make check` says whether a change may land.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
NODE := build/node
ORG := inventories/support-desk
MINUTES ?= 10

show = @printf '\n$$ %s\n' '$(1)' && PATH="$(CURDIR)/$(BIN):$$PATH" $(1)

.PHONY: check demo test soak fuzz bench figures docs format clean
.DEFAULT_GOAL := check

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'blastradius needs Python 3.11 or newer; name one: make PYTHON=python3.12'; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

$(NODE)/.installed: tests/node/package.json
	@mkdir -p $(NODE) && cp tests/node/package.json $(NODE)/
	@if command -v npm >/dev/null; then \
	  npm install --prefix $(NODE) --silent --ignore-scripts --no-audit --no-fund && touch $@ \
	    || echo 'npm could not install: the tests with the YAML language server and the SARIF schema are skipped'; \
	else echo 'there is no npm: the tests with the YAML language server and the SARIF schema are skipped'; fi

check: $(STAMP) $(NODE)/.installed ## everything CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q -n auto

demo: $(STAMP) ## lint, reach, triage and render the organisation that comes with the project
	$(call show,blastradius lint $(ORG) --format concise)
	$(call show,blastradius reach gmail-support-delegate -i $(ORG) --since 2h)
	$(call show,blastradius triage examples/incident/trace.json -i $(ORG) --now 2026-11-22T03:10:00Z) || test $$? -eq 1
	$(call show,blastradius render $(ORG) --out build/runbooks)
	@printf '\nThe runbooks are in build/runbooks: start with build/runbooks/index.md\n'

test: $(STAMP) ## the tests alone; make test ARGS='-k reach'
	$(BIN)/pytest $(ARGS)

soak: $(STAMP) ## the property tests over and over, with cases that nobody has seen: make soak MINUTES=60
	@end=$$(( $$(date +%s) + 60 * $(MINUTES) )); while [ $$(date +%s) -lt $$end ]; do \
	  $(BIN)/pytest -q -n auto tests/reach tests/source tests/output --hypothesis-profile soak; done

fuzz: $(STAMP) ## broken and hostile files, runs, templates, registries, profiles and caches: make fuzz MINUTES=30
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group fuzz \
	  || echo 'atheris does not install here: cases are made without looking at what they cover'
	$(BIN)/python -m tests.fuzz.run $(MINUTES)

bench: $(STAMP) ## measure, and write docs/benchmarks.md; make bench ARGS=--quick for a try
	$(BIN)/python benchmarks/run.py $(ARGS)

figures: $(STAMP) ## measure claims on labelled runs, and write docs/traces.md; make figures DATA=FOLDER
	$(BIN)/python benchmarks/claims_figures.py $(DATA)

docs: $(STAMP) ## the pictures and the manual: build/manual/site/index.html
	$(BIN)/python manual/pictures.py
	$(BIN)/python manual/build.py

format: $(STAMP) ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## forget the environment and everything built
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
