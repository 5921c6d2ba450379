# `make` alone prints what there is. Name another Python with `make PYTHON=/path/to/python3.12 …`.
PYTHON ?= python3
BOOTSTRAP = $(PYTHON) -m tasuki.config.bootstrap
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check fix bench shots

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

setup: ## Prepare .venv with the tasuki command in it
	@$(BOOTSTRAP) setup

demo: ## Set up everything and serve the demo company on http://127.0.0.1:8000 (ARGS="--port 8100")
	@$(BOOTSTRAP) demo $(ARGS)

test: ## Set up everything and run all tests (ARGS="-k handoff")
	@$(BOOTSTRAP) test $(ARGS)

check: ## Lint, formatting, who may import whom, and types
	@$(BOOTSTRAP) setup --dev
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/mypy

fix: ## Mend what the linter and the formatter can mend
	@$(BOOTSTRAP) setup --dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench: ## Measure speed, as ratios to a floor measured in the same run
	@$(BOOTSTRAP) setup
	.venv/bin/tasuki bench $(ARGS)

shots: ## Look at every page in both languages, light and dark, narrow and wide; pictures in shots/
	@TASUKI_SHOTS="$${TASUKI_SHOTS:-$(CURDIR)/shots}" $(BOOTSTRAP) test tests/journeys/test_every_page.py -q $(ARGS)
