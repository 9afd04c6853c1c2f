#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What can be tested of the series and its scripts without a lab.
# Usage: series.sh KERNEL BUILD, after make modules
# shellcheck disable=SC2317 # the functions are called by ok
set -euo pipefail

kernel=$1 build=$2
unpacked=$build/kernel/$kernel
modules=$build/modules/$(cat "$unpacked/release")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$(dirname "$0")/../tools/ok.sh"

# refuses TEXT COMMAND...: it ends with status 3 and one line that has TEXT in it.
refuses()
{
	local text=$1 status=0

	shift
	"$@" >/dev/null 2>"$scratch/error" || status=$?
	cat "$scratch/error"
	[ "$status" = 3 ] && [ "$(wc -l <"$scratch/error")" = 1 ] &&
		grep -q -- "$text" "$scratch/error"
}

# host_patch SCRIPT...: the scripts with a copy of the series that a test may spoil.
copy()
{
	rm -rf "$scratch/host-patch"
	cp -a host-patch "$scratch/host-patch"
	patch=$(find "$scratch/host-patch/$kernel" -name '0001-*.patch')
}

tampered()
{
	copy
	sed -i '0,/^ static int \|^ \t*return/s/^ /  /' "$patch"
	refuses '0001-.* does not apply' \
		"$scratch/host-patch/tree" "$kernel" "$unpacked" "$scratch/other"
}

tampered_modules()
{
	copy
	sed -i '0,/^ \t*return/s/^ /  /' "$patch"
	refuses '0001-.* does not apply' \
		"$scratch/host-patch/modules" "$kernel" "$unpacked" "$scratch/work" "$scratch/out"
}

# Debian's source with a line more than the series was made for, ahead of all it changes.
offset()
{
	copy
	rm -rf "$scratch/moved"
	mkdir "$scratch/moved"
	cp -a "$unpacked/version" "$unpacked/release" "$unpacked/source" "$scratch/moved"
	sed -i '1i /* one line more */' "$scratch/moved/source/arch/x86/kvm/x86.c"
	"$scratch/host-patch/tree" "$kernel" "$scratch/moved" "$scratch/other" 2>&1 |
		tee /dev/stderr | grep 'applies with offsets'
	"$scratch/host-patch/save" "$kernel" "$scratch/other" "$scratch/saved"
	same_changes
}

# That source for the modules. Lines of other files, which have not moved, may be there twice.
offset_modules()
{
	rm -rf "$scratch/applied"
	cp -a "$scratch/moved/source" "$scratch/applied"
	bash -c '. host-patch/common.sh && apply_series "$@"' - "$kernel" "$scratch/applied" 2>&1 |
		tee /dev/stderr | grep 'applies with offsets'
}

# The same with all that the first hunk has to find there once more, ahead of everything.
twice()
{
	offset
	x86=$scratch/moved/source/arch/x86/kvm/x86.c
	awk '/^@@/ && n++ { exit } n && /^[ -]/ { print substr($0, 2) }' \
		<(sed -n '/^--- a.arch.x86.kvm.x86.c/,$p' "$patch") >"$scratch/first"
	cat "$scratch/first" "$x86" >"$scratch/x86.c"
	mv "$scratch/x86.c" "$x86"
	FORCE=1 refuses 'are there twice' \
		"$scratch/host-patch/tree" "$kernel" "$scratch/moved" "$scratch/other"
}

names()
{
	(cd "$1" && find . -name '[0-9]*.patch' ! -name '0000-*' | sort)
}

# What was saved is the series, but for where Debian's update has moved its lines to.
same_changes()
{
	local saved

	# shellcheck source=host-patch/common.sh
	. host-patch/common.sh
	diff <(names "$scratch/saved") <(names "host-patch/$kernel")
	for saved in "$scratch/saved"/*; do
		diff <(changes "$saved") <(changes "host-patch/$kernel/${saved##*/}")
	done
}

round_trip()
{
	rm -rf "$scratch/tree" "$scratch/saved"
	host-patch/tree "$kernel" "$unpacked" "$scratch/tree" 2>"$scratch/offsets"
	host-patch/save "$kernel" "$scratch/tree" "$scratch/saved"
	if grep offsets "$scratch/offsets"; then
		same_changes
	else
		diff -r -x '0000-*' "host-patch/$kernel" "$scratch/saved"
	fi
}

