#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# check, diff, export, report, man page, completion and installation, on recorded logs. Boots nothing.
# Usage: commands.sh BUILD
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
exitscope=$build/bin/exitscope
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/ok.sh"

logs=$here/logs
log=$logs/vmx-ept1.log
cd "$scratch"

# --- check
cat > good.expect <<'END'
# what a guest costs under KVM
nop exits any = 0
cpuid exits CPUID = 1 per op
when vmx: cpuid exits other = 0
when vmx, tdp: cr3.* exits any = 0
when vmx, not tdp: cr3.load exits CR_ACCESS = 1
when svm: hlt exits hlt = 50 in total
cpuid round-trip median 1000..9000
optional memory.pml exits any = 0
END
cat > bad.expect <<'END'
cpuid exits CPUID = 2
nosuch exits any = 0
END
printf 'cpuid exits CPUID = 1\ncpuid exits CPUID one\nwhen ept: nop pass\n' > wrong.expect
printf 'when svm: nop exits any = 0\n' > elsewhere.expect
: > empty.expect
head -c 30000 "$log" > cut.log
sed 's/$/\r/' "$log" > crlf.log
expect "check: expectations that hold" 0 "vmx-ept1.log: pass: 6 held, 0 violated; lines: 2 not for this host, 1 optional" \
	"$exitscope" check "$log" --expect good.expect
expect "check: of all logs in a folder" 0 "vmx-ept0.log: pass" "$exitscope" check "$logs" -e good.expect
expect "check: a violation tells line, expected and found" 1 \
	"bad.expect:1: $log:$(grep -n '"name":"cpuid"' "$log" | cut -d: -f1): cpuid: expected exits CPUID = 2, found 1 per op" \
	"$exitscope" check "$log" -e bad.expect
expect "check: what matches nothing is a violation" 1 \
	"bad.expect:2: $log: nosuch: expected exits any = 0, found no workload of that name" \
	"$exitscope" check "$log" -e bad.expect
expect "check: a bad line" 2 "wrong.expect:2:19: expected =, <, <=, >, >= or LEAST..MOST, not one" \
	"$exitscope" check "$log" -e wrong.expect
expect "check: every bad line" 2 "wrong.expect:3:6: no condition 'ept'" \
	"$exitscope" check "$log" -e wrong.expect
expect "check: no expectation" 3 "empty.expect: no expectation in it" \
	"$exitscope" check "$log" -e empty.expect
expect "check: nothing for this host" 4 "skipped: 0 held" "$exitscope" check "$log" -e elsewhere.expect
expect "check: an incomplete log" 5 "cut.log: INCOMPLETE: " "$exitscope" check cut.log -e good.expect
expect "check: one incomplete log of two" 5 "vmx-ept1.log: pass" \
	"$exitscope" check "$log" cut.log -e good.expect
expect "check: CRLF" 0 "crlf.log: pass" "$exitscope" check crlf.log -e good.expect
expect "check: no such expectations" 3 "none.expect: No such file" "$exitscope" check "$log" -e none.expect
expect "check: no such log" 3 "none.log: No such file" "$exitscope" check none.log -e good.expect
expect "check: without --expect" 2 "--expect FILE says what must hold" "$exitscope" check "$log"
expect "check: standard input is empty here" 5 "no KTAP header" "$exitscope" check - -e good.expect

# --- diff
sed '/"name":"cpuid"/s/"min":\([0-9]*\),"median":[0-9]*/"min":5000,"median":5000/;/"name":"wbinvd"/s/"median":[0-9]*/"median":3000/;/"name":"hlt"/s/"count":50,/"count":100,/' "$log" > slow.log
expect "diff: a log and itself" 0 "0 real changes, 0 regressions, 0 more" "$exitscope" diff "$log" "$log"
# As of a host that has no counters: no exits, but round trips.
sed -e 's/"exits":\[[^]]*\]/"exits":[]/; s/"counters":true/"counters":false/; /"type":"result"/s/"verdict":"pass"/"verdict":"skip"/' \
	-e 's/^ok \([0-9]*\) \([^ ]*\)$/ok \1 \2 # SKIP no counters/; s/"verdict":"pass","pass":[0-9]*,"fail":0,"skip":[0-9]*/"verdict":"skip","pass":0,"fail":0,"skip":114/' \
	"$log" > uncounted.log
