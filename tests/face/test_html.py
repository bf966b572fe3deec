"""The report as a page: that it is well formed, says what the report says, hides nothing behind markup, and is rendered."""

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from optproof.verification.reports.html.document import document
from optproof.verification.reports.html.plot import nice, plot
from optproof.verification.verdicts.verdict import (  # fmt: skip
    Algebra,
    Arithmetic,
    Checked,
    Conduct,
    Expected,
    Formula,
    Line,
    Marked,
    NamedMistake,
    Place,
    Shown,
    Verdict,
)

from ..browsers import CHROMIUM, QUIET
from .conftest import BAD

VOID = {"meta", "br", "hr", "img", "input", "link"}

SHOWN = Shown(
    "float64", 0.0, (1.0, None, 1.0), (1.0, 1.0, 2.0), {"beta1": 0.5}, 3, "θ", -1.75, -2.0, 1e-16, 2, (-1.0, -1.0, -1.75), (-1.0, -1.0, -2.0),
)  # fmt: skip

REFUTED = Verdict(
    "a.py:A", "adam", "refuted", closest="epsilon-hat", algebra=Algebra("refuted", provers=("exact point",), scope="the first 3 steps"),
    formula=Formula(
        ("v ← β₂·v + v", "θ ← θ − lr·m/√v"), ("v ← β₂·v + (1 − β₂)·g²", "θ ← θ − lr·m/√v"),
        ((Marked("v ← β₂·v + v", differs=True), Marked("θ ← θ − lr·m/√v")), (Marked("v ← β₂·v + (1 − β₂)·g²", differs=True), Marked("θ ← θ − lr·m/√v"))),
    ),
    mistakes=(NamedMistake("v-plus-equals", "A slip", "It stalls.", "Write `v = …`.", links=("https://example.org/1",)),),
    counterexample=SHOWN, line=Line("a.py", 3, "v += g", "v = g"), reason="`+=` is wrong.", shape="update-dict", reproduce="assert False\n",
    conduct=Conduct("refuted", checks=(Checked("resumes", "failed", "It forgets v.", "It resumes.", "Why.", "https://example.org/2"),)),
    arithmetic=Arithmetic("passed", checks=(Checked("epsilon-survives", "caution", "ε is zero.", why="Half precision."), Checked("x", "skipped", "No."))),
    constants={"epsilon": 1e-07}, expected=(Expected("resumes", "It stays.", "found"),), story=("driven as update-dict",),
)  # fmt: skip


