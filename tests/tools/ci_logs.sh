#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Logs as CI systems leave them: an example of each kind, made of one good log, must say what that says, to the
# last figure; and the same kind of a log that really is damaged must be incomplete.
# Usage: ci_logs.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
exitscope=$build/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/ok.sh"
cd "$scratch"

# 3 pass, 1 skip; and what can be wrong with it in earnest: no end, a record gone, a record cut, another count.
cat >good.log <<'END'
# exitscope {"type":"run","lab":"svm","config":"npt1","place":0}

KTAP version 1
1..4
# exitscope {"type":"host","counters":true,"abi":1,"numbering":"svm","metrics":7,"flags":1,"flag_names":["tdp"],"vcpus":1,"mode":"one","apic":"x2apic","boot":"multiboot1","settle_ms":0}
# exitscope {"type":"result","n":1,"name":"nop","verdict":"pass","ops":10,"exits":[],"round_trip":{"min":0,"median":0,"p99":0,"max":0,"mean":0,"steady":true}}
ok 1 nop
# exitscope {"type":"result","n":2,"name":"cpuid","verdict":"pass","ops":10,"exits":[{"reason":114,"name":"cpuid","count":10,"expect":10,"handled":23670,"away":26792}],"round_trip":{"min":2991,"median":2991,"p99":2991,"max":2991,"mean":2991,"steady":true}}
ok 2 cpuid
# exitscope {"type":"result","n":3,"name":"vmx.invept","verdict":"skip","why":"not on SVM"}
ok 3 vmx.invept # SKIP not on SVM
# exitscope {"type":"result","n":4,"name":"io.in8","verdict":"pass","ops":10,"exits":[{"reason":123,"name":"io","count":10,"expect":10,"handled":9370,"away":12490}],"round_trip":{"min":1554,"median":1554,"p99":1554,"max":1554,"mean":1554,"steady":true}}
ok 4 io.in8
# exitscope {"type":"end","verdict":"pass","pass":3,"fail":0,"skip":1,"first_result_cycles":20600505}
END
sed '$d' good.log >no-end.log
sed '/"n":2,/d' good.log >no-record.log
sed '/"n":2,/s/"ops.*//' good.log >cut-record.log
sed 's/"pass":3/"pass":2/' good.log >miscounted.log
"$exitscope" export good.log --format json | sed 's/"log":.*//' >good.json

same() {
	"$exitscope" export "$1" --format json | sed 's/"log":.*//' | diff good.json - && echo same
}

# kind NAME COMMAND...: what the command makes of a log on its standard input.
kind() {
	local name=$1 damage

	shift
	"$@" <good.log >kind.log
	expect "$name" 0 same same kind.log
	for damage in no-end no-record cut-record miscounted; do
		"$@" <$damage.log >kind.log
		expect "$name, $damage" 5 INCOMPLETE "$exitscope" show kind.log
	done
}

# each PRINTF: its line before each; %s is a time that goes on.
each() {
	awk -v format="$1" '{ printf format, 51 + NR / 10; print }'
}