expect "diff: a log without counters against one with" 0 "0 regressions" "$exitscope" diff --exact uncounted.log "$log"
expect "diff: an exit more is a regression" 1 "exits/op INTERRUPT_WINDOW" "$exitscope" diff "$log" slow.log
expect "diff: a cost, where cycles repeat; one whose least stays shows nothing" 1 \
	"2 real changes, 2 regressions, 1 more" "$exitscope" diff --exact "$log" slow.log
expect "diff: a cost of one run each shows nothing" 1 "~" "$exitscope" diff "$log" slow.log
sed '/"name":"cpuid"/s/3993/3999/g' "$log" > later.log
for file in "$log" later.log; do
	sed 's/"measuring_cycles":11/&,"settle_ms":1500/' "$file" > "settled-$(basename "$file")"
done
expect "diff: by 6 an exit KVM may settle" 0 "0 real changes, 0 regressions, 1 more" \
	"$exitscope" diff --exact "$log" later.log
expect "diff: but not twice" 1 "1 real change, 1 regression" \
	"$exitscope" diff --exact settled-vmx-ept1.log settled-later.log
expect "diff: past no threshold, exits count all the same" 1 "1 regression," \
	"$exitscope" diff --exact --threshold 99 "$log" slow.log
expect "diff: of some rows only" 1 "2 rows compared: 1 real change, 1 regression," \
	"$exitscope" diff --exact --rows 'cpuid,no?' "$log" slow.log
expect "diff: of some rows only, of those that differ none" 0 "1 rows compared: 0 real changes" \
	"$exitscope" diff --exact --rows nop "$log" slow.log
expect "diff: the other way it is an improvement" 0 "2 real changes, 0 regressions" \
	"$exitscope" diff --exact slow.log "$log"
expect "diff: folders, by configuration" 0 "0 real changes" "$exitscope" diff "$logs" "$logs"
expect "diff: lists with commas" 0 "0 real changes" "$exitscope" diff "$log,$log" "$log,$log"
expect "diff: sets around --" 0 "0 real changes" "$exitscope" diff "$log" "$log" -- "$log" "$log"
# The same run, but that the host has disturbed one row that passed, in which it counts more.
awk '/"name":"nop"/ {
		sub(/"verdict":"pass"/, "\"verdict\":\"skip\",\"disturbed\":3")
		sub(/"exits":\[/, "&{\"reason\":48,\"name\":\"EPT_VIOLATION\",\"count\":3,\"expect\":0,\"more\":3},")
	}
	/^ok [0-9]+ nop/ { $0 = $0 " # SKIP disturbed: 3 EPT_VIOLATION more or fewer" }
	/"type":"end"/ {
		match($0, /"pass":[0-9]+/); pass = substr($0, RSTART + 7, RLENGTH - 7)
		match($0, /"skip":[0-9]+/); skip = substr($0, RSTART + 7, RLENGTH - 7)
		sub(/"pass":[0-9]+/, "\"pass\":" pass - 1)
		sub(/"skip":[0-9]+/, "\"skip\":" skip + 1 ",\"disturbed\":1")
	}
	{ print }' "$log" > disturbed.log
printf 'nop exits EPT_VIOLATION = 3\n' > disturbed.expect
expect "show: a disturbed row is counted apart" 0 "(1 disturbed)" "$exitscope" show disturbed.log
expect "check: nothing can be asserted of it" 4 "0 held, 0 violated" \
	"$exitscope" check disturbed.log -e disturbed.expect
expect "check: and that is said" 4 "0 without counters, 1 disturbed" \
	"$exitscope" check disturbed.log -e disturbed.expect
expect "diff: it is left out" 0 "0 real changes, 0 regressions" "$exitscope" diff "$log" disturbed.log
expect "export: it is a skip" 0 '<skipped message="disturbed: 3 EPT_VIOLATION' \
	"$exitscope" export disturbed.log --format junit
