"""Which lever a store had better move, by the engine's own reckoning, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _

from app.money import yuan
from sim_market.buyers.market.keyed import MICRO
from sim_market.buyers.market.nudges import Gain, Move, gains
from sim_market.buyers.market.offers import Offer
from sim_market.buyers.market.standing import World
from sim_market.buyers.queries.shelf import Own
from sim_market.rules.categories import find_category

WORTH_SAYING_FEN = 20  # a day; less is no advice


@dataclass(frozen=True, slots=True)
class Advice:
    """One lever: what to do, what it is expected to bring in a day, and with which goods to
    begin.
    """

    move: Move
    what: str
    orders: str
    profit_fen: int
    title: str
    listing_id: int

    @property
    def is_worth(self) -> bool:
        return self.profit_fen >= WORTH_SAYING_FEN


def advise(own: Own, world: World, day: int, *, dearer: float = 1.0) -> list[Advice]:
    """All levers of a store, the best first. `dearer`: times as dear as usual are its goods."""
    if not own.offers:
        return []
    cost = {code: round(fen * dearer) for code, fen in own.cost_fen.items()}
    cost |= {v.code: cost.get(v.code, 0) for offer in own.offers for v in offer.variants}
    found = _gains(
        world,
        day,
        own.offers,
        tuple(sorted(cost.items())),
        fee_of(offer.category for offer in own.offers),
    )
    return [_said(gain, own) for gain in found]


@lru_cache(maxsize=256)
def _gains(
    world: World, day: int, offers: tuple[Offer, ...], cost: tuple[tuple[str, int], ...], fee: int
) -> list[Gain]:
    return gains(world, day, offers, dict(cost), fee)


def fee_of(categories: Iterable[str]) -> int:
    """The commission of goods of these categories in the mean, per mille."""
    found = [find_category(each) for each in categories]
    rates = [category.commission_bp for category in found if category]
    return round(sum(rates) / len(rates) / 10) if rates else 50


def _said(gain: Gain, own: Own) -> Advice:
    return Advice(
        move=gain.move,
        what=what_to_do(gain.move),
        orders=f"{gain.orders_micro / MICRO:+.1f}",
        profit_fen=gain.margin_micro // MICRO,
        title=own.titles[gain.most],
        listing_id=own.listing_ids[gain.most],
    )


def what_to_do(move: Move) -> str:
    return {
        Move.CHEAPER: _("价格降 3%"),
        Move.DEARER: _("价格涨 3%"),
        Move.TITLE: _("标题里再写两个真实的属性词"),
        Move.PICTURES: _("每件商品多放一张图"),
        Move.DETAIL: _("详情多写一段、多配一张图"),
        Move.SHIP_FASTER: _("承诺发货快一天（要真的做得到）"),
        Move.PLAINER: _("把重复、不实和没有凭据的词换成真实的词"),
        Move.BADGE: _("做一个看得见的活动或优惠券（还没算让利）"),
    }[move]


def suggestion(found: list[Advice]) -> str:
    """One sentence for the overview."""
    best = next((each for each in found if each.move != Move.BADGE), None)
    if best is None or not best.is_worth:
        return _("能改的几样都差不多到位了：小改一点，一天的利润变化不到 ¥0.20。把货和服务稳住。")
    return _(
        "%(what)s：按现在的客流，一天大约 %(orders)s 单、利润 %(profit)s；先改“%(title)s”。",
        what=best.what,
        orders=best.orders,
        profit=f"+{yuan(best.profit_fen)}",
        title=best.title,
    )
