#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tree_commit.sh BUILD TREE [COMMIT]: the kernel of a commit of the git tree TREE, or without COMMIT of what is checked
# out there, changes included, as BUILD/lab/<name> for the labs. Says <name>, the commit and its subject on standard output,
# a line each; progress and what is wrong on standard error.
# Git writes neither to the tree nor to its index, references or objects: the commit is read into a source folder of its own,
# BUILD/trees/<repository>.git/source, where only the files that differ are written, so that make builds only those.
# A name has the git tree's id in it: a kernel that is there already is not built again. The EXITSCOPE_TRY_KEEP last used ones
# of a repository are kept, 20 without it.
# TREE_CONFIG=FILE: as for tree.sh. Status: tree.sh's, and 2 for no such commit.
set -euo pipefail
own=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=host-patch/common.sh
. "$own/../../host-patch/common.sh"

build=$(cd "$1" && pwd -P) tree=$2 commit=${3:-}
keep=${EXITSCOPE_TRY_KEEP:-20}

# Settings that would have git write something, or write files otherwise than they are in the commit.
in_git()
{
	git -c core.fsmonitor=false -c core.splitIndex=false -c core.untrackedCache=false -c core.sparseCheckout=false \
		-c core.autocrlf=false -c core.safecrlf=false -c core.fileMode=true -c core.hooksPath=/dev/null \
		-c gc.auto=0 -c advice.addEmbeddedRepo=false "$@"
}

wrong()
{
	echo "tree_commit.sh: $*" >&2
	exit 2
}

# The repository, which its worktrees share.
find_repository()
{
	local said name

	command -v git >/dev/null || fail "git is missing: apt-get install git"
	# shellcheck disable=SC2046 # names, a word each
	unset $(git rev-parse --local-env-vars)
	[ -d "$tree" ] || fail "there is no folder $tree"
	cd "$tree"
	said=$(git rev-parse --git-common-dir 2>&1) || fail "$tree is not a git tree: ${said%%$'\n'*}"
	repository=$(cd "$said" && pwd -P)
	top=$(git rev-parse --show-toplevel 2>/dev/null) || top=
	name=$("$own/tree_name.sh" "${repository%/.git}")
	name=${name/%.git-*/-${name##*-}}
	work=$build/trees/$name.git
	mkdir -p "$work/objects"
}

in_snapshot()
{
	GIT_INDEX_FILE=$work/snapshot GIT_OBJECT_DIRECTORY=$work/objects \
		GIT_ALTERNATE_OBJECT_DIRECTORIES=$repository/objects in_git -C "$top" "$@"
}

# What is checked out, as a git tree: by an index of its own, and with objects of its own.
snapshot()
{
	[ -n "$top" ] || wrong "$tree has no work tree: which commit?"
	cp "$(git rev-parse --git-path index)" "$work/snapshot" 2>/dev/null || rm -f "$work/snapshot"
	{ in_snapshot add -A . && in_snapshot write-tree; } || fail "cannot read what is checked out in $top"
}

# The git tree's id, and what it is called.
resolve()
{
	local head

	head=${commit:-HEAD}
	head=$(git rev-parse --verify --quiet --end-of-options "$head^{commit}") ||
		wrong "$tree has no commit ${commit:-HEAD}"
	id=$(git rev-parse "$head^{tree}")
	called=$(git log -1 --no-show-signature --format='%h %s' "$head")
	[ -z "$commit" ] || return 0
	snapshot=$(snapshot)
	[ "$snapshot" = "$id" ] || called+=", changed"
	id=$snapshot
}

# All that a kernel of the same tree may differ by.
stamp()
{
	echo "$id"
	cat "$own"/tree.sh "$own"/tree.config "$own"/rootfs.sh "$build/lab/agent" ${TREE_CONFIG:+"$TREE_CONFIG"} | sha256sum
	"${CROSS_COMPILE-x86_64-linux-gnu-}gcc" --version | head -n1
	qemu-system-x86_64 --version | head -n1
}

in_source()
{
	GIT_DIR=$repository GIT_WORK_TREE=$work/source GIT_INDEX_FILE=$work/index \
		GIT_ALTERNATE_OBJECT_DIRECTORIES=$work/objects in_git -C "$work/source" "$@"
}

# Into the source folder: what a commit has, and nothing else. What a killed one has left is no hindrance.
write_source()
{
	local unfinished=$work/unfinished

	mkdir -p "$work/source"
	rm -f "$work/index.lock"
	[ ! -e "$unfinished" ] || in_source clean -ffdxq
	touch "$unfinished"
	in_source read-tree --reset -u "$id" || fail "cannot write the source of ${called%% *} to $work/source"
	rm "$unfinished"
}

build_kernel()
{
	exec 8>"$work/lock-commit"
	flock -n 8 || fail "another commit of $repository is being built in $work"
	write_source
	rm -rf "$kernel" "$kernel.new"
	trap 'rm -rf "$kernel.new"' EXIT
	SERIES='' "$own/tree.sh" "$work/source" "$work" "$build/lab/agent" "$kernel.new" >&2
	echo "$stamp" >"$kernel.new/stamp"
	mv "$kernel.new" "$kernel"
	exec 8>&-
}

# The kernels that were not used for longest make room, and their logs.
make_room()
{
	local old

	find "$build/lab" -mindepth 2 -maxdepth 2 -path "*/${work##*/}.*/stamp" -printf '%T@ %h\n' | sort -rn |
		tail -n "+$((keep + 1))" | while read -r _ old; do
		rm -rf "$old" "$build/logs/${old##*/}"
	done
}

[[ $keep =~ ^([2-9]|[1-9][0-9]{1,3})$ ]] || wrong "EXITSCOPE_TRY_KEEP is a number from 2 on, not $keep"
[ -z "${TREE_CONFIG:-}" ] || [ -r "$TREE_CONFIG" ] || fail "TREE_CONFIG: cannot read $TREE_CONFIG"
[ -x "$build/lab/agent" ] || fail "there is no $build/lab/agent: make lab"
find_repository
resolve
kernel=$build/lab/${work##*/}.${id:0:12}
printf '%s\n' "${kernel##*/}" "$called"
stamp=$(stamp)
if [ "$stamp" != "$(cat "$kernel/stamp" 2>/dev/null)" ]; then
	echo "building $called" >&2
	build_kernel
fi
touch "$kernel/stamp"
make_room
