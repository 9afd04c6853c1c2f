#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What explain says, in one line, of what it cannot explain. Usage: bad.sh BUILD
# shellcheck disable=SC2317 # the functions are called by ok and expect
set -euo pipefail

build=$1
exitscope=$build/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"

explain()
{
	"$exitscope" explain --log-dir "$scratch" --trace "$scratch/trace" --append ops=20 "$@"
}

expect "no workload" 2 "which workload?" explain
expect "two words" 2 "more than one workload" explain cpuid nop
expect "a processor that is not emulated" 2 "the kvm lab's processor is not emulated" explain cpuid --lab kvm
expect "several configurations" 2 "a trace is of one configuration" explain cpuid --config npt1,npt0
expect "no such threshold" 2 "is not a number from 0 to 100" explain cpuid --threshold 101
expect "no operations" 2 "is not a number from 1 to 1024" explain cpuid --ops 0
expect "a trace that is not there" 3 "No such file" "$exitscope" explain --from "$scratch/none"
head -c 100 /dev/zero >"$scratch/zeros"
expect "a file that is no trace" 3 "not a saved trace, or cut" "$exitscope" explain --from "$scratch/zeros"
expect "a folder that is not there" 3 "No such file" explain cpuid --trace "$scratch/none/trace"

# An emulator that was built without plugins does not know the option.
cat >"$scratch/qemu" <<'END'
#!/bin/sh
case " $* " in
*" -plugin "*) echo "qemu-system-x86_64: -plugin: invalid option" >&2; exit 1 ;;
esac
exec qemu-system-x86_64 "$@"
END
chmod +x "$scratch/qemu"
expect "an emulator without plugins" 3 "-plugin: invalid option" explain cpuid --emulator "$scratch/qemu"
expect "an unknown workload" 2 "run= names no workload" explain no.such
expect "a workload that cannot run there" 4 "cannot run here" explain vmx.vmclear
expect "a guest that dies between the marks" 5 "the VM ended" explain cpuid --append inject=traced:cpuid
expect "a full disk" 3 "the trace cannot be written: No space left on device" explain cpuid --trace /dev/full
expect "a full disk, to which Bochs writes" 3 "the trace cannot be written: No space left on device" explain cpuid --lab vmx --trace /dev/full
# With this all addresses are zero, as they are for who may not read them.
expect "a kernel without symbols" 3 "L1's kernel tells no symbols" explain cpuid --l1-append sysctl.kernel.kptr_restrict=2
head -c 20000 "$(dirname "$0")/vmx.trace" >"$scratch/cut"
expect "a trace that was cut" 3 "not a saved trace, or cut" "$exitscope" explain --from "$scratch/cut"
exit "$bad"
