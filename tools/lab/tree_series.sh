# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables are the sourcing script's
# Modules with the series, of a tree that is not the one the series was made for. Sourced, not run.

# The kernel of the series that is nearest to the tree's: a major version has twenty minor ones or so.
nearest_series()
{
	find "$here" -mindepth 1 -maxdepth 1 -name '[0-9]*.[0-9]*' -printf '%f\n' | sort -V |
		awk -F. -v tree="$kernel" '
			BEGIN { split(tree, of, "."); at = of[1] * 20 + of[2]; least = 1000 }
			{
				far = $1 * 20 + $2 - at
				if (far < 0)
					far = -far
				if (far <= least) { least = far; name = $0 }
			}
			END { print name }'
}

# What a patch changes of the modules; documentation, selftests and Kconfig are not built here.
apply_to_modules()
{
	GIT_DIR=/nonexistent git apply --exclude='*/Kconfig' --include='arch/x86/kvm/*' \
		--include='arch/x86/include/*' --include='include/*' --include='virt/kvm/*' "$1"
}

# The parts of the tree that the series changes, copied and changed. Lines may have moved: git
# apply takes no patch whose surrounding lines differ.
patch_copy()
{
	local patch said

	rm -rf "$work/unpacked"
	mkdir -p "$work/unpacked/source"
	(cd "$source" && cp -a --parents arch/x86/kvm arch/x86/include include virt/kvm "$work/unpacked/source/")
	for patch in $(series "$1"); do
		said=$(cd "$work/unpacked/source" && apply_to_modules "$patch" 2>&1) ||
			broken "host-patch/$1/${patch##*/} no longer applies to $tree (Linux $kernel):" \
				"$(grep -m1 '^error: ' <<<"$said" || tail -n1 <<<"$said")"
	done
}

# patched/<release>/{kvm,kvm-intel,kvm-amd}.ko, against the kernel that was just built.
build_patched()
{
	local nearest extra=

	[ ! -e "$source/arch/x86/kvm/exit_counters.c" ] ||
		fail "$tree has the series already: its modules count without SERIES=1"
	nearest=$(nearest_series)
	echo "building modules with the series for $nearest"
	(unset SERIES && patch_copy "$nearest") || exit
	echo "$release" >"$work/unpacked/release"
	ln -sfn "$work/obj" "$work/unpacked/build"
	# Without its own word the modules have no debug information.
	grep -q '^CONFIG_DEBUG_INFO=y' "$work/obj/.config" && extra=CONFIG_DEBUG_INFO=y
	in_clean_environment APPLIED=1 EXTRA="$extra" CROSS_COMPILE="$cross" "$here/modules" "$nearest" "$work/unpacked" \
		"$work/modules-build" "$work/patched" >"$work/modules.log" 2>&1 || {
		[ -e "$work/modules-build/build.log" ] || fail "$(tail -n1 "$work/modules.log")"
		kbuild_failed "$work/modules-build/build.log"
	}
}