# --- times and names in front of each line
github() { printf '\xef\xbb\xbf' && each '2026-11-25T16:53:%010.7fZ '; }
kind "GitHub's raw log: a mark of UTF-8, and times" github
runner_view() { each 'exits\tUNKNOWN STEP\t2026-11-25T16:53:%010.7fZ '; }
kind "gh run view --log: job, step, time" runner_view
gitlab() { each '2026-11-25T16:53:%09.6fZ 00O '; }
kind "GitLab's runner: time, stream" gitlab
# What a job flushes in the midst of a line goes on in the next, with a + in place of the blank.
gitlab_cut() {
	awk '{ time = sprintf("2026-11-25T16:53:%09.6fZ 00O", 51 + NR / 10)
		for (half = 1; length($0) > 7; half++) {
			print time (half > 1 ? "+" : " ") substr($0, 1, 7)
			$0 = substr($0, 8)
		}
		print time (half > 1 ? "+" : " ") $0 }'
}
kind "GitLab's runner, lines in pieces" gitlab_cut
gitlab_nul() { each '2026-11-25T16:53:51\0.%06dZ 00O '; }
kind "GitLab's runner 17.0, a NUL in its times" gitlab_nul
sections() { printf 'section_start:1732553631:run\r\033[0K\033[36;1m$ make run\033[0;m\n' && cat; }
kind "GitLab's sections" sections
kind "Jenkins' timestamper" each '[2026-11-25T16:53:%06.3fZ] '
kind "Jenkins' timestamper, elapsed" each '00:00:%06.3f  '
kind "ts" each 'Nov 25 16:53:%02d '
kind "ts -s %.s" each '%09.6f '
new_month() { awk '{ print (NR < 8 ? "Nov 30 23:59:59 " : "Dec  1 00:00:00 ") $0 }'; }
kind "ts, at a month's end" new_month
kind "syslog" each 'Nov 25 16:53:%02d host-7 qemu[4711]: '
# rsyslog writes control characters in octal.
rsyslog() { each '<13>1 2026-11-25T16:53:%09.6f+01:00 host qemu 4711 - - ' | sed 's/$/#015/'; }
kind "rsyslog, RFC 5424, CR as #015" rsyslog
kind "journalctl -o short-iso" each '2026-11-25T16:53:%02d+0100 host qemu[4711]: '
kind "docker compose" each 'guest-1  | '
kind "docker compose, times" each 'guest-1  | 2026-11-25T16:53:%012.9fZ '
kind "kubectl logs --prefix" each '[pod/exits-x7f2q/guest] '
kind "Zuul" each '2026-11-25 16:53:%09.6f | node | '
buildkite() { each '\033_bk;t=17325536%05d000\a'; }
kind "Buildkite, times in escape sequences" buildkite
kind "conserver, LAVA's plain text, tio: a time in brackets" each '[16:53:%06.3f] '
seconds() { awk '{ printf "[%dm%02ds] %s\n", NR / 3, NR * 20 % 60, $0 }'; }
kind "elapsed minutes and seconds" seconds

# --- a log whose lines are objects
objects() {
	/usr/bin/python3 -c 'import json, sys
for line in sys.stdin:
    print(sys.argv[1] % json.dumps(line.rstrip("\n")))' "$1"
}
lava() {
	echo '- {"dt": "2026-11-25T16:53:51.123456", "lvl": "debug", "msg": "Wait for KTAP version 1, ok 2 cpuid"}'
	objects '- {"dt": "2026-11-25T16:53:51.123456", "lvl": "target", "msg": %s}'
	echo '- {"dt": "2026-11-25T16:53:51.123456", "lvl": "results", "msg": {"case": "cpuid", "result": "pass"}}'
}
kind "LAVA's own log" lava
docker_json() { sed 's/$/\r/' | objects '{"log":%s,"stream":"stdout","time":"2026-11-25T16:53:51.1Z"}' | sed 's/\\r"/\\r\\n"/'; }
kind "docker's json-file" docker_json
kind "journalctl -o json" objects '{"__CURSOR":"s=1","MESSAGE":%s,"_PID":"7"}'

# --- colours and encodings
colours() { sed 's/^ok/\x1b[32mok\x1b[0m/; s/ # SKIP.*/\x1b[33m&\x1b[0m/; s/^KTAP/\x1b[1;34m&/; s/$/\x1b[m\x1b[K/'; }
kind "colours" colours
titles() { sed 's/^/\x1b]0;a title\a\x1b(B/; s/^\(.\{9\}\)/\1\x1b[?25h/'; }
kind "titles, character sets, cursors" titles
caret() { sed 's/$/^M/'; }
kind "cat -v's carriage returns" caret
kind "CRLF" sed 's/$/\r/'
kind "two CRs" sed 's/$/\r\r/'
kind "CR alone" tr '\n' '\r'
mark() { printf '\xef\xbb\xbf' && cat; }
kind "a mark of UTF-8" mark
for encoding in UTF-16 UTF-16LE UTF-16BE; do
	kind "$encoding" iconv -f UTF-8 -t "$encoding"