# Both as a guest that says which rows wait; in one the wait is longer, in the other there is an exit more, too.
sed -E '/"name":"(hlt.timer|timer.deadline)"/s/"steady":true/&,"waits":true/' "$log" > waits.log
sed '/"name":"timer.deadline"/s/"min":26766,"median":27062/"min":32910,"median":33206/' waits.log > waits-longer.log
sed '/"name":"timer.deadline"/s/"count":100,/"count":150,/' waits-longer.log > waits-exits.log
printf 'timer.deadline round-trip median < 30000\ntimer.deadline steady\ntimer.deadline transition < 9\n' > waits.expect
printf '*deadline exits MSR_WRITE = 2\n*deadline handled PREEMPTION_TIMER < 2000\n*deadline ops = 50\n' >> waits.expect
grep -v '"waits":true' waits.log > /dev/null && [ "$(grep -c '"waits":true' waits.log)" = 2 ]
expect "show: a row that waits has no cost" 0 " waits " "$exitscope" show waits.log
expect "diff: a longer wait is no change" 0 "0 real changes, 0 regressions, 0 more" "$exitscope" diff --exact waits.log waits-longer.log
expect "diff: where one side alone says so, too" 0 "0 real changes, 0 regressions, 0 more" \
	"$exitscope" diff --exact "$log" waits-longer.log
expect "diff: as a cost it would be one" 1 "1 real change, 1 regression" \
	"$exitscope" diff --exact "$log" <(sed 's/,"waits":true//' waits-longer.log)
expect "diff: but an exit more is a regression" 1 "exits/op MSR_WRITE" "$exitscope" diff --exact waits.log waits-exits.log
expect "diff: the wait is shown with all rows" 0 "33,206  waits, no cost" "$exitscope" diff --all --exact waits.log waits-longer.log
expect "check: no cost is asserted of it, its exits and cycles handled are" 0 \
	"3 held, 0 violated; lines: 0 not for this host, 0 optional without a row, 0 without counters, 3 of rows that wait" \
	"$exitscope" check waits-longer.log -e waits.expect
expect "check: of a row that does not wait they are" 1 "3 held, 3 violated" \
	"$exitscope" check <(sed 's/,"waits":true/ /;/"name":"timer.deadline"/s/"steady":true/"steady":false/' waits-longer.log) -e waits.expect
waits_in() {
	"$exitscope" export waits.log --format "$@"
}
kcidb_numbers() {
	waits_in kcidb --build-id a:b | /usr/bin/python3 -c 'import json, sys
print("numbers:", sorted(t["path"] for t in json.load(sys.stdin)["tests"] if "number" not in t and "round_trip" in t.get("misc", {})))'
}
expect "export: JSON says so" 0 '"waits":true' waits_in json
expect "export: CSV has a column for it" 0 'steady,why,waits' waits_in csv
expect "export: a wait is no number of KCIDB's" 0 "exitscope.timer.deadline']" kcidb_numbers
expect "diff: vmx against svm" 2 "not comparable" "$exitscope" diff "$log" "$logs/svm-npt1.log"
expect "diff: nothing in common" 2 "no configuration in common" \
	"$exitscope" diff "$logs/vmx-ept1.log,$logs/vmx-ept0.log" "$logs/svm-npt1.log,$logs/svm-npt0.log"
expect "diff: an incomplete log" 5 "cut.log: INCOMPLETE" "$exitscope" diff "$log" cut.log
expect "diff: one log" 2 "two logs" "$exitscope" diff "$log"
expect "diff: a bad threshold" 2 "--threshold: 'x' is not a number" "$exitscope" diff -t x "$log" "$log"

# noise SEED SHIFT: ten runs of a machine whose cycles vary by a tenth, with the row cpuid slower by SHIFT.
noise() {
	local run

	mkdir -p "n$1"
	for run in 01 02 03 04 05 06 07 08 09 10; do
		awk -v seed="$1$run" -v shift="$2" 'BEGIN { srand(seed) }
			match($0, /"median":[0-9]+/) {
				median = substr($0, RSTART + 9, RLENGTH - 9)
				median = int((median + (/"name":"cpuid"/ ? shift : 0)) * (1 + rand() / 10))
				$0 = substr($0, 1, RSTART + 8) median substr($0, RSTART + RLENGTH)
			}
			{ print }' "$log" > "n$1/run.$run.log"
	done
}

# Twenty times two sets of the same machine.
false_alarms() {
	local i alarms=0

	for i in $(seq 20); do
		noise "$((2 * i))" 0
		noise "$((2 * i + 1))" 0
		"$exitscope" diff "n$((2 * i))" "n$((2 * i + 1))" > out && grep -q ": 0 real changes" out ||
			alarms=$((alarms + 1))
	done
	echo "$alarms of 20 alarms"
}

