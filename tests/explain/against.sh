#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What explain --against says of a KVM with instructions more in its handlers, of one with functions that are not inlined any more, and of
# one that calls a function once more, at all the places of the list `edits`: each with its number, and nothing else; and of the same KVM again, nothing.
# Modules are kept in BUILD/against/KERNEL, and built where their source, the list or this script has changed.
# Usage: against.sh BUILD LAB [KERNEL [RUNS]], after make tools guest lab modules
# shellcheck disable=SC2317 # functions are called by expect and ok
set -euo pipefail

build=$(realpath "$1") lab=$2 kernel=${3:-6.12} runs=${4:-1}
here=$(dirname "$0")
exitscope=$build/bin/exitscope
release=$(cat "$build/kernel/$kernel/release")
cross=${CROSS_COMPILE:-x86_64-linux-gnu-}
headers=$build/kernel/$kernel/headers/usr/src/linux-headers-$release
work=$build/against/$kernel
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
touch "$scratch/places"
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"
# shellcheck source=tests/explain/differs.sh
. "$here/differs.sh"

rows='nop,cpuid,msr.read,msr.write,xsetbv,rdpmc,invd,mwait,monitor,wbinvd,io.in8,io.out8,exception.ud,hypercall,nmi.self,task.switch,mmio.read,apic.eoi'
# An instruction of this check depends on where the object lies, and where that is on the modules' size.
quiet=hardened_usercopy=off

# edits KIND: FILE, FUNCTION, PATTERN and N of each change of a kind.
edits()
{
	sed -n "s/^$1\(-\([0-9]*\)\)\{0,1\}  *\([^ ]*\)  *\([^ ]*\) *\(.*\)/\3|\4|\5|\2/p" "$here/edits"
}

# take FILE WHAT: what was edited of it, if that differs.
take()
{
	! cmp -s "$1" "$scratch/edited" || { echo "no $2 in $1"; return 1; }
	cp "$scratch/edited" "$1"
}

# insert FILE FUNCTION PATTERN LINE
insert()
{
	PATTERN=$3 LINE=$4 awk -v name="$2" '
		/^[a-z].*\(/ { within = index($0, " " name "(") || index($0, "*" name "(") }
		within { line = $0; sub(/^\t*/, "", line) }
		within && index(line, ENVIRON["PATTERN"]) == 1 { print ENVIRON["LINE"]; within = 0 }
		{ print }' "$1" >"$scratch/edited"
	take "$1" "'$3' in $2()"
}

# begin FILE FUNCTION N: as many NOPs where it begins, behind those that this kernel has in front of each.
begin()
{
	local padding

	padding=$(sed -n 's/^CONFIG_FUNCTION_PADDING_BYTES=//p' "$headers/.config")
	name=$2 attribute="__attribute__((patchable_function_entry($3 + ${padding:=0}, $padding)))" awk '
		/^[a-z].*\(/ && !/;$/ && (index($0, " " ENVIRON["name"] "(") || index($0, "*" ENVIRON["name"] "(")) { print ENVIRON["attribute"] }
		{ print }' "$1" >"$scratch/edited"
	take "$1" "$2()"
}

# change KIND FILE FUNCTION PATTERN N
change()
{
	case $1 in
	dearer) begin "$2" "$3" "$5" ;;
	call) insert "$2" "$3" "$4" "kvm_pmu_trigger_event(vcpu, kvm_pmu_eventsel.INSTRUCTIONS_RETIRED);" ;;
	noinline)
		PATTERN=$4 awk 'index($0, ENVIRON["PATTERN"]) == 1 { sub(/static (inline )?/, "static noinline ") } { print }' \
			"$2" >"$scratch/edited"
		take "$2" "'$4'"
		;;
	esac
}

# The modules that the lab has, with the changes of one kind.
variant()
{
	local kind=$1 source=$work/source kvm=arch/x86/kvm file function pattern n

	[ ! "$work/$kind/stamp" -nt "$here/edits" ] || [ ! "$work/$kind/stamp" -nt "$0" ] ||
		[ ! "$work/$kind/stamp" -nt "$build/modules-build/$kernel/stamp" ] || return 0
	mkdir -p "$work/$kind"
	[ "$source/stamp" -nt "$build/modules-build/$kernel/stamp" ] || {
		rm -rf "$source"
		cp -a "$build/modules-build/$kernel" "$source"
		touch "$source/stamp"
	}
	for file in cpuid.c x86.c; do
		cp "$build/modules-build/$kernel/$kvm/$file" "$source/$kvm/"
	done
	while IFS='|' read -r file function pattern n; do
		change "$kind" "$source/$kvm/$file" "$function" "$pattern" "$n" || return 1
	done < <(edits "$kind")
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -j"$(nproc)" -C "$headers" \
		M="$source/$kvm" CC="${cross}gcc" CONFIG_DEBUG_INFO= CONFIG_DEBUG_INFO_BTF_MODULES= modules || return 1
	cp "$source/$kvm"/kvm{,-intel,-amd}.ko "$work/$kind/"
	touch "$work/$kind/stamp"
}

