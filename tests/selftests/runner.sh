#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# runner.sh BUILD: lab/run.c, in the svm lab, must say of each way in which a test may end what it was.
set -eu

build=$1
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
programs=$scratch/payload/selftests
mkdir -p "$programs"
for name in run fake; do
	set -- "$here/fake.c"
	[ "$name" = fake ] ||
		set -- "-I$here/../../tools" "$here"/lab/*.c "$here"/../../tools/shared/clock.c \
			"$here"/../../tools/shared/kernel_log.c
	"${CROSS_COMPILE:-x86_64-linux-gnu-}gcc" -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 \
		-static -o "$programs/$name" "$@"
done
for how in pass skip fail tap abort orphan sleep spin; do
	echo "$how 3 1 0 /selftests/fake $how"
done > "$programs/list"
echo "absent 3 1 2 /selftests/absent" >> "$programs/list"

status=0
"$build/bin/exitscope" run --lab svm --modules none --payload "$scratch/payload" \
	--exec "/selftests/run /selftests/list" --log "$scratch/log" > "$scratch/out" 2>&1 || status=$?

number=0
bad=0
verdict() {
	number=$((number + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $number runner: $3"
	else
		echo "not ok $number runner: $3"
		echo "# '$1' where '$2' is right"
		bad=1
	fi
}

# All of a record but the times.
check() {
	verdict "$(awk -F'\t' -v OFS='|' -v name="$1" '$1 == "selftest" && $2 == name {
		print $3, $6, $7, $8 }' "$scratch/log")" "$2" "$1"
}

verdict "$status" 0 "its own status"
check pass 'pass|0/0/0|0|-'
check skip 'skip|0/0/0|0|1..0 # SKIP - Requirement not met: a unicorn'
check fail 'fail-254|0/0/0|0|x86_64/fake.c:12: answer == 42'
check tap 'fail-1|2/1/1|0|ok 2 two # SKIP no reason'
check abort 'signal-6|0/0/0|0|-'
check orphan 'pass|0/0/0|0|-'
check sleep 'late|0/0/0|0|-'
check spin 'busy|0/0/0|0|-'
check absent 'fail-127|0/0/0|0|/selftests/absent: No such file or directory'
verdict "$(grep -c '^|   line' "$scratch/log")" 12 "the last lines of a failure"
verdict "$(sed -n 's/^selftests\t//p' "$scratch/log")" 9 "the number of tests"
[ "$bad" = 0 ] || sed 's/^/# /' "$scratch/out"
exit "$bad"
