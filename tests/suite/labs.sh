#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A suite in both labs, on stock and on patched modules: what each test comes to, and what differs. Results stay in
# BUILD/suite/SUITE-KERNEL/{stock,patched,off}; a run that was interrupted goes on there.
# Usage: labs.sh BUILD kvm-unit-tests|selftests DIR. Status: the worst of exitscope's. In the environment, to run less or more of it:
#   KERNEL   6.12, whose image and modules are L1's
#   LABS     svm vmx
#   MODULES  stock patched (counting), and off (patched, with the counters off, as by default); the others are held against the first
#   TESTS    globs of the only tests to run
#   GROUP    the only group to run, of kvm-unit-tests
#   LIMIT    millions of instructions a test, as --limit
set -uo pipefail

if [ $# != 3 ] || [ -z "$3" ]; then
	echo "labs.sh: which tests? make suite SUITE=DIR, a built checkout of kvm-unit-tests" >&2
	exit 2
fi
build=$1 suite=$2 tests=$3 kernel=${KERNEL:-6.12}
read -ra labs <<<"${LABS:-svm vmx}"
read -ra kinds <<<"${MODULES:-stock patched}"
read -ra only <<<"${TESTS:-}"
status=0

# What exitscope must be told to load the modules KIND.
modules()
{
	case $1 in
	stock) echo --stock ;;
	patched) ;;
	off) echo --kvm-args exit_counters=0 ;;
	*) echo "labs.sh: no modules '$1'; there are stock, patched and off" >&2 && return 2 ;;
	esac
}

# Some selftests want two processors, and some 1 GiB of memory: Bochs has one, and at most 2 GiB. In the svm lab 6.1 waits for
# ever for its second processor to start.
machine()
{
	case $suite-$1-$kernel in
	selftests-svm-6.1) echo --l1-memory 3072 ;;
	selftests-svm-*) echo --l1-cpus 2 --l1-memory 3072 ;;
	esac
}

# run LAB KIND OPTIONS...
run()
{
	local lab=$1 kind=$2 got=0 words

	shift 2
	read -ra words <<<"$(modules "$kind") $(machine "$lab") ${GROUP:+--group $GROUP} ${LIMIT:+--limit $LIMIT}"
	"$build/bin/exitscope" suite "$suite" "$tests" --lab "$lab" --kernel "$kernel" --resume \
		--log-dir "$build/suite/$suite-$kernel/$kind" "${words[@]}" "$@" "${only[@]}" || got=$?
	[ "$got" -le "$status" ] || status=$got
	[ "$got" -lt 2 ]
}

for kind in "${kinds[@]}"; do
	modules "$kind" >/dev/null || exit 2
done
for lab in "${labs[@]}"; do
	run "$lab" "${kinds[0]}" || continue
	for kind in "${kinds[@]:1}"; do
		run "$lab" "$kind" --against "$build/suite/$suite-$kernel/${kinds[0]}"
	done
done
exit $status
