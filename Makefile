# What people type. The work is in scripts/; every target sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help demo start-dev test test-long check start stop node

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: node ## two real workflows from registration to provenance in demo-output/; KEEP=1 stays up, PORT=8000 fixes the port
	@node scripts/demo.mjs

start-dev: node ## API (watched), issuer and embedded REANA for work; data stay in data/dev; PORT, ISSUER_PORT
	@node scripts/start-dev.mjs

test: node ## all tests on real parts, on SQLite and MariaDB
	@node scripts/test.mjs

test-long: node ## campaigns that take longer: PART=faults (kill -9, crashes, full disks, clock jumps ...; an hour or two)
	@node scripts/test-long.mjs

check: node ## format, lint, types and unit tests, in seconds
	@node scripts/check.mjs

start: ## the deployment: docker compose with the settings in .env
	@sh scripts/start.sh

stop: ## stops the deployment; its data stay
	@docker compose down

node:
	@sh scripts/check-node.sh
