# Everything a newcomer needs: `make run` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X main.version=$(VERSION)
PAGES   := web/dist/app/index.html
WEBSRC  := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

URL  ?= http://127.0.0.1:8080
BOTS ?= 500
FOR  ?= 60s

.PHONY: help run build pages test test-go test-web deps lint arch gen fuzz rtp bench microbench load chaos chaos-long mutants sim kills closes e2e reset

help: ## list what can be made
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## serve the demo on http://127.0.0.1:8080 (Ctrl-C stops it)
	@exec bin/croupier serve

build: $(PAGES) ## build the pages once, and the server into bin/
	@go build -ldflags '$(LDFLAGS)' -o bin/croupier ./server

pages: $(PAGES) ## build the pages into web/dist/app

$(PAGES): $(WEBSRC)
	@scripts/pages

test: deps $(PAGES) test-web test-go ## all tests; installs what they need where it can

test-go:
	@go vet ./...
	@go test -race -timeout 20m ./...

test-web: $(PAGES)
	@scripts/web-tests

deps:
	@scripts/deps redis

lint: ## go vet, staticcheck, gofmt, stale generated files, types of the pages
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	@go vet ./...
	@go tool staticcheck ./...
	@go run ./server gen --check
	@if [ -d web/node_modules ]; then npm --prefix web run --silent check; fi

arch: ## the floor plan as a test
	@go test -count=1 ./internal/archtest

gen: ## write the protocol documents and the TypeScript types again
	@go run ./server gen

fuzz: ## every decoder fuzzed, one after the other (FUZZ=10m each; TARGETS="FuzzDecode …" chooses)
	@FUZZ=$${FUZZ:-10m} scripts/fuzz $(TARGETS)

rtp: ## the odds of every game under every configuration; fails where one is not what is declared
	@go run ./server par --all

bench: $(PAGES) ## the journal beside one transaction per bet and pgbench, in one run; writes docs/results/bench.md (QUICK=1)
	@go run ./loadtest/bench $(if $(QUICK),--quick,--sheet docs/results/bench.md --json docs/results/bench.json)

microbench: ## Go benchmarks of the journal and the rules
	@go test -run '^$$' -bench . -benchtime 2s ./rooms/journal ./games/roulette ./rng/...

load: ## bots against URL (BOTS=500 FOR=60s URL=http://127.0.0.1:8080)
	@go run ./loadtest --url $(URL) --bots $(BOTS) --for $(FOR) --json load.json

chaos: $(PAGES) deps ## the safety kit in minutes: the bars that fit, then the planted bugs (MINUTES=20 BARS=B10,B16)
	@nice -n 5 go run ./loadtest/chaos run --level commit --minutes $${MINUTES:-20} --mutants $(if $(BARS),--bars $(BARS))

chaos-long: $(PAGES) deps ## the safety kit in hours: every bar at its full number, every planted bug (LEVEL=night)
	@nice -n 5 go run ./loadtest/chaos run --level $${LEVEL:-night} --mutants $(if $(BARS),--bars $(BARS))

mutants: $(PAGES) deps ## plant every bug of the list and see it caught (ONLY=B10 or a bug's name or a package)
	@nice -n 5 go run ./loadtest/chaos mutants --long $(if $(ONLY),--only $(ONLY))

sim: ## rooms, journal and players on one seed in virtual time (SEEDS=500 FROM=1 FAULTS=20)
	@nice -n 5 go run ./loadtest/sim --seeds $${SEEDS:-500} --from $${FROM:-1} --faults $${FAULTS:-20}

kills: ## kill -9 of the server under load, again and again (KILLS=100)
	@CROUPIER_KILLS=$${KILLS:-100} go test -count=1 -timeout 2h -run 'Kill' -v ./loadtest

closes: ## thousands of bets within 50 ms of the close (CLOSES=20)
	@CROUPIER_CLOSES=$${CLOSES:-20} go test -count=1 -timeout 30m -run 'BetsAtTheClose' -v ./loadtest

e2e: build ## rounds in headless Chromium against the real server: mouse, keyboard, touch, lost lines
	@scripts/deps chromium
	@scripts/e2e

reset: ## forget the demo: removes the data folder
	@scripts/reset
