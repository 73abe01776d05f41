# SPDX-License-Identifier: GPL-2.0-only
"""A headless Chromium, driven over its own debugging protocol through a pipe: no other library is needed."""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time


class Browser:
    """One page. Coordinates and clicks are real input events, as a person's would be."""

    def __init__(self, width=1280, height=900):
        self.profile = tempfile.mkdtemp(prefix="probebench-chromium.")
        from_us, self.to = os.pipe()
        self.back, from_it = os.pipe()
        self.size = (width, height)

        def fds():  # Chromium reads commands from 3 and answers on 4
            a, b = os.dup(from_us), os.dup(from_it)
            os.dup2(a, 3)
            os.dup2(b, 4)
            os.closerange(5, 64)

        self.process = subprocess.Popen(
            [shutil.which("chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--remote-debugging-pipe", "--hide-scrollbars", f"--user-data-dir={self.profile}",
             f"--window-size={width},{height}", "about:blank"],
            close_fds=False, preexec_fn=fds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(from_us)
        os.close(from_it)
        self.buffer, self.number, self.session, self.events = b"", 0, None, []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(domain + ".enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def receive(self):
        while b"\0" not in self.buffer:
            data = os.read(self.back, 1 << 20)
            if not data:
                raise RuntimeError("the browser is gone")
            self.buffer += data
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, path):
        self.events.clear()
        self.send("Page.navigate", url="file://" + os.path.abspath(path))
        until = time.monotonic() + 60
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            if time.monotonic() > until:
                raise RuntimeError("the page does not load")
            self.events.append(self.receive())

    def js(self, expression):
        """The value of an expression; what it throws is raised."""
        r = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in r:
            raise RuntimeError(r["exceptionDetails"].get("exception", {}).get("description", "?"))
        return r["result"].get("value")

    def complaints(self):
        """What the page threw, logged as an error or tried to load."""
        out = []
        for e in self.events:
            if e.get("method") == "Runtime.exceptionThrown":
                out.append(e["params"]["exceptionDetails"].get("exception", {}).get("description", "exception"))
            elif e.get("method") == "Log.entryAdded" and e["params"]["entry"]["level"] == "error":
                out.append(e["params"]["entry"]["text"])
        return out

    def requests(self):
        return [e["params"]["request"]["url"] for e in self.events if e.get("method") == "Network.requestWillBeSent"]

    def at(self, selector):
        """The middle of an element, scrolled into view."""
        box = self.js(f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
                      "if (!e) return null; e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});"
                      "const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()")
        if not box:
            raise RuntimeError(f"there is no {selector}")
        return box

    def point(self, x, y):
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def click(self, selector):
        x, y = self.at(selector)
        self.point(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def key(self, key, code=0, text=""):
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, text=text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def write(self, text):
        self.send("Input.insertText", text=text)

    def choose(self, selector, value):
        """What a person does to a <select>, as far as a page can tell."""
        self.js(f"(() => {{ const s = document.querySelector({json.dumps(selector)}); s.value = {json.dumps(value)};"
                "s.dispatchEvent(new Event('change', {bubbles: true})); })()")

    def media(self, **features):
        self.send("Emulation.setEmulatedMedia", media=features.pop("media", ""),
                  features=[{"name": k.replace("_", "-"), "value": v} for k, v in features.items()])

    def scripts(self, on):
        self.send("Emulation.setScriptExecutionDisabled", value=not on)

    def shot(self, path, whole=False):
        data = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))

    def pdf(self, path):
        with open(path, "wb") as f:
            f.write(base64.b64decode(self.send("Page.printToPDF", printBackground=True)["data"]))

    def close(self):
        try:
            self.session = None
            self.send("Browser.close")
        except (RuntimeError, OSError):
            pass
        self.process.wait(timeout=20)
        shutil.rmtree(self.profile, ignore_errors=True)
