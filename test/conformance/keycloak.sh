#!/usr/bin/env bash
# A real Keycloak for integration tests and local work, without containers. Loopback only; never for production.
#
#   keycloak.sh prepare   download, unpack, build and import once (start does it too when needed)
#   keycloak.sh start     fresh copy of the imported realm, returns when the realm answers
#   keycloak.sh stop      ends the server started by start and removes its data
#   keycloak.sh status    "running URL PID" (exit 0) or "stopped" (exit 3)
#   keycloak.sh realm     prints the realm that start imports: the realm file with the test users merged in
#
# Needs Java 17 or newer, Maven, curl, node. Settings (environment):
#   KEYCLOAK_VERSION   default 26.7.3 (then set KEYCLOAK_SHA256 too, or empty to skip that check)
#   KEYCLOAK_PORT      default 8180
#   KEYCLOAK_REALM_FILE  default docker/keycloak/realm-prov.json of this repository
#   KEYCLOAK_USERS_FILE  what tests add to it, default realm-prov-users.json beside that; empty: nothing
#   REPROV_CACHE       default ~/.cache/reprov; the server is kept in keycloak/ below it
#   KEYCLOAK_RUN       default ${TMPDIR:-/tmp}/reprov-keycloak-UID-PORT
#   KEYCLOAK_WAIT      seconds to wait for a start, default 300
#   KEYCLOAK_ADMIN_PASSWORD  password of "admin" in realm master, default admin-test (fixed at prepare)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
version=${KEYCLOAK_VERSION:-26.7.3}
if [ "$version" = 26.7.3 ]; then sha=27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f; else sha=; fi
sha=${KEYCLOAK_SHA256-$sha}
port=${KEYCLOAK_PORT:-8180}
realm_file=${KEYCLOAK_REALM_FILE:-$here/../../docker/keycloak/realm-prov.json}
users_file=${KEYCLOAK_USERS_FILE-$here/../../docker/keycloak/realm-prov-users.json}
cache=${REPROV_CACHE:-$HOME/.cache/reprov}/keycloak
run=${KEYCLOAK_RUN:-${TMPDIR:-/tmp}/reprov-keycloak-$(id -u)-$port}
max=${KEYCLOAK_WAIT:-300}
admin_password=${KEYCLOAK_ADMIN_PASSWORD:-admin-test}
base=http://127.0.0.1:$port

die() { echo "keycloak.sh: $*" >&2; exit 1; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi | cut -d' ' -f1; }
need() { command -v "$1" >/dev/null || die "$1 is missing"; }

# settings of the second file win, clients are merged by clientId, all other lists are joined
merged_realm() {
  node -e '
    const { readFileSync } = require("node:fs");
    const [realm, added = {}] = process.argv.slice(1).filter(Boolean).map((file) => JSON.parse(readFileSync(file, "utf8")));
    if ((added.realm ?? realm.realm) !== realm.realm) throw new Error(`realm ${added.realm} cannot be added to ${realm.realm}`);
    const { clients = [], ...rest } = added;
    realm.clients ??= [];
    for (const client of clients) {
      const known = realm.clients.find(({ clientId }) => clientId === client.clientId);
      known === undefined ? realm.clients.push(client) : Object.assign(known, client);
    }
    for (const [name, value] of Object.entries(rest)) realm[name] = Array.isArray(value) ? [...(realm[name] ?? []), ...value] : value;
    console.log(JSON.stringify(realm, null, 2));
  ' "$realm_file" "$users_file"
}
realm_name() { sed -n 's/^  "realm": *"\([^"]*\)".*/\1/p' | head -n 1; }

check_tools() {
  need curl; need node; need "${JAVA_HOME:+$JAVA_HOME/bin/}java"
  [ -f "$realm_file" ] || die "no realm file $realm_file"
  [ -z "$users_file" ] || [ -f "$users_file" ] || die "no users file $users_file"
  merged=$(merged_realm) || die "$realm_file and $users_file do not fit together"
  realm=$(realm_name <<<"$merged"); [ -n "$realm" ] || die "$realm_file: no \"realm\": \"NAME\""
  major=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 17 ] || die "Java 17 or newer is needed, found ${major:-none}"
  dist=$cache/$version
  seed=$cache/seed-$version-$(printf '%s %s' "$merged" "$admin_password" | { sha256 | cut -c1-16; })
}

# server HOME [args]: Keycloak in the background, its pid in $pid, output in HOME/server.log
# C1 only: half the CPU time of a start. dev mode: HTTP, local cache, and the port opens only when the realm is there.
server() {
  local home=$1; shift
  KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=$admin_password \
  JAVA_OPTS_APPEND="-XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true ${JAVA_OPTS_APPEND:-}" \
    nohup sh "$home/bin/kc.sh" start-dev --http-host=127.0.0.1 --http-port="$port" --hostname="$base" "$@" >"$home/server.log" 2>&1 </dev/null &
  pid=$!
  echo "$pid" >"$home/server.pid"
}