done
# PowerShell 5's > of CRLF lines.
powershell() { printf '\xff\xfe' && sed 's/$/\r/' | iconv -f UTF-8 -t UTF-16LE; }
kind "PowerShell's UTF-16" powershell

# --- compressed files
for program in gzip xz zstd bzip2 lz4; do
	if ! command -v $program >/dev/null; then
		checks=$((checks + 1))
		echo "ok $checks $program # SKIP $program is not here"
		continue
	fi
	kind "$program" $program -c
	$program -c <good.log >whole.z
	expect "$program: from standard input" 0 "pass: 3 pass" sh -c "'$exitscope' show - <whole.z"
	expect "$program: from a pipe" 0 "pass: 3 pass" sh -c "cat whole.z | '$exitscope' show -"
	head -c -4 whole.z >cut.z
	expect "$program: cut" 5 INCOMPLETE "$exitscope" show cut.z
	expect "$program: cut, from a pipe" 5 INCOMPLETE sh -c "cat cut.z | '$exitscope' show -"
	expect "$program: the program is missing" 3 "compressed, and $program is missing: apt-get install" \
		env PATH=/nonexistent "$exitscope" show whole.z
done
expect "gzip: a log that was rotated and put together again" 0 "pass: 3 pass" sh -c \
	"awk 'NR <= 7' good.log | gzip -c >two.gz; awk 'NR > 7' good.log | gzip -c >>two.gz; '$exitscope' show two.gz"
# Whoever writes may never end.
gzip -c <good.log >open.gz
open_end() {
	timeout 2 "$@" < <(cat open.gz && exec sleep 3)
}
expect "gzip: missing, and more may come" 3 "gzip is missing" open_end env PATH=/nonexistent "$exitscope" show -
printf 'PK\003\004' >archive.zip
expect "an archive of several logs" 3 "unpack it" "$exitscope" show archive.zip
expect "standard input" 0 "pass: 3 pass" sh -c "'$exitscope' show - <good.log"
expect "a pipe, in pieces" 0 "pass: 3 pass" sh -c "dd if=good.log bs=1 2>/dev/null | '$exitscope' show -"
mkdir folder
gzip -c good.log >folder/svm-npt1.log.gz
printf 'cpuid exits cpuid = 1\n' >expect
expect "a folder of compressed logs" 0 "svm-npt1.log.gz: pass: 1 held" "$exitscope" check folder --expect expect
expect "and their names" 0 '"log":"svm-npt1"' "$exitscope" export folder/svm-npt1.log.gz --format json

# --- another console in the same log (tests/tools/test_cut.c has a kernel's messages, at each place)
two() {
	awk '{ print "guest-1  | " $0
		print "other    | not ok 2 a test of its own"
		print "other    | KTAP version 1" }'
}
kind "docker compose, another container's tests between" two
three() { awk '{ print "guest | " $0; print "[ 12.3] other console"; print "1..9" }'; }
kind "lines without the name between" three
another_guest() { cat good.log && sed 's/^/other | /' good.log; }
another_guest >kind.log
expect "two guests are not one" 5 INCOMPLETE "$exitscope" show kind.log
both_named() { sed 's/^/one | /' good.log && sed 's/^/two | /' no-end.log; }
both_named >kind.log
expect "nor are two, each with its name" 5 INCOMPLETE "$exitscope" show kind.log
message() { sed 's/^ok 2 /&[ 1001.907572] hrtimer: interrupt took 1234 ns\n/; s/ops":10,"exits":\[{"reason":123/op[ 1002.5] x\ns":10,"exits":[{"reason":123/'; }
timed_message() { message | each '2026-11-25T16:53:%010.7fZ '; }
kind "a kernel's messages within lines, and times before" timed_message

echo "1..$checks"
exit $bad
