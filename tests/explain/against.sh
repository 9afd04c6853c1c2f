#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What explain --against says of a KVM with 30 instructions more in a handler, of one with a function that is not inlined any more, and of
# one that calls a function once more: that, with its number, and nothing else; and of the same KVM again, nothing.
# Usage: against.sh BUILD LAB [KERNEL [RUNS]], after make tools guest lab modules
# shellcheck disable=SC2317 # functions are called by expect and ok
set -euo pipefail

build=$1 lab=$2 kernel=${3:-6.12} runs=${4:-1}
here=$(dirname "$0")
exitscope=$build/bin/exitscope
release=$(cat "$build/kernel/$kernel/release")
cross=${CROSS_COMPILE:-x86_64-linux-gnu-}
scratch=$(mktemp -d)
variants=(dearer noinline call)
# shellcheck disable=SC2064 # as it is now
trap "rm -rf '$scratch' $(printf "'$build/lab/%s-$kernel' " "${variants[@]}")" EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

# edit VARIANT FILE: of cpuid.c, where CPUID's handler is.
edit()
{
	case $1 in
	dearer) sed -i '/^int kvm_emulate_cpuid/,/^}/s|\treturn kvm_skip|\tasm volatile(".rept 30\\n\\tnop\\n\\t.endr");\n&|' "$2" ;;
	noinline) sed -i 's/^static inline \(struct kvm_cpuid_entry2 \*cpuid_entry2_find(\)/static noinline \1/' "$2" ;;
	call) sed -i '/^int kvm_emulate_cpuid/,/^}/s|\treturn kvm_skip|\tkvm_pmu_trigger_event(vcpu, kvm_pmu_eventsel.INSTRUCTIONS_RETIRED);\n&|' "$2" ;;
	esac
}

# The modules that the lab has, with one edit, and a lab that has them.
variant()
{
	local source=$scratch/source name=$1-$kernel

	[ -e "$source" ] || cp -a "$build/modules-build/$kernel" "$source"
	cp "$build/modules-build/$kernel/arch/x86/kvm/cpuid.c" "$source/arch/x86/kvm/"
	edit "$1" "$source/arch/x86/kvm/cpuid.c"
	! cmp -s "$source/arch/x86/kvm/cpuid.c" "$build/modules-build/$kernel/arch/x86/kvm/cpuid.c" || return 1
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$build/kernel/$kernel/headers/usr/src/linux-headers-$release" \
		M="$source/arch/x86/kvm" CC="${cross}gcc" CONFIG_DEBUG_INFO= CONFIG_DEBUG_INFO_BTF_MODULES= modules || return 1
	mkdir -p "$scratch/modules" "$build/lab/$name"
	cp "$source"/arch/x86/kvm/kvm{,-intel,-amd}.ko "$scratch/modules/"
	ln -sf "../$kernel/vmlinux" "$build/lab/$name/vmlinux"
	OBJCOPY=${cross}objcopy "$here/../../tools/lab/rootfs.sh" "$build/lab/agent" \
		"$build/kernel/$kernel/image/lib/modules/$release" "$scratch/modules" "$build/lab/$name/l1.cpio"
}

# explain KERNEL OPTION...: two rows that go through the handler, or do not.
explain()
{
	local name=$1

	shift
	"$exitscope" explain cpuid,msr.read --lab "$lab" --kernel "$name" --append ops=50 --log "$scratch/$name.log" "$@"
}

# against KERNEL: what differs, a line each, without callers.
against()
{
	explain "$1" --trace "$scratch/$1.trace" --against "$scratch/base.trace" >"$scratch/said" 2>"$scratch/error" ||
		{ cat "$scratch/said" "$scratch/error"; return 1; }
	cat "$scratch/said"
	grep -q '1 of 2 workloads: no function differs' "$scratch/said" || return 1
	sed -n 's/^ *\([+-][0-9,]*\) *\([+-][0-9,]*\)\{0,1\}  \([^ ]*\) \[.*/\1 \2 \3/p' "$scratch/said" >"$scratch/differs"
}

dearer()
{
	against "dearer-$kernel" && [ "$(cat "$scratch/differs")" = '+30  kvm_emulate_cpuid' ]
}

# And by diff, in the row that got dearer.
dearer_row()
{
	"$exitscope" diff "$scratch/base.trace" "$scratch/dearer-$kernel.trace" >"$scratch/said" || true
	cat "$scratch/said"
	grep -q '^ *own instructions: kvm_emulate_cpuid +30$' "$scratch/said" && grep -q '1 real change, 1 regression' "$scratch/said"
}

noinline()
{
	against "noinline-$kernel" && [ "$(wc -l <"$scratch/differs")" = 1 ] &&
		grep -qE ' \+1  cpuid_entry2_find \[kvm\]: no longer inlined, called by .* itself -' "$scratch/said"
}

call()
{
	against "call-$kernel" && [ "$(cut -d' ' -f 2,3 "$scratch/differs" | sort | tr '\n' ' ')" = ' kvm_emulate_cpuid +1 kvm_pmu_trigger_event ' ]
}

# By its name: it is run twice.
same()
{
	explain "$kernel" --trace "$scratch/again.trace" --against "$kernel" >"$scratch/said" 2>&1
	grep -q '2 of 2 workloads: no function differs' "$scratch/said" || { cat "$scratch/said"; return 1; }
}

for name in "${variants[@]}"; do
	ok "$name: modules, and a lab" variant "$name"
done
ok "$lab: KVM as it is" explain "$kernel" --trace "$scratch/base.trace" --summary
for run in $(seq "$runs"); do
	ok "$lab, run $run: 30 instructions in a handler, and nothing else" dearer
	ok "$lab, run $run: the same in a row of diff" dearer_row
	ok "$lab, run $run: a function that is no longer inlined, and nothing else" noinline
	ok "$lab, run $run: one call more, and nothing else" call
	ok "$lab, run $run: of the same KVM nothing" same
done
echo "1..$checks"
exit "$bad"
