"""The handbook is built by one command, its links lead somewhere, its formulas are those of the objects, and browsers show it."""

import fcntl
import importlib
import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from optproof.reference.derivations import DERIVATIONS
from optproof.reference.library import RULES, find_rule
from optproof.reference.mistakes import MISTAKES
from optproof.reference.parts import PARTS, parts_of
from optproof.reference.rule import let
from optproof.reference.symbols import lr, theta
from optproof.verification.checks.table import CHECKS
from optproof.verification.reports.mistakes import latex_line

from ..browsers import CHROMIUM, QUIET

ROOT = Path(__file__).parents[2]
COMMAND = ["-m", "sphinx", "-W", "-n", "--keep-going", "-q", "-b", "html", "docs"]

for needed in ("sphinx", "furo", "myst_parser", "sphinx_design", "sphinx_copybutton", "latex2mathml"):
    pytest.importorskip(needed)


from handbook import defaults, glossary, mathml, rule_page  # noqa: E402 - imports what is looked for above


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The built handbook: once for all processes that test it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "handbook"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = folder / "said"
        if not said.exists():
            done = subprocess.run(
                [sys.executable, *COMMAND, "-d", str(folder / "doctrees"), str(folder / "html")],
                cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            said.write_text(f"{done.returncode} {done.stderr}", encoding="utf-8")
    assert said.read_text(encoding="utf-8") == "0 "
    return folder / "html"


class Page(HTMLParser):
    """The anchors of a page, and the addresses that it names."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: set[str] = set()
        self.needed: set[str] = set()
        self.formulas = 0

    def handle_starttag(self, tag, attrs):
        facts = {name: value for name, value in attrs if value}
        self.ids |= {facts["id"]} if "id" in facts else set()
        named = {facts[name] for name in ("href", "src") if name in facts}
        self.addresses |= named
        if tag in ("script", "img", "iframe", "source") or (tag == "link" and facts.get("rel") == "stylesheet"):
            self.needed |= named
        self.formulas += tag == "math"


@cache
def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def broken(path: Path, address: str) -> bool:
    """Whether an address on a page leads nowhere inside the handbook."""
    parts = urlsplit(address)
    if parts.scheme:
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return True
    return bool(parts.fragment) and target.suffix == ".html" and unquote(parts.fragment) not in read(target).ids


def test_every_link_resolves(site):
    """Also to anchors."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(MISTAKES) + len(DERIVATIONS)
    assert [(str(path), each) for path in pages for each in read(path).addresses if broken(path, each)] == []


def test_every_object_has_its_place(site):
    """The addresses that the terminal may link to."""
    reference = site / "reference"
    wanted = [
        *(f"rules/{each.name}" for each in RULES),
        *(f"parts/{each.name}" for each in PARTS),
        *(f"mistakes/{each.id}" for each in MISTAKES),
        *(f"derivations/{each.id}" for each in DERIVATIONS),
    ]
    assert [each for each in wanted if not (reference / f"{each}.html").is_file()] == []
    assert {each.id for each in CHECKS} <= read(reference / "checks.html").ids
    assert {each.id for each in CHECKS} <= read(site / "checks.html").ids
    kinds = [read(each).ids for each in (site / "mistakes").iterdir()]
    assert {each.id for each in MISTAKES} <= set().union(*kinds)


def test_what_stands_beside_a_page_has_a_name(site):
    """Who listens tells the list of all pages from that of the headings."""
    for page in (site / "index.html", site / "reference" / "rules" / "adam.html"):
        asides = re.findall("<aside[^>]*>", page.read_text(encoding="utf-8"))
        assert len(asides) == len({re.search('aria-label="([^"]+)"', each)[1] for each in asides}) > 0


def test_rules_as_data(site):
    """A file for each rule, at an address that stays, and the schema beside them; the page leads to all of them."""
    linked = {each.rpartition("/")[2] for each in read(site / "reference" / "data.html").addresses if "/data/" in each}
    assert (
        linked
        == {each.name for each in (site / "data").iterdir()}
        == {*(f"{each.name}.json" for each in RULES), "rule.schema.json"}
    )
    assert json.loads((site / "data" / "adam.json").read_text())["forms"][0]["name"] == "algorithm-1"


def test_keyboards_and_listeners(site):
    """What may scroll can be reached by the keyboard, and a heading has its level: axe-core's rules that the theme breaks."""
    for name in ("index", "conformance", "reference/rules/adam", "how-to/serve"):
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert not re.search(
            r'<div class="table-wrapper|<div class="math">|<pre>|role="heading">|<th class="head"><p></p>', text
        )
    formulas = (site / "reference" / "derivations" / "adam-epsilon-hat.html").read_text(encoding="utf-8")
    assert '<p tabindex="0">' in formulas


def test_language(site):
    """A page says in which it is to be read aloud."""
    for name, language in (("index", "en"), ("zh/tutorial/stalled-adam", "zh-Hans")):
        assert f'lang="{language}"' in (site / f"{name}.html").read_text(encoding="utf-8")


def test_nothing_is_fetched(site):
    """What a page needs to be shown stands beside it."""
    far = [
        (str(path), each)
        for path in sorted(site.rglob("*.html"))
        for each in read(path).needed
        if urlsplit(each).scheme
    ]
    styles = [
        path.name for path in site.rglob("*.css") if re.search(r"url\([\"']?(https?:)?//|@import", path.read_text())
    ]
    assert (far, styles) == ([], [])


@pytest.fixture(scope="module")
def pages(site) -> dict[str, str]:
    """The generated pages, in Markdown, as the build left them."""
    docs = ROOT / "docs"
    return {str(path.relative_to(docs)): path.read_text(encoding="utf-8") for path in docs.glob("reference/**/*.md")}


def _rule_form(name: str) -> str:
    """The rule's form in the name of one with a part: `classical/paper` is of `classical`."""
    return name.partition("/")[0]


def test_formulas_are_those_of_the_objects(pages):
    """Every line of every form stands on the page of its rule, and what a part adds to the first on its own; a changed form changes the page."""
    for rule in RULES:
        own = {latex_line(line) for form in rule.forms for line in form.step}
        shown = [(f"rules/{rule.name}", own)]
        for part in parts_of(rule):
            if not part.needs(rule.first):
                first, *others = find_rule(f"{rule.name}+{part.name}").forms
                forms = [first, *(form for form in others if _rule_form(form.name) == _rule_form(first.name))]
                shown.append((f"parts/{part.name}", {latex_line(line) for form in forms for line in form.step} - own))
        for page, lines in shown:
            assert [line for line in lines if line not in pages[f"reference/{page}.md"]] == []
    adam = find_rule("adam")
    first, *others = adam.forms
    changed = replace(adam, forms=(first.with_step(let(theta, theta - lr), *first.step[1:]), *others))
    assert latex_line(let(theta, theta - lr)) in rule_page.rule(changed)


def test_every_formula_is_read(pages):
    """No LaTeX is left over in the MathML."""
    formulas = {each for page in pages.values() for each in re.findall(r"\$([^$\n]+)\$", page)}
    assert len(formulas) > 200
    assert [each for each in formulas if "\\" in mathml.mathml(each, block=False)] == []


SIGNATURES = {"betas[0]": ("betas", 0), "betas[1]": ("betas", 1)}


@pytest.mark.parametrize("package", ["torch", "optax", "keras", "sklearn"])
def test_defaults_are_those_of_the_libraries(package, monkeypatch):
    """Each by the name that the library gives it."""
    if package == "keras":
        monkeypatch.setenv("KERAS_BACKEND", "jax")
        pytest.importorskip("jax")
    pytest.importorskip(package)
    found = [each for each in defaults.defaults() if each.package == package]
    assert found
    for each in found:
        module, _, name = each.target.partition(":")
        signature = inspect.signature(getattr(importlib.import_module(module), name)).parameters
        for letter, given in each.names.items():
            spelled, index = SIGNATURES.get(given, (given, None))
            default = signature[spelled].default
            default = default if index is None else default[index]
            told = each.values[letter]
            if told == "none":
                assert default is inspect.Parameter.empty, (each.target, given)
            else:
                assert (0 if default is None else default) == told, (each.target, given)


def _names(column: str, rules: tuple[str, ...]) -> set[str]:
    state = ("m", "v", "v_max", "velocity", "t")
    return {
        each["names"][column].strip("`")
        for each in glossary.letters()["quantity"]
        if each["letter"] in state and column in each["names"] and each["in"] in rules
    }


def test_letters_of_pytorch():
    """The glossary's names are those of the state that its optimizers keep."""
    torch = pytest.importorskip("torch")

    def state(kind, **options):
        parameter = torch.nn.Parameter(torch.ones(2))
        parameter.grad = torch.ones(2)
        optimizer = kind([parameter], **options)
        optimizer.step()
        return {*optimizer.state[parameter]}

    optim = torch.optim
    assert _names("torch", ("adam", "adam+amsgrad")) == state(optim.Adam, amsgrad=True)
    assert _names("torch", ("adagrad",)) | {"step"} == state(optim.Adagrad)
    centered = {"step", "momentum_buffer"} | _names("torch", ("rmsprop", "rmsprop+centered"))
    assert centered == state(optim.RMSprop, centered=True, momentum=0.9)
    assert _names("torch", ("momentum, nesterov",)) == state(optim.SGD, momentum=0.9)


def test_letters_of_optax():
    """The same for optax."""
    optax = pytest.importorskip("optax")

    def state(optimizer):
        return {name for each in optimizer.init(1.0) for name in getattr(each, "_fields", ())}

    assert _names("optax", ("adam", "adam+amsgrad")) == state(optax.amsgrad(0.1))
    assert _names("optax", ("adagrad",)) == state(optax.adagrad(0.1))
    assert _names("optax", ("rmsprop", "rmsprop+centered")) == state(optax.rmsprop(0.1, centered=True))
    assert _names("optax", ("momentum, nesterov",)) == state(optax.sgd(0.1, momentum=0.9))


OPENED = (
    "index", "reference/rules/adam", "reference/mistakes/v-plus-equals", "reference/derivations/adam-epsilon-hat",
    "reference/which-adam", "conformance", "mutate",
)  # fmt: skip
WIDER = "Array.from(document.querySelectorAll('.table-wrapper')).filter(t => t.scrollWidth > t.clientWidth).length"
BOXES = "Array.from(document.querySelectorAll('math'), m => m.getBoundingClientRect()).filter(b => b.width * b.height > 0).length"


@pytest.fixture(scope="module")
def browser() -> Iterator:
    """Chromium without a network of its own."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def test_browser_shows_it(site, browser):
    """On a phone and on a desktop: formulas have a size, nothing is requested from afar, no complaint, no sideways scrolling.

    Tables fit on a desktop, and the box above a long one filters its rows.
    """
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))  # noqa: B023 - one list a width
        page.on("pageerror", lambda error: complaints.append(str(error)))  # noqa: B023
        page.on("request", lambda one: one.url.startswith("file:") or complaints.append(one.url))  # noqa: B023
        for name in OPENED:
            path = site / f"{name}.html"
            page.goto(path.as_uri())
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert page.evaluate(BOXES) == read(path).formulas
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert width < 1280 or page.evaluate(WIDER) == 0, name
        page.goto((site / "conformance.html").as_uri())
        page.get_by_role("searchbox", name="Show the rows that hold these words").first.fill("radam")
        shown = page.evaluate(
            "Array.from(document.querySelector('input.filter + * tbody').rows).filter(each => !each.hidden).map(each => each.innerText)"
        )
        assert shown and all("radam" in each.lower() for each in shown), shown[:3]
        assert complaints == []
        page.close()
