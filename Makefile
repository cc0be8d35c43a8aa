# The commands of this project. `make run` and `make test` do all the set-up by themselves.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

JOBS ?= $(shell nproc)

.PHONY: help packages-build packages-run packages-test web build run test check format layers lint proof bench clean

help: ## Say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

packages-build:
	@tools/install_packages.sh build

packages-run:
	@tools/install_packages.sh build run

packages-test:
	@tools/install_packages.sh build run test

web: packages-build ## Build the web client into web/dist
	@tools/build_web.sh

build: packages-build web ## Build the program: build/release/kinote
	@tools/build.sh release $(JOBS)

run: packages-run web ## Set up the demonstration site and serve it on loopback
	@tools/build.sh release $(JOBS) kinote
	@exec tools/run_demonstration.sh

test: packages-test web ## Build and run every test
	@tools/run_tests.sh all $(JOBS)

check: packages-test ## What to run all day: format, build, layers, clang-tidy over the change, fast tests
	@tools/run_tests.sh check $(JOBS)

format: ## Format the C++ sources
	@git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs clang-format-16 -i

layers: ## Check that no room includes what it may not
	@python3 tools/check_layers.py

lint: ## Run clang-tidy over all sources
	@tools/lint.sh all $(JOBS)

proof: packages-test web ## The long forms of the proofs: fuzzing, killing, sanitizers
	@tools/run_proof.sh $(JOBS)

bench: packages-test ## Measure, as ratios against peers and limits
	@tools/run_bench.sh $(JOBS)

clean: ## Remove what was built
	@rm -rf build web/dist web/node_modules
