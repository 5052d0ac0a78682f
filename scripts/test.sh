#!/usr/bin/env bash
# Everything that `make test` runs, in order; one line for each at the end, non-zero if any failed.
set -uo pipefail
cd "$(dirname "$0")/.."
export TEMPLATE_CACHE=$PWD/.cache/templates # compiled once for all processes of a run
unset PYTHONDONTWRITEBYTECODE               # modules too
summary=()
status=0

step() { # name, then the command; exit code 5 of pytest (nothing collected) is a failure too
    local name=$1 began=$SECONDS code=0
    shift
    printf '\n======== %s\n' "$name"
    timeout -k 30 "${STEP_SECONDS:-1500}" "$@" </dev/null || code=$?
    if test "$code" -eq 0; then
        summary+=("passed   $name ($((SECONDS - began)) s)")
    else
        summary+=("FAILED   $name ($((SECONDS - began)) s, exit code $code)")
        status=1
    fi
}

skip() { summary+=("SKIPPED  $1: $2"); }

workers=$(nproc 2>/dev/null || echo 2)
test "$workers" -le 4 || workers=4
pytest=(.venv/bin/python -m pytest -q --dist loadfile --no-loadscope-reorder)

step "static checks" scripts/lint.sh
step "tests on SQLite" "${pytest[@]}" -n "$workers" -m "not browser"

if .venv/bin/python -m tests.postgres --find >/dev/null; then
    step "database tests on PostgreSQL" .venv/bin/python -m tests.postgres \
        "${pytest[@]}" -n "$workers" -m "not browser"
else
    skip "database tests on PostgreSQL" "no initdb found"
fi

if .venv/bin/python -m tests.chromium >/dev/null; then
    step "browser tests" "${pytest[@]}" -n 2 -m browser tests/browser
else
    skip "browser tests" "no Chromium found"
fi

printf '\n======== summary\n'
printf '%s\n' "${summary[@]}"
exit $status
