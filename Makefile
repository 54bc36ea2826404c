# What a fresh machine needs: Python 3.11 to 3.14 and make. Everything else is installed into .venv.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
FAST := tests/architecture tests/queries tests/ingest tests/api tests/graph --ignore-glob='tests/graph/test_spark*'
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
SPARK_STAMP := $(VENV)/.installed-spark
MCP_STAMP := $(VENV)/.installed-mcp

.PHONY: install dev spark mcp run demo test fast trust check lint types neo4j web messages lock sbom clean

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15) and "Python 3.11 to 3.14 is needed, not " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# What only developers need: tests, lint and types, and igraph, which the benchmarks compare with and which is under the GPL.
dev: $(DEV_STAMP)

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $(DEV_STAMP)

# A lock of its own: 456 MB that nobody needs who does not ask for --engine spark.
spark: $(SPARK_STAMP)

$(SPARK_STAMP): requirements-spark.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	touch $(SPARK_STAMP)

# A lock of its own, too: 25 MB that only assistants need, by `intercluster mcp`; `make dev` has it.
mcp: $(MCP_STAMP)

$(MCP_STAMP): requirements-mcp.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-mcp.lock
	touch $(MCP_STAMP)

run: install
	$(BIN)/intercluster demo --serve --port $(PORT)

demo: install
	$(BIN)/intercluster demo --output build/demo

SEED ?= 1
PARALLEL := --randomly-seed=$(SEED) --numprocesses auto --dist loadfile --no-loadscope-reorder
test: dev  # in an order and with numbers that are the same each time; SEED=2 is another order
	$(BIN)/python -m pytest $(PARALLEL)

fast: dev  # the part of the tests that needs neither a browser nor Spark, for a second Python
	$(BIN)/python -m pytest $(PARALLEL) $(FAST)

TRUST ?= 1
trust: dev  # the long form of tests/trust, about an hour; TRUST=0.1 runs a tenth, TRUST_SEED repeats a run
	test -x build/schemathesis/bin/schemathesis || $(PYTHON) -m venv build/schemathesis
	build/schemathesis/bin/python -m pip install --quiet --disable-pip-version-check schemathesis==4.32.5
	TRUST=$(TRUST) $(BIN)/python -m pytest -n 0 -s tests/trust

check: lint types test

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy

neo4j: dev  # a real Neo4j server to play with, until Ctrl-C; needs Java 17 and Maven
	$(BIN)/python -m tests.support.neo4j_server.server

web:  # build the explorer's script from api/web/canvas, after a change there; needs Node.js and npm
	npm --prefix api/web/canvas ci --silent
	npm --prefix api/web/canvas run --silent check
	npm --prefix api/web/canvas run --silent build

messages: dev  # put new texts of the program into every catalogue, to be translated there
	mkdir -p build
	$(BIN)/pybabel -q extract -F api/web/locale/babel.cfg -k Message:1 -k text:1 -k N_:1 -k plural:1,2 -k ngettext:1,2 --omit-header --no-location --sort-output -o build/messages.pot graph ingest queries api
	$(BIN)/pybabel -q update --omit-header --no-fuzzy-matching --ignore-obsolete -N -w 118 -i build/messages.pot -d api/web/locale

# One version of a package for every Python: --fork-strategy fewest.
COMPILE := uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# What an extra of pyproject.toml asks for, one a line.
EXTRA = $(PYTHON) -c 'import sys, tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"][sys.argv[1]], sep="\n")' $(1)

lock:  # needs uv; afterwards `make install`
	$(COMPILE) --group build pyproject.toml -o requirements.lock
	$(COMPILE) --group build --group dev --extra mcp --constraint requirements.lock pyproject.toml -o requirements-dev.lock
	$(call EXTRA,spark) | $(COMPILE) - -o requirements-spark.lock
	$(call EXTRA,mcp) | $(COMPILE) --constraint requirements.lock - -o requirements-mcp.lock

sbom:  # what the run-time lock installs, as CycloneDX; its tool is in no lock and stays in build/
	test -x build/sbom/bin/cyclonedx-py || $(PYTHON) -m venv build/sbom
	build/sbom/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0
	build/sbom/bin/cyclonedx-py requirements --output-reproducible --of JSON -o build/sbom.json requirements.lock

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache
