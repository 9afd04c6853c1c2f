#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# kvm-unit-tests in both labs, on stock and on patched modules: what each comes to, and what differs. Results stay
# in BUILD/suite/{stock,patched}; a run that was interrupted goes on there.
# Usage: labs.sh BUILD DIR, where DIR is a built checkout; LABS="svm vmx". Status: the worst of exitscope's.
set -uo pipefail

if [ $# != 2 ]; then
	echo "labs.sh: which checkout? make suite SUITE=DIR" >&2
	exit 2
fi
build=$1 tests=$2
status=0

# suite LAB KIND OPTIONS...
suite()
{
	local lab=$1 kind=$2 got=0

	shift 2
	"$build/bin/exitscope" suite kvm-unit-tests "$tests" --lab "$lab" --resume \
		--log-dir "$build/suite/$kind" "$@" || got=$?
	[ "$got" -le "$status" ] || status=$got
	[ "$got" -lt 2 ]
}

for lab in ${LABS:-svm vmx}; do
	suite "$lab" stock --stock && suite "$lab" patched --against "$build/suite/stock"
done
exit $status
