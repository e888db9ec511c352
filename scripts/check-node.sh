#!/bin/sh
# Says in one sentence that Node or npm is missing or too old: the other scripts are written for Node and could not.
set -eu

fail() {
  echo "$1" >&2
  exit 1
}

command -v node >/dev/null 2>&1 || fail 'ReProv needs Node 20.19 or newer, and there is no `node` on the PATH: install it from https://nodejs.org.'
node -e 'var v = process.versions.node.split("."); process.exit(v[0] > 20 || (v[0] == 20 && v[1] >= 19) ? 0 : 1)' ||
  fail "ReProv needs Node 20.19 or newer, and this is Node $(node -p process.versions.node): install a newer one from https://nodejs.org."
command -v npm >/dev/null 2>&1 || fail 'ReProv needs npm, and there is no `npm` on the PATH: install it (it comes with Node; on Debian: apt install npm).'
