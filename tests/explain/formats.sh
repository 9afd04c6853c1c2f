#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The formats of `exitscope explain`, read by those that they are for: callgrind_annotate, speedscope (from the npm registry, in
# Chromium), and Chromium itself, at three widths, light and dark, by keyboard and without scripts; on explanations made by
# formats_sample. What is not installed is a SKIP. The pictures stay in BUILD/page.
# Usage: formats.sh BUILD
# shellcheck disable=SC2317,SC2016 # functions are called by expect; scripts of the page have a $ of their own
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
sample=$build/tools/formats_sample
pictures=$build/page
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export EXITSCOPE_BUILD=$build
# shellcheck source=tests/tools/ok.sh
. "$here/../tools/ok.sh"

skip()
{
	checks=$((checks + 1))
	echo "ok $checks $1 # SKIP $2"
}

# Own instructions of all trees, by function, as JSON has them; the roots have none.
by_function()
{
	jq -r '[.rows[].exits[].tree | .. | objects | select(.m) | {n: (.n + " [" + .m + "]"), o}] | group_by(.n)[] |
		[(map(.o) | add), .[0].n] | select(.[0] > 0) | @tsv' "$scratch/sample.json" | sort -k 2
}

# The same, by callgrind_annotate.
by_callgrind()
{
	callgrind_annotate --threshold=100 "$scratch/sample.callgrind" 2>&1 | tee "$scratch/annotated" |
		sed -n 's/^ *\([0-9,]*\) ([ 0-9.]*%)  [^:]*:\(.*\)$/\1\t\2/p' | sed ':a; s/^\([0-9]*\),/\1/; ta' | sort -k 2
	! grep -i 'warn' "$scratch/annotated"
}

# The same, of folded stacks: the last frame of each.
by_folded()
{
	awk '{ n = $NF; sub(/ [0-9]+$/, ""); sub(/.*;/, ""); own[$0] += n } END { for (f in own) print own[f] "\t" f }' \
		"$scratch/sample.folded" | sort -k 2
}

# Folded stacks write `:` for the `;` that would end a frame.
same_functions()
{
	by_function >"$scratch/a"
	"$1" >"$scratch/b"
	[ "$1" != by_folded ] || sed -i 's/;/:/g' "$scratch/a"
	sort -k 2 -o "$scratch/a" "$scratch/a"
	diff "$scratch/a" "$scratch/b" && wc -l <"$scratch/b"
}

# Compared with itself nothing differs; compared with more, these and no others.
differences()
{
	awk '{ d = $NF - $(NF - 1); n = $0; sub(/ [0-9]+ [0-9]+$/, "", n); sub(/.*;/, "", n); all[n] += d }
		END { for (n in all) if (all[n]) print all[n], n }' "$1" | sort -n | tr '\n' ' '
}

browse()
{
	timeout 120 chromium-headless-shell --no-sandbox --hide-scrollbars --no-first-run --disable-background-networking \
		--disable-component-update --disable-sync --disable-default-apps --disable-extensions \
		--force-prefers-reduced-motion --user-data-dir="$scratch/profile" --enable-logging=stderr \
		--log-net-log="$scratch/net.json" --virtual-time-budget=5000 "$@" 2>"$scratch/stderr"
}

# Nothing on the console, and no request but for the page.
quiet()
{
	! grep CONSOLE "$scratch/stderr" || return 1
	jq -e '.constants.logEventTypes.URL_REQUEST_START_JOB as $start |
		[.events[] | select(.type == $start) | .params.url // empty |
			select(test("^(file|data|chrome|chrome-untrusted):") | not)] | length == 0' "$scratch/net.json" >/dev/null || return 1
	echo quiet
}

# picture PAGE WIDTH SCHEME: 0 is dark, 1 light.
picture()
{
	local name=$pictures/explain-$1-$2-light.png

	[ "$3" = 1 ] || name=$pictures/explain-$1-$2-dark.png
	browse --disable-gpu --window-size="$2,1200" --blink-settings="preferredColorScheme=$3" --screenshot="$name" \
		"file://$scratch/$1.html" >/dev/null
	quiet
}