keeps_changes()
{
	echo "// work" >>"$scratch/tree/arch/x86/kvm/x86.c"
	refuses 'changes not committed' host-patch/tree "$kernel" "$unpacked" "$scratch/tree"
}

keeps_commits()
{
	git -C "$scratch/tree" commit -qam "work"
	refuses 'commits that the series has not' \
		host-patch/tree "$kernel" "$unpacked" "$scratch/tree"
}

forced()
{
	FORCE=1 host-patch/tree "$kernel" "$unpacked" "$scratch/tree" &&
		[ -z "$(git -C "$scratch/tree" log --format=%s -1 --grep='^work$')" ]
}

checkpatch_clean()
{
	local patches

	mapfile -t patches < <(find "$PWD/host-patch/$kernel" -name '[0-9]*.patch' \
		! -name '0000-*' | sort)
	cd "$unpacked/source"
	scripts/checkpatch.pl --strict --quiet --no-tree --ignore FILE_PATH_CHANGES "${patches[@]}"
	cd - >/dev/null
}

# The cover letter has the number of the patches and the list of them that git shortlog makes.
cover_letter_fits()
{
	local letter=host-patch/$kernel/0000-cover-letter.patch tree=$scratch/tree

	[ -e "$letter" ] || return 0
	grep "^Subject: \[PATCH 00*/$(git -C "$tree" rev-list --count debian..HEAD)\] " "$letter" &&
		git -C "$tree" shortlog debian..HEAD | sed '/^$/d' >"$scratch/shortlog" &&
		sed -n '/^Exitscope ([0-9]*):$/,/^$/p' "$letter" | sed '/^$/d' |
			diff - "$scratch/shortlog"
}

# The modules fit the kernel, and only kvm.ko has the parameter.
modules_fit()
{
	local module

	for module in kvm kvm-intel kvm-amd; do
		modinfo -F vermagic "$modules/$module.ko" | grep "^$(cat "$unpacked/release") "
	done
	modinfo -F parm "$modules/kvm.ko" | grep '^exit_counters:'
}

# A reason's row in the tables of the series, as compiled from the series itself.
tables()
{
	local tree=$scratch/tree/arch/x86

	{
		sed -n '/^#define KVM_EXIT_/{:a;p;/\\$/{n;ba}}' "$tree/kvm/exit_counters.h"
		sed -n '/^struct kvm_exit_\(row\|range\) {/,/^}/p' "$tree/kvm/exit_counters.h"
		sed -n '/^#define SVM_EXIT_\(MUL\|ERR_REASON\)/p' "$tree/kvm/svm/svm.c"
		sed -n '/^static const struct kvm_exit_range/,/^};/p' \
			"$tree/kvm/vmx/vmx.c" "$tree/kvm/svm/svm.c"
		sed -n '/^#define EXIT_REASON_UNDEFINED/p' "$tree/include/asm/vmx.h"
	} >"$scratch/tables.h"
	# The kernel compares signs freely.
	${CC:-cc} -std=gnu11 -Wall -Wextra -Wno-sign-compare -Werror \
		-I "$scratch" -I "$tree/include/uapi/asm" \
		-o "$scratch/tables" tests/host-patch/tables.c
	"$scratch/tables"
}

ok "Debian's source takes the series, and the tree gives it back" round_trip
ok "checkpatch --strict is clean" checkpatch_clean
ok "the cover letter, if there is one, lists the patches" cover_letter_fits
ok "the tables of reasons are sound" tables
ok "the tree keeps changes not committed" keeps_changes
ok "the tree keeps commits not saved" keeps_commits
ok "FORCE=1 makes the tree anew" forced
ok "a patch that does not apply stops the tree" tampered
ok "a patch that does not apply stops the modules" tampered_modules
ok "a patch that applies with an offset is said, and stays the same change" offset
ok "and so it is for the modules, whose source is patched by itself" offset_modules
ok "an offset to lines that are there twice is refused" twice
ok "a kernel that apt does not know is refused" \
	refuses 'apt knows no linux-source-9.99' \
	env SUITES= host-patch/packages 9.99 "$scratch/cache" "$scratch/unpacked"
ok "a kernel without a series is refused" \
	refuses 'no series for kernel 9.99' \
	host-patch/modules 9.99 "$unpacked" "$scratch/work" "$scratch/out"
ok "the modules fit the kernel" modules_fit
echo "1..$checks"
exit "$bad"
