#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tree.sh TREE WORK AGENT OUT: build what the labs boot of the kernel source tree TREE, at any state since
# Linux 6.1: OUT/vmlinux, and OUT/l1.cpio with its KVM as stock modules. It is built in WORK, and only what has
# changed since the last time; nothing is written to TREE.
# SERIES=1 adds patched modules, with the series of host-patch/ that is for the nearest kernel.
# TREE_CONFIG=FILE: lines over those of tree.config.
# Status 6: TREE does not build, or the series does not fit it. 3: it was not tried, or not its own fault.
set -euo pipefail
own=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=host-patch/common.sh
. "$own/../../host-patch/common.sh"
# shellcheck source=tools/lab/tree_series.sh
. "$own/tree_series.sh"

oldest=6.1
tree=$1 agent=$3 out=$4
mkdir -p "$2/obj" "$out"
work=$(cd "$2" && pwd -P)
log=$work/build.log
cross=${CROSS_COMPILE-x86_64-linux-gnu-}

# broken MESSAGE: the tree's own fault.
broken()
{
	echo "tree.sh: $*" >&2
	exit 6
}

makefile_number()
{
	sed -n "s/^$1 = *\([0-9]\+\)\$/\1/p" "$tree/Makefile" | head -n1
}

# The tree's path and version, or a clear end.
find_tree()
{
	[ -d "$tree" ] || fail "there is no folder $tree"
	tree=$(cd "$tree" && pwd -P)
	if [ ! -f "$tree/Makefile" ] || [ ! -d "$tree/virt/kvm" ]; then
		fail "$tree is not a source tree of the kernel"
	fi
	kernel=$(makefile_number VERSION).$(makefile_number PATCHLEVEL)
	printf '%s\n' "$oldest" "$kernel" | sort -CV ||
		fail "$tree is Linux $kernel: too old, the labs take $oldest and later"
}

# Programs, whose packages have their names, and a header.
find_packages()
{
	local tool missing=

	for tool in bc bison cpio flex gcc git make perl rsync; do
		command -v "$tool" >/dev/null || missing+=" $tool"
	done
	if [ "$(uname -m)" != x86_64 ] && ! command -v "${cross}gcc" >/dev/null; then
		missing+=" gcc-x86-64-linux-gnu"
	fi
	if command -v gcc >/dev/null && ! echo '#include <gelf.h>' | gcc -E - >/dev/null 2>&1; then
		missing+=" libelf-dev"
	fi
	[ -z "$missing" ] || fail "building a kernel takes more packages: apt-get install$missing"
}

# kbuild refuses a tree that has been built in place, or whose path has spaces or colons.
needs_copy()
{
	[ -e "$tree/.config" ] || [ -d "$tree/include/config" ] ||
		[ -d "$tree/arch/x86/include/generated" ] || [[ $tree == *[[:space:]:]* ]]
}

