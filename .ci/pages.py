"""Opens the pages of results in a real Chromium, as a reader would and as one who cannot see would, and says what is wrong.

    python .ci/pages.py [--shots FOLDER] RESULT...     needs playwright and axe-playwright-python; Debian's chromium

Each `RESULT/report.html` is opened at the width of a desk and of a phone, light and dark. Wrong are: anything on the console; a request
for anything but the page itself; a script; a letter that no font has; labels of a picture that lie over each other or outside it; a
page wider than its window; what axe-core finds (contrast, alternative text, headings, landmarks); a link, region or fold that the Tab
key does not reach; and a page that says less without scripts. First the checks are tried on a page with every one of these faults.
"""

import argparse
import pathlib
import shutil
import sys
import tempfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

VIEWS = [("desk", 1280, "light"), ("desk", 1280, "dark"), ("phone", 390, "light"), ("phone", 390, "dark")]

# Labels as four corners each, by the transformation they are drawn with, so that slanted ones are judged as they lie; two overlap if no
# line along a side of either parts them (the separating axis theorem). A hair's breadth is forgiven.
OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    const labels = [...svg.querySelectorAll("text")].filter(t => t.textContent.trim()).map(t => {
      const b = t.getBBox(), m = t.getScreenCTM(), inset = 1.5;
      const corner = (x, y) => ({ x: m.a * x + m.c * y + m.e, y: m.b * x + m.d * y + m.f });
      const high = b.height * 0.2;
      return { text: t.textContent, corners: [corner(b.x + inset, b.y + high), corner(b.x + b.width - inset, b.y + high),
        corner(b.x + b.width - inset, b.y + b.height - high), corner(b.x + inset, b.y + b.height - high)] };
    });
    const parted = (one, other) => [one, other].some(box => [0, 1].some(k => {
      const p = box.corners[k], q = box.corners[k + 1], axis = { x: q.x - p.x, y: q.y - p.y };
      const along = b => b.corners.map(c => c.x * axis.x + c.y * axis.y);
      const a = along(one), o = along(other);
      return Math.max(...a) <= Math.min(...o) || Math.max(...o) <= Math.min(...a);
    }));
    const name = svg.closest("figure")?.id ?? "?";
    labels.forEach((label, k) => {
      for (const c of label.corners)
        if (c.x < frame.left - 1 || c.x > frame.right + 1 || c.y < frame.top - 1 || c.y > frame.bottom + 1) {
          found.push(`${name}: "${label.text}" lies outside`);
          break;
        }
      for (const other of labels.slice(k + 1))
        if (!parted(label, other)) found.push(`${name}: "${label.text}" lies over "${other.text}"`);
    });
  }
  return found;
}"""

# A letter that no font has is drawn as the same empty box as a code point that is assigned to nothing.
GLYPHS = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const drawn = (letter, family) => {
    pen.clearRect(0, 0, 40, 40);
    pen.font = "24px " + family;
    pen.fillText(letter, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const families = new Set([getComputedStyle(document.body).fontFamily]);
  document.querySelectorAll("svg text, code").forEach(t => families.add(getComputedStyle(t).fontFamily));
  const letters = new Set([...document.body.textContent].filter(c => c.trim()));
  const found = [];
  for (const family of families) {
    const missing = drawn("\\u0378", family);
    for (const letter of letters) if (drawn(letter, family) === missing) found.push(letter);
  }
  return [...new Set(found)];
}"""

FAULTS = """<!DOCTYPE html><html><head><title>faults</title></head><body>
<h1>Faults \u0379</h1><img src="https://example.org/away.png"><p style="color:#ccc;background:#fff">pale</p>
<figure id="drawing"><svg width="100" height="40"><text x="5" y="20">one</text><text x="12" y="22">other</text><text x="90" y="20">beyond</text></svg></figure>
<div style="width:5000px">wide</div><a href="#x" tabindex="-1">link</a><script>console.error("said")</script></body></html>"""
EXPECTED = ["console:", "asked for", "has a script", "no font has", "lies over", "lies outside", "wider than", "axe color-contrast",
            "axe image-alt", "Tab does not reach"]


def problems(browser, file, shots=None):
    """What is wrong with a page, as sentences."""
    found, page_url = [], file.resolve().as_uri()
    for place, width, scheme in VIEWS:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        said, asked = [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        # What is asked for is noted, and not waited for.
        page.route("http*://**", lambda route: route.abort())
        page.goto(page_url)
        here = [f"console: {text}" for text in said]
        here += [f"asked for {url}" for url in asked if url.split("#")[0] != page_url]
        if page.locator("script").count() > 0:
            here.append("has a script")
        # What is folded is read too.
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        here += [f"no font has {letter!r} (U+{ord(letter):04X})" for letter in page.evaluate(GLYPHS)]
        here += page.evaluate(OVERLAPS)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            here.append(f"is {wide} pixels wide, wider than its window of {width}")
        for violation in Axe().run(page).response["violations"]:
            at = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
            here.append(f"axe {violation['id']}: {violation['help']} ({len(violation['nodes'])} times, {at})")
        if shots:
            page.screenshot(path=shots / f"{file.parent.name}-{place}-{scheme}.png", full_page=True)
        if (place, scheme) == ("desk", "light"):
            here += untabbed(page)
        page.close()
        found += [f"{file.parent.name}, {place}, {scheme}: {problem}" for problem in here]
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(page_url)
    if not plain.locator("main").count() or len(plain.locator("main").inner_text()) < 500:
        found.append(f"{file.parent.name}: says little without scripts")
    plain.context.close()
    return found


def untabbed(page):
    """What the Tab key does not come to."""
    wanted = page.evaluate("""() => {
      const all = [...document.querySelectorAll("a[href], summary, [tabindex]")];
      all.forEach((element, k) => element.dataset.place = k);
      document.activeElement.blur();
      return all.length;
    }""")
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.place"))
    missed = [k for k in range(wanted) if str(k) not in reached]
    name = "k => document.querySelector(`[data-place='${k}']`).outerHTML.slice(0, 80)"
    return [f"Tab does not reach {page.evaluate(name, k)}" for k in missed[:3]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shots", type=pathlib.Path)
    parser.add_argument("results", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    if arguments.shots:
        arguments.shots.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or sys.exit("there is no chromium: apt-get install chromium")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as work:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        faulty = pathlib.Path(work) / "faulty" / "report.html"
        faulty.parent.mkdir()
        faulty.write_text(FAULTS, encoding="utf-8")
        noticed = problems(browser, faulty)
        unnoticed = [kind for kind in EXPECTED if not any(kind in problem for problem in noticed)]
        if unnoticed:
            sys.exit(f"a page with these faults passes the checks: {unnoticed}")
        found = [problem for result in arguments.results for problem in problems(browser, result / "report.html", arguments.shots)]
        browser.close()
    print(*found, sep="\n")
    print(f"{len(arguments.results)} pages in {len(VIEWS)} views: {len(found)} problems")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
