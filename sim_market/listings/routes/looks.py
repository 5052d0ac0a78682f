"""What the editor says of what is typed, before anything is saved."""

from dataclasses import dataclass
from typing import Any

from app.errors import Invalid
from app.money import parse_yuan
from sim_market.listings import blocks
from sim_market.listings.forms import ListingForm
from sim_market.listings.looking import Sum, costs_of, sums
from sim_market.listings.meter import Mark, Meter, marks, title_meter
from sim_market.listings.quality import Looked, Quality, quality
from sim_market.rules.listing_check import ListingFacts, listing_problems
from sim_market.rules.pack import Pack
from sim_market.rules.problems import Problem


@dataclass(frozen=True, slots=True)
class Looks:
    """All that is reckoned from the fields of the editor."""

    meter: Meter
    detail_marks: tuple[Mark, ...]
    quality: Quality
    sums: list[Sum]
    problems: tuple[Problem, ...]
    blocks: list[dict[str, Any]]

    def problems_at(self, field: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.field == field]


def looks_of(form: ListingForm, rules: Pack) -> Looks:
    """Reckon with what can be read; a number that is none counts as nothing."""
    title, detail = str(form.title.data or ""), form.blocks
    text = "\n".join(blocks.texts(detail))
    rows = [row.form for row in form.skus if not row.form.skip.data]
    prices = [(row.words, fen(row.price.data), fen(row.cost.data)) for row in rows]
    costs = costs_of(form.category, fen(form.shipping.data), number(form.returned.data))
    return Looks(
        meter=title_meter(title, form.category, form.attributes, rules),
        detail_marks=marks(text, rules.words),
        quality=quality(looked(form, detail)),
        sums=sums(prices, costs),
        problems=listing_problems(facts(form, prices, text), rules),
        blocks=detail,
    )


def looked(form: ListingForm, detail: list[dict[str, Any]]) -> Looked:
    rows = [row.form for row in form.skus]
    return Looked(
        title=str(form.title.data or ""),
        category_code=form.category.code,
        attributes=form.attributes,
        images=form.chosen,
        alts=form.alts,
        detail=detail,
        weights_g=[number(row.weight.data) for row in rows],
        codes=[str(row.code.data or "") for row in rows],
        costs_fen=[fen(row.cost.data) for row in rows],
    )


def facts(form: ListingForm, prices: list[tuple[str, int, int]], text: str) -> ListingFacts:
    """What the rule book would look at if it were saved like this."""
    return ListingFacts(
        title=str(form.title.data or ""),
        category_code=form.category.code,
        attributes=form.attributes,
        images=form.chosen,
        texts=[text],
        prices_fen=[price for _words, price, _cost in prices],
        available=sum(number(row.form.stock.data) for row in form.skus),
        presale=bool(form.presale.data),
        ship_hours=form.hours,
    )


def fen(text: Any) -> int:
    """An amount as typed, 0 if it is none."""
    try:
        return min(parse_yuan(str(text)), 1_000_000_000) if text else 0
    except Invalid:
        return 0


def number(text: Any) -> int:
    said = str(text or "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
