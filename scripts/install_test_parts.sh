#!/usr/bin/env bash
# Install what the tests need from the system's packages, where it is missing and we may.
# What cannot be had is named, with the reason; the tests that need it are then skipped.
# LIANTAN_NO_INSTALL=1 leaves the system alone.
set -euo pipefail

has_chromium() { test -n "${CHROMIUM:-}" || command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; }
has_postgresql() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_redis() { command -v redis-server >/dev/null; }

missing=()
has_chromium || missing+=(chromium)
has_postgresql || missing+=(postgresql)
has_redis || missing+=(redis-server)
test ${#missing[@]} -gt 0 || exit 0

skip() {
    echo "SKIPPED installing ${missing[*]}: $1"
    echo "  The tests that need them will be skipped. To run them: apt-get install ${missing[*]}"
    exit 0
}

test -z "${LIANTAN_NO_INSTALL:-}" || skip "LIANTAN_NO_INSTALL is set"
command -v apt-get >/dev/null || skip "this system has no apt-get"
as_root=()
if test "$(id -u)" -ne 0; then
    sudo -n true 2>/dev/null || skip "not root, and sudo wants a password"
    as_root=(sudo -n)
fi

export DEBIAN_FRONTEND=noninteractive
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive timeout 600 apt-get -qq -o DPkg::Lock::Timeout=120)
echo "Installing ${missing[*]} with apt-get ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${apt[@]}" update </dev/null >"$log" 2>&1 || true
if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >"$log" 2>&1; then
    tail -5 "$log"
    skip "apt-get failed, see above"
fi
echo "Installed ${missing[*]}."