# act PAGE SCRIPT: what the script leaves in document.title.
act()
{
	{
		sed '/<\/body>/,$d' "$scratch/$1.html"
		printf '<script>\n"use strict";\nconst $ = (s) => document.querySelector(s), $$ = (s) => [...document.querySelectorAll(s)];
const key = (e, k) => e.dispatchEvent(new KeyboardEvent("keydown", {key: k, bubbles: true, cancelable: true}));
const graph = () => $(".row:not([hidden]) .exit:not([hidden]) .graph");
const frames = (more = "") => $$(".row:not([hidden]) .exit:not([hidden]) .graph g" + more).map((g) => g.getAttribute("name"));
setTimeout(() => { document.title = "title: " + (%s); }, 500);\n</script></body></html>\n' "$2"
	} >"$scratch/act.html"
	browse --disable-gpu --window-size="${3:-1280},1200" --dump-dom "file://$scratch/act.html" >"$scratch/dom"
	quiet >/dev/null || { cat "$scratch/stderr"; return 1; }
	sed -n 's|.*<title>\(title: [^<]*\)</title>.*|\1|p' "$scratch/dom" | head -n 1
}

# A page that is not as it should be must not be quiet.
barks()
{
	sed 's|</body>|<img src="http://127.0.0.1:9/x.png" alt=""></body>|' "$scratch/sample.html" >"$scratch/bad.html"
	picture bad 360 1 && return 1
	sed 's|"use strict";|notThere();|' "$scratch/sample.html" >"$scratch/bad.html"
	! picture bad 360 1 && rm -f "$pictures"/explain-bad* && echo both
}

speedscope()
{
	(cd "$scratch" && npm pack --silent speedscope >/dev/null && tar -xzf speedscope-*.tgz) || return 77
	printf 'speedscope.loadFileFromBase64("sample.folded", "%s")\n' "$(base64 -w 0 "$scratch/sample.folded")" >"$scratch/load.js"
	browse --use-angle=swiftshader --enable-unsafe-swiftshader --dump-dom \
		"file://$scratch/package/dist/release/index.html#localProfilePath=$scratch/load.js&view=sandwich" >"$scratch/dom"
	# Its table of symbols: total, self, and the name, each with its share; the nine with instructions of their own.
	sed 's/<[^>]*>/\n/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' "$scratch/dom" |
		awk '/^[0-9,]+ \([<0-9.]+%\)$/ { own = $1; gsub(",", "", own); next }
			own > 0 && NF { print own "\t" $0 } NF { own = 0 }' | sort -k 2
}

mkdir -p "$pictures"
for format in json folded callgrind; do
	"$sample" $format >"$scratch/sample.$format"
done
"$sample" folded "$scratch/sample.json" >"$scratch/same"
"$sample" folded "$scratch/sample.json" more >"$scratch/more"

ok 'JSON, read and written again, is the same' sh -c \
	"'$sample' json '$scratch/sample.json' | jq -S 'del(.. | .kb?, .ob?, .vb?, .d?)' >'$scratch/again' &&
		jq -S . '$scratch/sample.json' | diff - '$scratch/again'"
expect 'folded: each function with its own' 0 10 same_functions by_folded
if command -v callgrind_annotate >/dev/null; then
	expect 'callgrind_annotate: each function with its own' 0 10 same_functions by_callgrind
	expect 'callgrind_annotate: the total' 0 '8,192 (100.0%)  PROGRAM TOTALS' cat "$scratch/annotated"
else
	skip 'callgrind_annotate' 'apt-get install valgrind'
fi
expect 'compared with itself nothing differs' 0 '[]' sh -c "echo \"[$(differences "$scratch/same")]\""
expect 'compared with more: these, and no others' 0 \
	'[-318 rcu_note_context_switch [kernel] 36 added [kvm] 90 kvm_cpuid [kvm] ]' echo "[$(differences "$scratch/more")]"
# With source lines and an inlined function: each function has what it had.
"$sample" json lines >"$scratch/lines.json"
"$sample" folded lines >"$scratch/lines.folded"
"$sample" callgrind lines >"$scratch/lines.callgrind"
"$sample" folded "$scratch/lines.json" >"$scratch/same"
expect 'lines: read as functions nothing differs' 0 '[]' sh -c "echo \"[$(differences "$scratch/same")]\""
expect 'lines: folded has the frame' 0 'vcpu_run [kvm];guest_enter [kvm] (inlined);rcu_note_context_switch [kernel] 106' cat "$scratch/lines.folded"
expect 'lines: JSON has the place' 0 '"i":"virt/run.c:70","l":[["include/enter.h",12,30]]' cat "$scratch/lines.json"
expect 'lines: callgrind has lines of another file' 0 '[fi=include/enter.h 12 30 cob=kernel ]' \
	sh -c "sed -n '/^fi=/,/^cob=kernel/p' '$scratch/lines.callgrind' | head -n 3 | tr '\n' ' ' | sed 's/^/[/; s/\$/]/'"
