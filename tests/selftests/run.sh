#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run.sh KERNEL BUILD: run the KVM selftests of KERNEL in the labs, on stock modules and on patched
# ones, and print the results side by side. Status 0: the same everywhere; 1: a difference; 3: it
# could not be run; 5: incomplete. In the environment, to run less or more of it:
#   LABS     svm vmx
#   MODULES  stock patched (counting), and off (patched, with the counters off, as by default)
#   TESTS    names of the only tests to run
#   TIMEOUT  seconds on the clock for all tests of one lab and one kind of modules
set -euo pipefail

kernel=$1 build=$2
here=$(dirname "$0")
out=$build/selftests/$kernel
log=$out/log
read -ra labs <<<"${LABS:-svm vmx}"
read -ra kinds <<<"${MODULES:-stock patched}"

fail()
{
	echo "${0##*/}: $*" >&2
	exit 3
}

# The tests by their names, sorted, so that the list does not depend on the file system; with those
# that do not build, of which build.sh has seen to it that they are not run.
programs()
{
	{
		(cd "$out/payload/selftests" && find . -type f -perm -u+x -printf '%P\n')
		[ ! -e "$out/unbuilt" ] || cat "$out/unbuilt"
	} | grep -vx -e run -e x86_64/nx_huge_pages_test | LC_ALL=C sort
}

make_list()
{
	programs | awk -v kernel="$kernel" -v lab="$1" -v only="${TESTS:-}" \
		-v left_out="$log/$1.not" -f "$here/list.awk" "$here/exceptions" - >"$log/$1.list"
	[ -s "$log/$1.list" ] || [ -s "$log/$1.not" ] || fail "no selftest is named ${TESTS:-}"
	cp "$log/$1.list" "$out/payload/selftests/list.$1"
	# For exitscope suite, with those that are left out.
	cat "$log/$1.list" >"$out/payload/selftests/suite.$1"
	[ ! -e "$log/$1.not" ] || cat "$log/$1.not" >>"$out/payload/selftests/suite.$1"
}

# What exitscope must be told to load the modules KIND.
modules()
{
	case $1 in
	stock) echo "--modules stock" ;;
	patched) echo "--modules patched" ;;
	off) echo "--modules patched --kvm-args exit_counters=0" ;;
	*) fail "no modules '$1'; there are stock, patched and off" ;;
	esac
}

# Some tests want two processors, and some 1 GiB of memory: Bochs has one, and at most 2 GiB. In the
# svm lab 6.1 waits for ever for its second processor to start.
machine()
{
	case $1-$kernel in
	svm-6.1) echo "--l1-memory 3072" ;;
	svm-*) echo "--l1-cpus 2 --l1-memory 3072" ;;
	vmx-*) echo "--l1-memory 2048" ;;
	*) fail "no lab '$1'; there are svm and vmx" ;;
	esac
}

# A line a test, as they end. The program of the payload passes when all tests have run.
run_one()
{
	local lab=$1 kind=$2 options

	options="$(modules "$kind") $(machine "$lab")"
	# shellcheck disable=SC2086 # words
	"$build/bin/exitscope" run --lab "$lab" --kernel "$kernel" $options \
		--timeout "${TIMEOUT:-5400}" --log "$log/$lab-$kind.log" \
		--payload "$out/payload" --exec "/selftests/run /selftests/list.$lab" |
		while IFS=$'\t' read -r word name result elapsed _; do
			[ "$word" != selftest ] ||
				printf '%-12s %-42s %-10s %8.3f s\n' "$lab $kind" "$name" "$result" "$elapsed"
		done
}

run_lab()
{
	local kind

	for kind in "${kinds[@]}"; do
		run_one "$1" "$kind" || echo "$1 $kind: ended with status $?" >&2
	done
}

[ -x "$build/bin/exitscope" ] || fail "no $build/bin/exitscope: make tools"
[ -x "$out/payload/selftests/run" ] || fail "no selftests in $out: make selftests"
mkdir -p "$log"
for kind in "${kinds[@]}"; do
	modules "$kind" >/dev/null
done
files=()
for lab in "${labs[@]}"; do
	machine "$lab" >/dev/null
	rm -f "$log/$lab"[.-]*
	make_list "$lab"
	files+=("$log/$lab.list")
	[ ! -e "$log/$lab.not" ] || files+=("$log/$lab.not")
done

[ -z "${LISTS_ONLY:-}" ] || exit 0

# A process group for each lab, so that all of it ends when this is told to.
# shellcheck disable=SC2317 # by the trap
stop()
{
	local job

	for job in $(jobs -p); do
		kill -TERM -- "-$job" 2>/dev/null || true
	done
	fail "interrupted"
}

trap stop INT TERM
set -m
for lab in "${labs[@]}"; do
	run_lab "$lab" &
done
wait
for lab in "${labs[@]}"; do
	for kind in "${kinds[@]}"; do
		[ -e "$log/$lab-$kind.log" ] || fail "the $lab lab did not run (see above)"
		files+=("$log/$lab-$kind.log")
	done
done
status=0
awk -v kernel="$kernel" -v version="$(cat "$build/kernel/$kernel/version")" \
	-f "$here/compare.awk" "$here/exceptions" "${files[@]}" >"$out/results" || status=$?
cat "$out/results"
exit "$status"
