# Every habit of this project has a name here; `make` alone lists them.
# The scripts behind it are in .ci and need no make.

GO ?= go

.DEFAULT_GOAL := help
.PHONY: help demo build test check all race-full campaign bench bench-rounds bench-psplib bench-scale fuzz browser cover tools-install vulncheck

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Serve the sample consortium on http://127.0.0.1:8080, on SQLite in a temporary folder
	$(GO) run ./cmd/marke demo

build: ## Build the program: bin/marke
	$(GO) build -trimpath -o bin/marke ./cmd/marke

test: ## Run the tests on both engines, with the race detector, in random order; a skipped test fails
	$(GO) run ./.ci/suite -race -shuffle=on -timeout=20m ./... ./.ci/suite

check: ## gofmt, go vet, staticcheck, deadcode, and the tests of imports and documents
	./.ci/check
	$(GO) test .

all: ## What continuous integration does: tools-install, check, test
	./.ci/test

race-full: ## The booking races, 100 rounds of each, without the race detector so that they race in earnest
	MARKE_RACE_ROUNDS=100 $(GO) test -count=1 -timeout=90m -run=Race ./...

campaign: ## Try all plans of ten thousand tiny rounds; kill the real program 200 times in the middle of a close, on both engines
	MARKE_CAMPAIGN=full $(GO) test -count=1 -timeout=4h ./scheduler/...
	MARKE_CAMPAIGN=full $(GO) test -count=1 -timeout=60m -v -run=TestAKilledClose ./cmd/marke

bench: ## Run the benchmarks whose figures stand in README.md; give each BENCHTIME (2s)
	$(GO) test -run='^$$' -bench=. -skip='Scale|PSPLIB|Rounds' -benchmem -benchtime=$(or $(BENCHTIME),2s) -timeout=90m -p=1 ./...

bench-rounds: ## Solve rounds of three sizes for SECONDS (60) each: objective, bound and gap after 1, 10 and 60 s
	$(GO) test -run='^$$' -bench=Rounds -benchtime=1x -timeout=4h ./scheduler -rounds.seconds=$(or $(SECONDS),60)

bench-psplib: ## Solve the projects of scheduler/testdata/psplib on one core, 10 to 60 s each, and compare with the best known
	$(GO) test -run='^$$' -bench=PSPLIB -benchtime=1x -timeout=24h ./scheduler

bench-scale: ## Solve rounds of 10 to 300 instruments, SECONDS (50) each, and print the rows of docs/scheduler-scale.md
	@out=$$($(GO) test -run='^$$' -bench=Scale -benchtime=1x -timeout=2h ./scheduler -scale.seconds=$(or $(SECONDS),50) 2>&1) || { echo "$$out"; exit 1; }; echo "$$out" | grep '^|'

fuzz: ## Fuzz every fuzz test for FUZZTIME (30s)
	./.ci/fuzz $(or $(FUZZTIME),30s)

browser: ## Run only the tests in a browser, and say what they do
	$(GO) test -count=1 -v ./web/browsertest/...

cover: ## Measure which statements the tests reach: coverage.html
	$(GO) test -coverprofile=coverage.out -coverpkg=./... ./...
	$(GO) tool cover -html=coverage.out -o coverage.html
	$(GO) tool cover -func=coverage.out | tail -1

tools-install: ## Install what the tests need (PostgreSQL 15, Chromium, khal, vdirsyncer, ical.js), or say what is missing
	./.ci/install

# Not part of CI: it asks a database of vulnerabilities on the network, so the
# same commit could pass today and fail tomorrow.
vulncheck: ## Look for known vulnerabilities in what we depend on (needs the network)
	$(GO) run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...
