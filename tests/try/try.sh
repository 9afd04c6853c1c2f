#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# exitscope try on the twelve commits of series.sh, in both labs: A..B over the commit that adds 30 instructions to the
# CPUID handler names the rows that go through it, each by 30 an exit, and no others; over another commit nothing. git
# bisect run finds the instructions by a threshold and by a saved log, and the exit that another commit adds by its
# count, ROUNDS times each, though one commit between does not build. Kernels that were built in an earlier run are kept.
# HOW is `modules': the commits are of KVM's part of the source, built against Debian's headers for Debian's own kernel, by the
# script of `make modules' in the place of tree.sh (two minutes for the first); or `trees': of the whole source, as a user has it.
# Usage: try.sh BUILD KERNEL CACHE HOW [ROUNDS [LAB...]]
# shellcheck disable=SC2317 # functions are called by expect and ok
set -euo pipefail

build=$(realpath "$1") kernel=$2 cache=$3 how=$4 rounds=${5:-1}
[ $# -le 5 ] && labs=(svm vmx) || labs=("${@:6}")
here=$(cd "$(dirname "$0")" && pwd)
exitscope=$build/bin/exitscope
work=$build/try/$how
tree=$work/linux
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export EXITSCOPE_BUILD=$build
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

declare -A configs=([svm]="npt1,npt0" [vmx]="ept1,ept0") cpuid=([svm]=114 [vmx]=10)

# Exitscope's scripts as try calls them, but for tree.sh, and a build folder beside them.
make_house() {
	local house=$work/house

	mkdir -p "$house/build/lab" "$house/tools/lab" "$house/host-patch"
	cp "$here"/../../tools/lab/{tree_commit.sh,tree_name.sh,tree.config,rootfs.sh} "$house/tools/lab/"
	cp "$here/tree_modules.sh" "$house/tools/lab/tree.sh"
	cp "$here/../../host-patch/common.sh" "$house/host-patch/"
	ln -sf "$build"/lab/{configs,quirks,rom.bin,steady.so} "$house/build/lab/"
	cmp -s "$build/lab/agent" "$house/build/lab/agent" || cp "$build/lab/agent" "$house/build/lab/agent"
	ln -sfn "$build/exitscope.elf" "$house/build/exitscope.elf"
	export EXITSCOPE_BUILD=$house/build TRY_MODULES="$here/../../host-patch/modules" TRY_UNPACKED=$build/kernel/$kernel \
		TRY_LAB=$build/lab/$kernel TRY_KERNEL=$kernel
}

series() {
	local source=$build/kernel/$kernel/source version

	if [ "$how" = trees ]; then
		version=$(cat "$build/kernel/$kernel/version")
		source=$(find "$cache" -name "linux-source-${kernel}_${version//:/%3a}_*.deb" | head -n1)
	fi
	"$here/series.sh" "$source" "$tree"
	git -C "$tree" tag -l c12
}

# range A..B: in the lab that is tested; its logs stay in $logs.
range() {
	"$exitscope" try --lab "$lab" --log-dir "$scratch/$lab" "$tree" "$1" >"$scratch/range" || {
		local status=$?

		cat "$scratch/range"
		return "$status"
	}
	cat "$scratch/range"
}

# log_of COMMIT CONFIG
log_of() {
	echo "$scratch/$lab/"*.git."$(git -C "$tree" rev-parse --short=12 "$1^{tree}")/$lab-$2.log"
}

# Rows of log A with CPUID exits, by how many each operation has.
through_handler() {
	sed -n "s/^# exitscope {\"type\":\"result\",\"n\":[0-9]*,\"name\":\"\([^\"]*\)\",\"verdict\":\"pass\",\"ops\":\([0-9]*\),.*{\"reason\":${cpuid[$lab]},\"name\":\"[^\"]*\",\"count\":\([0-9]*\),.*/\1 \2 \3/p" \
		"$1" | awk '$3 { print $1, 30 * $3 / $2 }'
}

expected() {
	local config

	for config in ${configs[$lab]//,/ }; do
		through_handler "$(log_of c3 "$config")" | sed "s/^/$lab-$config /"
	done
}

# What is reported, with its change, behind the configuration.
reported() {
	awk '/^(svm|vmx)-/ { config = $1 } $2 == "round" && /REGRESSION/ { print config, $1, $6 + 0 }
		(/exits\/op/ || /verdict/) && !/~/ { print config, $1, $2 }' "$scratch/range"
}

slowed_rows() {
	local status=0

	range c3..c4 || status=$?
	expected >"$scratch/expected"
	reported >"$scratch/reported"
	echo "must be, and is:"
	diff -y "$scratch/expected" "$scratch/reported" && [ "$(wc -l <"$scratch/expected")" -ge 4 ] && echo "the same rows"
	return "$status"
}

# Of each configuration the eight rows that changed most name the function, by as much as they got dearer, and no other.
functions_named() {
	awk '/^(svm|vmx)-/ { rows = 0 }
		$2 == "round" && /REGRESSION/ { by = $6 + 0; row = $1; must += ++rows <= 8 }
		/own instructions:/ { named++; if (!($0 ~ ": kvm_emulate_cpuid \\+[0-9,]*$") || $NF + 0 != by) { print row, by, $0; bad = 1 } }
		END { print named + 0, "of", must; exit bad || !must || named != must }' "$scratch/range"
}

median() {
	sed -n 's/^# exitscope {"type":"result","n":[0-9]*,"name":"cpuid",.*"median":\([0-9]*\),.*/\1/p' "$1"
}

# bisects COMMIT ARGS...: between the last commit and the first, in the lab's first configuration.
bisects() {
	local first=$1 found

	shift
	git -C "$tree" bisect start c12 c0 >/dev/null 2>&1
	(cd "$tree" && git bisect run "$exitscope" try --bisect --lab "$lab" --config "${configs[$lab]%,*}" \
		--log-dir "$scratch/bisect" "$@") || return
	found=$(git -C "$tree" rev-parse refs/bisect/bad)
	git -C "$tree" bisect reset >/dev/null 2>&1
	[ "$found" = "$(git -C "$tree" rev-parse "$first")" ] && echo "found $first"
}

threshold() {
	bisects c4 --expect "cpuid round-trip median < $(($(median "$scratch/$lab.saved.log") + 15))"
}

against() {
	bisects c4 --against "$scratch/$lab.saved.log" --append run=cpuid
}

case $how in
modules) make_house ;;
trees) ;;
*) echo "try.sh: HOW is modules or trees, not '$how'" >&2 && exit 2 ;;
esac
expect 'a series of twelve commits' 0 c12 series
for lab in "${labs[@]}"; do
	expect "$lab: 30 instructions: the rows through the handler, by 30 an exit, and no others; status 1" 1 \
		'the same rows' slowed_rows
	sed 's/^/# /' "$scratch/range"
	ok "$lab: these rows name the function" functions_named
	expect "$lab: a function that nobody calls changes nothing" 0 ' 0 real changes' range c2..c3
	expect "$lab: a commit that does not build" 6 "B does not build: $(git -C "$tree" log -1 --format=%h c6)" range c5..c6
	cp "$(log_of c3 "${configs[$lab]%,*}")" "$scratch/$lab.saved.log"
	for ((round = 1; round <= rounds; round++)); do
		expect "$lab: bisected to the instructions, by a threshold, round $round" 0 'found c4' threshold
		expect "$lab: bisected to the exit, round $round" 0 'found c9' bisects c9 --expect 'hypercall exits any = 1'
	done
	expect "$lab: bisected to the instructions, by a saved log" 0 'found c4' against
	expect "$lab: the commit that does not build is skipped" 0 'skipped, it does not build' threshold
done
echo "1..$checks"
exit "$bad"
