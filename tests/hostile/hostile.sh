#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A hostile guest of two vCPUs beside a witness: CALLS random calls of the counters in each
# configuration. Nothing but defined answers, none of the witness's exits, no memory
# allocated on its behalf, and nothing in the host's log.
# Usage: hostile.sh BUILD LAB [SEED [CALLS]]
# shellcheck disable=SC2317 # functions are called by expect
set -eu

build=$1 lab=$2 seed=${3:-1} calls=${4:-20000}
here=$(dirname "$0")
scratch=$(mktemp -d)
trap '[ -z "${KEEP:-}" ] || cp -r "$scratch" "$KEEP"; rm -rf "$scratch"' EXIT
timeout=3600
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
# shellcheck source=tests/isolation/side_by_side.sh
. "$here/../isolation/side_by_side.sh"

rows=4 vcpus=2 calls_per_op=16
ops=$(((calls + rows * vcpus * calls_per_op - 1) / (rows * vcpus * calls_per_op)))
known=5000 # the witness's hypercalls
dry=8	   # measure.c's WARMUP_OPS
case $lab in
svm) configs='npt1' hypercall=$(reason SVM_VMMCALL) ;;
vmx) configs='ept1 realmode' hypercall=$(reason VMX_VMCALL) ;;
*) echo "hostile.sh: no lab '$lab'" >&2 && exit 2 ;;
esac
if [ "$ops" -gt 32760 ]; then
	echo "hostile.sh: at most $((32760 * rows * vcpus * calls_per_op)) calls" >&2
	exit 2
fi

spec() {
	cat <<-END
	vm hostile
	append run=hostile.* mode=all ops=$ops watchdog=100000000
	argument -smp
	argument $vcpus
	argument -fw_cfg
	argument name=opt/exitscope/hostile.seed,string=$seed
	vm witness
	append run=hypercall,cpuid ops=$known
	END
}

all() {
	spec | side_by_side "${configs// /,}"
}

log() {
	cat "$scratch/$lab-$1.log"
}

# guest CONFIG VM: its results, a line each.
guest() {
	log "$1" | sed -n "s/^$2| //p" | grep -E '^(not )?ok |^1\.\.|^# hostile: seed'
}

# All four passed: each answer was right, and each reason counted what it must, and no more.
passed() {
	guest "$1" hostile
	[ "$(log "$1" | grep -cE '^hostile\| ok [0-9]* hostile\.[a-z]*$')" = "$rows" ]
}

# How many CPUIDs the rows counted, by the guest's own results.
called() {
	echo "calls: $((ops * rows * vcpus * calls_per_op)) of $calls"
	[ $((ops * rows * vcpus * calls_per_op)) -ge "$calls" ]
}

witness() {
	guest "$1" witness
	echo "witness: $(counted "$1" after witness "$hypercall")," \
		"hostile: $(counted "$1" after hostile "$hypercall")"
}

silent() {
	log "$1" | grep -E '^@(log|kmsg)'
	! log "$1" | grep -q '^@kmsg' && log "$1" | grep -q '^@log after 0'
}

# By the kernel's tracepoints, in the threads of the vCPUs while the calls were made: nothing but
# buffers of the socket that is the guest's serial port, into which QEMU writes the results.
allocated() {
	log "$1" | grep -E '^@(alloc|threads)'
	[ "$(log "$1" | grep -cE '^@allocations [a-z_]* all [1-9][0-9]* vcpus ')" = 3 ] &&
		! log "$1" | grep -E '^@allocated km' | grep -qv '\] __alloc_skb '
}

echo "# $lab: seed $seed, $ops operations of $calls_per_op calls, $vcpus vCPUs, $rows rows"
expect "$lab: the guests end" 0 "$(echo "$configs" | wc -w)" all
for config in $configs; do
	expect "$config: as many calls as asked for" 0 calls called
	expect "$config: defined answers only, and exact counts" 0 "seed $seed," passed "$config"
	expect "$config: neither VM has the other's exits" 0 \
		"witness: $((known + dry + 1)), hostile: 0" witness "$config"
	expect "$config: KVM allocates nothing for it" 0 "@threads hostile vcpus $vcpus" allocated "$config"
	expect "$config: the host's log is silent" 0 '@log after 0' silent "$config"
done

echo "1..$checks"
exit "$bad"
