#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# README's commands on a bare system of a Debian suite (debootstrap's minbase, with make and git), from a
# clean clone of HEAD. Its root is new each time, under BUILD; packages, and the bare root, are kept in CACHE.
# Usage: bare.sh SUITE BUILD CACHE run|test, as root: `make run` in both labs, or `make test`
# shellcheck disable=SC2317 # the functions are called by ok
set -euo pipefail

suite=$1 build=$2 what=$4
mkdir -p "$build/bare/$suite" "$3/debs/$suite"
work=$(cd "$build/bare/$suite" && pwd)
cache=$(cd "$3" && pwd)
root=$work/root
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/tools/ok.sh"
# shellcheck source=tests/bare_root.sh
. tests/bare_root.sh

if grep -q "^VERSION_CODENAME=$suite$" /etc/os-release; then
	echo "ok - bare $suite # SKIP this is one"
	echo "1..1"
	exit 0
fi
[ "$(id -u)" = 0 ] || fail "only root may make another system's root"

make_root()
{
	bare_root && git clone -q . "$root/exitscope"
}

# passes LAB: `make run` ends with 0, and with a summary without a failure.
passes()
{
	inside make -C /exitscope run LAB="$1" >"$work/run-$1.log" 2>&1 &&
		grep -E "^$1 [a-z0-9]+: pass: [0-9]+ pass, 0 fail" "$work/run-$1.log" && return
	tail -n 40 "$work/run-$1.log"
	return 1
}

started=$SECONDS
timed()
{
	echo "# $1: $((SECONDS - started)) s"
	started=$SECONDS
}

ok "a bare $suite is made" make_root
timed debootstrap
if [ "$what" = run ]; then
	for lab in svm vmx; do
		ok "make run LAB=$lab in a bare $suite" passes "$lab"
		timed "make run LAB=$lab"
	done
else
	ok "make test in a bare $suite" inside make -C /exitscope test
	timed "make test"
fi
[ "$bad" != 0 ] || rm -rf "$root"
echo "1..$checks"
exit "$bad"