# explain NAME OPTION...
explain()
{
	local name=$1

	shift
	"$exitscope" explain "$rows" --lab "$lab" --kernel "$kernel" --append "ops=$((49 + run)) settle=1500" \
		--l1-append "$quiet" --log "$scratch/$name.log" --trace "$scratch/$name.trace" "$@"
}

against()
{
	explain "$1" --modules "$work/$1" --against "$scratch/base.trace" >"$scratch/$1.said" 2>"$scratch/$1.error" ||
		[ $? = 4 ] || { cat "$scratch/$1.said" "$scratch/$1.error"; return 1; }
	cat "$scratch/$1.said"
	differs "$scratch/$1.said" >"$scratch/$1.differs"
}

# Of the functions of a kind those that some row runs as it is: not every lab's processor exits for everything. What is inlined shows nowhere.
run_here()
{
	local file function pattern n

	while IFS='|' read -r file function pattern n; do
		[ "$1" != noinline ] && ! grep -q " $function \[kvm\]" "$scratch/tree" || echo "$function"
	done < <(edits "$1")
}

# places KIND FOUND: all that there are.
places()
{
	echo "$2" | sort -u | sed '/^$/d' >"$scratch/found"
	run_here "$1" | sort | diff - "$scratch/found" || return 1
	echo "$lab, run $run: $1: $(wc -l <"$scratch/found") of $(wc -l <"$scratch/found")" >>"$scratch/places"
}

# Each line is one of the handlers, by its number, as often as the operation goes there.
dearer()
{
	local row own calls function rest n found=

	against dearer || return 1
	while read -r row own calls function rest; do
		n=$(edits dearer | sed -n "s/.*|$function|.*|//p")
		if [ -z "$n" ] || [ "$own" -le 0 ] || [ $((own % n)) != 0 ] || [ "$calls" != 0 ]; then
			echo "$row: $function by $own? ($rest)"
			return 1
		fi
		found+="$function"$'\n'
	done <"$scratch/dearer.differs"
	places dearer "$found"
}

# And by diff, in the row that got dearer.
dearer_row()
{
	"$exitscope" diff --rows cpuid "$scratch/base.trace" "$scratch/dearer.trace" >"$scratch/diff" || true
	cat "$scratch/diff"
	grep -Eq '^ *own instructions: (.*, )?kvm_emulate_cpuid \+30(,|$)' "$scratch/diff" && grep -q '1 real change, 1 regression' "$scratch/diff"
}

# Each line is a function that was inlined, once an operation; its caller is named with it.
noinline()
{
	local row own calls function rest found=

	against noinline || return 1
	while read -r row own calls function rest; do
		if ! edits noinline | grep -qF "|$function|" || [ "$calls" -lt 1 ] || [[ $rest != "no longer inlined"* ]]; then
			echo "$row: $function? ($rest)"
			return 1
		fi
		found+="$function"$'\n'
	done <"$scratch/noinline.differs"
	places noinline "$found"
}

# The function that is called, once more by each handler that the operation goes through; and the handler itself, for what calling takes.
call()
{
	local row own calls function rest found='' called

	against call || return 1
	called=$(grep -E ' kvm_pmu_trigger_event (new, )?called by ' "$scratch/call.differs") || return 1
	while read -r row own calls function rest; do
		[ "$function" != kvm_pmu_trigger_event ] || [ "$calls" -lt 1 ] || continue
		if ! edits call | grep -qF "|$function|" || [ "$calls" != 0 ] || ! grep -q "^$row .*$function (+[0-9]* call" <<<"$called"; then
			echo "$row: $function? ($rest)"
			return 1
		fi
		found+="$function"$'\n'
	done <"$scratch/call.differs"
	places call "$found"
}

# By the same modules once more, as a folder.
same()
{
	explain again --modules "$build/modules/$release" --against "$scratch/base.trace" >"$scratch/again.said" 2>&1 || [ $? = 4 ]
	cat "$scratch/again.said"
	! grep -q ' instructions, .* before' "$scratch/again.said" && grep -q 'workloads: no function differs' "$scratch/again.said"
}

twenty()
{
	local sum

	sum=$(($(sed 's/.* //' "$scratch/places" | paste -sd+)))
	echo "$sum places in $runs runs"
	[ "$sum" -ge $((20 * runs)) ]
}

for kind in dearer noinline call; do
	ok "$kind: modules" variant "$kind"
done
for run in $(seq "$runs"); do
	ok "$lab, run $run: KVM as it is" explain base --modules "$build/modules/$release" --summary
	"$exitscope" explain --from "$scratch/base.trace" --threshold 0 >"$scratch/tree"
	ok "$lab, run $run: instructions more in each of the handlers, and nothing else" dearer
	ok "$lab, run $run: the same in a row of diff" dearer_row
	ok "$lab, run $run: functions that are no longer inlined, and nothing else" noinline
	ok "$lab, run $run: a call more in each of the handlers, and nothing else" call
	ok "$lab, run $run: of the same KVM nothing" same
done
sed 's/^/# /' "$scratch/places"
ok "$lab: twenty places and more in each run" twenty
echo "1..$checks"
exit "$bad"
