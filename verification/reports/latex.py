r"""LaTeX as a terminal can show it: \frac{a}{b} is a/b, \sqrt{v} is √v, \beta_1^t is β₁ᵗ."""

import re

WORDS = {
    "alpha": "α", "beta": "β", "mu": "μ", "nu": "ν", "psi": "ψ", "rho": "ρ", "epsilon": "ε", "theta": "θ", "lambda": "λ", "tau": "τ", "eta": "η", "Delta": "Δ", "nabla": "∇",
    "sum": "Σ", "le": "≤", "ge": "≥", "to": "→", "leftarrow": "←", "longrightarrow": "→", "Rightarrow": "⇒",
    "Longrightarrow": "⇒", "iff": "⟺", "searrow": "↘", "nearrow": "↗", "min": "min", "max": "max", "cdot": "·",
    "big": "", "Big": "", "quad": "  ", "qquad": "  ", "infty": "∞", "pm": "±", "ne": "≠", "neq": "≠",
}  # fmt: skip
SIGNS = {",": " ", ";": " ", "!": "", ":": " ", "\\": "; ", " ": " "}
RAISED = dict(zip("0123456789+-−=()tijkn", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵗⁱʲᵏⁿ", strict=True))
LOWERED = dict(zip("0123456789+-−=()tijkn", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₜᵢⱼₖₙ", strict=True))
FACTORS = {rf"\{each}" for each in ("sqrt", "frac", "tfrac", "hat", "mathrm", "theta", "Delta", "beta", "epsilon")}
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}^_&]|[^\\{}^_&]", re.DOTALL)
HAT = "\N{COMBINING CIRCUMFLEX ACCENT}"


def readable(latex: str) -> str:
    """The statement on one line, or the LaTeX itself where it uses what is not known here."""
    try:
        shown = _Reader(latex).all()
    except (KeyError, IndexError):
        return latex
    return re.sub(r" +", " ", shown.replace("-", "−")).replace(" ,", ",").replace(" ;", ";").replace(" _", "_").strip()


class _Reader:
    """Reads LaTeX token by token.  Raises `KeyError` or `IndexError` at what it does not know."""

    def __init__(self, latex: str) -> None:
        self.tokens: list[str] = TOKEN.findall(
            re.sub(r"\\(begin|end)\{cases\}", lambda e: "(" if e[1] == "begin" else ")", latex)
        )
        self.at = 0

    def all(self) -> str:
        parts: list[str] = []
        while self.at < len(self.tokens):
            parts.append(self.one())
        return "".join(parts)

    def one(self) -> str:
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            return self.rest_of_group()
        if token in "^_":
            return shifted(self.argument(), RAISED if token == "^" else LOWERED, token)
        if token == "&":
            return " for "
        return self.command(token[1:].rstrip("*")) if token.startswith("\\") else token

    def rest_of_group(self) -> str:
        parts: list[str] = []
        while self.tokens[self.at] != "}":
            parts.append(self.one())
        self.at += 1
        return "".join(parts)

    def argument(self) -> str:
        while self.tokens[self.at] == " ":
            self.at += 1
        return self.one()

    def multiplied(self) -> bool:
        """Whether what follows is a factor of what was read last."""
        spaced = False
        for token in self.tokens[self.at :]:
            if token in (" ", "\\,", "\\;"):
                spaced = True
            elif token not in ("\\big", "\\Big"):
                return token in "([" or token.isalnum() or token in FACTORS or (token == "|" and spaced)
        return False

    def command(self, name: str) -> str:
        if name in ("frac", "tfrac"):
            above, below = self.argument(), self.argument()
            fraction = f"{bracketed(above)}/{bracketed(below, products=True)}"
            return f"({fraction})" if self.multiplied() else fraction
        if name == "sqrt":
            inside = self.argument()
            return f"√{inside}" if re.fullmatch(rf"(lr|\w{HAT}?)[₀-₉ₜ]*", inside) else f"√({inside})"
        if name == "hat":
            return f"{self.argument()}{HAT}"
        if name in ("mathrm", "text", "mathrel"):
            return self.argument()
        if name == "operatorname":
            return f" {self.argument()}" + ("" if self.tokens[self.at] == "(" else " ")
        return SIGNS[name] if name in SIGNS else WORDS[name]


def bracketed(text: str, *, products: bool = False) -> str:
    """`text` in brackets where the stroke of a fraction would tear it apart."""
    text = text.strip()
    depth = 0
    for at, each in enumerate(text):
        depth += (each == "(") - (each == ")")
        if depth == 0 and at and (each in "+-−/" or (each == " " and products)):
            return f"({text})"
    return text


def shifted(text: str, letters: dict[str, str], sign: str) -> str:
    """`text` raised or lowered, with letters that Unicode has for it, else after ^ or _."""
    text = text.strip().replace(" ", "")
    if all(each in letters for each in text):
        return "".join(letters[each] for each in text)
    return f"{sign}({text})" if len(text) > 1 and not text.isalpha() else f"{sign}{text}"
