#!/bin/sh
# Writes the locks from pyproject.toml: names, versions and hashes, never an address. Run after changing a dependency.
set -eu
cd "$(dirname "$0")/.."
lock() {
  out=$1
  shift
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-header "$@" --output-file "$out"
}
lock requirements/run.txt pyproject.toml
lock requirements/dev.txt --group build --group dev pyproject.toml
lock requirements/scan.txt --group scan
lock requirements/attack.txt --group attack
