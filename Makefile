.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
LOWEST := .venv-lowest
DOCS := .venv-docs
INSTALLED := $(VENV)/.installed

# The first Python at hand that is new enough; `make PYTHON=/path/to/python` takes another one.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; \
	done)
PORT ?= 4010
SERVE ?=
# Eight workers for two cores, since tests wait; `tests/sharing.py` has the files of each.
WORKERS ?= --numprocesses 8 --dist loadfile --max-worker-restart 0
# A machine without a network waits seconds, not minutes.
APT := --quiet -o Acquire::Retries=1 -o Acquire::http::Timeout=10 -o Acquire::https::Timeout=10
ARGS ?=
EVERY ?= 1
ROUNDS ?= 3
SECONDS ?= 2
REQUESTS ?= 1000000
ONLY ?=
STREAMS ?= 1000000
SEED ?= 1
MINUTES ?= 60
DOCUMENTS ?= 300
CORPUS ?=
EXTRAS ?=

.PHONY: help
help: ## List the targets
	@echo 'Type `make mock` to serve the documented APIs, `make test` to run the tests.'
	@echo
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: install
install: $(INSTALLED) ## Make .venv from requirements.lock, with both commands in .venv/bin
	@echo 'Ready: $(BIN)/mock-server and $(BIN)/contracts'

$(INSTALLED): requirements.lock pyproject.toml
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer was not found; install it, or say where it is: make PYTHON=/path/to/python' >&2; exit 1; }
	@echo 'Setting up $(VENV); this is done once and takes a minute or two.'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo 'This Python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv).' >&2; exit 1; }
	@# The lock names every package; all processors compile what pip would compile on one.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes --requirement requirements.lock
	-@$(BIN)/python -m compileall -qq --workers 0 $(VENV)/lib
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: mock
mock: $(INSTALLED) ## Serve both documented APIs (PORT=4010; more flags: SERVE='--require-auth')
	$(BIN)/mock-server serve --port $(PORT) $(SERVE)

.PHONY: test
test: export PYTHONDONTWRITEBYTECODE := # the workers and the commands they start share what is compiled
test: $(INSTALLED) ## Run the tests (some only: ARGS='tests/openapi -k rules')
	$(BIN)/python -m pytest $(WORKERS) $(ARGS)

.PHONY: browsers
browsers: $(INSTALLED) ## Install Chromium without its windows, unless there is one, for the tests in a browser
	@if $(BIN)/python -c 'import sys; from tests.chromium import *; sys.exit(not is_shell(CHROMIUM))'; then \
		echo 'There is a Chromium.'; \
	elif test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get $(APT) update && \
		DEBIAN_FRONTEND=noninteractive apt-get $(APT) install --yes --no-install-recommends chromium-headless-shell; then \
		echo 'Installed a Chromium.'; \
	elif $(BIN)/python -c 'import sys; from tests.chromium import *; sys.exit(not CHROMIUM)'; then \
		echo 'There is a Chromium, which takes longer than its headless shell.'; \
	else \
		$(BIN)/playwright install --only-shell chromium; \
	fi

.PHONY: redis
redis: $(INSTALLED) ## Install redis-server, unless there is one, for the tests with a store
	@if $(BIN)/python -c 'import sys; from tests.redis_server import REDIS; sys.exit(not REDIS)'; then \
		echo 'There is a redis-server.'; \
	elif test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		apt-get $(APT) update && \
		DEBIAN_FRONTEND=noninteractive apt-get $(APT) install --yes --no-install-recommends redis-server; \
	else \
		echo 'Install redis-server or valkey-server with the package manager of this machine.' >&2; exit 1; \
	fi

.PHONY: replicas
replicas: $(INSTALLED) ## Measure two replicas that share a Redis: how soon they agree, 10,000 sessions
	$(BIN)/python -m tests.benchmarks.replicas

.PHONY: screenshots
screenshots: $(INSTALLED) ## Make the pictures of the documentation with Chromium
	$(BIN)/python -m tests.screenshots

.PHONY: thorough
thorough: export THOROUGH := 1
thorough: test ## Run the tests with every case of the large families, and more examples of each property

.PHONY: lint
lint: $(INSTALLED) ## Check style, formatting and the imports between the packages
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-logo

.PHONY: types
types: $(INSTALLED) ## Check the types
	$(BIN)/mypy

.PHONY: lowest
lowest: $(INSTALLED) ## Run the unit tests with the lowest allowed version of each dependency
	$(BIN)/python -m venv --clear $(LOWEST)
	$(BIN)/python .ci/lowest.py > $(LOWEST)/lowest.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $(LOWEST)/lowest.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(LOWEST)/bin/python -m pytest $(WORKERS) tests/openapi tests/mock_server tests/contracts tests/architecture/test_uvicorn_internals.py $(ARGS)

.PHONY: selftest selftest-packaged selftest-warehouse
selftest: selftest-packaged selftest-warehouse ## Check the checks: every fault of the mock must be found

selftest-packaged: $(INSTALLED)
	$(BIN)/contracts selftest

