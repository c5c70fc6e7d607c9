# `make` alone prints what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
export GOFLAGS := $(GOFLAGS) -buildvcs=false
TOOLS := build/tools

.PHONY: help run demo build test journeys bench bench-reminders faults lint staticcheck schema assets screenshots new-migration

help: ## print the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: build ## start NRM Desk with demo people on http://127.0.0.1:8080; Ctrl-C stops it
	@if [ -z "$${NRMDESK_DATABASE_URL:-}" ]; then .ci/need postgres; fi
	@exec build/nrmdesk serve --with-demo

demo: build ## add more demo cases: make demo cases=200
	build/nrmdesk demo --cases $(or $(cases),200)

build: ## build the program into build/nrmdesk
	@go build -tags nomsgpack -trimpath -ldflags "-s -w" -o build/nrmdesk ./cmd/nrmdesk

test: $(TOOLS)/testreport ## every test, on a real PostgreSQL and in a real browser
	@.ci/need chromium
	@if [ -z "$${NRMDESK_TEST_DATABASE_URL:-}" ]; then .ci/need postgres; fi
	@go test -json -p 2 -timeout 20m ./... | $(TOOLS)/testreport

journeys: ## the journeys of the staff in a real browser; pictures of failures in build/journeys
	@.ci/need postgres chromium
	go test -count=1 ./internal/journeys/...

bench: ## measure what docs/performance.md speaks of
	@.ci/need postgres
	go test -run '^$$' -bench . -benchmem ./...

bench-reminders: ## measure a morning's reminders among 3,300,000 dates (takes some minutes)
	@.ci/need postgres
	NRMDESK_BENCH_DATES=3300000 go test -run '^$$' -bench Reminders -benchtime 1x -timeout 20m ./internal/jobs

faults: ## break the program on purpose: copies killed at random (LONG=1 for all of it)
	@.ci/need postgres
	LONG=$(LONG) go test -count=1 -timeout 60m -v ./internal/faults

lint: staticcheck ## gofmt, go vet and staticcheck
	@test -z "$$(gofmt -l cmd configs internal migrations policies tools web | tee /dev/stderr)"
	go vet ./...

staticcheck: $(TOOLS)/staticcheck
	@$(TOOLS)/staticcheck ./...

schema: ## write migrations/schema.sql, to read, from a migrated database
	@.ci/need postgres
	@mkdir -p build
	go run ./internal/testkit/pgtest/dumpschema > build/schema.sql
	mv build/schema.sql migrations/schema.sql

assets: ## compile the style sheet and scripts into web/static (needs Node)
	cd web/assets && npm ci --no-audit --no-fund && npm run build

screenshots: ## make the pictures of the README from the running program
	@.ci/need postgres chromium
	NRMDESK_TEST_SCREENSHOTS=docs/screenshots go test -count=1 -run '^TestScreenshots$$' ./internal/journeys

new-migration: ## make the next empty migration: make new-migration name=add_shelters
	@test -n "$(name)" || { echo "Say what it does: make new-migration name=add_shelters" >&2; exit 1; }
	@last=$$(ls migrations | sed -nE 's/^0*([0-9]+)_.*\.sql$$/\1/p' | sort -n | tail -1); \
	file=$$(printf 'migrations/%05d_%s.sql' $$(( $${last:-0} + 1 )) "$(name)"); \
	printf -- '-- +goose Up\n\n-- +goose Down\n' > "$$file"; echo "$$file"

$(TOOLS)/staticcheck: tools/go.mod tools/go.sum
	@cd tools && go build -o ../$@ honnef.co/go/tools/cmd/staticcheck

$(TOOLS)/testreport: tools/testreport/main.go tools/go.mod
	@cd tools && go build -o ../$@ ./testreport
