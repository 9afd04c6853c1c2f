#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The report in headless Chromium at three widths, light and dark: nothing on its console, no request
# but for the page itself, nothing wider than the screen. The pictures stay in BUILD/page.
# Usage: page.sh BUILD [PAGE]: of the recorded logs, or a page that is there already. WIDTHS="360 768 1280".
# shellcheck disable=SC2317 # functions are called by expect
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
exitscope=$build/bin/exitscope
pictures=$build/page
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# shellcheck source=tests/tools/ok.sh
. "$here/ok.sh"

command -v chromium-headless-shell > /dev/null || { echo "page.sh: apt-get install chromium-headless-shell" >&2 && exit 3; }

# browse OPTION... FILE: the shell has no account, no update, and asks nobody of its own accord.
browse() {
	timeout 120 chromium-headless-shell --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync \
		--disable-default-apps --disable-extensions --user-data-dir="$scratch/profile" \
		--enable-logging=stderr --log-net-log="$scratch/net.json" "$@" 2> "$scratch/stderr"
}

# picture WIDTH SCHEME: 0 is dark, 1 light.
picture() {
	local name=$pictures/$1-light.png noise=0

	[ "$2" = 1 ] || name=$pictures/$1-dark.png
	browse --window-size="$1,3000" --blink-settings="preferredColorScheme=$2" \
		--screenshot="$name" "file://$scratch/page.html" > /dev/null || return
	! grep -E 'CONSOLE' "$scratch/stderr" || noise=1
	/usr/bin/python3 - "$scratch" "$name" "$1" <<'END' || noise=1
import json, struct, sys
scratch, name, width = sys.argv[1:]
log = json.load(open(scratch + "/net.json"))
start = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
urls = {e["params"]["url"] for e in log["events"] if e["type"] == start and "url" in e.get("params", {})}
others = [u for u in urls if not u.startswith(("file:" , "data:", "chrome:", "chrome-untrusted:"))]
assert not others, others
head = open(name, "rb").read(24)
assert struct.unpack(">I", head[16:20])[0] == int(width), "another width"
END
	[ "$noise" = 0 ] && echo "quiet"
}

# How wide the page is laid out: a script in a copy of the page, since the page has none.
fits() {
	sed 's|</body>|<script>document.title=document.documentElement.scrollWidth</script></body>|' \
		"$scratch/page.html" > "$scratch/measured.html"
	browse --window-size="$1,3000" --dump-dom "file://$scratch/measured.html" > "$scratch/dom"
	wide=$(sed -n 's|.*<title>\([0-9]*\)</title>.*|\1|p' "$scratch/dom" | head -n 1)
	echo "laid out in $wide"
	[ "$wide" -le "$1" ]
}

# The same watch on a page that is not as it should be must bark.
watched() {
	sed 's|</body>|<img src="http://127.0.0.1:9/x.png" alt=""><script>console.error("x")</script></body>|' \
		"$scratch/page.html" > "$scratch/bad.html"
	mv "$scratch/page.html" "$scratch/good.html"
	mv "$scratch/bad.html" "$scratch/page.html"
	picture "$width" 1 > "$scratch/bark" 2>&1 && return 1
	grep -q 'CONSOLE' "$scratch/bark" && grep -q "AssertionError.*127.0.0.1:9/x.png" "$scratch/bark" &&
		echo "both noticed"
	mv "$scratch/good.html" "$scratch/page.html"
}

mkdir -p "$pictures"
if [ $# = 1 ]; then
	"$exitscope" report "$here/logs" -o "$scratch/page.html"
else
	cp "$2" "$scratch/page.html"
fi
for width in ${WIDTHS-360 768 1280}; do
	expect "$width wide, light: console and network are quiet" 0 "quiet" picture "$width" 1
	expect "$width wide, dark: console and network are quiet" 0 "quiet" picture "$width" 0
	expect "$width wide: nothing is wider" 0 "laid out in" fits "$width"
done
expect "light and dark are two pictures" 1 "differ" cmp "$pictures/$width-light.png" "$pictures/$width-dark.png"
expect "a page with a request and an error is noticed" 0 "both noticed" watched
echo "1..$checks"
exit $bad
