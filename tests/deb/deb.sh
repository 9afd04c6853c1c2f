#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The packages of `make deb` in a bare Debian: what is installed runs the lab as an ordinary user, autopkgtest passes,
# and DKMS builds the modules. The suite's root is under BUILD; packages, and the bare root, are kept in CACHE.
# Usage: deb.sh SUITE BUILD CACHE [run|dkms|all], as root
# shellcheck disable=SC2317 # the functions are called by ok
set -euo pipefail

suite=$1 build=$2 what=${4:-all}
debs=$(cd "$build/deb" && pwd)
mkdir -p "$build/bare/deb-$suite" "$3/debs/$suite"
work=$(cd "$build/bare/deb-$suite" && pwd)
cache=$(cd "$3" && pwd)
root=$work/root
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"
# shellcheck source=tests/bare_root.sh
. tests/bare_root.sh

[ "$(id -u)" = 0 ] || fail "only root may make another system's root"

# A user of its own, who may write nothing but in its home.
make_root()
{
	bare_root && mkdir "$root/debs" && cp "$debs"/*.deb "$root/debs/" &&
		cp -r "$debs/exitscope" "$root/debs/source" &&
		inside useradd --create-home tester
}

install_packages()
{
	# shellcheck disable=SC2016 # expanded inside
	inside sh -c 'apt-get install -y -qq --no-install-recommends "$@"' sh "$@"
}

as_user()
{
	inside runuser -u tester -- env HOME=/home/tester "$@"
}

log=/home/tester/.cache/exitscope/logs/svm-npt1.log
passes()
{
	as_user exitscope run --append 'quiet run=nop,cpuid,hlt,io.in8 ops=20' >"$work/run.log" 2>&1 &&
		grep -qF "svm npt1: pass: 4 pass, 0 fail, 0 skip, of 4 (log: $log)" "$work/run.log" && return
	tail -n 40 "$work/run.log"
	return 1
}

# Each file is as the package has it, and there is no other.
unchanged()
{
	inside dpkg --status exitscope >/dev/null && [ -z "$(inside dpkg --verify exitscope)" ] &&
		[ "$(find "$root/usr/lib/exitscope" -newer "$work/run.log" | wc -l)" = 0 ]
}

own_cache()
{
	as_user env XDG_CACHE_HOME=/home/tester/elsewhere exitscope run --append 'quiet run=nop ops=20' &&
		[ -s "$root/home/tester/elsewhere/exitscope/logs/svm-npt1.log" ]
}

# A user without a home to write to gets one line, and status 3.
no_home()
{
	local status=0

	as_user env HOME=/nonexistent exitscope run --append 'quiet run=nop ops=20' >"$work/no-home.log" 2>&1 ||
		status=$?
	[ "$status" = 3 ] && grep -q '/nonexistent/.cache/exitscope/logs/svm-npt1.log: No such file' "$work/no-home.log"
}

tests_pass()
{
	install_packages autopkgtest && inside sh -c 'exec autopkgtest --no-built-binaries /debs/source/ -- null'
}

# The headers of the suite's own kernel for clouds: there is no other here. DKMS builds while the package is configured.
dkms_builds()
{
	install_packages linux-headers-cloud-amd64 "$@" >"$work/dkms.log" 2>&1
	inside dkms status >"$work/dkms.status"
	if ! grep -q 'exitscope-kvm/2, .*: installed' "$work/dkms.status"; then
		tail -n 40 "$work/dkms.log" "$work/dkms.status"
		return 1
	fi
	# shellcheck disable=SC2016 # expanded inside
	inside sh -c 'modinfo -p "$(find /lib/modules/*/updates/dkms -name "kvm.ko*" | head -n 1)"' |
		grep '^exit_counters:'
}

ok "a bare $suite is made" make_root
if [ "$what" != dkms ]; then
	ok "$suite: exitscope is installed" install_packages "/debs/$(basename "$debs"/exitscope_*.deb)"
	ok "$suite: exitscope run passes as an ordinary user, whose cache has the log" passes
	ok "$suite: the installed files are unchanged" unchanged
	ok "$suite: \$XDG_CACHE_HOME is where logs go" own_cache
	ok "$suite: a home that is not there" no_home
	ok "$suite: exitstat is installed and says its version" \
		inside sh -c 'apt-get install -y -qq /debs/exitstat_*.deb && exitstat --version'
	ok "$suite: autopkgtest" tests_pass
fi
if [ "$what" != run ]; then
	ok "$suite: DKMS builds the modules" dkms_builds "/debs/$(basename "$debs"/exitscope-kvm-dkms_*.deb)"
fi
[ "$bad" != 0 ] || rm -rf "$root"
echo "1..$checks"
exit "$bad"
