# What a newcomer, a developer and CI type. Everything runs from .venv, which `setup` makes and keeps in step with
# requirements.lock and pyproject.toml; when neither changed it costs nothing.

STAMP := .venv/.in-step

# pip at work, silent unless it fails: then all it said is shown.
define pip
@.venv/bin/python -m pip --disable-pip-version-check --no-input $(1) > .venv/pip.log 2>&1 || { cat .venv/pip.log >&2; exit 1; }
endef

.PHONY: setup start test lint try cover format lock upgrade bench pictures
.DELETE_ON_ERROR:

setup: $(STAMP)
	@:

# Cleared only when an earlier attempt did not finish or its Python is gone; else brought up to date in place.
$(STAMP): requirements.lock pyproject.toml
	@python=; for name in python3.11 python3 python3.12 python3.13 python3.14; do \
	  if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; \
	  then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then echo "Python 3.11 is needed (3.12 to 3.14 will do) and none was found on PATH." >&2; exit 2; fi; \
	if ! { [ -f $@ ] && .venv/bin/python -c ''; } 2>/dev/null; then \
	  echo "Making .venv with $$($$python --version)"; $$python -m venv --clear .venv; fi
	@echo "Installing the locked packages (a minute or two the first time)"
	$(call pip,install --require-hashes --no-deps --requirement requirements.lock)
	$(call pip,install --no-deps --no-build-isolation --editable .)
	@touch $@

start: setup
	@.venv/bin/dondoc start

test: lint try

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

try: setup
	.venv/bin/pytest --numprocesses=auto --dist=loadfile

# The same in one process, counting lines; it takes twice as long.
cover: setup
	.venv/bin/pytest --cov --cov-report=term:skip-covered

format: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# After a change of the dependencies in pyproject.toml; versions already locked stay as they are.
# `make upgrade` takes the newest set allowed: the comments beside the pins tell what broke before.
lock upgrade: | .venv/bin/uv
	.venv/bin/uv pip compile --quiet $(if $(filter upgrade,$@),--upgrade) --universal --python-version 3.11 \
	  --all-extras --no-strip-extras --generate-hashes --no-emit-index-url --no-header \
	  --output-file requirements.lock pyproject.toml
	@$(MAKE) --no-print-directory setup

.venv/bin/uv:
	@$(MAKE) --no-print-directory setup

bench: setup
	.venv/bin/python -m benchmarks.expansion
	.venv/bin/python -m benchmarks.sweep
	.venv/bin/python -m benchmarks.delivery
	.venv/bin/python -m benchmarks.web
	.venv/bin/python -m benchmarks.startup

pictures: setup
	.venv/bin/python docs/pictures/take.py
