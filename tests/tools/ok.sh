# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # scratch is the sourcing script's, bad is read there
# Sourced: a check is a command's status and a text that its output must hold; each prints one line.
checks=0
bad=0

# expect NAME STATUS TEXT COMMAND...
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
