#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A wrong count is found, whatever made it wrong: an expectation, a counter, an
# operation that does more; and a guest that dies or refuses is no pass.
# Usage: faults.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
here=$(dirname "$0")
# shellcheck source=tests/tools/ok.sh
. "$here/tools/ok.sh"

# boot LAB ARGS...
boot() {
	status=0
	"$build/bin/exitscope" run --lab "$1" --configs "$here/faults.configs" --config all \
		--append ops=100 --image "$build/exitscope.elf" --log-dir "$scratch" "${@:2}" \
		>"$scratch/all" 2>&1 || status=$?
}

# of CONFIG: its log, and what the tool says of it.
of() {
	cat "$scratch"/*-"$1.log"
	grep "^[a-z]* $1: " "$scratch/all"
}

# The status is that of the worst configuration, and the last still runs.
whole() {
	cat "$scratch/all"
	return "$status"
}

boot svm
expect 'the worst configuration decides' 5 'svm good: pass: 2 pass, 0 fail' whole
expect 'a wrong expectation fails its row' 0 'expected 101 exits in 100 operations, counted 100' of expect
expect 'a wrong expectation fails the run' 0 'svm expect: FAIL: 1 pass, 1 fail' of expect
expect 'a wrong counter fails' 0 'expected 100 exits in 100 operations, counted 101' of counter
expect 'an operation that does more fails' 0 'io (123): expected 0 exits in 100 operations, counted 1' of op
expect 'an exit in a control fails' 0 'not ok 1 nop' of control
expect 'an exception fails its row' 0 'not ok 2 cpuid' of exception
expect 'an exception fails the run' 0 'svm exception: FAIL: 1 pass, 1 fail' of exception
expect 'a hang fails the run' 0 'svm hang: FAIL: 1 pass, 1 fail' of hang
expect 'an unknown workload is said' 0 'names no workload: nosuch' of workload
expect 'an unknown option is said' 0 'unknown option or bad value: frob' of option
expect 'a triple fault is incomplete' 0 'svm triple: INCOMPLETE' of triple

# The same where the host counts, which the guest's own counters cannot make wrong.
boot svm --stock
expect 'the host counts: a wrong expectation fails its row' 0 \
	'expected 101 exits in 100 operations, counted 100' of expect
expect 'the host counts: a wrong expectation fails the run' 0 'svm expect: FAIL: 1 pass, 1 fail' of expect
expect 'the host counts: a counter that is wrong has no say' 0 'svm counter: pass: 2 pass' of counter
expect 'the host counts: an operation that does more fails' 0 \
	'io (123): expected 0 exits in 100 operations, counted 1' of op
expect 'the host counts: an exit in a control fails' 0 'not ok 1 nop' of control
expect 'the host counts: an exception fails the run' 0 'svm exception: FAIL: 1 pass, 1 fail' of exception
expect 'the host counts: a hang fails the run' 0 'svm hang: FAIL: 1 pass, 1 fail' of hang
expect 'the host counts: a triple fault is incomplete' 0 'svm triple: INCOMPLETE' of triple

boot vmx
expect 'a deadline that passes before it is written disturbs its row' 0 \
	'ok 1 timer.deadline # SKIP disturbed: 1 deadlines passed while the host had the processor' of late
expect 'and no row fails' 0 'vmx late: skipped: 0 pass, 0 fail, 1 skip (1 disturbed)' of late
expect "a timer whose exits are missing without one fails" 0 \
	'PREEMPTION_TIMER (52): expected 100 exits in 100 operations, counted 0' of lost

echo "1..$checks"
exit "$bad"