found() {
	noise 50 0
	noise 51 800
	"$exitscope" diff n50 n51 | awk '/REGRESSION/ { row = $1 " " $2 " " $3; n++ } END { print row "; " n " row" }'
}

expect "diff: sets of the same, 20 times of 20 without a change" 0 "0 of 20 alarms" false_alarms
expect "diff: a row slowed by more than the noise, and no other" 1 "cpuid round trip; 1 row" found

# --- export
exports() {
	local config format

	for config in vmx-ept1 svm-npt0; do
		for format in json csv junit openmetrics; do
			"$exitscope" export "$logs/$config.log" --format "$format" -o "$config.$format" || return
		done
	done
	echo ./*
}
expect "export: all formats" 0 "./svm-npt0.openmetrics" exports
"$exitscope" export cut.log -f junit -o cut.junit 2> cut.err || echo $? > cut.status

csv_columns() {
	/usr/bin/python3 - "$@" <<'END'
import csv, sys
for name in sys.argv[1:]:
    text = open(name, newline="").read()
    assert text.endswith("\r\n")
    rows = list(csv.DictReader(text.splitlines()))
    cpuid = [r for r in rows if r["workload"] == "cpuid" and r["background"] == "0"]
    assert len(cpuid) == 1 and cpuid[0]["exits_per_op"] == "1" and cpuid[0]["verdict"] == "pass", cpuid
    assert all(len(r) == 21 and None not in r for r in rows)
print("columns agree")
END
}

json_agrees() {
	/usr/bin/python3 - "$@" <<'END'
import json, sys
for log, out in zip(sys.argv[1::2], sys.argv[2::2]):
    records = [json.loads(l[12:]) for l in open(log, errors="replace") if l.startswith("# exitscope {")]
    want = [r for r in records if r["type"] == "result"]
    got = json.load(open(out))
    assert got["verdict"] == "pass" and len(want) == len(got["results"])
    for w, g in zip(want, got["results"]):
        assert w["name"] == g["name"] and w["verdict"] == g["verdict"], (w, g)
        assert w.get("ops") == g.get("ops")
        for we, ge in zip(w.get("exits", []), g.get("exits", [])):
            assert all(ge[k] == v for k, v in we.items()), (we, ge)
        trip = w.get("round_trip", {})
        assert all(g["round_trip"][k] == trip[k] for k in ("min", "median", "p99", "max", "mean") if trip)
print("records agree")
END
}

openmetrics_parses() {
	/usr/bin/python3 - "$@" <<'END'
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
for name in sys.argv[1:]:
    text = open(name).read()
    assert text.endswith("# EOF\n")
    families = {f.name: f for f in parse(text)}
    assert families["exitscope_round_trip_cycles"].type == "summary"
    assert families["exitscope_round_trip_cycles"].unit == "cycles"
    ones = [s for s in families["exitscope_exits_per_operation"].samples
            if s.labels["workload"] == "cpuid" and s.labels["background"] == "false"]
    assert len(ones) == 1 and ones[0].value == 1, ones
print("a Prometheus reads it")
END
}

# What KCIDB's schema 5.3 demands of a submission of tests, in our words.
kcidb_is_valid() {
	/usr/bin/python3 - "$@" <<'END'
import json, re, sys
statuses = {"FAIL", "ERROR", "MISS", "PASS", "DONE", "SKIP"}
members = {"build_id", "id", "origin", "environment", "path", "comment", "log_url", "log_excerpt", "status",
           "number", "start_time", "duration", "input_files", "output_files", "misc"}
want = dict(w.split("=") for w in sys.argv[2:])
data = json.load(open(sys.argv[1]))
assert data["version"] == {"major": 5, "minor": 3} and set(data) == {"version", "tests"}
assert len({t["id"] for t in data["tests"]}) == len(data["tests"])
for t in data["tests"]:
    assert set(t) <= members and {"build_id", "id", "origin"} <= set(t), t
    assert re.match("^[a-z0-9_]+$", t["origin"]) and t["id"].startswith(t["origin"] + ":")
    assert re.match("^[a-z0-9_]+:[^\0]*$", t["build_id"])
    assert re.match(r"^([a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*)?$", t["path"]), t["path"]
    assert t["status"] in statuses and set(t["environment"]) <= {"comment", "misc", "compatible"}
    if "number" in t:
        assert isinstance(t["number"]["value"], float) and t["number"]["unit"] == "cycles"
        assert t["status"] in {"PASS", "FAIL"} and set(t["number"]) == {"value", "unit"}
run, rows = data["tests"][0], {t["path"]: t for t in data["tests"][1:]}
assert run["path"] == "exitscope" and run["status"] == want["run"], run
if want["run"] in ("ERROR", "MISS"):
    assert not any(t["status"] == "PASS" or "number" in t for t in data["tests"])
if "cpuid" in want:
    cpuid = rows["exitscope.cpuid"]
    assert str(int(cpuid["number"]["value"])) == want["cpuid"], cpuid
    assert cpuid["misc"]["exits"][0]["count"] == 50 and cpuid["status"] == "PASS"
    assert sum(t["status"] == "PASS" for t in rows.values()) == int(want["pass"])
    assert sum(t["status"] == "SKIP" for t in rows.values()) == int(want["skip"])
assert {t["origin"] for t in data["tests"]} == {want["origin"]}
print("valid")
END
}
kcidb() {
	local log=$1 run=$2

	shift 2
	"$exitscope" export "$log" --format kcidb -o out.kcidb --build-id redhat:x86-1 --origin lab_7 --run-id 4711 \
		2> /dev/null || true
	kcidb_is_valid out.kcidb "run=$run" origin=lab_7 "$@"
}
expect "export: KCIDB, its required members, verdicts and costs" 0 valid kcidb "$log" PASS cpuid=3993 pass=103 skip=11
sed 's/^ok \([0-9]*\) cpuid/not ok \1 cpuid/; /"name":"cpuid"/s/"pass"/"fail"/; s/"verdict":"pass","pass":103,"fail":0/"verdict":"fail","pass":102,"fail":1/; /"name":"cpuid"/s/"count":50/"count":100/' \
	"$log" > fail.log
expect "export: KCIDB, a workload that failed" 0 valid kcidb fail.log FAIL
expect "export: KCIDB, a log that was cut has no PASS" 0 valid kcidb cut.log ERROR
expect "export: KCIDB, a guest that never came has none" 0 valid kcidb empty.expect MISS
sed 's/"name":"cpuid"/"name":"..cp\xffu\/id."/; s/^\(ok [0-9]*\) cpuid/\1 ..cp\xffu\/id./' "$log" > odd.log
expect "export: KCIDB, names that are no paths, and no UTF-8" 0 valid kcidb odd.log PASS
expect "export: KCIDB, the build's origin" 0 '"id":"redhat:x86-1/vmx-ept1"' \
	"$exitscope" export "$log" -f kcidb --build-id redhat:x86-1
expect "export: KCIDB without a build" 2 "--build-id is missing: the tested kernel's, as ORIGIN:ID" \
	"$exitscope" export "$log" -f kcidb
expect "export: KCIDB, no build" 2 "'Red:x' is not ORIGIN:ID" "$exitscope" export "$log" -f kcidb --build-id Red:x
expect "export: KCIDB, a build without an ID" 2 "is not ORIGIN:ID" "$exitscope" export "$log" -f kcidb --build-id red:
expect "export: KCIDB, no origin" 2 "'my lab' is not a name" \
	"$exitscope" export "$log" -f kcidb --build-id redhat:x --origin "my lab"
expect "export: such names are for KCIDB alone" 2 "are for --format kcidb" "$exitscope" export "$log" -f csv --origin x

# GitHub's annotations: a line a failure, with what GitHub's log would take for its own escaped.
annotations() {
	"$exitscope" export "$1" -f github 2> /dev/null
}
expect "export: GitHub, what failed" 0 "::error title=fail cpuid::CPUID: expected 50, counted 100" annotations fail.log
lines() {
	annotations "$1" > lines.out || true
	grep -c "^::$2 title=" lines.out
}
expect "export: GitHub, and nothing else" 0 1 lines fail.log error
expect "export: GitHub, all well" 0 "::notice title=vmx-ept1::103 pass, 0 fail, 11 skip, of 114" annotations "$log"
expect "export: GitHub, a log that was cut" 5 "::error title=cut INCOMPLETE::" annotations cut.log
cp fail.log 'a,b: 100%.log'
expect "export: GitHub, what its log would read otherwise" 0 "::error title=a%2Cb%3A 100%25 cpuid::" \
	annotations 'a,b: 100%.log'

expect "export: CSV has the same columns in each line" 0 "columns agree" csv_columns vmx-ept1.csv svm-npt0.csv
expect "export: JSON says what the records say" 0 "records agree" \
	json_agrees "$log" vmx-ept1.json "$logs/svm-npt0.log" svm-npt0.json
expect "export: OpenMetrics, by Prometheus's own parser" 0 "a Prometheus reads it" \
	openmetrics_parses vmx-ept1.openmetrics svm-npt0.openmetrics
expect "export: JUnit fits its schema" 0 "svm-npt0.junit validates" \
	xmllint --noout --relaxng "$here/junit.rng" vmx-ept1.junit svm-npt0.junit
expect "export: JUnit of a cut log has an error" 0 "errors=\"1\"" grep '<testsuite ' cut.junit
expect "export: and is valid" 0 "validates" xmllint --noout --relaxng "$here/junit.rng" cut.junit
expect "export: and the status says so" 0 "5" cat cut.status
expect "export: an unknown format" 2 "no format 'xml'" "$exitscope" export "$log" -f xml
expect "export: a full disk" 3 "No space left" "$exitscope" export "$log" -f json -o /dev/full
expect "export: nothing half written" 3 "No such file" "$exitscope" export "$log" -f json -o no/where

# --- KTAP
expect "prove reads the logs" 0 "Result: PASS" prove -e cat "$logs"/*.log
expect "prove sees a cut log fail" 1 "Result: FAIL" prove -e cat cut.log
expect "kunit.py reads the logs" 0 "Ran 114 tests: passed: 103, skipped: 11" \
	/usr/bin/python3 "$build/kunit/tools/testing/kunit/kunit.py" parse "$log"

# --- diff of kept traces, of two configurations: each configuration's rows have its own functions
trace_of() {
	sed "s/\"config\":\"ept1\"/\"config\":\"$1\"/;s/kvm_cpuid/$2/;/\"name\":\"cpuid\"/s/1207,\"median\":1207/$3,\"median\":$3/" \
		"$here/../explain/vmx.trace"
}
trace_of ept1 kvm_cpuid 1207 > before1.trace
trace_of ept0 kvm_cpuid 1207 > before0.trace
trace_of ept1 kvm_cpuix 1217 > now1.trace
trace_of ept0 kvm_cpuiy 1217 > now0.trace
expect "diff: the functions of one configuration" 1 "own instructions: kvm_cpuid -77, kvm_cpuix +77 (traced: +0 in all)" \
	"$exitscope" diff before1.trace,before0.trace now1.trace,now0.trace
expect "diff: and of the other" 1 "own instructions: kvm_cpuid -77, kvm_cpuiy +77 (traced: +0 in all)" \
	"$exitscope" diff before1.trace,before0.trace now1.trace,now0.trace

# --- report
reports() {
	"$exitscope" report "$logs" -o page.html --title 'A & B' && ls page.html
}
expect "report: one page" 0 "page.html" reports
page_is_whole() {
	/usr/bin/python3 - page.html <<'END'
import re, sys
from html.parser import HTMLParser
void = {"meta", "link", "br"}
class Page(HTMLParser):
    stack, ids, links, svgs, heads = [], [], [], 0, 0
    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        assert tag not in ("script", "img", "iframe", "object"), tag
        if tag not in void: self.stack.append(tag)
        if "id" in a: self.ids.append(a["id"])
        for key in ("href", "src"):
            if key in a: self.links.append(a[key])
        self.svgs += tag == "svg"
        if tag == "th": assert a.get("scope") in ("col", "row"); self.heads += 1
        if tag == "table": self.caption = False
        if tag == "caption": self.caption = True
        assert not any(k.startswith("on") for k in a)
    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in void: self.stack.pop()
    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, tag
        if tag == "table": assert self.caption
text = open(sys.argv[1]).read()
page = Page(); page.feed(text); page.close()
assert not page.stack and len(page.ids) == len(set(page.ids))
assert all(l == "data:," or (l[0] == "#" and l[1:] in page.ids) for l in page.links), page.links
assert page.svgs == 14, page.svgs  # three a log, one a pair
assert "http" not in text and "url(" not in text and "@import" not in text
assert "A &amp; B" in text and "prefers-color-scheme:dark" in text and "@media print" in text
print("whole")
END
}
expect "report: is whole, refers to nothing outside, has captions and scopes" 0 "whole" page_is_whole
expect "report: a cut log is on it, and told" 5 "cut.log: INCOMPLETE" "$exitscope" report "$log" cut.log -o cut.html
expect "report: as incomplete" 0 "INCOMPLETE" cat cut.html
# A trace whose CPUID handler has another name: of as many letters, as a trace has sizes.
trace=$here/../explain/vmx.trace
sed 's/kvm_cpuid/kvm_cpuix/' "$trace" > now.trace
step() {
	"$exitscope" report "$@" -o step.html && sed -n '/What changed/,/<.section>/p' step.html | sed 's/<[^>]*>/ /g'
}
functions_of_step() {
	step "$trace" now.trace > step.txt
	cat step.txt
	[ "$(grep -cE '^ +(cpuid|hlt|io.out8|msr.read) ' step.txt)" = 1 ]
}
expect "report: of two kept traces the row that differs, and its functions" 0 'kvm_cpuid -77, kvm_cpuix +77' functions_of_step
expect "report: of two that are alike that" 0 'No function differs' step "$trace" "$trace"
head -c 20000 "$trace" > half.trace
printf EXSAVED1 >> half.trace
expect "report: a trace that is not whole" 3 'half.trace: not a saved trace, or cut' step "$trace" half.trace
expect "report: without gnuplot" 3 "gnuplot is missing: apt-get install gnuplot-nox" \
	env PATH=/nonexistent "$exitscope" report "$log" -o none.html
expect "report: and no page is left" 2 "No such file" ls none.html
expect "report: without -o" 2 "-o FILE" "$exitscope" report "$log"

# --- man page, completion, installation
lint_man() {
	mandoc -Tlint "$here/../../tools/exitscope/exitscope.1" 2>&1 | grep -v 'outdated mandoc.db' || echo clean
}
expect "the man page is clean" 0 "clean" lint_man
described() {
	local word option missing=

	tr -d - < "$here/../../tools/exitscope/exitscope.1" > man.txt
	for word in $("$exitscope" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\)  .*/\1/p'); do
		grep -q "^\.It Cm $word$" "$here/../../tools/exitscope/exitscope.1" || missing="$missing $word"
		for option in $("$exitscope" "$word" --help | grep -oE -- '(^|[ ,])--[a-z][a-z0-9-]+' | tr -d ' ,' | sed 's/^--//' | grep -vE '^(help|usage|version)$'); do
			grep -q "Fl ${option//-/}" man.txt || missing="$missing $word --$option"
		done
	done
	[ -z "$missing" ] || { echo "missing:$missing" && return 1; }
	echo complete
}
expect "the man page has every command and option" 0 "complete" described
completes() {
	PATH=$build/bin:$PATH
	# shellcheck source=tools/exitscope/completion.bash
	. "$here/../../tools/exitscope/completion.bash"
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_exitscope exitscope "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	echo "${COMPREPLY[*]}."
}
expect "completion: commands" 0 "run list show check diff export report explain coverage suite try history --help --version." \
	completes exitscope ""