if command -v callgrind_annotate >/dev/null; then
	callgrind_annotate --threshold=100 "$scratch/lines.callgrind" >"$scratch/lines.annotated" 2>&1
	expect 'lines: callgrind_annotate has the same total' 0 '8,192 (100.0%)  PROGRAM TOTALS' cat "$scratch/lines.annotated"
	expect 'lines: and the file' 0 'virt/run.c:vcpu_run' cat "$scratch/lines.annotated"
fi
expect 'callgrind knows no differences' 3 'callgrind' "$sample" callgrind "$scratch/sample.json"
expect 'no such file' 3 '/nonexistent: No such file' "$sample" json /nonexistent
head -c 3000 "$scratch/sample.json" >"$scratch/cut"
expect 'JSON that was cut' 3 'not JSON' "$sample" json "$scratch/cut"
jq '.rows[0].exits[0].tree.c[0].o = -1' "$scratch/sample.json" >"$scratch/minus"
expect 'JSON that is not ours' 3 "not what 'exitscope explain --format json' writes" "$sample" json "$scratch/minus"
mkdir -p "$scratch/none"
expect 'no flame graphs were fetched: one line, for html' 3 "'make flamegraph' fetches them, by npm" \
	env EXITSCOPE_BUILD="$scratch/none" "$sample" html
expect 'and the other formats are there' 0 'fn=kvm_cpuid' env EXITSCOPE_BUILD="$scratch/none" "$sample" callgrind

# The command itself, on a trace that is kept here.
exitscope=$build/bin/exitscope
trace=$here/vmx.trace

# all.sum FILE: own instructions of all trees.
all_sum()
{
	jq '[.rows[].exits[].tree | .. | objects | .o? // 0] | add' "$1"
}

same_sums()
{
	"$exitscope" explain --from "$trace" --format json -o "$scratch/kept.json"
	"$exitscope" explain --from "$trace" --format folded -o "$scratch/kept.folded"
	"$exitscope" explain --from "$trace" --format callgrind -o "$scratch/kept.callgrind"
	all_sum "$scratch/kept.json" >"$scratch/a"
	awk '{ n += $NF } END { print n }' "$scratch/kept.folded" >"$scratch/b"
	sed -n 's/^summary: //p' "$scratch/kept.callgrind" >"$scratch/c"
	cat "$scratch/a"
	cmp "$scratch/a" "$scratch/b" && cmp "$scratch/a" "$scratch/c" && [ "$(cat "$scratch/a")" -gt 10000 ]
}

# As if 30 instructions had been put into kvm_cpuid.
dearer()
{
	same_sums >/dev/null
	jq '(.. | objects | select(.n? == "kvm_cpuid")) .o -= 30' "$scratch/kept.json" >"$scratch/cheaper.json"
	"$exitscope" explain --from "$trace" --against "$scratch/cheaper.json"
}

ok 'a kept trace: each format has the same sum' same_sums
expect 'a kept trace: against itself' 0 '4 of 4 workloads: no function differs' "$exitscope" explain --from "$trace" --against "$trace"
expect 'a kept trace: 30 instructions more' 0 '         +30          kvm_cpuid [kvm]: called by kvm_emulate_cpuid' dearer
cp "$scratch/output" "$scratch/dearer"
expect 'and of three workloads nothing' 0 '3 of 4 workloads: no function differs' cat "$scratch/dearer"
ok 'and nothing else' test "$(grep -c '^ *[+-]' "$scratch/dearer")" = 1
sed '/^hypercall\|^io.in8\|^mmio\|^nop/d' "$here/hotpath.expect" >"$scratch/hot.expect"
expect 'a kept trace: its hot paths' 0 ': pass: 6 held, 0 violated' "$exitscope" check "$trace" --expect "$scratch/hot.expect"
printf 'cpuid instructions kvm_cpuid <= 76\nio.out8 never enters qemu\n' >"$scratch/not.expect"
expect 'an instruction too many' 1 'cpuid: expected instructions kvm_cpuid <= 76, found 77' \
	"$exitscope" check "$trace" --expect "$scratch/not.expect"
expect 'QEMU where it should not be' 1 'io.out8: expected never enters qemu, found' \
	"$exitscope" check "$trace" --expect "$scratch/not.expect"
