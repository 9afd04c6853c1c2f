#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# In place of the svm lab's QEMU: answers as L1 does, with the log of tests/tools/logs, as the kernel says that
# is none but a file of words: `slow N` has CPUID cost N more, `exit` two exits, `panic`, `hang`, `cut` what they
# say. One that hangs tells $TRY_EVENT. The guest's command line goes to $EXITSCOPE_BUILD/guest.
set -eu

here=$(dirname "$(realpath "$0")")
kernel='' initrd=''
while [ $# != 0 ]; do
	[ "$1" != --version ] || { echo "QEMU emulator version 7.2.0" && exit; }
	[ "$1" != -kernel ] || kernel=$2
	[ "$1" != -initrd ] || initrd=$2
	shift
done
grep -am1 '^append ' "$initrd" >"$EXITSCOPE_BUILD/guest"
if grep -q '^panic' "$kernel"; then
	echo "Kernel panic - not syncing: as the test wants" >&100
	echo "---[ end Kernel panic - not syncing: as the test wants ]---" >&100
	exit 1
fi
slow=$(sed -n 's/^slow //p' "$kernel" | tail -n1)
echo "@boot up"
echo "@config npt1"
exits=50
! grep -q '^exit' "$kernel" || exits=100
sed -e "/\"name\":\"cpuid\",\"verdict\"/{s/\"min\":5751,\"median\":5751/\"min\":$((5751 + ${slow:-0})),\"median\":$((5751 + ${slow:-0}))/;s/\"count\":50/\"count\":$exits/}" \
	-e '/"name":"timer.deadline"/s/"steady":true/&,"waits":true/' -e 's/^/@guest /' "$here/../tools/logs/svm-npt1.log" >"$EXITSCOPE_BUILD/answer"
if grep -q '^cut' "$kernel"; then
	head -n 50 "$EXITSCOPE_BUILD/answer"
else
	cat "$EXITSCOPE_BUILD/answer"
fi
if grep -q '^hang' "$kernel"; then
	echo runs >"$TRY_EVENT"
	sleep 300
fi
echo "@exit status 33"
echo "@end"
echo "@done"
