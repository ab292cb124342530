# `make run` starts everything; `make test` checks everything. Neither needs anything but Python 3.11 or later.
PYTHON ?= python3
PORT ?= 8000
export PORT

VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format

help:
	@echo "make setup   install what crmsocial needs into .venv"
	@echo "make run     the whole product at http://127.0.0.1:$(PORT) (PORT= for another)"
	@echo "make test    every test, against real servers and a real browser (ARGS= for pytest)"
	@echo "make check   linters, types and layers"
	@echo "make format  put the sources into shape"

setup:
	@$(PYTHON) scripts/install.py

setup-dev:
	@$(PYTHON) scripts/install.py --dev

run: setup
	@exec $(VENV) -m crmsocial.core.servers run

test:
	@$(PYTHON) scripts/install.py --dev --browser
	@exec $(VENV) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev
	@$(VENV) scripts/check.py

format: setup-dev
	@$(VENV) -m ruff check --fix-only --quiet .
	@$(VENV) -m ruff format .
