#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# exitscope history and what gathers it, with a stand-in where kernels would be run: a kill at any time loses nothing, a kernel that
# fails costs itself, steps get their functions, the page holds it all; wrong input. Boots nothing and asks no mirror.
# Usage: command.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
EXITSCOPE=$(cd "$1" && pwd)/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
cd "$scratch"
export EXITSCOPE RECORDED=$here/logs KEEP=1
collect=$here/../../tools/history/collect
kernels=(6.1.0-101 6.1.0-102 6.12.1+deb13 6.12.101+deb13 6.12.666 6.16.150+deb13 7.3.204+deb13)

# What collect needs of a build folder and a cache, as if all was fetched.
mkdir -p build/bin build/lab cache/apt/history
cp "$here/fake-exitscope" build/bin/exitscope
: >build/lab/agent
echo guest >build/exitscope.elf
for kernel in "${kernels[@]}"; do
	mkdir "build/lab/$kernel"
	echo "Linux version $kernel (x (gcc-14 (Debian 14.2.0-19) 14.2.0, GNU ld) Debian 1-1 (2026-11-15)" \
		>"build/lab/$kernel/vmlinux"
	echo 1 >"build/lab/$kernel/l1.cpio"
	echo "$kernel ${kernel%%[+]*} trixie"
done | sed 's/ 6.1.0-\(10.\) / 6.1.\1-1 /' >cache/apt/history/index

# all HISTORY: both labs, as tools/history/all has them, but for the list.
all()
{
	local lab what status=0

	for what in measure explain; do
		for lab in svm vmx; do
			bash "$collect" "$what" build cache "$1" "$lab" || status=$?
		done
	done
	return "$status"
}

# Killed after so long, ten times; each time what is there can be read, and the next one goes on.
killed()
{
	local n pid before=0 now lab=svm

	for n in 1 2 3 4 5 6 7 8 9 10; do
		setsid bash "$collect" measure build cache killed.jsonl "$lab" &
		pid=$!
		[ "$lab" = svm ] && lab=vmx || lab=svm
		sleep "0.$((3 + n % 4))"
		kill -9 -- "-$pid" 2>/dev/null || true
		wait "$pid" || true
		[ -e killed.jsonl ] || continue
		"$EXITSCOPE" history killed.jsonl >/dev/null || return
		now=$(wc -l <killed.jsonl)
		[ "$now" -ge "$before" ] || return
		before=$now
	done
	[ "$before" -lt 14 ] && echo "$before lines after ten kills, none lost"
}

late()
{
	local status=0

	LIMIT=0 bash "$collect" measure build cache late.jsonl svm || status=$?
	[ "$status" = 7 ] && [ ! -s late.jsonl ]
}

nothing()
{
	[ -z "$("$@" 2>&1)" ]
}

# Forty lines at once, behind a gate: each waits for the others.
crowd()
{
	local n

	exec 5>gate
	flock 5
	for n in $(seq 40); do
		flock -s gate "$EXITSCOPE" history crowd.jsonl --failed x --lab svm --kernel "6.1.0-$n" --package "6.1.$n-1" 5>&- &
	done
	exec 5>&-
	wait
	[ "$(wc -l <crowd.jsonl)" = 40 ]
}

# No address but the names of pictures' language.
quiet()
{
	! grep -oE '(src|href)="?(https?:|//)[^"]*' page.html
}

expect "the whole of it: a kernel that does not boot is no failure of the others" 0 "svm 7.3.204+deb13: status 0" all whole.jsonl
expect "each kernel has a line a lab" 0 "14" grep -c '"type":"kernel"' whole.jsonl
expect "what failed is said" 0 'status 6: L1 has panicked: no init' grep 6.12.666 whole.jsonl
expect "a cost is that without counting, exits are those that were counted" 0 '"cpuid":[1413,' grep 7.3.204 whole.jsonl
expect "exits are by reason" 0 '"hlt.timer":[9674,9674,' cat whole.jsonl
expect "a chance exit is none" 0 '{"hlt":1,"msr":2}' cat whole.jsonl
expect "steps have their functions" 0 "handle +400" "$EXITSCOPE" history whole.jsonl
ok "nothing is left to explain" nothing "$EXITSCOPE" history whole.jsonl --steps
cp whole.jsonl twice.jsonl
ok "the second time nothing is done" nothing all twice.jsonl
ok "and the file is the same" cmp whole.jsonl twice.jsonl
expect "a kernel that failed is tried again if asked to" 0 "svm 6.12.666: status 6" \
	env RETRY=1 bash "$collect" measure build cache twice.jsonl svm
rm -rf build/history
expect "kills lose nothing" 0 "none lost" killed
expect "what was killed goes on" 0 "status 0" all killed.jsonl
ok "and is what it would have been" cmp whole.jsonl killed.jsonl
rm -rf build/history
rm -rf build/history
expect "two share the work, and believe the last list where no mirror answers" 0 "status 0" \
	env SUITES= "$here/../../tools/history/all" build cache shared.jsonl
ok "and it is the same again" cmp whole.jsonl shared.jsonl
ok "forty writers at once" crowd
ok "time is up: nothing is begun" late
ok "the page" "$EXITSCOPE" history whole.jsonl -o page.html
ok "has a row, its picture, its step and function" \
	grep -qa 'data-row="cpuid"' page.html
expect "has the function of a step" 0 'handle</code>' grep -a handle page.html
expect "says what failed" 0 'L1 has panicked' grep -a panicked page.html
ok "asks nobody" quiet

expect "no history" 3 "nowhere.jsonl: No such file" "$EXITSCOPE" history nowhere.jsonl
head -c 200 whole.jsonl >cut.jsonl
expect "a cut line is said, with its place" 3 "cut.jsonl:1: not JSON" "$EXITSCOPE" history cut.jsonl
expect "what cannot be written" 3 "/dev/full" "$EXITSCOPE" history whole.jsonl -o /dev/full
expect "a log without its other half" 3 "no log of npt1 without counting" "$EXITSCOPE" history x.jsonl --add --lab svm \
	--kernel a --package 1 "$RECORDED/counted.log"
expect "a log of another lab" 3 "not a run of this lab" "$EXITSCOPE" history x.jsonl --add --lab vmx \
	--kernel a --package 1 "$RECORDED/counted.log" "$RECORDED/timed.log"
expect "no kernel" 2 "one is missing" "$EXITSCOPE" history x.jsonl --add --lab svm "$RECORDED/counted.log"
expect "no such lab" 2 "no lab 'arm'" "$EXITSCOPE" history x.jsonl --failed x --lab arm --kernel a --package 1
expect "two actions" 2 "only one of" "$EXITSCOPE" history x.jsonl --steps --add
expect "a bad list" 3 "line 1 is not NAME" "$EXITSCOPE" history x.jsonl --todo <(echo "one two")
echo "1..$checks"
exit $bad