wait_ready() {
  local home=$1 end=$((SECONDS + max))
  until curl -sf -m 5 -o /dev/null "$base/realms/$realm/.well-known/openid-configuration"; do
    kill -0 "$pid" 2>/dev/null || { tail -n 20 "$home/server.log" >&2; die "Keycloak ended while starting"; }
    [ $SECONDS -lt $end ] || { end_server "$pid"; tail -n 20 "$home/server.log" >&2; die "Keycloak not ready after $max s"; }
    sleep 0.2
  done
}

# kc.sh keeps java as a child and hands TERM on; if it must be killed, kill the child too
end_server() {
  local p=$1 kids i
  kids=$(ps -A -o pid= -o ppid= | awk -v p="$p" '$2 == p { print $1 }')
  kill "$p" 2>/dev/null || true
  for i in $(seq 100); do
    alive=; for k in $p $kids; do kill -0 "$k" 2>/dev/null && alive=1; done
    [ -z "$alive" ] && return 0
    sleep 0.2
  done
  kill -9 "$p" $kids 2>/dev/null || true
}

is_ours() { case "$(ps -p "$1" -o command= 2>/dev/null)" in *"$run/bin/kc.sh"*) return 0 ;; *) return 1 ;; esac; }
running() { [ -f "$run/server.pid" ] && pid=$(cat "$run/server.pid") && [ -n "$pid" ] && is_ours "$pid"; }
clear_run() { [ ! -e "$run" ] || { [ -d "$run/data" ] || die "$run is not a run folder of mine"; rm -rf "$run"; }; }
port_free() { ! curl -s -m 2 -o /dev/null "$base/"; }

unpack() {
  [ -d "$dist/lib" ] && return 0
  need mvn
  local tmp; tmp=$(mktemp -d "$cache/tmp.XXXXXX")
  mvn -B -q -ntp org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact="org.keycloak:keycloak-quarkus-dist:$version:zip" -DoutputDirectory="$tmp" >"$tmp/mvn.log" 2>&1 \
    || { tail -n 20 "$tmp/mvn.log" >&2; rm -rf "$tmp"; die "download failed"; }
  local zip=$tmp/keycloak-quarkus-dist-$version.zip
  if [ -n "$sha" ] && [ "$(sha256 "$zip")" != "$sha" ]; then rm -rf "$tmp"; die "wrong SHA-256 of the download"; fi
  if command -v unzip >/dev/null; then unzip -q "$zip" -d "$tmp"
  else (cd "$tmp" && "${JAVA_HOME:+$JAVA_HOME/bin/}jar" xf "$zip"); fi
  mv "$tmp/keycloak-$version" "$dist"; rm -rf "$tmp"
}

# import the realm once and keep the closed H2 file (under 1 MB)
make_seed() {
  [ -d "$seed" ] && return 0
  port_free || die "port $port is taken"
  rm -rf "$dist/data"; mkdir -p "$dist/data/import"; printf '%s\n' "$merged" >"$dist/data/import/$realm-realm.json"
  server "$dist" --import-realm
  wait_ready "$dist"
  end_server "$pid"; pid=
  rm -rf "$seed.tmp"; mkdir "$seed.tmp"; mv "$dist/data/h2" "$seed.tmp/"; mv "$seed.tmp" "$seed"
  rm -rf "$dist/data" "$dist/server.pid"
}

prepare() {
  check_tools
  mkdir -p "$cache"
  [ -d "$seed" ] && [ -d "$dist/lib" ] && return 0
  local i=0
  until mkdir "$cache/lock" 2>/dev/null; do
    i=$((i + 1)); [ $i -lt 600 ] || die "remove $cache/lock if no other prepare runs"
    sleep 1
  done
  # a subshell, so that its EXIT trap frees the lock and ends the server on every way out
  ( pid=; trap '[ -z "$pid" ] || end_server "$pid"; rmdir "$cache/lock"' EXIT; trap 'exit 130' INT TERM; unpack; make_seed )
}

start() {
  if running; then echo "running $base $pid"; return 0; fi
  prepare
  port_free || die "port $port is taken"
  clear_run; mkdir -m 700 -p "$run/data"
  for d in lib conf providers themes; do ln -s "$dist/$d" "$run/$d"; done
  cp -R "$dist/bin" "$run/bin"            # kc.sh takes the home folder from its own real path
  cp -R "$seed/h2" "$run/data/h2"
  server "$run"
  trap 'end_server $pid' INT TERM
  wait_ready "$run"
  trap - INT TERM
  echo "running $base $pid"
}

case "${1:-}" in
  prepare) prepare ;;
  start) start ;;
  stop) if running; then end_server "$pid"; fi; clear_run; echo stopped ;;
  status) if running; then echo "running $base $pid"; else echo stopped; exit 3; fi ;;
  realm) need node; merged_realm ;;
  *) sed -n '2,/^set /p' "$0" | sed '$d; s/^# \{0,1\}//'; exit 2 ;;
esac
