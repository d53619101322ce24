#!/bin/sh
# Installs what a package-lock.json pins into a directory of the build tree:
#   npm_packages.sh SOURCE TARGET
# Does nothing when it is there already. Says what to do when it cannot.
set -eu
source="$(cd "$1" && pwd)"
target="$2"
mkdir -p "$target"
if cmp -s "$source/package-lock.json" "$target/installed.json" \
    && [ -d "$target/node_modules" ]; then
  exit 0
fi
if ! command -v npm >/dev/null; then
  echo "npm is not installed; scripts/deps names it. Without it the tests in" \
    "$source cannot run." >&2
  exit 1
fi
cp "$source/package.json" "$source/package-lock.json" "$target/"
cd "$target"
rm -f installed.json
if ! npm ci --no-audit --no-fund --ignore-scripts; then
  echo "npm could not install what $source/package.json names into $target." \
    "Is the registry that npm is set up for within reach?" >&2
  exit 1
fi
cp package-lock.json installed.json
