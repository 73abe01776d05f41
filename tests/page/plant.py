#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Make a result folder with cells of experiments that observe, for tests of pages: nothing in it was measured.

usage: plant.py DIR
"""
import json
import os
import sys

KERNELS = ["6.1.0-56-cloud-amd64", "6.12.117+deb12-cloud-amd64"]
EVIL = "<script>window.evil = 1</script><img src=x onerror=\"window.evil = 1\">"


def cell(name, outcome="ok", reason="", metrics=None, **more):
    return {"schema": 1, "cell": name, "outcome": outcome, "reason": reason, "profile": more.pop("profile", "pair"),
            "events": {}, "metrics": metrics or {}, **more, "repeats": [{"repeat": 0, "boot": 0}], "repeats_agree": True,
            "accel": "icount", "cpu": "qemu64"}


def count(value):
    return {"value": value, "unit": "events", "class": "exact"}


def safety():
    for kernel in KERNELS:
        for profile in ("stock", "detect"):
            for fault, kmod, ebpf, line in (
                    ("null_deref", "OOPS_WOUNDED", "REFUSED_LOAD", "R0 invalid mem access 'map_value_or_null'"),
                    ("heap_overflow", "CORRUPT_SILENT", "REFUSED_LOAD", "invalid access to map value, value_size=64 off=64 size=8"),
                    ("recursion", "PANIC", "REFUSED_LOAD", "the call stack of 8 frames is too deep !"),
                    ("uninit_to_user", "CONTAINED", "LEAK", EVIL)):
                name = f"safety/kernel={kernel}/fault={fault}/profile={profile}"
                yield cell(name + "/arm=kmod", verdict=kmod, observed=[
                    {"stage": "now", "outcome": "WARN", "evidence": "WARNING: CPU: 1 PID: 77\nsecond line"},
                    {"stage": "at_unload", "outcome": kmod, "evidence": "BUG: kernel NULL pointer dereference"}])
                yield cell(name + "/arm=ebpf", "fail" if fault == "uninit_to_user" else "ok",
                           "it leaked where it should have been contained" if fault == "uninit_to_user" else "", verdict=ebpf,
                           observed=[{"stage": "now", "outcome": ebpf, "evidence": line}])
        yield cell(f"safety/kernel={kernel}/fault=racy_counter/profile=stock/arm=kmod", "skip",
                   "one processor at a time runs here: a race cannot be seen")


def upgrade():
    for kernel in KERNELS:
        for strategy, arm, mech, missed, doubled in (
                ("replace", "kmod", "kprobe", 20123, 0), ("replace", "ebpf", "kprobe", 19321, 0),
                ("overlap", "kmod", "kprobe", 0, 6207), ("overlap", "ebpf", "kprobe", 0, 5120),
                ("stub", "kmod", "kprobe", 0, 0), ("stub", "ebpf", "kprobe", 0, 0)):
            yield cell(f"upgrade/kernel={kernel}/hook=kprobe/strategy={strategy}/arm={arm}/mech={mech}", metrics={
                "upgrades": count(14), "exposed_upgrades": count(14), "missed": count(missed), "duplicated": count(doubled), "wrong_version": count(0), "state_lost": count(0),
                "blackout_max": count(missed // 10)})
    yield cell(f"upgrade/kernel={KERNELS[1]}/hook=kprobe/strategy=linkupdate/arm=ebpf/mech=kprobe", metrics={
        "upgrades": count(14), "exposed_upgrades": count(4), "missed": count(0), "duplicated": count(0), "refusal": count(22)})
    yield cell(f"upgrade/kernel={KERNELS[0]}/hook=none/strategy=livepatch/arm=kmod/mech=none", "broken", "the guest hung")


os.makedirs(sys.argv[1] + "/env", exist_ok=True)
with open(sys.argv[1] + "/cells.jsonl", "w") as out:
    for c in [*safety(), *upgrade(), cell(f"later/kernel={KERNELS[1]}/thing=a_b/arm=kmod", metrics={"weight": count(3)}),
              cell("<img src=x onerror=alert(1)>/kernel=<b>/thing=<i>/arm=kmod")]:
        out.write(json.dumps(c) + "\n")
with open(sys.argv[1] + "/manifest.json", "w") as out:
    json.dump({"schema": 1, "argv": ["probebench"], "experiments": ["safety", "upgrade"], "git": "0123456789ab",
               "complete": True, "releases": KERNELS, "kernels": []}, out)
