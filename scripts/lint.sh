#!/usr/bin/env bash
# The static checks, each named, all of them run even when one fails.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()

step() {
    local name=$1
    shift
    echo "== $name"
    "$@" </dev/null || failed+=("$name")
}

step "lint" .venv/bin/ruff check .
step "format" .venv/bin/ruff format --check .
step "types" .venv/bin/mypy
step "import contracts" .venv/bin/lint-imports --no-cache
step "templates" .venv/bin/djlint --quiet --lint app sim_market supply_chain grading

if test ${#failed[@]} -gt 0; then
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
echo "Static checks passed."
