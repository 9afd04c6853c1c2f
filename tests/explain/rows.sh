#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Ten rows explained in one boot: each sum is the round trip, each trace is the same in two boots (in the vmx lab once as Bochs writes it by
# itself, and once as its debugger prints it), and a tree shows what must be there. In the svm lab, where a boot costs seconds, once more
# with the counters off: counting costs what its code says, where that is (stock.sh: in both labs).
# Usage: rows.sh BUILD LAB
# shellcheck disable=SC2317 # the functions are called by ok and expect
set -euo pipefail

build=$1 lab=$2 kernel=${EXITSCOPE_KERNEL:-6.12}
modules=$build/modules/$(cat "$build/kernel/$kernel/release")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"
# shellcheck source=tests/explain/differs.sh
. "$(dirname "$0")/differs.sh"

# This check takes an instruction more or less by where an object lies, and that is another place with other parameters of modules.
quiet=hardened_usercopy=off
rows='nop,cpuid,io.out8,io.in8,msr.read,msr.write,msr.unknown,hypercall,mmio.read,exception.ud'

# explain NAME OPTION...
explain()
{
	"$build/bin/exitscope" explain "$rows" --lab "$lab" --ops 6 --append ops=100 --l1-append "$quiet" --log "$scratch/$1.log" \
		--trace "$scratch/$1.trace" --summary "${@:2}" >"$scratch/$1.out" 2>"$scratch/$1.err" ||
		{ cat "$scratch/$1.out" "$scratch/$1.err"; return 1; }
}

# A Bochs that is not told where the trace goes: its debugger prints it.
cat >"$scratch/bochs" <<'END'
#!/bin/sh
unset EXITSCOPE_TRACE_FILE
exec "${EXITSCOPE_BOCHS:-bochs-bin}" "$@"
END
chmod +x "$scratch/bochs"

printed()
{
	explain two --emulator "$scratch/bochs" && grep "its debugger prints the trace" "$scratch/two.err"
}

# Off, by the same first rows: KVM has settled as much then.
off()
{
	"$build/bin/exitscope" explain nop,cpuid,io.out8 --lab "$lab" --kvm-args exit_counters=0 --ops 6 --append ops=100 \
		--l1-append "$quiet" --log "$scratch/off.log" --trace "$scratch/off.trace" --summary
}

# Where the modules count, and by how many instructions: read from their code (tests/price/hotpath.c), less the NOP that is there when they do not.
# The compiler may have made one place of the source several of the code.
places()
{
	"$build/price/$kernel/hotpath" "$modules" "$modules" |
		sed -n 's/^# kvm\(-amd\)\{0,1\}: \([^ ]*\): \([0-9]*\) instructions$/\2 \3/p' | while read -r function n; do
			echo "$((n - 1)) 0 $function"
		done
}

# Each row of one exit goes by two of them, one around the guest and one where the handler has returned, and no other function differs.
counting()
{
	local row

	places >"$scratch/places" || true
	"$build/bin/exitscope" explain --from "$scratch/one.trace" --against "$scratch/off.trace" >"$scratch/against"
	cat "$scratch/places" "$scratch/against"
	differs "$scratch/against" | cut -d' ' -f1-4 >"$scratch/differs"
	for row in cpuid io.out8; do
		sed -n "s/^$row //p" "$scratch/differs" >"$scratch/row"
		[ "$(wc -l <"$scratch/row")" = 2 ] && grep -q ' svm_vcpu_run$' "$scratch/row" &&
			! grep -vxFf "$scratch/places" "$scratch/row" || return 1
	done
	[ "$(wc -l <"$scratch/differs")" = 4 ]
}

# from ROW TEXT: the row's tree has that text.
tree()
{
	"$build/bin/exitscope" explain --from "$scratch/one.trace" --threshold 0 >"$scratch/tree"
	sed -n "/^$1: /,/^[a-z].*: .* instructions an operation/p" "$scratch/tree" >"$scratch/row"
	grep -qF -e "$2" "$scratch/row" || { cat "$scratch/row"; return 1; }
}

row()
{
	grep -qE "^$1 .* exact" "$scratch/one.out" || { cat "$scratch/one.out"; return 1; }
}

ok "$lab: ten rows in one boot" explain one
for name in ${rows//,/ }; do
	ok "$lab: $name: the sum is the round trip" row "$name"
done
if [ "$lab" = vmx ]; then
	ok "$lab: a second boot, whose trace the debugger prints" printed
else
	ok "$lab: a second boot" explain two
fi
ok "$lab: two runs give the same trace" cmp "$scratch/one.trace" "$scratch/two.trace"
ok "$lab: CPUID: KVM's handler" tree cpuid 'CPUID in op_cpuid, handled by kvm_emulate_cpuid'
ok "$lab: OUT to QEMU: its ioctl" tree io.out8 'kvm_vcpu_ioctl [kvm]'
ok "$lab: OUT to QEMU: QEMU itself" tree io.out8 '[qemu-system-x86_64]'
expect "$lab: the hot paths are what they are said to be" 0 ': pass: ' \
	"$build/bin/exitscope" check "$scratch/one.trace" --expect "$(dirname "$0")/hotpath.expect"
if [ "$lab" = svm ]; then
	ok "$lab: the counters off" off
	ok "$lab: counting costs what its code says, in two places, and nothing else" counting
fi
exit "$bad"
