// SPDX-License-Identifier: GPL-2.0-only
// The page of `exitscope explain --format html`: of each operation's exits a tab, with a flame graph above its table.
// Uses d3 and d3-flame-graph, which stand in the page before this. Without scripts the tables are all there is.
"use strict";
(function () {
	const data = JSON.parse(document.getElementById("data").textContent);
	const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
	const number = new Intl.NumberFormat("en");
	const rows = [...document.querySelectorAll("section.row")];
	let shown = null; // what is on the screen: its chart, panel and the frame that keys go to

	function element(name, properties, ...children) {
		const made = Object.assign(document.createElement(name), properties);
		made.append(...children);
		return made;
	}

	function signed(value) {
		return (value > 0 ? "+" : value < 0 ? "\u2212" : "\u00b1") + number.format(Math.abs(value));
	}

	// How wide: its instructions; compared, those of before where they were more, so that what is gone can be seen.
	function measure(f) {
		f.s = (f.c || []).reduce((sum, child) => sum + measure(child), Math.max(f.o, f.ob || 0));
		return f.s;
	}

	function label(frame) {
		const f = frame.data;
		const root = frame.ancestors().pop();
		const share = root.data.v ? "; " + (100 * f.v / root.data.v).toFixed(1) + " % of it" : "";
		const all = number.format(f.v) + " instructions" + ("vb" in f ? " (" + signed(f.v - f.vb) + ")" : "");
		if (!frame.parent)
			return all;
		return f.n + " of " + f.m + ("i" in f ? ", inlined at " + f.i : "") + " (" + data.worlds[f.w].name + "): " + all + ", " + number.format(f.o) +
			" of its own" + ("d" in f ? " (" + signed(f.d) + ")" : "") + "; " +
			(f.k ? number.format(f.k) + (f.k === 1 ? " call" : " calls") : "no call") + share +
			(f.l ? "; lines: " + f.l.slice().sort((a, b) => b[2] - a[2]).slice(0, 4)
				.map((line) => line[0] + ":" + line[1] + " " + number.format(line[2])).join(", ") : "");
	}

	// Differences: more is red, less is blue, the more the fuller. Else by whose instructions they are.
	function color(frame) {
		const f = frame.data;
		if (frame.highlight)
			return "#ff66ff";
		if (!frame.parent)
			return "#d0d0d0";
		if (!("d" in f))
			return data.worlds[f.w].color;
		if (!f.d)
			return "#e4e4e4";
		const rest = 1 - Math.min(1, Math.abs(f.d) / Math.max(1, f.o, f.ob));
		return f.d > 0 ? d3.interpolateRgb("#ff7a6b", "#fde3df")(rest) : d3.interpolateRgb("#6ba6ff", "#dfeafd")(rest);
	}

	function mark(view, frame) {
		view.current = frame;
		d3.select(view.graph).selectAll("g").classed("current", (other) => other === frame);
		view.details.textContent = label(frame);
	}

	// Up is towards who called, down towards what was called, as they are drawn.
	const ways = {
		ArrowUp: (frame) => frame.parent,
		ArrowDown: (frame) => frame.children && frame.children.reduce((a, b) => (b.value > a.value ? b : a)),
		ArrowLeft: (frame) => beside(frame, -1),
		ArrowRight: (frame) => beside(frame, 1),
		Home: (frame) => frame.ancestors().pop(),
	};

	function beside(frame, step) {
		const all = frame.parent ? frame.parent.children : [frame];
		return all[all.indexOf(frame) + step];
	}

	function press(view, event) {
		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		if (ways[event.key]) {
			const next = ways[event.key](view.current);
			if (next)
				mark(view, next);
		} else if (event.key === "Enter" || event.key === " ") {
			view.chart.zoomTo(view.current);
			mark(view, view.current);
		} else if (event.key === "Escape") {
			view.chart.resetZoom();
			mark(view, view.current);
		} else {
			return;
		}
		event.preventDefault();
	}

	function draw(panel) {
		const tree = data.rows[panel.dataset.row].exits[panel.dataset.exit].tree;
		const details = element("p", {className: "details"});
		const graph = element("div", {className: "graph", tabIndex: 0});
		const view = {graph: graph, details: details, panel: panel, width: 0};
		details.setAttribute("aria-live", "polite");
		graph.setAttribute("role", "application");
		graph.setAttribute("aria-label", "Flame graph. Arrow keys: to callers and what they called; Enter: zoom; Escape: all.");
		panel.querySelector("h3").after(details, graph);
		view.width = graph.clientWidth;
		measure(tree);
		view.chart = flamegraph.default().getValue((f) => "s" in f ? f.s : f.value).width(view.width).cellHeight(20).inverted(true).minFrameSize(0.5)
			.transitionDuration(still ? 0 : 200).setColorMapper(color).setLabelHandler(label)
			.setSearchMatch((frame, term) => term !== "" && frame.parent && frame.data.n.toLowerCase().includes(term))
			.setSearchHandler((found, sum, total) => {
				document.getElementById("found").textContent = search.value === "" ? "" :
					found.length + " found, " + number.format(sum) + " of " + number.format(total) + " instructions";
			})
			.setDetailsHandler((text) => {
				details.textContent = text || label(view.current);
			});
		view.current = null;
		d3.select(graph).datum(tree).call(view.chart);
		mark(view, d3.select(graph).datum());
		view.chart.onClick((frame) => mark(view, frame));
		graph.addEventListener("keydown", (event) => press(view, event));
		return view;
	}

	const views = new Map();

	function show(panel) {
		for (const row of rows)
			row.hidden = !row.contains(panel);
		for (const other of panel.parentElement.querySelectorAll("section.exit"))
			other.hidden = other !== panel;
		for (const tab of panel.parentElement.querySelectorAll("[role=tab]")) {
			const chosen = tab.getAttribute("aria-controls") === panel.id;
			tab.setAttribute("aria-selected", chosen);
			tab.tabIndex = chosen ? 0 : -1;
		}
		if (!views.has(panel))
			views.set(panel, draw(panel));
		shown = views.get(panel);
		fit();
		look();
	}

	function fit() {
		if (!shown || shown.width === shown.graph.clientWidth)
			return;
		shown.width = shown.graph.clientWidth;
		shown.chart.width(shown.width).update();
	}

	function tabs(row) {
		const panels = [...row.querySelectorAll("section.exit")];
		const list = element("div", {});
		list.setAttribute("role", "tablist");
		list.setAttribute("aria-label", "Exits");
		for (const panel of panels) {
			const tab = element("button", {type: "button", id: "tab-" + panel.id}, panel.dataset.tab);
			tab.setAttribute("role", "tab");
			tab.setAttribute("aria-controls", panel.id);
			tab.addEventListener("click", () => show(panel));
			panel.setAttribute("role", "tabpanel");
			panel.setAttribute("aria-labelledby", tab.id);
			list.append(tab);
		}
		list.addEventListener("keydown", (event) => {
			const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
			const at = [...list.children].indexOf(document.activeElement) + step;
			if (!step || !list.children[at])
				return;
			list.children[at].focus();
			show(panels[at]);
		});
		panels[0].before(list);
	}

	const search = element("input", {type: "search", id: "search", autocomplete: "off"});

	function look() {
		if (search.value === "") {
			shown.chart.clear();
			document.getElementById("found").textContent = "";
		} else {
			shown.chart.search(search.value.toLowerCase());
		}
		mark(shown, shown.current);
	}

	function chooser() {
		const select = element("select", {id: "row"});
		rows.forEach((row, at) => select.append(element("option", {value: at}, row.querySelector("h2").textContent)));
		select.addEventListener("change", () => show(rows[select.value].querySelector("section.exit")));
		return [element("label", {htmlFor: "row"}, "Operation"), select];
	}

	// What the colors mean, of those that are there.
	function keys() {
		const used = new Set();
		(function walk(f) {
			used.add(f.w);
			(f.c || []).forEach(walk);
		})({w: -1, c: data.rows.flatMap((row) => row.exits.flatMap((exit) => exit.tree.c || []))});
		return "vb" in data.rows[0].exits[0].tree ? [] : data.worlds.filter((world, at) => used.has(at)).map((world) => {
			const key = element("span", {className: "key"});
			key.style.background = world.color;
			return element("span", {}, key, world.name);
		});
	}

	const whole = element("button", {type: "button"}, "Zoom out");
	whole.addEventListener("click", () => {
		shown.chart.resetZoom();
		mark(shown, shown.current);
	});
	search.addEventListener("input", look);
	rows[0].before(element("div", {className: "tools"}, ...(rows.length > 1 ? chooser() : []),
		element("label", {htmlFor: "search"}, "Search"), search, whole,
		element("output", {id: "found", htmlFor: "search"}), ...keys()));
	rows.forEach(tabs);
	addEventListener("resize", fit);
	document.addEventListener("keydown", (event) => {
		if (event.key === "/" && document.activeElement !== search) {
			search.focus();
			event.preventDefault();
		}
	});
	show(rows[0].querySelector("section.exit"));
})();
