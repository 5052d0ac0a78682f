"""A quote as people read it: how the price came about, and what would make it better."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from app.money import yuan
from app.ui.filters import sim_time
from sim_market.promotions.pricing.promotion import Off, Promotion
from sim_market.promotions.pricing.quote import Applied, Quote, Skipped
from sim_market.promotions.pricing.terms import Missing, Reason
from sim_market.promotions.said import KIND_WORDS, missing_words, step_words

BESIDE_THE_POINT = {Reason.NOTHING_IN_SCOPE, Reason.NO_SHIPPING, Reason.NOT_GROUP}
NOBODY: Mapping[str, str] = {}


class Row(NamedTuple):
    """A row of the price: what, a remark, and what it adds."""

    text: str
    small: str
    fen: int


@dataclass(frozen=True, slots=True)
class Note:
    """A promotion that did not apply, or could give more: its name, and what is missing.
    `is_near`: the buyer can do something about it by buying more. `link`: where it does apply.
    """

    name: str
    text: str
    is_near: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """`rows` sum to `pay_fen`; `saved_fen`: what promotions took off in all."""

    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    pay_fen: int
    saved_fen: int
    gifts: tuple[tuple[str, int], ...]

    @property
    def has_something(self) -> bool:
        return bool(self.saved_fen or self.notes or self.gifts)


def why_not(quote: Quote, promotion_id: str, goods: Mapping[str, str] = NOBODY) -> str:
    """Why one promotion did not apply; "" if it did, or was not asked for."""
    names = {each.id: each.name or each.id for each in quote.promotions}
    said = next((each for each in quote.skipped if each.promotion.id == promotion_id), None)
    return _words(said.missing, names, goods) if said else ""


def told(quote: Quote, goods: Mapping[str, str] = NOBODY) -> Told:
    """`goods`: SKU id -> what the goods are called, for sets and gifts."""
    names = {each.id: each.name or each.id for each in quote.promotions}
    saved = quote.discount_fen + quote.shipping_off_fen
    return Told(
        rows=tuple(
            Row(step_words(step), _remark(step.applied), step.fen)
            for step in quote.waterfall()
            if step.fen or not (step.applied and step.applied.gifts)
        ),
        notes=(*_nexts(quote, names, goods), *_skipped(quote, names, goods)),
        pay_fen=quote.pay_fen,
        saved_fen=saved,
        gifts=tuple(
            (goods.get(gift.sku) or _("店家送的东西"), gift.quantity) for _by, gift in quote.gifts
        ),
    )


def _remark(applied: Applied | None) -> str:
    if applied is None:
        return ""
    if applied.platform_fen:
        return _("平台出 %(sum)s", sum=yuan(applied.platform_fen))
    return ""


def _nexts(quote: Quote, names: Mapping[str, str], goods: Mapping[str, str]) -> list[Note]:
    told = []
    for each in quote.applied:
        if each.next:
            what, gifts = _words(each.next, names, goods), _given(each.promotion, goods)
            said = what + gifts if gifts else _("还能更便宜：%(what)s", what=what)
            told.append(Note(_title(each), said, is_near=True))
    return told


def _skipped(quote: Quote, names: Mapping[str, str], goods: Mapping[str, str]) -> list[Note]:
    near = {Reason.AMOUNT_SHORT, Reason.QUANTITY_SHORT, Reason.BUNDLE_INCOMPLETE}
    told = [each for each in quote.skipped if each.missing.reason not in BESIDE_THE_POINT]
    notes = [
        Note(
            _title(each),
            _words(each.missing, names, goods) + _given(each.promotion, goods),
            each.missing.reason in near,
            _where(each),
        )
        for each in told
    ]
    return sorted(notes, key=lambda note: not note.is_near)


def _given(promotion: Promotion, goods: Mapping[str, str]) -> str:
    """What it gives away, to be said after why it does not; "" if it gives no goods."""
    benefit = promotion.benefit
    tiers = benefit.tiers if isinstance(benefit, Off) else ()
    what = "、".join(
        _("%(what)s × %(n)s", what=goods.get(gift.sku) or _("店家送的东西"), n=gift.quantity)
        for tier in tiers
        for gift in tier.gifts
    )
    return _("（赠品：%(what)s）", what=what) if what else ""


def _where(each: Skipped) -> str:
    """Where a promotion applies that does not apply here: the live bag of its store."""
    store = each.promotion.scope.store
    is_live = each.missing.reason == Reason.NOT_LIVE and store
    return f"/mall/stores/{store}/live-bag" if is_live else ""


def _title(each: Applied | Skipped) -> str:
    promotion = each.promotion
    kind = str(KIND_WORDS[promotion.kind])
    return _("%(kind)s：%(name)s", kind=kind, name=promotion.name or promotion.id)


def _words(missing: Missing, names: Mapping[str, str], goods: Mapping[str, str]) -> str:
    """With the names of promotions and goods, and times as people write them."""
    facts = dict(missing.facts)
    if "by" in facts:
        facts["by"] = names.get(str(facts["by"]), str(facts["by"]))
    if "sku" in facts:
        facts["sku"] = goods.get(str(facts["sku"]), _("套餐里的另一件"))
    for name in ("starts_at", "ends_at"):
        if name in facts:
            facts[name] = sim_time(datetime.fromisoformat(str(facts[name])))
    return missing_words(Missing(missing.reason, facts))
