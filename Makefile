# What a fresh machine needs: Python 3.11 to 3.14 and make. Everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
PORT ?= 8000
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SPARK_STAMP := $(VENV)/.installed-spark

.PHONY: install spark run demo test check lint types neo4j web messages lock clean

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15) and "Python 3.11 to 3.14 is needed, not " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# A lock of its own: 456 MB that nobody needs who does not ask for --engine spark.
spark: $(SPARK_STAMP)

$(SPARK_STAMP): requirements-spark.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	touch $(SPARK_STAMP)

run: install
	$(BIN)/intercluster demo --serve --port $(PORT)

demo: install
	$(BIN)/intercluster demo --output build/demo

test: install
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: install lint types test

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

neo4j: install  # a real Neo4j server to play with, until Ctrl-C; needs Java 17 and Maven
	$(BIN)/python -m tests.support.neo4j_server.server

web:  # build the explorer's script from api/web/canvas, after a change there; needs Node.js and npm
	npm --prefix api/web/canvas ci --silent
	npm --prefix api/web/canvas run --silent check
	npm --prefix api/web/canvas run --silent build

messages: install  # put new texts of the pages into the Dutch catalogue, to be translated there
	mkdir -p build
	$(BIN)/pybabel -q extract -F api/web/locale/babel.cfg -k text -k N_ -k plural:1,2 -k ngettext:1,2 --omit-header --no-location --sort-output -o build/messages.pot api
	$(BIN)/pybabel -q update --omit-header --no-fuzzy-matching --ignore-obsolete -N -w 118 -l nl -i build/messages.pot -d api/web/locale

lock:  # needs uv; afterwards `make install`
	uv pip compile --universal --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements.lock
	$(PYTHON) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["spark"], sep="\n")' \
	  | uv pip compile --universal --generate-hashes --no-header --no-annotate - -o requirements-spark.lock

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache
