#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# exitscope try without a kernel and without a lab: a git tree whose «kernel» is a file of words that emulator.sh
# obeys. What is built and what is not, what is left alone, every status that git bisect run may get. Seconds.
# Usage: quick.sh BUILD
# shellcheck disable=SC2317,SC2119,SC2120 # functions are called by expect and ok
set -eu

exitscope=$(realpath "$1")/bin/exitscope
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

house=$scratch/house
tree=$scratch/tree
export EXITSCOPE_BUILD=$house/build EXITSCOPE_QEMU=$here/emulator.sh HOME=$scratch GIT_CONFIG_NOSYSTEM=1
export CROSS_COMPILE='' TRY_EVENT=$scratch/event
mkfifo "$TRY_EVENT"
unset EXITSCOPE_TRY_KEEP TREE_CONFIG

# Exitscope's source as far as try needs it, with a tree.sh that takes the words for a kernel.
make_house() {
	mkdir -p "$house/build/lab" "$house/tools/lab" "$house/host-patch"
	cp "$here"/../../tools/lab/{tree_commit.sh,tree_name.sh,tree.config,rootfs.sh} "$house/tools/lab/"
	cp "$here/../../host-patch/common.sh" "$house/host-patch/"
	cp "$here"/../../tools/lab/{configs,quirks} "$house/build/lab/"
	touch "$house/build/exitscope.elf" "$house/build/lab/agent"
	chmod +x "$house/build/lab/agent"
	cat >"$house/tools/lab/tree.sh" <<-'EOF'
		#!/bin/bash
		set -e
		echo "$*" >>"$2/builds"
		! grep -q '^broken' "$1/kvm.c" || { echo "tree.sh: does not build: kvm.c:1: error: broken" >&2; exit 6; }
		! grep -q '^full' "$1/kvm.c" || { echo "tree.sh: No space left on device" >&2; exit 3; }
		! grep -q '^long' "$1/kvm.c" || { echo builds >"$TRY_EVENT"; sleep 300; }
		mkdir -p "$4"
		cat "$1"/kvm.c >"$4/vmlinux"
		[ ! -e "$1/new.c" ] || cat "$1/new.c" >>"$4/vmlinux"
		touch "$4/l1.cpio"
	EOF
	chmod +x "$house/tools/lab/tree.sh"
}

git() {
	command git -C "$tree" -c user.name=test -c user.email=test@exitscope.invalid "$@"
}

# commit TAG WORDS...: a commit whose kernel is these words, a line each.
commit() {
	local tag=$1

	shift
	printf '%s\n' "commit $tag" "$@" >"$tree/kvm.c"
	git add kvm.c
	git commit -q -m "kvm: $tag"
	git tag "$tag"
}

make_tree() {
	mkdir "$tree"
	git init -q -b main
	seq 100 >"$tree/untouched.c"
	git add untouched.c
	commit good
	commit c1
	commit c2
	commit slow 'slow 30'
	commit c4 'slow 30'
	commit broken 'slow 30' broken
	commit c6 'slow 30'
	commit exit 'slow 30' exit
	commit c8 'slow 30' exit
	commit panic 'slow 30' exit panic
	commit bad 'slow 30' exit
}

# What git knows, and what lies in the tree.
inventory() {
	(cd "$tree" && find . -path ./.git/logs -prune -o -type f -printf '%p %s %T@ %i\n' | sort)
}

# try ARGS...: what did it only a lab can tell.
try() {
	"$exitscope" try --config npt1 --explain 0 "$@"
}

try_here() {
	(cd "$tree" && "$exitscope" try --bisect --config npt1 "$@")
}

at() {
	git checkout -q "$1"
	shift
	"$@"
}

builds() {
	cat "$EXITSCOPE_BUILD"/trees/*/builds | wc -l
}

# bisects FIRST ARGS...: from bad to good, by exitscope with these arguments.
bisects() {
	local first=$1 found

	shift
	git bisect start bad good >/dev/null
	(cd "$tree" && command git bisect run "$exitscope" try --bisect --config npt1 "$@") || return
	found=$(git rev-parse refs/bisect/bad)
	git bisect reset -q >/dev/null 2>&1
	[ "$found" = "$(git rev-parse "$first")" ] && echo "found it"
}

stops() {
	local status=0

	git bisect start bad good >/dev/null
	(cd "$tree" && command git bisect run "$exitscope" try --bisect "$@") || status=$?
	git rev-parse --verify -q refs/bisect/skip-* refs/bisect/good-"$(git rev-parse c4)"
	git bisect reset -q >/dev/null 2>&1
	return "$status"
}

only_cpuid_round_trip() {
	local output

	output=$(try "$tree" c2..slow) && return 1
	echo "$output"
	grep -qE '^  cpuid +round trip +5,751 +5,781 +\+30 ' <<<"$output" && [ "$(grep -c REGRESSION <<<"$output")" = 1 ]
}

untouched() {
	git status --porcelain
	inventory >"$scratch/before"
	"$@" >"$scratch/said.untouched" 2>&1 || true
	inventory | diff "$scratch/before" - && [ -d "$EXITSCOPE_BUILD/trees" ]
}

not_built_again() {
	local before

	before=$(builds)
	try "$tree" c2..slow || true
	[ "$(builds)" = "$before" ]
}

# The source folder's other file keeps its time, so that make builds nothing of it.
only_what_differs() {
	local file before

	file=$(find "$EXITSCOPE_BUILD"/trees -path '*/source/untouched.c')
	before=$(stat -c '%Y %i' "$file")
	try "$tree" c8..bad || true
	[ "$(stat -c '%Y %i' "$file")" = "$before" ]
}

