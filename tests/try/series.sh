#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A git tree of twelve commits over Debian's linux-source, for try.sh: the fourth has 30 instructions more in the CPUID
# handler, the sixth does not build, the ninth has one exit more for each hypercall; the others add a function
# that nobody calls. What is there already is kept, and commits have the same ids each time.
# SOURCE is a folder of sources, or the package, of which drivers that the labs' kernel has none of are left out.
# Usage: series.sh SOURCE TREE
# shellcheck disable=SC2016 # sed's $
set -euo pipefail

package=$(realpath "$1") tree=$(realpath -m "$2")
kvm=$tree/arch/x86/kvm

unpack()
{
	local kernel

	kernel=$(basename "$package")
	kernel=${kernel#linux-source-}
	kernel=${kernel%%_*}
	dpkg-deb --fsys-tarfile "$package" | tar -xO "./usr/src/linux-source-$kernel.tar.xz" | xz -dc -T0 |
		tar -x -C "$tree" --strip-components=1 --exclude='*/drivers/gpu/*.[chS]' \
			--exclude='*/drivers/net/*.[chS]' --exclude='*/drivers/media/*.[chS]' \
			--exclude='*/drivers/infiniband/*.[ch]' --exclude='*/drivers/staging/*.[ch]' \
			--exclude='*/drivers/scsi/*.[ch]' --exclude="linux-source-$kernel/sound/*.[ch]" \
			--exclude='*/Documentation/*.rst' --exclude='*/Documentation/*.yaml' \
			--exclude="linux-source-$kernel/arch/[!x]*/*.[chS]" --exclude='*/arch/*.dts' \
			--exclude='*/arch/*.dtsi' --exclude='*/tools/testing/*' --exclude='*/tools/perf/*'
}

in_tree()
{
	git -C "$tree" -c core.compression=0 -c gc.auto=0 -c user.name=test -c user.email=test@exitscope.invalid "$@"
}

# commit NUMBER SUBJECT: with a tag of that number.
commit()
{
	GIT_AUTHOR_DATE="2026-01-01T00:00:00Z" GIT_COMMITTER_DATE="2026-01-01T00:00:00Z" in_tree commit -q -m "$2"
	in_tree tag "c$1"
}

# function NUMBER FILE: one that nobody calls.
function_in()
{
	echo "int exitscope_series_$1(void); int exitscope_series_$1(void) { return $1; }" >>"$kvm/$2"
	in_tree add -f "$kvm/$2"
	commit "$1" "KVM: x86: a function in $2"
}

# edit NUMBER FILE SED SUBJECT
edit()
{
	sed -i "$3" "$kvm/$2"
	in_tree diff --quiet && echo "series.sh: '$3' changes nothing in $2" >&2 && exit 1
	in_tree add -f "$kvm/$2"
	commit "$1" "$4"
}

# What was interrupted is begun anew.
[ ! -e "$tree/.git/refs/tags/c12" ] || exit 0
if [ ! -e "$tree/.git/refs/tags/c0" ]; then
	rm -rf "$tree"
	mkdir -p "$tree"
	if [ -d "$package" ]; then
		cp -a "$package/." "$tree/"
	else
		unpack
	fi
	in_tree init -q -b main
	in_tree add -A -f .
	commit 0 "$(basename "$package" .deb)"
fi
in_tree reset -q --hard c0
in_tree tag -l 'c[1-9]*' | xargs -r git -C "$tree" tag -d >/dev/null
function_in 1 irq.c
function_in 2 mtrr.c
function_in 3 pmu.c
edit 4 cpuid.c '/^int kvm_emulate_cpuid/,/^}/s/^\treturn kvm_skip_emulated_instruction(vcpu);/\tasm volatile(".rept 30\\n\\tnop\\n\\t.endr");\n&/' \
	'KVM: x86: 30 instructions in the CPUID handler'
function_in 5 debugfs.c
edit 6 irq.c '$a this is not C;' 'KVM: x86: what does not build'
edit 7 irq.c '$d' 'KVM: x86: it builds again'
function_in 8 mtrr.c
edit 9 x86.c '/^int kvm_emulate_hypercall(/,/^}/s/^\tnr = kvm_rax_read(vcpu);/\t{ static bool again; again = !again; if (again) return 1; }\n&/' \
	'KVM: x86: a hypercall exits twice'
function_in 10 pmu.c
function_in 11 debugfs.c
function_in 12 irq.c