# The source to build from: TREE, or a copy of it, cleaned by its own rule.
choose_source()
{
	local nested=()

	source=$tree
	needs_copy || return 0
	source=$work/source
	echo "$tree has been built in place, or has a space or a colon in its path: building from a copy"
	[[ $work != "$tree"/* ]] || nested=(--exclude="/${work#"$tree"/}")
	rsync -a --delete --delete-excluded "${nested[@]}" --exclude=/.git --exclude='/vmlinux*' \
		--exclude='*.o' --exclude='*.ko' --exclude='*.a' --exclude='.*.cmd' "$tree/" "$source/"
	in_clean_environment make -s -C "$source" ARCH=x86 mrproper >"$log" 2>&1 || kbuild_failed "$log"
}

# Nothing of the calling make, nor of the user's own kernel builds, may reach kbuild. The same source
# gives the same bytes, whoever builds it and when.
in_clean_environment()
{
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES -u SERIES -u O -u M -u KBUILD_OUTPUT \
		-u KBUILD_EXTMOD -u KCONFIG_CONFIG -u KCONFIG_ALLCONFIG LC_ALL=C LANG=C LOCALVERSION= \
		KBUILD_BUILD_TIMESTAMP=1970-01-01 KBUILD_BUILD_USER=exitscope KBUILD_BUILD_HOST=lab \
		KBUILD_BUILD_VERSION=1 "$@"
}

kbuild()
{
	in_clean_environment make -s -j"$(nproc)" -C "$source" O="$work/obj" ARCH=x86 \
		CROSS_COMPILE="$cross" "$@" >"$log" 2>&1 || kbuild_failed "$log"
}

# kbuild_failed LOG: the first error in it, of the compiler, the linker, modpost, kconfig or make.
kbuild_failed()
{
	local first

	first=$(grep -m1 -E ' error: |: [Ee]rror: |undefined (reference|symbol)|multiple definition|^ERROR: |syntax error|unknown statement|^\*\*\* [A-Za-z]' "$1" ||
		grep -m1 -F '*** ' "$1" || tail -n1 "$1")
	case $first in
	*'No space left'* | *'Killed signal'*) fail "$first (log: $1)" ;;
	esac
	broken "$tree does not build: ${first//"$source/"/} (log: $1)"
}

# wishes FILE...: their lines, without those that only explain.
wishes()
{
	cat "$@" | sed -n -e 's/^# \(CONFIG_[A-Za-z0-9_]*\) is not set$/\1=n/p' -e '/^CONFIG_/p'
}

# Of one option's lines the last counts. What is not wanted is off, and of what is wanted the part that the labs cannot do without must be there.
configure()
{
	local line must

	sed -n 's/^config \(MITIGATION_.*\)$/CONFIG_\1=y/p' "$source/arch/x86/Kconfig" |
		wishes - "$own/tree.config" ${TREE_CONFIG:+"$TREE_CONFIG"} | tac | sort -t= -k1,1 -us >"$work/wanted"
	must=$(sed '/^# Wished/,$d' "$own/tree.config" | wishes - ${TREE_CONFIG:+"$TREE_CONFIG"} |
		grep -xF -f "$work/wanted")
	kbuild KCONFIG_ALLCONFIG="$work/wanted" allnoconfig
	while read -r line; do
		case $line in
		*=n) ! grep -q "^${line%n}[^n]" "$work/obj/.config" ;;
		*) grep -qxF "$line" "$work/obj/.config" ;;
		esac || broken "$tree does not build: its configuration does not take $line"
	done <<<"$must"
}

# The same layout as Debian's modules, for rootfs.sh.
pack()
{
	local stock=$work/stock patched=none

	rm -rf "$stock"
	mkdir -p "$stock"
	cp "$work"/obj/arch/x86/kvm/kvm{,-intel,-amd}.ko "$work/obj/virt/lib/irqbypass.ko" "$stock/"
	[ "${SERIES:-}" != 1 ] || patched=$work/patched/$release
	OBJCOPY=${cross}objcopy "$own/rootfs.sh" "$agent" "$stock" "$patched" "$out/l1.cpio"
	"${cross}objcopy" -R .comment --strip-all "$work/obj/vmlinux" "$out/vmlinux"
}

# What `exitscope explain --lines` reads, if the configuration asks for debug information: it stays beside the kernel, not in it.
keep_debug()
{
	local module kind

	rm -rf "$out/debug"
	grep -q '^CONFIG_DEBUG_INFO=y' "$work/obj/.config" || return 0
	mkdir -p "$out/debug/stock" "$out/debug/patched"
	"${cross}objcopy" --only-keep-debug "$work/obj/vmlinux" "$out/debug/vmlinux"
	for module in "$work"/stock/*.ko ${SERIES:+"$work/patched/$release"/*.ko}; do
		kind=stock
		[[ $module != "$work/patched/"* ]] || kind=patched
		"${cross}objcopy" --only-keep-debug "$module" \
			"$out/debug/$kind/$(basename "$module" | tr - _)"
	done
	# Modules that the series does not change.
	[ -z "${SERIES:-}" ] || cp "$out/debug/stock/irqbypass.ko" "$out/debug/patched/"
	# From where names of source files are told.
	printf '%s\n' "$source" "$work/modules-build" "$work/unpacked/source" "$work/obj" >"$out/debug/source"
}

find_tree
find_packages
exec 9>"$work/lock"
flock -n 9 || fail "another build of $tree is under way in $work"
[[ ${SERIES:-} =~ ^1?$ ]] || fail "SERIES is 1, or not set"
[ -z "${TREE_CONFIG:-}" ] || [ -r "$TREE_CONFIG" ] || fail "TREE_CONFIG: cannot read $TREE_CONFIG"
choose_source
echo "building Linux $kernel from $tree (log: $log)"
configure
kbuild vmlinux modules
release=$(cat "$work/obj/include/config/kernel.release")
[ "${SERIES:-}" != 1 ] || build_patched
pack
keep_debug
echo "$out: kernel $release"