# Logs beyond the two newest go with their kernels.
makes_room() {
	EXITSCOPE_TRY_KEEP=2 try "$tree" good..c1 || true
	ls -d "$EXITSCOPE_BUILD"/lab/*.git.* "$EXITSCOPE_BUILD"/logs/*.git.*
	[ "$(find "$EXITSCOPE_BUILD/lab" -name stamp | wc -l)" = 2 ] &&
		[ "$(find "$EXITSCOPE_BUILD/logs" -mindepth 1 -type d | wc -l)" = 2 ]
}

new_file() {
	echo 'slow 90' >"$tree/new.c"
	try "$tree" || { rm "$tree/new.c" && return 1; }
}

# interrupted SIGNAL COMMAND...: when the «kernel» says that it is as far.
interrupted() {
	local signal=$1 pid

	shift
	env --default-signal=INT "$@" &
	pid=$!
	timeout 60 cat "$TRY_EVENT" || kill -KILL "$pid"
	kill "-$signal" "$pid"
	timeout 60 tail --pid="$pid" -f /dev/null || kill -KILL "$pid"
	wait "$pid"
}

# words ARGS...: what the guest is told when good is judged by these.
words() {
	at good try_here "$@" >/dev/null 2>&1
	cat "$EXITSCOPE_BUILD/guest"
}

no_child_left() {
	! pgrep -f "$house" && ! pgrep -f "kernel $EXITSCOPE_BUILD"
}

make_house
make_tree

expect 'no tree' 2 'which tree?' "$exitscope" try
expect 'no folder' 3 'there is no folder /nowhere' try /nowhere
expect 'no git tree' 3 'is not a git tree: fatal: ' try "$house"
expect 'no commit' 2 "has no commit nonsense" try "$tree" nonsense..good
expect 'three dots' 2 'two dots, A..B' try "$tree" good...bad
expect 'a third word' 2 "is too much" try "$tree" good bad
expect 'no configuration' 2 "no lab has a configuration 'npt9'" "$exitscope" try --config npt9 "$tree" good..bad
expect 'no lab' 2 "no lab 'kvm' for this" try --lab kvm "$tree" good..bad
expect 'a configuration of the other lab' 2 "that lab has no configuration 'npt1'" try --lab vmx "$tree" good..bad
expect 'a number of rows' 2 "--explain: 'x' is not a number from 0 to 1000" try "$tree" good..bad --explain x
expect 'a bisection names no functions' 128 'not for --bisect' "$exitscope" try --bisect --explain 8
expect 'expectations are for a bisection' 2 'are for --bisect' try --expect 'cpuid pass' "$tree" good..bad
expect 'without the scripts' 3 'by the scripts of Exitscope' \
	env EXITSCOPE_BUILD="$scratch" "$exitscope" try --config npt1 "$tree" good..bad

ok 'what differs, and nothing else' only_cpuid_round_trip
expect 'status 1, a regression' 1 '1 regression' try "$tree" c2..slow
expect 'what cannot be explained differs all the same' 1 'A was not explained' try "$tree" c2..slow --explain 8
expect 'and is printed' 1 '+30 (+0.52 %)  REGRESSION' try "$tree" c2..slow --explain 8
expect 'and no regression is no pass then' 3 '0 regressions' try "$tree" slow..c2 --explain 8
expect 'the other way it is none' 0 '1 real change, 0 regressions' try "$tree" slow..c2
expect 'no difference' 0 '0 real changes' try "$tree" good..c2
expect 'an exit more, by name' 1 'exits/op cpuid' try "$tree" c6..exit
expect 'the same commit' 0 'A and B are the same source' try "$tree" good..good
expect 'a commit that does not build' 6 'B does not build: ' try "$tree" c4..broken
expect 'with the first error' 6 'kvm.c:1: error: broken' try "$tree" broken..c4
expect 'a commit that does not boot' 6 'B does not boot: ' try "$tree" c8..panic
expect 'with the first error' 6 'Kernel panic - not syncing: as the test wants' try "$tree" c8..panic
ok 'the tree, index, references and objects are as they were' untouched try "$tree" c1..c2
ok 'what was built is not built again' not_built_again
ok 'only what differs is written' only_what_differs
echo 'slow 70' >>"$tree/kvm.c"
ok 'a changed tree is as it was, too' untouched try "$tree"
expect 'what is checked out, changed' 1 '+40 ' try "$tree"
expect 'says so' 1 ', changed' try "$tree"
git checkout -q kvm.c
expect 'a new file is part of it' 1 '+60 ' new_file
rm -f "$tree/new.c"
expect 'what is checked out, unchanged' 0 'the same source' try "$tree"
ok 'the two last used are kept' makes_room

expect 'good' 0 'good: ' at good try_here --expect 'cpuid round-trip median < 5760'
expect 'bad' 1 'bad: ' at slow try_here --expect 'cpuid round-trip median < 5760'
expect 'it does not build' 125 'skipped, it does not build: ' at broken try_here --expect 'cpuid pass'
expect 'it does not boot' 125 'skipped, it does not boot: ' at panic try_here --expect 'cpuid pass'
commit cut cut
expect 'a guest that dies' 125 'skipped, a run is incomplete: ' try_here --expect 'cpuid pass'
expect 'the guest judges by itself' 0 'good: ' at good try_here
expect 'only the rows that are named are run' 0 'ops=100 quiet settle=1500 ops=7 run=cpuid,io.*' \
	words --expect 'cpuid pass' --expect 'io.* pass' --append ops=7
expect 'unless others are' 0 'settle=1500 run=*' words --expect 'cpuid pass' --append 'run=*'
expect 'an expectation for others' 125 'nothing is asserted' at good try_here --expect 'when vmx: cpuid pass'
commit full full
expect 'the disk is full' 128 'No space left' try_here --expect 'cpuid pass'
expect 'wrong usage' 128 'unrecognized option' try_here --frob
expect 'a bad expectation' 128 'expected exits' try_here --expect 'cpuid costs 3'
expect 'an expectation about a function' 128 "--expect:1: 'cpuid instructions kvm_cpuid <= 80' is about a function, and nothing is traced here" \
	at good try_here --expect 'cpuid instructions kvm_cpuid <= 80'
printf 'cpuid pass\nwhen svm: io.in8 never enters qemu\n' >"$scratch/functions.expect"
expect 'one in a file' 128 "functions.expect:2: 'io.in8 never enters qemu' is about a function" \
	try_here --expect "$scratch/functions.expect"
expect 'a threshold that is no number, as diff says it' 128 "--threshold: 'x' is not a number from 0 to" \
	try_here --threshold x
expect 'the cost of a row that waits' 128 'is no cost: expect exits' at good try_here --expect 'timer.deadline round-trip median < 30000'
expect 'its exits' 0 'good: ' at good try_here --expect 'timer.deadline exits msr = 2'
expect 'no such expectations' 128 'No such file' try_here --expect nowhere
expect 'a reason of the other vendor' 128 "has no reason 'EPT_VIOLATION'" at good try_here --expect 'cpuid exits EPT_VIOLATION = 0'
expect 'no such log' 128 'No such file' try_here --against nowhere
expect 'no lab' 128 'no-such-qemu' env EXITSCOPE_QEMU=/no-such-qemu bash -c "cd '$tree' && git checkout -q good && '$exitscope' try --bisect --config npt1"
commit long long
expect 'interrupted while it builds' 130 '' interrupted INT \
	"$exitscope" try --bisect --config npt1 "$tree"
commit hang hang
expect 'interrupted while it runs' 143 '' interrupted TERM \
	"$exitscope" try --bisect --config npt1 "$tree"
ok 'nothing is left running' no_child_left
git reset -q --hard bad

expect 'git bisect finds what is slow' 0 'found it' bisects slow --expect 'cpuid round-trip median < 5760'
expect 'and the exit' 0 'found it' bisects exit --expect 'cpuid exits cpuid = 1'
expect 'and says what it skipped' 0 'skipped, it does not build' bisects exit --expect 'cpuid exits cpuid = 1'
try "$tree" good..c1 >/dev/null 2>&1
mkdir "$scratch/saved"
cp "$EXITSCOPE_BUILD"/logs/*.git."$(git rev-parse --short=12 'c1^{tree}')"/svm-npt1.log "$scratch/saved/"
sed 's/"place":0/"place":1/' "$scratch/saved/svm-npt1.log" >"$scratch/elsewhere.log"
expect 'against a saved log' 0 'found it' bisects slow --against "$scratch/saved/svm-npt1.log"
expect 'against a saved log, one row' 0 'found it' bisects slow --against "$scratch/saved" --append run=cpuid
expect 'against a saved log, another row' 0 'good: ' at bad try_here --against "$scratch/saved" --append run=nop
expect 'against a log of another place of its boot' 128 'not comparable' at bad try_here --against "$scratch/elsewhere.log"
expect 'against a saved log, a threshold that hides it' 0 'found it' \
	bisects exit --against "$scratch/saved" --threshold 50
expect 'wrong usage ends the bisection, and nothing is marked' 128 '' stops --expect 'cpuid costs 3'

echo "1..$checks"
exit "$bad"
