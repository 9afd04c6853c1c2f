#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# build.sh KERNEL UNPACKED CACHE OUT: build the KVM selftests of Debian's linux-source-KERNEL, with
# the series applied, as static x86 programs: OUT/payload/selftests is what the labs get. UNPACKED
# is what host-patch/packages has made, and CACHE where it has left the source package.
set -euo pipefail
# shellcheck source=host-patch/common.sh
. "$(dirname "$0")/../../host-patch/common.sh"

tests=$(cd "$(dirname "$0")" && pwd)
kernel=$1 unpacked=$2 cache=$3 out=$4
cross=${CROSS_COMPILE:-x86_64-linux-gnu-}

# What `make headers` and the selftests' makefile need beside what host-patch has unpacked.
members=(
	Makefile Kbuild Kconfig scripts arch/x86 usr tools/include tools/arch/x86 tools/build
	tools/scripts tools/lib/rbtree.c tools/testing/selftests/{kvm,rseq}
	tools/testing/selftests/{lib.mk,kselftest.h,kselftest_harness.h}
)

need busybox dpkg-deb git make rsync tar xz "${cross}gcc"
version=$(cat "$unpacked/version")
package=$(find "$cache" -maxdepth 1 -name "linux-source-${kernel}_${version//:/%3a}_*.deb")
[ -n "$package" ] ||
	fail "no linux-source-$kernel $version in $cache: rm -r $unpacked, then make kernel-packages"

# quietly LOG COMMAND...: what it says goes to LOG, and is worth a line only when it fails.
quietly()
{
	local log=$1

	shift
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$@" >"$log" 2>&1 || {
		grep -m5 -E 'error|Error' "$log" >&2 || tail -n5 "$log" >&2
		fail "the selftests of $kernel do not build, see $log"
	}
}

unpack()
{
	rm -rf "$out"
	mkdir -p "$out/bin" "$out/payload/selftests"
	cp -a "$unpacked/source" "$out/source"
	dpkg-deb --fsys-tarfile "$package" | tar -xO "./usr/src/linux-source-$kernel.tar.xz" |
		xz -dc -T0 | tar -x -C "$out/source" --strip-components=1 --skip-old-files \
			"${members[@]/#/linux-source-$kernel/}"
	apply_series "$kernel" "$out/source"
}

# check_unbuilt LOG BIN: the tests that LOG says not to build. Some stable kernels have one; it must
# be known, as a row "not" of the exceptions. Their names go to OUT/unbuilt.
check_unbuilt()
{
	local name

	sed -n "s|^make: \*\*\* \[.*: $2/\(.*\)\] Error.*|\1|p" "$1" | sort -u >"$out/unbuilt"
	[ -s "$out/unbuilt" ] || fail "the selftests of $kernel do not build, see $1"
	while read -r name; do
		grep -qE "^($kernel|\*) \* $name not " "$tests/exceptions" ||
			fail "the selftest $name of $kernel does not build, see $1"
	done <"$out/unbuilt"
}

# Stable kernels take over tests and headers without all that these need. linux/stddef.h has what
# asm/kvm.h uses, and TEST_ASSERT_EQ() is ASSERT_EQ() under its later name.
missing()
{
	echo "-include linux/stddef.h"
	grep -q 'define TEST_ASSERT_EQ(' "$out/source/tools/testing/selftests/kvm/include/test_util.h" ||
		echo "-DTEST_ASSERT_EQ=ASSERT_EQ"
}

# CFLAGS and LDFLAGS come from the environment, since the makefile adds to them.
compile()
{
	local bin

	bin=$(cd "$out/bin" && pwd)
	quietly "$out/headers.log" make -j"$(nproc)" -C "$out/source" ARCH=x86 headers
	: >"$out/unbuilt"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL CFLAGS="$(missing | tr '\n' ' ')" LDFLAGS=-static \
		make -k -j"$(nproc)" \
		-C "$out/source/tools/testing/selftests/kvm" ARCH=x86_64 CC="${cross}gcc" \
		OUTPUT="$bin" >"$out/build.log" 2>&1 || check_unbuilt "$out/build.log" "$bin"
}

# The programs, without debug information, and the scripts among the tests.
gather()
{
	local file source=$out/source/tools/testing/selftests/kvm

	(cd "$out/bin" && find . -type f -perm -u+x ! -name '*.o' -printf '%P\n') |
		while read -r file; do
			mkdir -p "$out/payload/selftests/$(dirname "$file")"
			"${cross}strip" -o "$out/payload/selftests/$file" "$out/bin/$file"
		done
	(cd "$source" && find x86* -name '*.sh') | while read -r file; do
		install -D "$source/$file" "$out/payload/selftests/$file"
	done
}

# Scripts want a shell, and one of them asks for its user's name.
shell()
{
	local name

	mkdir -p "$out/payload/bin" "$out/payload/etc"
	cp "$(command -v busybox)" "$out/payload/bin/busybox"
	for name in sh cat dirname tee whoami; do
		ln -sf busybox "$out/payload/bin/$name"
	done
	echo 'root:x:0:0:root:/:/bin/sh' >"$out/payload/etc/passwd"
}

unpack
compile
gather
shell
echo "$out/payload: $(find "$out/payload/selftests" -type f | wc -l) selftests of $version"
