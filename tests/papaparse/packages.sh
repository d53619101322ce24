#!/bin/sh
# Installs what package-lock.json pins into a directory of the build tree:
#   packages.sh DIRECTORY
# Does nothing when it is there already. Says what to do when it cannot.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
target="$1"
mkdir -p "$target"
if cmp -s "$here/package-lock.json" "$target/installed.json" \
    && [ -d "$target/node_modules/papaparse" ]; then
  exit 0
fi
if ! command -v npm >/dev/null; then
  echo "npm is not installed; scripts/deps names it. Without it this test" \
    "cannot run." >&2
  exit 1
fi
cp "$here/package.json" "$here/package-lock.json" "$target/"
cd "$target"
if ! npm ci --no-audit --no-fund --ignore-scripts; then
  echo "npm could not install papaparse into $target. Is the registry that npm" \
    "is set up for within reach?" >&2
  exit 1
fi
cp package-lock.json installed.json
