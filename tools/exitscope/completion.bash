# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# bash completion for exitscope. Words come from the program itself: commands and options from its
# help, configurations and workloads from the lab and the guest.

_exitscope_options()
{
	"$1" ${2:+"$2"} --help 2>/dev/null | grep -oE -- '(^|[ ,])--[a-z][a-z0-9-]+' | tr -d ' ,'
}

_exitscope_commands()
{
	"$1" --help 2>/dev/null | sed -n '/^Commands/,/^$/s/^  \([a-z]*\)  .*/\1/p'
}

_exitscope_configs()
{
	local lab=svm i

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--lab | -l) lab=${COMP_WORDS[i + 1]} ;;
		esac
	done
	echo all
	"$1" run --lab "$lab" --config '?' 2>&1 | sed -n 's/.*there are: all, //p' | tr -d ,
}

# Both labs' configurations: try knows none but those of svm and vmx.
_exitscope_try_configs()
{
	local lab

	for lab in svm vmx; do
		"$1" run --lab "$lab" --config '?' 2>&1 | sed -n 's/.*there are: all, //p' | tr -d ,
	done
}

# Branches and tags, also behind the dots of a range.
_exitscope_commits()
{
	local tree=${COMP_WORDS[2]} from=

	case $2 in
	*..*) from=${2%..*}.. ;;
	esac
	git -C "${tree/#\~\//$HOME/}" for-each-ref --format="$from%(refname:short)" refs/heads refs/tags refs/remotes 2>/dev/null
}

_exitscope_kernels()
{
	local build

	build=$(dirname "$(command -v "$1")")/..
	[ ! -d "$build/lib/exitscope" ] || build=$build/lib/exitscope
	build=${EXITSCOPE_BUILD:-$build}
	find "$build/lab/" -mindepth 2 -maxdepth 2 -name l1.cpio -printf '%h\n' 2>/dev/null | sed 's|.*/||'
}

_exitscope()
{
	local program=$1 current=$2 previous=$3 command=${COMP_WORDS[1]} words=

	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		words="$(_exitscope_commands "$program") --help --version"
	else
		case $previous in
		--lab | -l)
			words='svm vmx kvm'
			[ "$command" != try ] && [ "$command" != history ] || words='svm vmx' ;;
		--config | -c)
			if [ "$command" = try ]; then
				words=$(_exitscope_try_configs "$program")
			else
				words=$(_exitscope_configs "$program")
			fi ;;
		--modules)
			mapfile -t COMPREPLY < <(compgen -d -W 'patched stock none' -- "$current")
			return
			;;
		--counts) words='guest host' ;;
		--format | -f)
			words='json csv junit openmetrics kcidb github'
			[ "$command" != explain ] || words='text json folded callgrind html'
			;;
		--against)
			[ "$command" = suite ] || words=$(_exitscope_kernels "$program")
			mapfile -t COMPREPLY < <(compgen -f -W "$words" -- "$current")
			return
			;;
		--kernel) words=$(_exitscope_kernels "$program") ;;
		--todo | --deviations | --expect | -e | --output | -o | --log | --log-dir | --image | --configs | --payload | --unreached | --emulator | --trace | --from)
			mapfile -t COMPREPLY < <(compgen -f -- "$current")
			return ;;
		--kvm-args | --append | --origin | --build-id | --run-id | --log-url | --qemu | --exec | --l1-append | --title) return ;;
		--limit | --group | -g) return ;;
		--failed | --package | --suite | --banner | --guest | --vmm) return ;;
		--rows | --explain | --repeat | --smp | --timeout | --threshold | --ops | --alpha | --l1-cpus | --l1-memory) return ;;
		esac
	fi
	if [ -z "$words" ]; then
		[ "$command:$COMP_CWORD" != suite:2 ] || words='kvm-unit-tests selftests'
	fi
	if [ -z "$words" ]; then
		case $command:$current in
		*:-*) words=$(_exitscope_options "$program" "$command") ;;
		list:* | explain:*) words=$("$program" list 2>/dev/null | cut -d' ' -f1) ;;
		run:*) ;;
		try:*)
			[ "$COMP_CWORD" != 3 ] || words=$(_exitscope_commits "$program" "$current")
			if [ -z "$words" ]; then
				mapfile -t COMPREPLY < <(compgen -d -- "$current")
				return
			fi ;;
		*)
			mapfile -t COMPREPLY < <(compgen -f -- "$current")
			return ;;
		esac
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o filenames -F _exitscope exitscope
