"""A rule as data: all that is known of it, for who computes with it in another language; rule.schema.json has the keys."""

import json
from collections.abc import Sequence
from typing import Any

from ...reference.derivations import derivations_of
from ...reference.mistakes import MISTAKES, Mistake
from ...reference.notation import latex, latex_lines, lines, name_of, text
from ...reference.parts import parts_of
from ...reference.rule import Form, Hyperparameter, Rule

VERSION = 1
"""Of the data: another one where a key is taken away, or comes to mean something else.  Keys may be added in any."""


def rule_json(rule: Rule, forms: Sequence[Form]) -> str:
    """The rule with these of its forms, as JSON on one line."""
    return json.dumps(rule_data(rule, forms), ensure_ascii=False)


def rule_data(rule: Rule, forms: Sequence[Form]) -> dict[str, Any]:
    """The rule with these of its forms, in what JSON has words for."""
    return {
        "version": VERSION,
        "name": rule.name,
        "title": rule.title,
        "summary": rule.summary,
        "aliases": [*rule.aliases],
        "forms": [_form(each) for each in forms],
        "mistakes": [told for each in MISTAKES if (told := _mistake(each, rule, forms)) is not None],
        "derivations": [{"id": each.id, "title": each.title, "statement": each.statement} for each in derivations_of(rule.name)],
        "parts": [each.name for each in parts_of(rule.without or rule)],
    }  # fmt: skip


def _form(form: Form) -> dict[str, Any]:
    relation = form.relation
    return {
        "name": form.name,
        "title": form.title,
        "note": form.note,
        "relation": {"kind": relation.kind, "detail": relation.detail, "derivation": relation.derivation},
        "hyperparameters": [_hyperparameter(each) for each in form.hyperparameters],
        "state": [{"letter": name_of(each), "initial": text(value)} for each, value in form.start().items()],
        "step": lines(form.step),
        "latex": latex_lines(form),
        "gradient_at": text(form.gradient_at),
        "gradient_at_latex": latex(form.gradient_at),
        "sources": [{"title": each.title, "place": each.place, "link": each.link} for each in form.sources],
    }


def _hyperparameter(each: Hyperparameter) -> dict[str, Any]:
    domain = each.domain
    return {
        "name": each.name,
        "letter": name_of(each.symbol),
        "default": float(each.default),
        "exact": str(each.default),
        "domain": {
            "lower": None if domain.lower is None else float(domain.lower),
            "upper": None if domain.upper is None else float(domain.upper),
            "lower_open": domain.lower_open,
            "upper_open": domain.upper_open,
        },
        "meaning": each.meaning,
    }


def _mistake(mistake: Mistake, rule: Rule, forms: Sequence[Form]) -> dict[str, Any] | None:
    """A mistake, and what it makes of each form; None where it can be made in none."""
    made = [(form, mistake.difference(rule, form)) for form in forms if mistake.applies(rule, form)]
    if not made:
        return None
    return {
        "id": mistake.id,
        "title": mistake.title,
        "symptom": mistake.symptom,
        "fix": mistake.fix,
        "links": [*mistake.links],
        "made": [{"form": form.name, "wrong": lines(wrong), "right": lines(right)} for form, (wrong, right) in made],
    }