expect "completion: options of a command" 0 "--threshold." completes exitscope diff --t
expect "completion: formats" 0 "json junit." completes exitscope export --format j
expect "completion: suites" 0 "kvm-unit-tests selftests." completes exitscope suite ""
installed() {
	make -s -C "$here/../.." install BUILD="$build" DESTDIR="$scratch/root" PREFIX=/usr &&
		(cd root && find . -type f | sort) &&
		root/usr/bin/exitscope check "$log" --expect good.expect
}
expect "make install, and what is installed runs" 0 "./usr/share/man/man1/exitscope.1" installed

# What a package has installed is found beside the program, and logs are the user's own.
mkdir -p root/usr/lib/exitscope/lab && cp "$here/../../tools/lab/unreached" root/usr/lib/exitscope/lab/
expect "installed: the lab is looked for in lib/exitscope" 3 "/root/usr/lib/exitscope/lab/configs: No such file" \
	root/usr/bin/exitscope run
expect "installed: logs are in the user's cache folder" 3 "/c/exitscope/logs: No such file" \
	env XDG_CACHE_HOME=/c root/usr/bin/exitscope coverage
expect "installed: in ~/.cache without one" 3 "/h/.cache/exitscope/logs: No such file" \
	env -u XDG_CACHE_HOME HOME=/h root/usr/bin/exitscope coverage
