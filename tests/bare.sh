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
# shellcheck source=host-patch/common.sh
. host-patch/common.sh
# shellcheck source=host-patch/apt.sh
. host-patch/apt.sh

if grep -q "^VERSION_CODENAME=$suite$" /etc/os-release; then
	echo "ok - bare $suite # SKIP this is one"
	echo "1..1"
	exit 0
fi
[ "$(id -u)" = 0 ] || fail "only root may make another system's root"

# inside COMMAND...: in the bare system, in namespaces that end with it.
inside()
{
	# shellcheck disable=SC2016 # expanded inside
	unshare --mount --pid --fork --kill-child bash -ec '
		root=$1 cache=$2 debs=$3
		shift 3
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount --bind "$cache" "$root/cache"
		mount --bind "$debs" "$root/var/cache/apt/archives"
		exec chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			TERM=dumb LC_ALL=C EXITSCOPE_CACHE=/cache "$@"
	' - "$root" "$cache" "$cache/debs/$suite" "$@"
}

# What ok calls goes on after a command that fails, so each leads to the next.
debootstrap_root()
{
	debootstrap --variant=minbase --cache-dir="$cache/debs/$suite" "$suite" "$root" \
			"$(mirror Debian)" &&
		suite_lines "$suite" >"$root/etc/apt/sources.list" &&
		# Nobody needs this root after a power cut, nor the same packages from the network again.
		echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io" &&
		echo 'Binary::apt-get::APT::Keep-Downloaded-Packages "true"; APT::Sandbox::User "root";' \
			>"$root/etc/apt/apt.conf.d/keep" &&
		mkdir "$root/cache" &&
		inside sh -c 'apt-get update -qq &&
			apt-get install -y -qq --no-install-recommends make git ca-certificates' &&
		tar -cf "$cache/bare-$suite.tar.new" --exclude='./var/cache/apt/*' -C "$root" . &&
		mv "$cache/bare-$suite.tar.new" "$cache/bare-$suite.tar"
}

unpack_root()
{
	tar -xpf "$cache/bare-$suite.tar" -C "$root"
}

# From the cache, if there is one; then as new as a system made today.
make_root()
{
	local from=debootstrap_root

	[ ! -e "$cache/bare-$suite.tar" ] || from=unpack_root
	rm -rf "$root" && mkdir -p "$root" "$cache/debs/$suite/partial" && $from &&
		inside sh -c 'apt-get update -qq && apt-get upgrade -y -qq --no-install-recommends' &&
		git clone -q . "$root/exitscope"
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
