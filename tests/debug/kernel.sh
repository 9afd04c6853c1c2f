#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel.sh KERNEL UNPACKED CACHE WORK AGENT OUT: build a debug kernel (debug.config) from Debian's
# source with the series, in WORK. What the labs boot of it goes to OUT (vmlinux, l1.cpio); modules
# with deliberate faults and the series' selftest go to WORK/extra. Only what the series or the
# configuration changes is built anew.
set -euo pipefail
own=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=host-patch/common.sh
. "$own/../../host-patch/common.sh"

kernel=$1 unpacked=$2 cache=$3 agent=$5 out=$6
mkdir -p "$4/obj" "$4/extra" "$6"
work=$(cd "$4" && pwd -P)
cross=${CROSS_COMPILE-x86_64-linux-gnu-}
counters=arch/x86/kvm/exit_counters.c

build()
{
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -j"$(nproc)" -C "$work/src" \
		O="$work/obj" ARCH=x86 CROSS_COMPILE="$cross" "$@" >"$work/build.log" 2>&1 || {
		grep -m5 -E '(error|Error)( |:)' "$work/build.log" >&2 || tail -n5 "$work/build.log" >&2
		fail "the debug kernel does not build ($*), see $work/build.log"
	}
}

# The whole of Debian's source; host-patch/packages has unpacked but a part.
unpack()
{
	local version file

	version=$(cat "$unpacked/version")
	[ "$(cat "$work/version" 2>/dev/null)" = "$version" ] && return
	file=$(find "$cache" -name "linux-source-${kernel}_${version//:/%3a}_*.deb" | head -n1)
	[ -n "$file" ] || fail "no linux-source-$kernel $version in $cache: remove $unpacked," \
		"then make kernel-packages"
	rm -rf "$work/src"
	mkdir -p "$work/src"
	dpkg-deb --fsys-tarfile "$file" | tar -xO "./usr/src/linux-source-$kernel.tar.xz" |
		xz -dc -T0 | tar -x -C "$work/src" --strip-components=1
	echo "$version" >"$work/version"
}

# Copy what differs, so that make sees no other file as new.
patch_source()
{
	local stage=$work/stage

	rm -rf "$stage"
	cp -a "$unpacked/source" "$stage"
	apply_series "$kernel" "$stage"
	rsync -rlp --checksum "$stage/" "$work/src/"
	rm -rf "$stage"
}

# What is not wanted is off, and what is wanted must be there.
configure()
{
	local line

	grep '^CONFIG_' "$own/debug.config" >"$work/wanted"
	build KCONFIG_ALLCONFIG="$work/wanted" allnoconfig
	while read -r line; do
		case $line in
		*=n) ! grep -q "^${line%n}[^n]" "$work/obj/.config" ;;
		*) grep -qxF "$line" "$work/obj/.config" ;;
		esac || fail "debug.config: the kernel does not take $line"
	done <"$work/wanted"
}

# kvm.ko that does not free the counters: to prove that their loss would be found.
build_leaking()
{
	local free='exit_counters_free(vcpu->arch.exit.counters);'

	[ "$(grep -cF "$free" "$work/src/$counters")" = 1 ] ||
		fail "$counters frees a vCPU's counters in another way than '$free':" \
			"the deliberate leak in ${0##*/} must follow"
	sed -i "s/$free/barrier();/" "$work/src/$counters"
	build modules
	mkdir -p "$work/extra/leaking"
	cp "$work/obj/arch/x86/kvm/kvm.ko" "$work/extra/leaking/"
	patch_source
}

build_fault()
{
	mkdir -p "$work/fault"
	cp "$own/fault/Kbuild" "$own/fault/fault.c" "$work/fault/"
	build M="$work/fault" modules
	cp "$work/fault/fault.ko" "$work/extra/"
}

# The series' selftest, where there is one, as a static program.
build_selftest()
{
	local tests=$work/src/tools/testing/selftests/kvm name=exit_counters_test

	rm -f "$work/extra/$name"
	[ -e "$tests/x86_64/$name.c" ] || return 0
	mkdir -p "$work/headers" "$work/selftests"
	(build O="$work/headers" headers) || exit
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL LDFLAGS=-static make -s -j"$(nproc)" -C "$tests" \
		ARCH=x86_64 CC="${cross}gcc" OUTPUT="$work/selftests" \
		KHDR_INCLUDES="-isystem $work/headers/usr/include" \
		"$work/selftests/x86_64/$name" >"$work/selftest.log" 2>&1 ||
		fail "the selftest does not build, see $work/selftest.log"
	cp "$work/selftests/x86_64/$name" "$work/extra/"
}

# The same layout as Debian's modules: rootfs.sh takes one as stock, one as patched.
pack()
{
	local modules=$work/modules

	rm -rf "$modules"
	mkdir -p "$modules"
	cp "$work"/obj/arch/x86/kvm/kvm{,-intel,-amd}.ko "$work/obj/virt/lib/irqbypass.ko" "$modules/"
	OBJCOPY=${cross}objcopy "$own/../../tools/lab/rootfs.sh" "$agent" "$modules" "$modules" \
		"$out/l1.cpio"
	"${cross}objcopy" --strip-all "$work/obj/vmlinux" "$out/vmlinux"
}

need dpkg-deb xz tar rsync make bc flex bison "${cross}gcc"
unpack
patch_source
configure
build vmlinux
build_leaking
build modules
build_fault
build_selftest
pack
echo "$out: kernel $(cat "$work/obj/include/config/kernel.release")"
