#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# 100 MB of log: under 2 s of processor time and 64 MiB, whatever they consist of.
# Usage: big.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -eu

exitscope=$1/bin/exitscope
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/ok.sh"

log=$here/logs/vmx-ept1.log
printf '* exits TASK_SWITCH <= 5\n' > "$scratch/expect"

# A kernel's message, another each time.
noise='function noise() { return sprintf("[%12.6f] audit: %d usb 1-%d: new device %x%x%x%x", NR + rand(),
	rand() * 1e9, rand() * 9, rand() * 2 ^ 31, rand() * 2 ^ 31, rand() * 2 ^ 31, rand() * 2 ^ 31) }'

# One run whose lines drown in a kernel's messages.
drowned() {
	awk "$noise"' { print; for (size = 0; size < 1e8 / 232; size += length(line) + 1) print line = noise() }' "$log"
}

# As many results as a log may have, each another workload.
rows() {
	awk "$noise"' BEGIN { srand(1); total = 100000 }
	/"type":"host"/ { host = $0 }
	/"type":"result".*"verdict":"pass"/ { record[n++] = $0 }
	END {
		print "KTAP version 1\n1.." total "\n" host
		for (i = 1; i <= total; i++) {
			line = record[i % n]
			sub(/"n":[0-9]*/, "\"n\":" i, line)
			match(line, /"name":"[^"]*/)
			name = substr(line, RSTART + 8, RLENGTH - 8) "." i
			line = substr(line, 1, RSTART + 7) name substr(line, RSTART + RLENGTH)
			print line "\nok " i " " name
			for (size += length(line) + length(name) + 12; size < i * 1002; size += length(line) + 1)
				print line = noise()
		}
		print "# exitscope {\"type\":\"end\",\"verdict\":\"pass\",\"pass\":" total ",\"fail\":0,\"skip\":0}"
	}' "$log"
}

# Run after run in one file, which is not a log that can pass.
runs() {
	yes "$log" | head -n 3400 | xargs cat
}

# measured FILE STATUS: what reading it takes, in hundredths of a second and KiB, and whether that fits.
measured() {
	was=0
	size=$(wc -c < "$1")
	/usr/bin/time -f '%U %S %M' -o "$scratch/time" "$exitscope" check "$1" --expect "$scratch/expect" ||
		was=$?
	[ "$was" = "$2" ] || { echo "status $was" && return 1; }
	tail -n 1 "$scratch/time" | awk -v size="$size" '{
		print size / 1e6 " MB: " $1 + $2 " s of processor time, " $3 " KiB"
		exit !(size >= 1e8 && $1 + $2 < 2 && $3 < 65536) }' && echo fits
}

for kind in drowned rows runs; do
	$kind > "$scratch/log"
	case $kind in runs) want=5 ;; *) want=0 ;; esac
	expect "100 MB of $kind" 0 "fits" measured "$scratch/log" $want
	sed 's/^/# /' "$scratch/output"
done
echo "1..$checks"
exit $bad
