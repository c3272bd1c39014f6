# The commands of this project. Each works on a fresh machine that has Python 3.11 and make.
SHELL := /bin/sh
PYTHON ?= python3
export PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# npm of the machine, or one from PyPI where the machine has none.
NPM := $(shell command -v npm 2>/dev/null)
export PYTHONPATH := site

.PHONY: demo serve test mutants lint bench messages lock setup clean-demo

# ------------------------------------------------------------------------------------------ set-up
$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.base: requirements/base.txt | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

node_modules/.installed: package.json package-lock.json $(if $(NPM),,$(VENV)/.node)
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --ignore-scripts --silent
	touch $@

$(VENV)/.node: requirements/node.txt | $(VENV)/.created
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt
	touch $@

locale/.compiled: $(wildcard locale/*/LC_MESSAGES/*.po locale/packages/*/LC_MESSAGES/*.po) $(VENV)/.base
	$(BIN)/python -m servicedesk.catalogues
	touch $@

setup: $(VENV)/.base node_modules/.installed locale/.compiled

setup-dev: setup $(VENV)/.dev

# -------------------------------------------------------------------------------------------- use
demo: export DJANGO_SETTINGS_MODULE = servicedesk.settings.demo
demo: setup
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py load_demo
	@$(MAKE) --no-print-directory serve

# Web server and worker (with the beat of the outbox sweep); Ctrl-C ends both.
serve: export DJANGO_SETTINGS_MODULE ?= servicedesk.settings.demo
serve: setup
	@$(BIN)/celery -A servicedesk worker -B --loglevel warning --concurrency 1 --pool solo & worker=$$!; \
	trap 'kill $$worker 2>/dev/null' EXIT INT TERM; \
	$(BIN)/gunicorn servicedesk.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --access-logfile /dev/null

clean-demo:
	rm -rf $(or $(VAR_DIR),var)

# ------------------------------------------------------------------------------------------ checks
test: setup-dev
	$(BIN)/python tests/run.py

# Whether a test turns red when a rule is broken; MUTANTS=verbs,access chooses. See docs/testing.md.
mutants: setup-dev
	$(BIN)/python -m tests.mutants.run

lint: export DJANGO_SETTINGS_MODULE = servicedesk.settings.test
lint: export DATABASE_URL = sqlite://:memory:
lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1
	$(BIN)/python -m servicedesk.catalogues --check
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy

bench: setup-dev
	$(BIN)/python bench/run.py

# Needs gettext (xgettext, msgmerge): only who writes texts runs it.
messages: setup
	$(BIN)/python manage.py makemessages -l fa --no-wrap --add-location file -i $(VENV) -i node_modules -i var -i tests -i bench
	$(BIN)/python -m servicedesk.catalogues
	$(BIN)/python -m servicedesk.catalogues --check

lock: $(VENV)/.dev
	$(BIN)/pip-compile $(LOCK_OPTIONS) -o requirements/base.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK_OPTIONS) --extra dev -c requirements/base.txt -o requirements/dev.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK_OPTIONS) -o requirements/node.txt requirements/node.in
LOCK_OPTIONS := --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
