#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A kernel of the user's own tree: Debian's source as it is unpacked, a git worktree, and a git clone that was
# built in place; each boots in both labs and stays as it was. And what is said of those that do not build or boot.
# Three kernels are built: about 20 minutes with two processors. `make test-tree`.
# Usage: tree.sh BUILD KERNEL CACHE
# shellcheck disable=SC2317 # functions are called by expect and ok
set -eu

build=$(realpath "$1") kernel=$2 cache=$3
here=$(dirname "$0")
cross=${CROSS_COMPILE-x86_64-linux-gnu-}
mkdir -p "$build/trees"
scratch=$(mktemp -d -p "$build/trees" test.XXXXXX)
lab=$build/lab/${scratch##*/}
trap 'rm -rf "$scratch" "$lab" "$lab"-*' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/tools/ok.sh"

unpack() {
	local version file

	version=$(cat "$build/kernel/$kernel/version")
	file=$(find "$cache" -name "linux-source-${kernel}_${version//:/%3a}_*.deb" | head -n1)
	mkdir "$scratch/tree"
	dpkg-deb --fsys-tarfile "$file" | tar -xO "./usr/src/linux-source-$kernel.tar.xz" |
		xz -dc -T0 | tar -x -C "$scratch/tree" --strip-components=1
}

# The same as a git repository; Debian's .gitignore leaves out all.
make_git() {
	local git=(git -c core.compression=0 -c user.name=test -c user.email=test@exitscope.invalid
		--git-dir="$scratch/git")

	"${git[@]}" init -q
	"${git[@]}" --work-tree="$scratch/tree" add -A -f .
	"${git[@]}" --work-tree="$scratch/tree" commit -q -m "linux-source-$kernel"
	"${git[@]}" config core.bare true
	"${git[@]}" worktree add -q --detach "$scratch/worktree"
	git clone -q --shared "$scratch/git" "$scratch/clone"
}

# tree NAME [VARIABLE=VALUE...]: build it.
tree() {
	local name=$1

	shift
	env -u SERIES "$@" CROSS_COMPILE="$cross" "$here/../tools/lab/tree.sh" "$scratch/$name" \
		"$scratch/work-$name" "$build/lab/agent" "$lab-$name"
	rm -rf "${lab:?}"
	mv "$lab-$name" "$lab"
}

# All rows in LAB, on stock modules, counted by the kernel's own histogram: event triggers and a kprobe.
boots() {
	"$build/bin/exitscope" run --lab "$1" --kernel "${lab##*/}" --stock --log-dir "$scratch" \
		--append ops=20 --image "$build/exitscope.elf"
}

every_row() {
	local rows

	rows=$(grep -oE '^1\.\.[0-9]+' "$scratch/$1.log") && rows=${rows#1..}
	! grep '^not ok' "$scratch/$1.log" && [ "$rows" -gt 100 ] && [ "$(grep -cE '^(not )?ok [0-9]+ ' "$scratch/$1.log")" = "$rows" ]
}

# Every file of a tree, with its size and time, and its .config.
inventory() {
	find "$scratch/$1" -name .git -prune -o -printf '%P %s %T@ %m\n' | sort
}

untouched() {
	inventory "$1" | diff "$scratch/$1.inventory" - | head -n5
	inventory "$1" | cmp -s "$scratch/$1.inventory" -
}

clean() {
	git -C "$scratch/$1" status --porcelain --ignored | tee "$scratch/status"
	[ ! -s "$scratch/status" ]
}

# A change that the compiler sees in a file of KVM.
change_kvm() {
	echo "int exitscope_test_$1(void); int exitscope_test_$1(void) { return $1; }" \
		>>"$scratch/tree/arch/x86/kvm/cpuid.c"
}

# The objects that were compiled since the stamp: those of KVM's file and of the version, not the kernel's.
few_rebuilt() {
	find "$scratch/work-tree/obj" -name '*.o' -newer "$scratch/stamp" >"$scratch/rebuilt"
	cat "$scratch/rebuilt"
	grep -q 'arch/x86/kvm/cpuid.o' "$scratch/rebuilt" && [ "$(wc -l <"$scratch/rebuilt")" -lt 20 ]
}

nothing_rebuilt() {
	find "$scratch/work-tree/obj" -name '*.o' -newer "$scratch/stamp" | tee "$scratch/rebuilt"
	[ ! -s "$scratch/rebuilt" ]
}

# edited FILE SED COMMAND...: an edit of the tree for one command, taken back.
edited() {
	local file=$scratch/tree/$1 edit=$2 status=0

	shift 2
	cp -p "$file" "$scratch/saved"
	sed -i "$edit" "$file"
	cmp -s "$file" "$scratch/saved" && echo "the edit '$edit' changes nothing" && return 99
	"$@" || status=$?
	cp "$scratch/saved" "$file"
	return "$status"
}

dead() {
	"$build/bin/exitscope" run --lab "$1" --kernel "${lab##*/}" --stock --log-dir "$scratch" \
		--image "$build/exitscope.elf"
}

patched() {
	"$build/bin/exitscope" run --lab svm --kernel "${lab##*/}" --log-dir "$scratch" --oracle \
		--append ops=20 --image "$build/exitscope.elf"
}

without_flex() {
	mkdir "$scratch/bin"
	find /usr/bin /bin -maxdepth 1 ! -name 'flex*' -exec ln -sf -t "$scratch/bin" {} +
	tree tree PATH="$scratch/bin"
}

old_tree() {
	mkdir -p "$scratch/old/virt/kvm"
	printf 'VERSION = 5\nPATCHLEVEL = 15\n' >"$scratch/old/Makefile"
	tree old
}

both_labs() {
	ok "$1: boots in the svm lab" boots svm
	ok "$1: every row, and none fails, in the svm lab" every_row svm-npt1
	ok "$1: boots in the vmx lab" boots vmx
	ok "$1: every row, and none fails, in the vmx lab" every_row vmx-ept1
}

unpack
make_git
inventory tree >"$scratch/tree.inventory"
expect 'an unpacked source builds' 0 "kernel $kernel" tree tree
ok 'the tree is as it was' untouched tree
both_labs 'unpacked source'

touch "$scratch/stamp"
change_kvm 1
expect 'a change of KVM builds' 0 "kernel $kernel" tree tree
ok 'only what it changes' few_rebuilt
touch "$scratch/stamp"
expect 'without a change' 0 "kernel $kernel" tree tree
ok 'nothing is built' nothing_rebuilt

expect 'SERIES=1 builds patched modules too' 0 "with the series for $kernel" tree tree SERIES=1
expect 'they count, exactly' 0 ' 0 fail' patched
expect 'a patch that does not apply is named' 6 'Count-VM-Exits-by-reason.patch no longer applies' \
	edited arch/x86/kvm/svm/svm.c 's/^\tguest_state_exit_irqoff();/& \/* changed *\//' tree tree SERIES=1

expect "the compiler's first error" 6 'does not build: arch/x86/kvm/cpuid.c:1:1: error: ' \
	edited arch/x86/kvm/cpuid.c '1i this is not C;' tree tree
expect "kconfig's first error" 6 'arch/x86/kvm/Kconfig:1: ' \
	edited arch/x86/kvm/Kconfig '1i this is no Kconfig' tree tree
expect "the linker's first error" 6 "undefined reference to \`nowhere'" \
	edited init/main.c 's/^\tsetup_arch(&command_line);/&{ void nowhere(void); nowhere(); }/' tree tree

expect 'a kernel that panics early builds' 0 "kernel $kernel" \
	edited init/main.c 's/^\tsetup_arch(&command_line);/&\n\tpanic("as the test wants");/' tree tree
for name in svm vmx; do
	expect "the kernel's own error, early, $name" 6 \
		"does not boot: Kernel panic - not syncing: as the test wants (log: $scratch/$name-boot.log)" \
		dead "$name"
done
expect 'a kernel that panics late builds' 0 "kernel $kernel" \
	edited init/main.c 's/^\tdo_basic_setup();/&\n\tpanic("as the test wants");/' tree tree
expect "the kernel's own error, late" 6 'does not boot: Kernel panic - not syncing: as the test wants' dead svm
expect 'a kernel that resets builds' 0 "kernel $kernel" \
	edited init/main.c 's/^\tset_task_stack_end_magic(&init_task);/&\n\t{ struct desc_ptr none = {}; native_load_idt(\&none); asm volatile("ud2"); }/' tree tree
for name in svm vmx; do
	expect "a kernel that dies without a word, $name" 6 'and its console is empty' dead "$name"
done

expect 'a git worktree builds' 0 "kernel $kernel" tree worktree
ok 'git sees no change in it' clean worktree
both_labs worktree
make -s -C "$scratch/clone" ARCH=x86 tinyconfig prepare >/dev/null
inventory clone >"$scratch/clone.inventory"
expect 'a git clone that was built in place builds' 0 'built in place' tree clone
ok 'the tree is as it was, .config and all' untouched clone
both_labs clone

expect 'an old tree' 3 'is Linux 5.15: too old, the labs take 6.1 and later' old_tree
expect 'no tree' 3 'is not a source tree of the kernel' tree git
expect 'no folder' 3 'there is no folder' tree nowhere
expect 'a package is missing' 3 'apt-get install flex' without_flex
expect 'make says the status' 2 'Error 3' make --no-print-directory tree TREE=/nowhere

echo "1..$checks"
exit "$bad"
