# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # scratch is the sourcing script's, bad is read there
# Sourced: each check prints one line; checks is their number, bad is 1 once one has failed.
checks=0
bad=0

# expect NAME STATUS TEXT COMMAND...: a command's status and a text that its output must hold.
expect() {
	name=$1 status=$2 text=$3
	shift 3
	checks=$((checks + 1))
	got=0
	"$@" > "$scratch/output" 2>&1 < /dev/null || got=$?
	if [ "$got" = "$status" ] && grep -qF -e "$text" "$scratch/output"; then
		echo "ok $checks $name"
	else
		echo "not ok $checks $name"
		echo "# status $got, expected $status; must say: $text; says:"
		sed 's/^/#   /' "$scratch/output"
		bad=1
	fi
}

# ok NAME COMMAND...: a check that is only its status; what the command said is shown if that is bad.
ok() {
	checked=$1
	shift
	checks=$((checks + 1))
	if "$@" > "$scratch/said" 2>&1; then
		echo "ok $checks $checked"
		return
	fi
	sed 's/^/# /' "$scratch/said"
	echo "not ok $checks $checked"
	bad=1
}
