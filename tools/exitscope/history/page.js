// SPDX-License-Identifier: GPL-2.0-only
// The page of `exitscope history -o`: one kind of host at a time, rows that open to all kernels, a filter, and any two kernels
// side by side. Without scripts the tables are all there is.
"use strict";
(function () {
	const lines = JSON.parse(document.getElementById("data").textContent);
	const number = new Intl.NumberFormat("en");
	const sections = [...document.querySelectorAll("section.kind")];
	const cards = [...document.querySelectorAll("a.card")];

	function element(name, properties, ...children) {
		const made = Object.assign(document.createElement(name), properties);
		made.append(...children);
		return made;
	}

	function drawn(name, attributes, ...children) {
		const made = document.createElementNS("http://www.w3.org/2000/svg", name);
		for (const [key, value] of Object.entries(attributes))
			made.setAttribute(key, value);
		made.append(...children);
		return made;
	}

	function signed(value) {
		return (value < 0 ? "\u2212" : "+") + number.format(Math.abs(value));
	}

	function percent(value) {
		const size = Math.abs(value);
		if (size < 0.05)
			return element("span", {className: "same"}, "=");
		return element("span", {className: value > 0 ? "more" : "less"},
			(value > 0 ? "+" : "\u2212") + size.toFixed(size < 100 ? 1 : 0) + "\u202f%");
	}

	// A row of the data: [median, least, 99th percentile, exits by reason, what is odd about it].
	function row(line, config, name) {
		return line.configs && line.configs[config] ? line.configs[config].rows[name] : undefined;
	}

	function exits(reasons) {
		const all = Object.entries(reasons);
		return all.length ? all.map(([name, n]) => (n === 1 ? "" : +n.toFixed(3) + "\u00a0") + name).join(", ") : "none";
	}

	const kinds = sections.map((section) => {
		const {lab, config} = section.dataset;
		const kernels = lines.filter((line) => line.type === "kernel" && line.lab === lab && line.configs && line.configs[config]);
		const steps = lines.filter((line) => line.type === "step" && line.lab === lab && line.config === config);
		return {section, lab, config, kernels, steps};
	});

	function functions(step, entries) {
		const name = (at) => element("code", {title: step.functions[at]}, step.functions[at].split(" ")[0]);
		const made = element("span", {});
		entries.slice(3).forEach(([at, more, , kind, other], i) => {
			made.append(i ? ", " : "", name(at), "\u00a0" + signed(more));
			if (other !== undefined)
				made.append(kind === "o" ? " (out of " : " (into ", name(other), ")");
			else if (kind)
				made.append(kind === "n" ? " (new)" : " (gone)");
		});
		if (entries[2])
			made.append(", others " + signed(entries[2]));
		return made;
	}

	// What is known of why a row changed between two kernels.
	function why(kind, before, now, name) {
		const step = kind.steps.find((one) => one.before === before.kernel && one.kernel === now.kernel);
		return step && step.rows[name] ? functions(step, step.rows[name]) : null;
	}

	// Every kernel's value, as a line of steps that can be read off with the mouse or the arrow keys.
	function chart(kind, name, reading) {
		const there = kind.kernels.filter((line) => row(line, kind.config, name));
		const values = there.map((line) => row(line, kind.config, name)[0]);
		const middle = (Math.max(...values) + Math.min(...values)) / 2;
		const half = Math.max((Math.max(...values) - Math.min(...values)) / 2, middle * 0.02, 1);
		const y = (value) => 92 - 84 * (value - middle + half) / (2 * half);
		const x = (at) => 1000 * at / there.length;
		const path = values.map((value, at) => (at ? "L" : "M") + x(at) + " " + y(value) + "H" + x(at + 1)).join("");
		const here = drawn("path", {class: "here", d: ""});
		const svg = drawn("svg", {class: "chart", viewBox: "0 0 1000 100", preserveAspectRatio: "none", tabindex: 0, role: "img",
			"aria-label": name + ", kernel by kernel; the arrow keys read it"}, drawn("path", {class: "line", d: path}), here);
		let at = there.length - 1;

		function read(to) {
			at = Math.max(0, Math.min(there.length - 1, to));
			const line = there[at], [median, least, most, reasons, odd] = row(line, kind.config, name);
			here.setAttribute("d", "M" + x(at + 0.5) + " 0V100");
			reading.replaceChildren(element("b", {}, line.kernel), ": " + number.format(median) + " instructions" +
				(least === most ? "" : " (" + number.format(least) + " to " + number.format(most) + ")") +
				", exits: " + exits(reasons) + (odd ? "; " + odd : "") +
				(line.compiler ? "; " + line.compiler : "") + (line.date ? ", built " + line.date : ""));
		}

		function point(event) {
			const box = svg.getBoundingClientRect();
			read(Math.floor((event.clientX - box.left) / box.width * there.length));
		}

		svg.addEventListener("pointermove", point);
		svg.addEventListener("pointerdown", point);
		svg.addEventListener("keydown", (event) => {
			const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: there.length - 1}[event.key];
			if (to === undefined)
				return;
			read(to);
			event.preventDefault();
		});
		read(at);
		const spans = [];
		for (const line of there) {
			const series = line.package.match(/^\d+\.\d+/)[0];
			if (!spans.length || spans[spans.length - 1].series !== series)
				spans.push({series, n: 0});
			spans[spans.length - 1].n++;
		}
		return element("div", {}, element("div", {className: "plot"}, svg,
			element("span", {className: "top"}, number.format(Math.round(middle + half))),
			element("span", {className: "bottom"}, number.format(Math.round(middle - half)))),
		element("div", {className: "axis"}, ...spans.map((span) => {
			const label = element("span", {}, span.series);
			label.style.flex = span.n;
			return label;
		})));
	}

	// The rows of the section's steps are there already; those of this operation are listed again, newest first.
	function changes(kind, name) {
		const list = element("ul", {});
		for (const step of kind.section.querySelectorAll("details.step")) {
			const found = [...step.querySelectorAll("tbody tr")].find((tr) => tr.cells[0].textContent === name);
			if (!found)
				continue;
			list.append(element("li", {}, element("b", {}, step.querySelector("summary b").textContent), ": " +
				found.cells[1].textContent + " to " + found.cells[2].textContent + ", ",
			...[...found.cells[3].childNodes].map((node) => node.nodeName === "BR" ? ", " : node.cloneNode(true)), "; ",
			...[...found.cells[4].childNodes].map((node) => node.cloneNode(true))));
		}
		return list.children.length ? list : element("p", {className: "weak"}, "No step of more than 2\u202f%.");
	}

	function toggle(kind, tr, button) {
		const open = button.getAttribute("aria-expanded") !== "true";
		button.setAttribute("aria-expanded", open);
		tr.classList.toggle("open", open);
		if (!open) {
			tr.nextElementSibling.remove();
			return;
		}
		const reading = element("p", {className: "reading"});
		reading.setAttribute("aria-live", "polite");
		const cell = element("td", {colSpan: tr.cells.length}, element("div", {className: "inside"},
			chart(kind, tr.dataset.row, reading), reading, changes(kind, tr.dataset.row)));
		tr.after(element("tr", {className: "detail"}, cell));
	}

	function rowsOf(kind) {
		return [...kind.section.querySelectorAll("table.rows tbody tr[data-row]")];
	}

	function buttons(kind) {
		for (const tr of rowsOf(kind)) {
			const cell = tr.cells[0], button = element("button", {type: "button", className: "name"}, cell.lastChild.textContent);
			button.setAttribute("aria-expanded", "false");
			cell.lastChild.replaceWith(button);
			button.addEventListener("click", () => toggle(kind, tr, button));
		}
	}

	const orders = {
		"dearer first": (a, b) => b.change - a.change,
		"cheaper first": (a, b) => a.change - b.change,
		"largest change first": (a, b) => Math.abs(b.change) - Math.abs(a.change),
		"costliest first": (a, b) => b.now - a.now,
		"by name": (a, b) => (a.name < b.name ? -1 : 1),
	};

	function sort(kind, order) {
		const body = kind.section.querySelector("table.rows tbody"), last = kind.kernels[kind.kernels.length - 1];
		const all = rowsOf(kind).map((tr) => {
			const name = tr.dataset.row, is = row(last, kind.config, name);
			const was = kind.kernels.map((line) => row(line, kind.config, name)).find((one) => one) || is;
			const detail = tr.nextElementSibling && tr.nextElementSibling.className === "detail" ? tr.nextElementSibling : null;
			return {tr, detail, name, now: is ? is[0] : 0, change: is && was[0] ? is[0] / was[0] - 1 : 0};
		}).sort(orders[order]);
		for (const one of all)
			body.append(one.tr, ...(one.detail ? [one.detail] : []));
	}

	function filter(kind, text) {
		for (const tr of rowsOf(kind)) {
			tr.hidden = !(tr.dataset.row + " " + tr.cells[1].textContent).toLowerCase().includes(text.toLowerCase());
			const detail = tr.nextElementSibling;
			if (detail && detail.className === "detail")
				detail.hidden = tr.hidden;
		}
	}

	function tools(kind) {
		const id = kind.lab + "-" + kind.config;
		const search = element("input", {type: "search", id: id + "-search", placeholder: "cpuid, msr, \u2026", autocomplete: "off"});
		const order = element("select", {id: id + "-order"}, ...Object.keys(orders).map((name) => element("option", {}, name)));
		search.addEventListener("input", () => filter(kind, search.value));
		order.addEventListener("change", () => sort(kind, order.value));
		kind.search = search;
		kind.section.querySelector("table.rows").closest(".scroll").before(element("div", {className: "tools"},
			element("label", {htmlFor: search.id}, "Operation or reason"), search,
			element("label", {htmlFor: order.id}, "Order"), order));
	}

	function compared(kind, before, now) {
		const body = element("tbody", {});
		const names = Object.keys(now.configs[kind.config].rows);
		const all = names.map((name) => ({name, was: row(before, kind.config, name), is: row(now, kind.config, name)}))
			.filter(({was, is}) => was && (Object.keys(was[3]).length || Object.keys(is[3]).length))
			.map((one) => ({...one, change: one.was[0] ? 100 * (one.is[0] / one.was[0] - 1) : 0, other: JSON.stringify(one.was[3]) !== JSON.stringify(one.is[3])}))
			.filter((one) => one.was[0] !== one.is[0] || one.other)
			.sort((a, b) => Math.abs(b.change) - Math.abs(a.change));
		for (const {name, was, is, change, other} of all)
			body.append(element("tr", {}, element("th", {scope: "row"}, name),
				element("td", {className: "n"}, number.format(was[0])), element("td", {className: "n"}, number.format(is[0])),
				element("td", {className: "n"}, signed(is[0] - was[0])), element("td", {className: "n"}, percent(change)),
				element("td", {}, other ? exits(was[3]) + " \u2192 " + exits(is[3]) : ""),
				element("td", {className: "why"}, why(kind, before, now, name) || "")));
		const headings = ["operation", "before", "after", "", "change", "other exits", "functions, where the two are a step"];
		return [element("p", {className: "weak"}, all.length + " of " + names.length + " operations differ" +
			(before.emulator === now.emulator ? "." : "; and the emulator does: " + before.emulator + ", then " + now.emulator + ".")),
		element("div", {className: "scroll", tabIndex: 0}, element("table", {}, element("thead", {}, element("tr", {},
			...headings.map((text, at) => element("th", {scope: "col", className: at > 0 && at < 5 ? "n" : ""}, text)))), body))];
	}

	function comparison(kind) {
		const id = kind.lab + "-" + kind.config;
		const choose = (which, at) => {
			const select = element("select", {id: id + which}, ...kind.kernels.map((line, n) =>
				element("option", {value: n}, line.kernel + (line.compiler ? " (" + line.compiler + ")" : ""))));
			select.value = at;
			return select;
		};
		const before = choose("-before", 0), now = choose("-now", kind.kernels.length - 1);
		const place = element("div", {});
		const update = () => place.replaceChildren(...compared(kind, kind.kernels[before.value], kind.kernels[now.value]));
		before.addEventListener("change", update);
		now.addEventListener("change", update);
		const details = element("details", {}, element("summary", {}, "Choose two kernels"), element("div", {className: "tools"},
			element("label", {htmlFor: before.id}, "Before"), before, element("label", {htmlFor: now.id}, "After"), now), place);
		details.addEventListener("toggle", () => details.open && !place.children.length && update());
		kind.section.append(element("h3", {}, "Any two kernels"), details);
	}

	function show(at, focus) {
		kinds.forEach((kind, n) => {
			kind.section.hidden = n !== at;
			cards[n].setAttribute("aria-selected", n === at);
			cards[n].tabIndex = n === at ? 0 : -1;
		});
		kinds.shown = kinds[at];
		if (focus)
			cards[at].focus();
	}

	function tabs() {
		if (!cards.length)
			return;
		cards[0].parentElement.setAttribute("role", "tablist");
		cards.forEach((card, at) => {
			card.setAttribute("role", "tab");
			card.setAttribute("aria-controls", sections[at].id);
			sections[at].setAttribute("role", "tabpanel");
			card.addEventListener("click", (event) => {
				event.preventDefault();
				history.replaceState(null, "", card.hash);
				show(at);
			});
			card.addEventListener("keydown", (event) => {
				const to = {ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowDown: at + 1}[event.key];
				if (to === undefined || !cards[to])
					return;
				event.preventDefault();
				show(to, true);
			});
		});
		show(Math.max(0, cards.findIndex((card) => card.hash === location.hash)));
	}

	for (const kind of kinds) {
		buttons(kind);
		tools(kind);
		comparison(kind);
	}
	tabs();
	document.addEventListener("keydown", (event) => {
		if (event.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName) && kinds.shown) {
			kinds.shown.search.focus();
			event.preventDefault();
		}
	});
})();
