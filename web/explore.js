// SPDX-License-Identifier: GPL-2.0-only
/*
 * explore.js - filters, sorting, charts and details for the tables that explore_table.c wrote.
 *
 * The page is whole without it: everything here only hides, orders or repeats what is in the tables.
 */
(function () {
	"use strict";

	const BARS_MAX = 40; // more have no room for their names

	function make(tag, attributes, ...children) {
		const e = document.createElement(tag);

		for (const [k, v] of Object.entries(attributes || {}))
			e.setAttribute(k, v);
		e.append(...children);
		return e;
	}

	const text = (cell) => cell.textContent.trim();
	const heads = (table) => [...table.tHead.rows[0].cells];
	const rows = (table) => [...table.tBodies[0].rows];

	const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

	// "6.2" before "6.12": numbers in words count as numbers.
	const inOrder = new Intl.Collator("en", { numeric: true }).compare;

	/* One <select> for every column that tells rows apart, and a field for words. */
	class Facets {
		constructor(table) {
			this.table = table;
			this.heads = heads(table);
			this.selects = new Map();
			this.box = make("fieldset", { class: "facets" }, make("legend", {}, "Show"));
			this.heads.forEach((th, i) => th.dataset.facet && this.addSelect(th.dataset.facet, i));
			this.words = make("input", { type: "search", placeholder: " ", id: table.id + "-words" });
			this.words.addEventListener("input", () => this.apply());
			this.box.append(make("label", {}, "with the words ", this.words));
			this.reset = make("button", { type: "button" }, "Show all");
			this.reset.addEventListener("click", () => this.clear());
			this.count = make("output", { "aria-live": "polite" });
			this.box.append(this.reset, this.count);
			table.closest(".scroll").before(this.box);
			this.chart = new Chart(this);
			this.set(new URLSearchParams(table.dataset.default || ""));
		}

		addSelect(name, column) {
			const values = [...new Set(rows(this.table).map((r) => text(r.cells[column])))].sort(inOrder);

			if (values.length < 2)
				return;
			const select = make("select", { "data-facet": name },
				make("option", { value: "*" }, "all"),
				...values.map((v) => make("option", { value: "=" + v }, v || "(none)")));

			select.addEventListener("change", () => this.apply());
			this.selects.set(column, select);
			this.box.append(make("label", {}, name + " ", select));
		}

		set(wanted) {
			for (const select of this.selects.values()) {
				const name = select.dataset.facet, value = "=" + wanted.get(name);
				const there = wanted.has(name) && [...select.options].some((o) => o.value === value);

				select.value = there ? value : "*";
			}
			this.apply();
		}

		clear() {
			this.words.value = "";
			this.set(new URLSearchParams());
		}

		shows(row) {
			for (const [column, select] of this.selects)
				if (select.value !== "*" && "=" + text(row.cells[column]) !== select.value)
					return false;
			const words = this.words.value.toLowerCase().split(/\s+/).filter(Boolean);
			const content = row.textContent.toLowerCase();

			return words.every((w) => content.includes(w));
		}

		apply() {
			const all = rows(this.table);

			all.forEach((r) => { r.hidden = !this.shows(r); });
			this.visible = all.filter((r) => !r.hidden);
			this.count.textContent = `${this.visible.length} of ${all.length}`;
			this.hideEmpty(all);
			this.chart.draw();
		}

		/* Steps of a life have figures of their own: a column that no visible row fills is in the way. */
		hideEmpty(all) {
			this.heads.forEach((th, i) => {
				if (!th.hasAttribute("data-sort-method"))
					return;
				const empty = this.visible.length > 0 && this.visible.every((r) => !text(r.cells[i]));

				th.hidden = empty;
				all.forEach((r) => { r.cells[i].hidden = empty; });
			});
		}
	}

	/* Bars of the visible rows, read off where one points. */
	class Chart {
		constructor(facets) {
			this.facets = facets;
			this.series = facets.heads.map((th, i) => ({ i, name: th.dataset.series }))
				.filter((s) => s.name);
			if (typeof uPlot === "undefined" || !this.series.length)
				return;
			this.box = make("figure", { class: "chart" });
			facets.table.closest(".scroll").before(this.box);
			if (this.series.length > 2)
				this.choose();
			this.plotBox = make("div");
			this.note = make("figcaption");
			this.box.append(this.plotBox, this.note);
			new ResizeObserver(() => this.resize()).observe(this.box);
			// A canvas does not follow the style sheet by itself, neither into the dark nor onto paper.
			for (const query of ["(prefers-color-scheme: dark)", "print"])
				matchMedia(query).addEventListener("change", () => this.draw());
		}

		/* A table of cells has figures of many units: one at a time. */
		choose() {
			this.select = make("select", {}, ...this.series.map((s) => make("option", { value: s.i }, s.name)));
			this.select.addEventListener("change", () => this.draw());
			this.box.append(make("label", {}, "Draw ", this.select));
		}

		chosen() {
			const usable = this.series.filter((s) => !this.facets.heads[s.i].hidden);

			if (!this.select)
				return usable;
			[...this.select.options].forEach((o) => {
				o.hidden = o.disabled = !usable.some((s) => String(s.i) === o.value);
			});
			if (this.select.selectedOptions[0]?.disabled && usable.length)
				this.select.value = usable[0].i;
			return usable.filter((s) => String(s.i) === this.select.value);
		}

		/* What tells the visible rows apart: the facets that differ among them, and what they are of. */
		labels(visible) {
			const told = this.facets.heads.map((th, i) => i).filter((i) => {
				const th = this.facets.heads[i];

				return "label" in th.dataset ||
					(th.dataset.facet && new Set(visible.map((r) => text(r.cells[i]))).size > 1);
			});

			return visible.map((r) => told.map((i) => text(r.cells[i])).filter((t) => t && t !== "-").join(" "));
		}

		draw() {
			if (!this.box)
				return;
			const series = this.chosen();
			const visible = this.facets.visible.filter((r) =>
				series.some((s) => Number.isFinite(parseFloat(text(r.cells[s.i])))));

			this.plot?.destroy();
			this.plot = null;
			const flat = visible.every((r) => series.every((s) => !parseFloat(text(r.cells[s.i]))));

			if (flat || visible.length > BARS_MAX) {
				this.note.textContent = !visible.length ? "" : flat ? "All of these are 0." :
					`${visible.length} rows are too many to draw: choose fewer.`;
				return;
			}
			this.note.textContent = "Point at a bar, or go through them with the arrow keys.";
			this.names = this.labels(visible);
			const bars = this.bars(series, visible);

			this.plot = new uPlot(this.options(bars, visible.length),
				[visible.map((r, i) => i), ...bars.map((b) => b.values)], this.plotBox);
			this.plot.root.tabIndex = 0;
			this.plot.root.setAttribute("role", "img");
			this.plot.root.setAttribute("aria-label", "Bars of the rows shown in the table below");
			this.plot.root.addEventListener("keydown", (e) => this.key(e));
			this.at = -1;
		}

		/* Two series stand side by side; one is told apart by its arms, in the colours that they always have. */
		bars(series, visible) {
			const arm = this.facets.heads.findIndex((th) => th.dataset.facet === "arm");
			const number = (r, s) => {
				const value = parseFloat(text(r.cells[s.i]));

				return Number.isFinite(value) ? value : null;
			};

			if (series.length > 1 || arm < 0)
				return series.map((s, k) => ({ name: s.name, colour: ["--first", "--second"][k] || "--faint",
					align: series.length > 1 ? (k ? 1 : -1) : 0, values: visible.map((r) => number(r, s)) }));
			return [["kmod", "module", "--first"], ["ebpf", "eBPF", "--second"], [null, "other", "--faint"]]
				.map(([key, name, colour]) => ({ name, colour, align: 0, values: visible.map((r) => {
					const of = text(r.cells[arm]), mine = key ? of === key : of !== "kmod" && of !== "ebpf";

					return mine ? number(r, series[0]) : null;
				}) })).filter((b) => b.values.some((v) => v !== null));
		}

		key(event) {
			const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];

			if (!step)
				return;
			event.preventDefault();
			this.at = Math.min(Math.max(this.at + step, 0), this.names.length - 1);
			this.plot.setCursor({ left: this.plot.valToPos(this.at, "x"), top: 10 });
		}

		options(bars, n) {
			const style = getComputedStyle(document.documentElement);
			const ink = style.getPropertyValue("--ink"), line = style.getPropertyValue("--line");
			const axis = { stroke: ink, grid: { stroke: line, width: 0.5 }, ticks: { stroke: line } };
			const longest = Math.max(...this.names.map((name) => name.length));

			return {
				width: this.box.clientWidth, height: 240 + Math.min(longest, 40) * 5,
				legend: { live: true, markers: { show: true } },
				cursor: { drag: { x: false, y: false }, y: false },
				scales: { x: { time: false, range: [-0.7, n - 0.3] }, y: { range: (u, min, max) => [Math.min(0, min), max * 1.05 || 1] } },
				axes: [
					{ ...axis, rotate: -50, size: 30 + Math.min(longest, 40) * 5, gap: 2,
					  splits: () => this.names.map((name, i) => i),
					  values: (u, at) => at.map((i) => this.names[i] ?? ""), grid: { show: false } },
					{ ...axis, size: 80, values: (u, at) => at.map((v) => short.format(v)) },
				],
				series: [
					{ label: "of", value: (u, i) => i === null ? "" : this.names[i] ?? "" },
					...bars.map((b) => ({
						label: b.name, fill: style.getPropertyValue(b.colour), width: 0, points: { show: false },
						paths: uPlot.paths.bars({ size: [b.align ? 0.4 : 0.7, 60], align: b.align }),
						value: (u, v) => v === null ? "-" : v.toLocaleString("en"),
					})),
				],
			};
		}

		resize() {
			const width = this.box.clientWidth;

			if (this.plot && width && Math.abs(this.plot.width - width) > 2)
				this.plot.setSize({ width, height: this.plot.height });
		}
	}

	/* The lines behind a field of a matrix, without leaving it. */
	function details() {
		const dialog = document.getElementById("detail");
		const title = document.getElementById("detail-title"), body = document.getElementById("detail-body");

		document.addEventListener("click", (event) => {
			const link = event.target.closest("a[href^='#evidence-']");
			const evidence = link && document.getElementById(link.getAttribute("href").slice(1));

			if (!evidence || event.ctrlKey || event.metaKey || event.shiftKey)
				return;
			event.preventDefault();
			show(link, evidence);
		});

		function show(link, evidence) {
			const table = make("table", { class: "evidence" }), copy = evidence.cloneNode(true);
			const row = document.getElementById("cell-" + evidence.id.slice("evidence-".length));
			const about = make("dl");

			copy.removeAttribute("id");
			copy.rows[0].remove();
			table.append(evidence.closest("table").tHead.cloneNode(true), copy);
			title.textContent = text(evidence.rows[0].cells[0]);
			if (link.title)
				about.append(make("dt", {}, text(link)), make("dd", {}, link.title));
			if (row)
				heads(row.closest("table")).forEach((th, i) => text(row.cells[i]) &&
					about.append(make("dt", {}, text(th)), make("dd", {}, text(row.cells[i]))));
			body.replaceChildren(table, about);
			dialog.showModal();
		}
		dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());
	}

	function sortable(table) {
		if (typeof Tablesort === "undefined" || !table.tHead || table.tBodies.length !== 1)
			return;
		// A click on a link in a head is no wish to sort.
		new Tablesort(table);
		table.classList.add("sortable");
	}

	document.documentElement.classList.add("scripted");
	const facets = [...document.querySelectorAll("table.facets")].map((t) => new Facets(t));

	document.querySelectorAll("main table:not(.evidence)").forEach(sortable);
	facets.forEach((f) => f.table.addEventListener("afterSort", () => f.apply()));
	details();
	// On paper nothing is hidden behind a choice that the reader cannot see.
	addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
})();