selftest-warehouse: $(INSTALLED)
	$(BIN)/contracts selftest --spec tests/fixtures/warehouse.yaml

.PHONY: score
score: $(INSTALLED) ## Run the checker against hundreds of broken and healthy servers (some only: EVERY=8)
	$(BIN)/python -m pytest $(WORKERS) --quiet tests/benchmarks/reference_servers.py
	$(BIN)/python -m tests.benchmarks.broken_servers --every $(EVERY)

.PHONY: hostile
hostile: $(INSTALLED) ## Run the checker against hostile servers, all profiles (some only: ARGS='-k gzip')
	HOSTILE_PROFILES=smoke,ci,full,fuzz $(BIN)/python -m pytest $(WORKERS) --quiet tests/acceptance/test_hostile_servers.py $(ARGS)

.PHONY: only-reading
only-reading: REQUESTS := 100000
only-reading: $(INSTALLED) ## Count the requests that hostile documents make the checker send (REQUESTS=100000)
	$(BIN)/python -m tests.benchmarks.only_reading --requests $(REQUESTS)

.PHONY: bench
bench: $(INSTALLED) ## Measure the speed side by side (ONLY=import,list ROUNDS=9 SECONDS=5 REQUESTS=100000)
	$(BIN)/python -m tests.benchmarks.speed --rounds $(ROUNDS) --seconds $(SECONDS) --requests $(REQUESTS) --only '$(ONLY)'

.PHONY: recordings
recordings: ENTRIES := 500000
recordings: $(INSTALLED) ## Measure the judging of a long recording, and its memory (ENTRIES=500000, no two alike: ARGS=--distinct)
	$(BIN)/python -m tests.benchmarks.recordings --entries $(ENTRIES) $(ARGS)

.PHONY: microbench
microbench: $(INSTALLED) ## Measure single functions, in process (some only: ARGS='-k page')
	$(BIN)/python -m pytest -p pytest_benchmark.plugin -p no:xdist --benchmark-time-unit=us --benchmark-columns=min,median,rounds $(wildcard tests/benchmarks/micro/*.py) $(ARGS)

.PHONY: fuzz-http
fuzz-http: $(INSTALLED) ## Compare the mock's HTTP with another parser and with itself (STREAMS=1000000 SEED=1)
	$(BIN)/python -m tests.fuzz_http --streams $(STREAMS) --seed $(SEED)

.PHONY: howtos
howtos: $(INSTALLED) browsers ## Run the how-tos with the tools that they are about, from npm; none is skipped
	cd tests/howtos && CYPRESS_INSTALL_BINARY=0 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
	$(BIN)/python -m pytest -p tests.howtos.no_skips tests/howto tests/howtos/howtos.py $(ARGS)

.PHONY: docs
docs: ## Build the site of the documentation into build/site; a broken link fails
	@test -x $(DOCS)/bin/zensical || { $(PYTHON) -m venv $(DOCS) && $(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-docs.lock; }
	$(DOCS)/bin/zensical build --strict --clean

.PHONY: wheel
wheel: $(INSTALLED) ## Build dist/specimen-….whl, to install into other projects
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null && ls dist/*.whl

.PHONY: size
size: $(INSTALLED) ## Measure what the mock server alone installs (EXTRAS='rules tls', or all)
	$(BIN)/python -m tests.benchmarks.size $(EXTRAS)

.PHONY: soak
soak: $(INSTALLED) ## Hold the mock under load, with saved documents and kill -9 (MINUTES=60)
	$(BIN)/python -m tests.benchmarks.soak --minutes $(MINUTES)

.PHONY: attacks
attacks: $(INSTALLED) ## Attack the mock, and measure how long a clean request waits (some only: ONLY=slow)
	$(BIN)/python -m tests.benchmarks.attacks --only '$(ONLY)'

.PHONY: admin-side
admin-side: $(INSTALLED) ## Check the admin API by its own document, with generated bodies for all operations
	$(BIN)/python -m tests.benchmarks.admin_side

.PHONY: records
records: $(INSTALLED) ## Create, change and delete records of published documents (DOCUMENTS=300 SEED=1)
	$(BIN)/python -m tests.benchmarks.records --documents $(DOCUMENTS) --seed $(SEED) $(if $(CORPUS),--folder $(CORPUS))

.PHONY: corpus
corpus: $(INSTALLED) ## Serve and check published documents (DOCUMENTS=300 SEED=1 CORPUS=more-documents)
	$(BIN)/python -m tests.benchmarks.corpus --documents $(DOCUMENTS) --seed $(SEED) $(if $(CORPUS),--folder $(CORPUS))

.PHONY: real-servers
real-servers: $(INSTALLED) ## Check servers that other people wrote, from their packages (ONLY=kinto,tiled)
	$(BIN)/python -m tests.benchmarks.real_servers --only '$(ONLY)'

.PHONY: stories
stories: $(INSTALLED) ## Compare the mock's answers with those of Prism's public test cases (ONLY=security)
	$(BIN)/python -m tests.benchmarks.peers --only '$(ONLY)'

.PHONY: verify
verify: test selftest lint types ## Everything that CI checks: test, selftest, lint, types