expect "installed: or here" 3 "exitscope-logs: No such file" \
	env -u XDG_CACHE_HOME -u HOME root/usr/bin/exitscope coverage
expect "installed: EXITSCOPE_BUILD comes first" 3 "/b/logs: No such file" \
	env EXITSCOPE_BUILD=/b root/usr/bin/exitscope coverage

# --- examples for CI
ci=$here/../../tools/ci
yaml_is_good() {
	yamllint -d '{extends: default, rules: {line-length: {max: 140}, document-start: disable}}' "$ci"/*.yml &&
		yamllint -d '{extends: default, rules: {line-length: {max: 240}, document-start: disable}}' "$ci"/lava/*.yaml &&
		/usr/bin/python3 - "$ci" <<'END'
import sys, yaml
ci = sys.argv[1]
gitlab = yaml.safe_load(open(ci + "/gitlab-ci.yml"))
github = yaml.safe_load(open(ci + "/github-workflow.yml"))
lab = gitlab["exits"]
assert lab["parallel"]["matrix"] == [{"LAB": ["svm", "vmx"]}]
assert lab["artifacts"]["when"] == "always" and lab["artifacts"]["reports"]["junit"]
job = github["jobs"]["exits"]
assert job["strategy"]["matrix"]["lab"] == ["svm", "vmx"] and job["container"] == lab["image"] == "debian:13"
runs = [s["run"] for s in job["steps"] if "run" in s]
for command in lab["before_script"] + ["tools/ci/run"]:
    assert any(command in run for run in runs), command
# GitHub writes a key once: what it holds must be in it.
cache = next(s["with"] for s in job["steps"] if s.get("uses", "").startswith("actions/cache"))
assert cache["path"] == "cache" and "steps.debian.outputs.kernel" in cache["key"]
assert "kernel=" in next(s["run"] for s in job["steps"] if s.get("id") == "debian")
assert all("run" in s or "uses" in s for s in job["steps"])
print("both do the same")
END
}
expect "CI examples: YAML, and both do the same" 0 "both do the same" yaml_is_good
expect "CI: its expectations hold of all recorded logs" 0 "vmx-ept1.log: pass" \
	"$exitscope" check "$logs" --expect "$ci/ci.expect"
expect "CI: an unknown lab" 2 "no lab 'arm'; there are svm and vmx" "$ci/run" arm

# tools/ci/run with an exitscope that only says what it was asked, and ends as the test wants.
mkdir -p fake
cat > fake/exitscope <<'END'
#!/bin/sh
echo "asked: $*"
eval "exit \${STATUS_$1:-0}"
END
chmod +x fake/exitscope
mkdir -p given && cp "$log" given/vmx-ept1.log
ci_run() {
	env PATH="$scratch/fake:$PATH" "$@" "$ci/run" vmx given
}
expect "CI: both kinds of paging" 0 "asked: run --lab vmx --config ept1,ept0" ci_run
expect "CI: annotations on GitHub" 0 "asked: export given/vmx-ept1.log --format github" ci_run GITHUB_ACTIONS=true
expect "CI: the worst status, not the last: a failure, then nothing asserted" 1 "asked: report" \
	ci_run STATUS_run=1 STATUS_check=4
expect "CI: an incomplete log and a violation" 5 "asked: report" ci_run STATUS_run=5 STATUS_check=1
expect "CI: a failure, and an incomplete log" 5 "asked: report" ci_run STATUS_run=1 STATUS_export=5
expect "CI: nothing asserted" 4 "asked: report" ci_run STATUS_run=4
expect "CI: what could not run" 3 "asked: report" ci_run STATUS_run=5 STATUS_report=3
expect "CI: killed" 137 "asked: report" ci_run STATUS_run=137 STATUS_check=1

echo "1..$checks"
exit $bad