expect 'diff takes kept traces as well' 0 '4 rows compared: 0 real changes' "$exitscope" diff "$trace" "$trace"
expect 'no such format' 2 "no format 'svg'; there are: text, json, folded, callgrind, html" \
	"$exitscope" explain --from "$trace" --format svg
expect '-o of nothing' 2 '-o is where --format and --against write' "$exitscope" explain --from "$trace" -o x
expect 'a summary in a format' 2 'either --summary' "$exitscope" explain --from "$trace" --summary --format json
expect 'no such base' 2 "--against: 'nonesuch' is no file, no folder that has a kvm.ko, and no kernel of that name is in the lab" \
	"$exitscope" explain cpuid --against nonesuch
expect 'a kernel, of a trace that is not run' 2 "is no file" "$exitscope" explain --from "$trace" --against 6.12
expect 'a base that is no trace' 3 'not a saved trace, or cut' "$exitscope" explain --from "$trace" --against "$0"
expect 'a full disk' 3 'No space left on device' "$exitscope" explain --from "$trace" --format json -o /dev/full

if [ ! -e "$build/flamegraph/versions" ]; then
	skip 'the page' 'make flamegraph did not get d3'
elif ! command -v chromium-headless-shell >/dev/null; then
	skip 'the page' 'apt-get install chromium-headless-shell'
else
	"$sample" html >"$scratch/sample.html"
	"$sample" html "$scratch/sample.json" more >"$scratch/compared.html"
	for width in 360 768 1280; do
		expect "$width wide, light: console and network are quiet" 0 quiet picture sample $width 1
		expect "$width wide, dark: console and network are quiet" 0 quiet picture sample $width 0
		expect "$width wide: nothing is wider" 0 "title: $width" act sample 'document.documentElement.scrollWidth' $width
	done
	expect 'compared: console and network are quiet' 0 quiet picture compared 1280 1
	expect 'a request, an error: both are noticed' 0 both barks
	expect 'a graph has each function' 0 'title: exit 1 of 1: CPUID vmx_vmexit vcpu_run rcu_note_context_switch vmx_handle_exit kvm_emulate_cpuid kvm_cpuid' \
		act sample 'frames().join(" ")'
	expect 'a tab an exit; by keyboard' 0 'title: exit 2 of 3: &lt;WRMSR&gt;,64' act sample \
		'($("#row").value = "1", $("#row").dispatchEvent(new Event("change")),
			$(".row:not([hidden]) [role=tab]").focus(), key(document.activeElement, "ArrowRight"),
			[document.activeElement.textContent, frames().length])'
	expect 'keys: down to what was called, and zoom there' 0 'title: vcpu_run of kvm (kernel): 460 instructions, 168 of its own; no call; 78.1 % of it; vmx_vmexit: false' \
		act sample '(graph().focus(), key(graph(), "ArrowDown"), key(graph(), "Enter"),
			$(".details").textContent + "; vmx_vmexit: " + frames().includes("vmx_vmexit"))'
	expect 'keys: and out again' 0 'title: true' act sample '(key(graph(), "ArrowDown"), key(graph(), "Enter"), key(graph(), "Escape"),
		frames().includes("vmx_vmexit"))'
	expect 'a click zooms' 0 'title: false' act sample '($(".graph g[name=kvm_cpuid]").dispatchEvent(new MouseEvent("click")),
		frames().includes("vmx_vmexit"))'
	expect 'search' 0 'title: 2 found, 118 of 589 instructions' act sample \
		'(key(document.body, "/"), document.activeElement.value = "cpuid", document.activeElement.dispatchEvent(new Event("input")),
			$("#found").textContent)'
	expect 'compared: what is gone is there' 0 'title: rcu_note_context_switch of kernel (kernel): 0 instructions (−106), 0 of its own (−106); no call; 0.0 % of it' \
		act compared '($(".graph g[name=rcu_note_context_switch]").dispatchEvent(new MouseEvent("mouseover")), $(".details").textContent)'
	sed 's/<script[^>]*>.*//' "$scratch/sample.html" | sed '/^"use strict"/,$d' >"$scratch/bare.html"
	expect 'without scripts a table an exit' 0 'title: 6,true' \
		act bare '[$$("table").length, $$("section").every((s) => s.offsetHeight > 0)]'
	if speedscope >"$scratch/spoken"; then
		by_folded >"$scratch/b"
		expect "speedscope: each function with its own" 0 10 sh -c "diff '$scratch/b' '$scratch/spoken' && wc -l <'$scratch/spoken'"
	else
		skip speedscope 'npm has it not for us'
	fi
fi
echo "1..$checks"
exit "$bad"
