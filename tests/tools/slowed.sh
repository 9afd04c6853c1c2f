#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What exitscope diff says of a KVM with 30 instructions more in its CPUID handler (slowed.patch), in
# the vmx lab, where a cycle is an instruction: just the rows that go through the handler, each by 30 an
# exit; and of the same KVM again: nothing, 20 times of 20.
# Usage: slowed.sh BUILD [KERNEL]
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

build=$1 kernel=${2:-6.12}
here=$(dirname "$0")
exitscope=$build/bin/exitscope
work=$build/slowed/$kernel
unpacked=$build/kernel/$kernel
release=$(cat "$unpacked/release")
cross=${CROSS_COMPILE:-x86_64-linux-gnu-}
scratch=$(mktemp -d)
logs=$work/logs
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/ok.sh"

# The modules that the lab has, with the patch; kept, since nothing but a new series changes them.
slow_modules() {
	local stamp=$build/modules-build/$kernel/stamp

	[ "$work/slowed.ko.stamp" -nt "$stamp" ] &&
		[ "$work/slowed.ko.stamp" -nt "$here/slowed.patch" ] &&
		echo built && return
	rm -rf "$work"
	mkdir -p "$work/modules"
	cp -a "$build/modules-build/$kernel" "$work/source"
	patch -s -p1 -d "$work/source" <"$here/slowed.patch"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -j"$(nproc)" \
		-C "$unpacked/headers/usr/src/linux-headers-$release" \
		M="$(cd "$work/source" && pwd)/arch/x86/kvm" CC="${cross}gcc" CONFIG_DEBUG_INFO= \
		CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$work/build.log" 2>&1
	cp "$work"/source/arch/x86/kvm/kvm{,-intel,-amd}.ko "$work/modules/"
	rm -rf "$work/source"
	touch "$work/slowed.ko.stamp"
	echo built
}

# A lab of its own, which has them as its patched modules.
slow_lab() {
	local name=slowed-$kernel lab=$build/lab

	mkdir -p "$lab/$name"
	ln -sf "../$kernel/vmlinux" "$lab/$name/vmlinux"
	[ "$lab/$name/l1.cpio" -nt "$work/slowed.ko.stamp" ] ||
		OBJCOPY=${cross}objcopy "$here/../../tools/lab/rootfs.sh" "$lab/agent" \
			"$unpacked/image/lib/modules/$release" "$work/modules" "$lab/$name/l1.cpio"
	ls "$lab/$name"
}

# run DIR KERNEL ARGS...: a run of its own, in a boot of its own.
run() {
	local dir=$1 name=$2

	shift 2
	mkdir -p "$logs/$dir"
	"$exitscope" run --lab vmx --config ept1 --kernel "$name" --image "$build/exitscope.elf" \
		--append "ops=100 quiet settle=1500" --log-dir "$logs/$dir" "$@" >"$scratch/$dir.out" 2>&1 ||
		{ tail -n 5 "$scratch/$dir.out" && return 1; }
	tail -n 1 "$scratch/$dir.out"
}

# Rows of log A with CPUID exits, by how many each operation has.
through_handler() {
	sed -n 's/^# exitscope {"type":"result","n":[0-9]*,"name":"\([^"]*\)","verdict":"pass","ops":\([0-9]*\),.*{"reason":10,"name":"CPUID","count":\([0-9]*\),.*/\1 \2 \3/p' \
		"$logs/a/vmx-ept1.log" | awk '$3 { print $1, 30 * $3 / $2 }'
}

# Rows that diff reports, with their change.
reported() {
	awk '$2 == "round" && /REGRESSION/ { print $1, $6 + 0 } (/exits\/op/ || /verdict/) && !/~/ { print $1, $2 }' "$scratch/slow"
}

slowed_rows() {
	local status=0

	"$exitscope" diff "$logs/a" "$logs/b" >"$scratch/slow" || status=$?
	cat "$scratch/slow"
	through_handler >"$scratch/expected"
	reported >"$scratch/reported"
	echo "must be, and is:"
	diff -y "$scratch/expected" "$scratch/reported" && [ -s "$scratch/expected" ] && echo "the same rows"
	return "$status"
}

# Twenty runs in one boot, against the one in a boot of its own, and their halves as sets.
no_change() {
	local log quiet=0

	for log in "$logs"/again/vmx-ept1.*.log; do
		"$exitscope" diff "$logs/a/vmx-ept1.log" "$log" >"$scratch/same" || true
		if grep -q ': 0 real changes, 0 regressions' "$scratch/same"; then
			quiet=$((quiet + 1))
		else
			cat "$scratch/same"
		fi
	done
	"$exitscope" diff "$logs"/again/vmx-ept1.0?.log "$logs"/again/vmx-ept1.10.log -- \
		"$logs"/again/vmx-ept1.1[1-9].log "$logs"/again/vmx-ept1.20.log
	echo "$quiet of 20 without a change"
}

expect "modules with 30 instructions more in the CPUID handler" 0 "built" slow_modules
expect "a lab with them" 0 "l1.cpio" slow_lab
expect "a run of the KVM as it is" 0 "vmx ept1: pass" run a "$kernel"
expect "a run of the slowed KVM" 0 "vmx ept1: pass" run b "slowed-$kernel"
expect "diff: the rows through the handler, by 30 each, and no others; status 1" 1 "the same rows" slowed_rows
sed 's/^/# /' "$scratch/slow"
expect "twenty runs more of the KVM as it is" 0 "vmx ept1: 20 of 20 runs passed" run again "$kernel" --repeat 20
expect "diff: nothing, 20 times of 20" 0 "20 of 20 without a change" no_change
echo "1..$checks"
exit $bad
