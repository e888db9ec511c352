#!/bin/sh
# Starts the deployment of docker-compose.yml with the settings in .env.
set -eu
cd "$(dirname "$0")/.."

fail() {
  echo "$1" >&2
  exit 1
}

command -v docker >/dev/null 2>&1 || fail 'make start needs docker with compose, and there is no `docker` on the PATH.'
docker compose version >/dev/null 2>&1 || fail 'make start needs the compose plugin of docker, and `docker compose` does not answer.'
[ -f .env ] || fail 'There is no .env: copy .env.example to .env and fill in what is needed.'
exec docker compose up --build --detach "$@"
