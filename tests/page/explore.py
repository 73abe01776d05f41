#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Use the page as a person would: click, filter, sort, point, type. Prints TAP lines.

usage: explore.py FIRST_NUMBER PAGE PAGE_WITHOUT_LIBRARIES PAGE_WITH_REPORTS
"""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser

number, page, bare, whole = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]


def claim(what, holds, saw=None):
    global number
    print(("ok" if holds else "not ok"), number, "-", what)
    if not holds:
        print("# saw:", json.dumps(saw))
    number += 1


def equals(what, saw, want):
    claim(what, saw == want, saw)


def visible(table):
    """The visible rows of a table, as lists of what stands in their cells."""
    return b.js(f"[...document.querySelector('{table}').tBodies[0].rows].filter(r => !r.hidden)"
                ".map(r => [...r.cells].map(c => c.textContent.trim()))")


def column(table, n):
    return [r[n] for r in visible(table)]


def facet(section, name):
    return f"#{section} fieldset.facets select[data-facet='{name}']"


COST = "#ask-overhead"
KERNEL, WORKLOAD, HOOK, COLLECTOR, RUN, KMOD, KMOD_INSN, EBPF, EBPF_INSN, RATIO = range(10)

b = Browser()
b.open(page)
equals("nothing is loaded but the page", len(b.requests()), 1)
equals("nothing is complained of", b.complaints(), [])
equals("text of a result folder does not run", b.js("typeof window.evil"), "undefined")
equals("nor become an element", b.js("document.querySelectorAll('main img, main script').length"), 0)
equals("an experiment that this build does not know has its table", b.js("!!document.querySelector('#cells-later')"), True)

b.click(".asks a[href='#ask-overhead']")
rows = visible("#pairs")
equals("one click: my hook's cost is in view", b.js(
    "document.querySelector('#ask-overhead').getBoundingClientRect().top < innerHeight"), True)
claim("on the newest kernel, of the leading collector, every hook", {r[HOOK] for r in rows} ==
      {"kprobe", "kretprobe", "tracepoint", "entry", "exit"} and {(r[KERNEL], r[COLLECTOR]) for r in rows} == {("6.12", "count")}, rows)
b.choose(facet("ask-overhead", "hook"), "=entry")
rows = visible("#pairs")
equals("a choice: this hook alone, both sides", [(r[KMOD], r[KMOD_INSN], r[EBPF], r[EBPF_INSN]) for r in rows],
       [("ftrace_ops", "39", "fentry", "140"), ("ftrace_direct", "22", "fentry", "140")])
b.choose(facet("ask-overhead", "workload"), "*")
claim("of every workload", len(set(column("#pairs", WORKLOAD))) > 3, column("#pairs", WORKLOAD))

head = f"#pairs thead th:nth-child({EBPF_INSN + 1})"
b.choose(facet("ask-overhead", "hook"), "*")
b.choose(facet("ask-overhead", "workload"), "=getppid")
b.click(head)
values = [float(v) for v in column("#pairs", EBPF_INSN)]
claim("a click on a head sorts, by number", values == sorted(values) and "148" in column("#pairs", EBPF_INSN), values)
equals("and says so", b.js(f"document.querySelector('{head}').getAttribute('aria-sort')"), "ascending")
equals("the choice stays", set(column("#pairs", WORKLOAD)), {"getppid"})
b.js(f"document.querySelector('{head}').focus()")
b.key("Enter", 13, "\r")
values = [float(v) for v in column("#pairs", EBPF_INSN)]
claim("so does the Enter key, the other way", values == sorted(values, reverse=True), values)
b.click("#pairs-words")
b.write("fexit fprobe")
equals("words narrow it down", {(r[KMOD], r[EBPF]) for r in visible("#pairs")}, {("fprobe", "fexit")})
b.click(f"{COST} fieldset.facets button")
equals("Show all shows all", b.js(f"document.querySelector('{COST} output').textContent"),
       f"{len(visible('#pairs'))} of {len(visible('#pairs'))}")
claim("and that is much", len(visible("#pairs")) > 500, len(visible("#pairs")))

b.choose(facet("ask-overhead", "workload"), "=getppid")
b.choose(facet("ask-overhead", "kernel"), "=6.12")
b.choose(facet("ask-overhead", "collector"), "=count")
b.choose(facet("ask-overhead", "hook"), "=exit")
equals("there is a chart of what is shown", b.js(f"document.querySelectorAll('{COST} .chart canvas').length"), 1)
x, y = b.at(f"{COST} .chart .u-over")
width = b.js(f"document.querySelector('{COST} .chart .u-over').clientWidth")
b.point(x - width / 4, y)
equals("a bar tells its figures", b.js(
    f"[...document.querySelector('{COST} .chart').querySelectorAll('.u-legend .u-value')].map(v => v.textContent)"),
    [f"{visible('#pairs')[0][KMOD]} fexit", visible("#pairs")[0][KMOD_INSN], "201"])
b.js(f"document.querySelector('{COST} .uplot').focus()")
for _ in range(2):
    b.key("ArrowRight", 39)
equals("also to the keyboard", b.js(
    f"document.querySelector('{COST} .chart .u-legend .u-value').textContent"), f"{visible('#pairs')[1][KMOD]} fexit")

b.click(".asks a[href='#ask-safety']")
equals("one click: what became of every mistake", b.js(
    "document.querySelectorAll('#matrix-safety tbody tr').length"), 5)
claim("with what the mistake is", visible("#matrix-safety")[0][0].startswith("M01 uses what a look-up returned"),
      visible("#matrix-safety")[0][0])
b.choose(facet("ask-safety", "class"), "=Concurrency and locking")
equals("a class of mistakes can be chosen", [r[2] for r in visible("#matrix-safety")], ["skip"])
b.choose(facet("ask-safety", "class"), "*")
equals("in words", column("#matrix-safety", 2), ["oops wounded", "corrupt silent", "panic", "contained", "skip"])
b.click("#matrix-safety tbody tr:nth-child(3) td.fate:nth-of-type(3) a")
equals("two: the line that shows it", b.js("document.querySelector('#detail').open && "
       "[...document.querySelectorAll('#detail pre')].map(p => p.textContent)"), ["the call stack of 8 frames is too deep !"])
equals("of this mistake on this side", b.js("document.querySelector('#detail h2').textContent"), "recursion, 6.1 stock eBPF")
b.key("Escape", 27)
equals("Escape closes it", b.js("document.querySelector('#detail').open"), False)
b.js("document.querySelector('#matrix-safety tbody tr:nth-child(4) td.fate:nth-of-type(3) a').focus()")
b.key("Enter", 13, "\r")
claim("the keyboard opens it; markup in evidence is shown as text", "<script>window.evil" in b.js(
    "document.querySelector('#detail pre').textContent"))
claim("where it was not as expected, the reason is there", "it leaked where it should have been contained" in b.js(
    "document.querySelector('#detail').textContent"))
b.click("#detail button")
equals("the button closes it", b.js("document.querySelector('#detail').open"), False)
b.choose(facet("ask-safety", "verdict"), "=PANIC")
equals("cells can be chosen by verdict", {r[1] for r in visible("#cells-safety")}, {"recursion"})

b.click(".asks a[href='#ask-upgrade']")
equals("one click: what upgrades without losing events", {r[2] for r in visible("#cells-upgrade")}, {"stub"})
b.choose(facet("ask-upgrade", "keeps every event"), "=no")
equals("and what does not", {r[2] for r in visible("#cells-upgrade")}, {"replace", "overlap"})
b.choose(facet("ask-upgrade", "keeps every event"), "=refused")
equals("what the kernel refused replaced nothing, and keeps nothing", {r[2] for r in visible("#cells-upgrade")}, {"linkupdate"})
equals("what was not measured is neither", b.js(
    "[...document.querySelectorAll('#cells-upgrade tbody tr')].filter(r => r.textContent.includes('livepatch'))"
    ".map(r => r.cells[6].textContent)"), ["?"])
def sound(which):
    equals(f"links inside {which} lead somewhere", b.js(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
        ".filter(id => !document.getElementById(id))"), [])
    equals("and no two elements have one name", b.js(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
        "return ids.filter((id, i) => ids.indexOf(id) !== i); })()"), [])


sound("the page")
light = b.js("getComputedStyle(document.body).backgroundColor")
b.media(prefers_color_scheme="dark")
dark = b.js("getComputedStyle(document.body).backgroundColor")
claim("it follows a dark scheme", light == "rgb(255, 255, 255)" and dark == "rgb(22, 22, 22)", [light, dark])
b.media(media="print")
equals("paper has nothing to press", b.js("[...document.querySelectorAll('button, dialog, .asks')].every("
       "e => !e.getClientRects().length)"), True)
equals("but says what was chosen", b.js("getComputedStyle(document.querySelector('fieldset.facets select')).display !== 'none'"), True)
equals("and cuts nothing off", b.js("getComputedStyle(document.querySelector('.scroll')).overflow"), "visible")
b.media()
with tempfile.TemporaryDirectory() as tmp:
    b.pdf(tmp + "/page.pdf")
    claim("it prints", open(tmp + "/page.pdf", "rb").read(5) == b"%PDF-")
equals("still nothing is complained of", b.complaints(), [])

b.open(bare)
claim("without libraries it says so", "run make page" in b.js("document.querySelector('#no-libraries').textContent"))
b.choose(facet("ask-overhead", "hook"), "=exit")
equals("filters work all the same", set(column("#pairs", HOOK)), {"exit"})
equals("and nothing breaks", b.complaints(), [])

b.open(whole)
sound("a page with reports")
claim("which has their pictures", b.js("document.querySelectorAll('.run figure svg').length") > 5)
equals("and nothing is complained of there", b.complaints(), [])

b.scripts(False)
b.open(page)
b.click("#matrix-safety tbody tr:nth-child(3) td.fate:nth-of-type(3) a")
b.scripts(True)
equals("without scripts every row is there", b.js(
    "[...document.querySelectorAll('tbody tr')].filter(r => r.hidden).length + document.querySelectorAll('fieldset').length"), 0)
equals("and a field leads to its evidence", b.js(
    "document.querySelector(location.hash).querySelector('pre').textContent"), "the call stack of 8 frames is too deep !")
b.close()
print(f"1..{number - 1}")