class Outline(HTMLParser):
    """The elements and the text of a page; what is closed was open, and everything open is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize(
    "verdict",
    [
        REFUTED,
        Verdict("b.py:B", "sgd", "proved", "plain", Algebra("proved", scope="every step", lr="changing", provers=("z3",)), formula=Formula(("θ ← θ − lr·g",)), relation="equal when lr is constant", shape="function"),
        Verdict("b.py:B", "sgd", "passed", "plain", shape="function"),
        Verdict("b.py:B", "sgd", "unknown", reason="It cannot be driven."),
    ],
    ids=lambda each: each.verdict,
)  # fmt: skip
def test_page_of_every_verdict(verdict):
    """It is well formed, has the landmarks and one heading of each article, names everything, and loads nothing."""
    page = Outline(document([verdict]))
    assert page.all("html") == [{"lang": "en"}]
    assert [len(page.all(each)) for each in ("header", "main", "footer", "h1", "article", "title")] == [
        1,
        1,
        1,
        1,
        1,
        1 + len(page.all("svg")),
    ]
    assert verdict.verdict.upper() in page.text
    assert verdict.target in page.text
    assert f"eed {verdict.seed}" in page.text
    assert not {name for name, _ in page.elements} & {"script", "img", "link", "iframe", "object"}
    assert not [each for _, each in page.elements if {"src", "srcset", "onclick", "onload"} & set(each)]
    assert all(each.get("aria-label") for each in page.all("svg"))
    levels = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_page_says_what_was_found():
    """Formulas with what differs, the mistake, the line, the run, the checks, what was expected, the test, the versions."""
    page = Outline(document([REFUTED]))
    for each in (
        "v-plus-equals", "It stalls.", "example.org/1", "a.py:3", "v += g", "v = g", "resumes", "It forgets v.", "example.org/2",
        "ε = 1e-07, written in the code.", "It should compute (epsilon-hat)", "absent", "-1.75", "epsilon-survives", "Half precision.",
        "as expected", "It stays.", "assert False", "NumPy", "driven as update-dict", "One element of 2 parameters.", "β₁ = 0.5",
    ):  # fmt: skip
        assert each in page.text, each
    assert len(page.all("math")) == 4
    assert next(each["alttext"] for each in page.all("math")) == "v ← β₂·v + v"
    assert len([each for each in page.all("li") if each.get("class") == "differs"]) == 2
    assert {each["href"] for each in page.all("a")} == {"https://example.org/1", "https://example.org/2"}


HOSTILE = "</style><script>alert(1)</script>\x1b[31m\x00\"'><img src=x onerror=alert(1)>&amp;\ud800"


def test_hostile_text_stays_text():
    """Whatever a target is called, says, or computes with, is text on the page, without control characters."""
    links = ("javascript:alert(1)", f"https://x/{HOSTILE}")
    named = NamedMistake(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), (HOSTILE,), links, HOSTILE)
    checked = Checked(HOSTILE, "failed", HOSTILE, HOSTILE, HOSTILE, HOSTILE, reproduce=HOSTILE, notes=(HOSTILE,))
    shown = replace(SHOWN, hyperparameters={HOSTILE: 1.0}, dtype=HOSTILE)
    verdict = replace(
        REFUTED, target=HOSTILE, rule=HOSTILE, form=HOSTILE, closest=HOSTILE, reason=HOSTILE, mistakes=(named,), counterexample=shown,
        conduct=Conduct("refuted", HOSTILE, checks=(checked,)), line=Line(HOSTILE, 1, HOSTILE, HOSTILE), constants={HOSTILE: 1.0},
        formula=Formula((HOSTILE,), (HOSTILE,), ((Marked(HOSTILE), Marked(f"v ← {HOSTILE}", differs=True)), (Marked(HOSTILE),))), settings={HOSTILE: HOSTILE}, story=(HOSTILE,), reproduce=HOSTILE, shape=HOSTILE,
        expected=(Expected(HOSTILE, HOSTILE, "found"),), relation=HOSTILE, place=Place(HOSTILE, 1, 2),
    )  # fmt: skip
    text = document([verdict, replace(verdict, verdict="proved")])
    text.encode("utf-8")
    page = Outline(text)
    assert not {name for name, _ in page.elements} & {"script", "img"}
    assert "alert(1)" in page.text
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)
    assert all(each["href"].startswith(("https://", "#")) for each in page.all("a"))


def test_source_that_is_not_what_was_checked(tmp_path):
    """Around the line stand its neighbours, but only where the file still has that line; else the line alone."""
    file = tmp_path / "a.py"
    file.write_text("def f():\n    old\n    v += g\n    return v\n", encoding="utf-8")
    there = replace(REFUTED, line=Line(str(file), 3, "v += g"))
    assert "return v" in Outline(document([there])).text
    file.write_text("something else\n" * 9, encoding="utf-8")
    changed = Outline(document([there])).text
    assert "something else" not in changed
    assert "v += g" in changed


def test_many_targets_are_listed():
    """A page of more than one target begins with a list of them, and each leads to its article."""
    page = Outline(document([REFUTED, replace(REFUTED, target="b.py:B", verdict="proved", form="inside")]))
    assert [each["href"] for each in page.all("a")][:2] == ["#target-1", "#target-2"]
    assert [each["id"] for each in page.all("article")] == ["target-1", "target-2"]


def drawn(shown: Shown) -> str:
    picture = plot(shown)
    assert picture is not None
    return " ".join("".join(each.itertext()) for each in picture)


def test_drawing():
    """Both lines are drawn where they can be told apart; else how far they are apart; and nothing where there is no number."""
    assert "computed−1.75" in drawn(SHOWN)
    close = replace(SHOWN, computed=-2.0 - 1e-9, computed_course=(-1.0, -1.0, -2.0 - 1e-9))
    assert "computed − expected" in drawn(close)
    assert "off by −1e-09".replace("-", "−") in drawn(close).replace("-", "−")
    assert plot(replace(SHOWN, computed=float("nan"), computed_course=(-1.0, -1.0, float("nan")))) is None
    assert plot(replace(SHOWN, computed_course=(), expected_course=())) is None
    point = replace(SHOWN, quantity="the point at which the gradient is taken")
    assert "where the gradient is taken" in drawn(point)
    assert "θ₀ = 0" in Outline(document([replace(REFUTED, counterexample=point)])).text


@pytest.mark.parametrize(
    "values", [(0.0, 0.0), (1.0, 1.0), (-3e-310, 4e-310), (1e300, -1e300), (0.0, -1.7), (1.0, 1.0 + 1e-15)]
)
def test_ticks(values):
    """A few round numbers in their order, around all values."""
    ticks = nice(values)
    assert ticks == sorted(set(ticks))
    assert 2 <= len(ticks) <= 9
    assert ticks[0] <= min(values) <= max(values) <= ticks[-1]


def test_page_from_the_command(optproof, tmp_path, snapshot):
    """The command writes what the report says; as text, it is what it was before."""
    file = tmp_path / "report.html"
    said = optproof(
        "check",
        f"{BAD}:Halved",
        f"{BAD}:Needs",
        "--rule",
        "sgd",
        "--examples",
        "1",
        "--html",
        str(file),
    )
    assert said.status == 1
    page = file.read_text(encoding="utf-8")
    assert said.out.startswith("REFUTED")
    article = page[page.index("<main>") : page.index("</main>")]
    assert re.sub(r"<details>.*?</details>", "<details>…</details>", article, flags=re.DOTALL) == snapshot


def test_page_that_cannot_be_written(optproof):
    """A sentence, and status 2."""
    said = optproof("check", "nowhere.py:A", "--rule", "sgd", "--html", "no/such/folder/a.html")
    assert said.status == 2
    assert "--html no/such/folder/a.html: it cannot be written (No such file or directory)." in said.err


def brightness(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme):
    """Every colour of text stands out, by WCAG's 4.5, from all that it stands on."""
    style = files("optproof.verification.reports.html").joinpath("style.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", style)
    colours = {name: both[scheme] for name, *both in found}
    grounds = [each for each in colours if each in ("paper", "card") or each.endswith("-tint")]
    texts = {each: [*grounds] if each == "ink" else ["paper", "card"] for each in ("ink", "quiet", "blue")}
    texts |= {each: ["paper", "card", f"{each}-tint"] for each in ("red", "green", "amber")}
    texts["quiet"] += ["red-tint"]
    for text, below in texts.items():
        for ground in below:
            high, low = sorted((brightness(colours[text]), brightness(colours[ground])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (text, ground)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed.")
def test_page_in_a_browser(tmp_path):
    """Chromium typesets the formulas, asks for nothing but the page, complains of nothing, and need not be scrolled sideways."""
    playwright = pytest.importorskip("playwright.sync_api")
    file = Path(tmp_path, "report.html")
    file.write_text(document([REFUTED, replace(REFUTED, verdict="proved", form="inside")]), encoding="utf-8")
    asked: list[str] = []
    complaints: list[str] = []
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for width in (390, 1280):
            tab = browser.new_page(viewport={"width": width, "height": 800})
            tab.on("request", lambda each: asked.append(each.url))
            tab.on("console", lambda each: complaints.append(each.text))
            tab.on("pageerror", lambda each: complaints.append(str(each)))
            tab.goto(file.as_uri())
            boxes = tab.evaluate(
                "[...document.querySelectorAll('math')].map(e => { const b = e.getBoundingClientRect(); return [b.width, b.height] })"
            )
            assert len(boxes) == 6
            assert all(width > 20 and height > 10 for width, height in boxes)
            fraction = tab.evaluate(
                "(() => { const [a, b] = document.querySelector('mfrac').children; return b.getBoundingClientRect().top - a.getBoundingClientRect().bottom })()"
            )
            assert fraction >= 0
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    assert set(asked) == {file.as_uri()}
    assert complaints == []


NOTEBOOK = """<!DOCTYPE html><style>
.jp-RenderedHTMLCommon code { color: blue; background: yellow; }
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: yellow; }
</style><body data-jp-theme-light="{light}"><div class="jp-RenderedHTMLCommon"><p><code>theirs</code></p>{report}</div>"""
STYLES = """() => {
  const of = (place) => getComputedStyle(document.querySelector(place));
  return [of(".optproof").backgroundColor, of(".optproof h2 > code").color, of(".optproof tbody tr").backgroundColor, of("p > code").color];
}"""


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed.")
def test_notebook_in_a_browser(tmp_path):
    """The report is light or dark as its notebook is, whatever the browser prefers; neither has the other's style."""
    playwright = pytest.importorskip("playwright.sync_api")
    file = Path(tmp_path, "notebook.html")
    found: dict[str, list[str]] = {}
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for light, preferred in {"true": "dark", "false": "light"}.items():
            page = NOTEBOOK.replace("{light}", light).replace("{report}", REFUTED._repr_html_())
            file.write_text(page, encoding="utf-8")
            tab = browser.new_page(color_scheme=preferred)
            tab.goto(file.as_uri())
            found[light] = tab.evaluate(STYLES)
        browser.close()
    nothing, blue = "rgba(0, 0, 0, 0)", "rgb(0, 0, 255)"
    assert found == {
        "true": ["rgb(255, 255, 255)", "rgb(27, 29, 33)", nothing, blue],
        "false": ["rgb(21, 23, 27)", "rgb(231, 233, 237)", nothing, blue],
    }
