"""What an address asks for: where goods go, which goods, in which order."""

from collections.abc import Iterator

from flask import flash, request, session
from flask_babel import gettext as _

from app.errors import DomainError
from app.money import parse_yuan
from sim_market.freight.provinces import PROVINCES, province_of
from sim_market.listings.queries import (
    Sort,
    Wish,
)
from sim_market.mall.routes.hall import maybe_me

MOST_CHOSEN = 12  # choices of one kind that an address may name


def chosen_province() -> str:
    """Where goods would go: as chosen on a page, else where I live, else the first of the list."""
    said = request.args.get("to", "")
    if said in PROVINCES:
        session["province"] = said
    kept = str(session.get("province", ""))
    if kept in PROVINCES:
        return kept
    shopper = maybe_me()
    return province_of(shopper.province) if shopper else PROVINCES[0]


def wish(*, category_code: str = "", store_id: int | None = None) -> Wish:
    """What the address asks for; what makes no sense there is left out."""
    sort = request.args.get("sort", "")
    low_fen, high_fen = price_range()
    return Wish(
        category_code=category_code or request.args.get("category", ""),
        store_id=store_id,
        low_fen=low_fen,
        high_fen=high_fen,
        in_stock=request.args.get("stock") == "1",
        sort=Sort[sort.upper()] if sort in set(Sort) else Sort.BEST,
        attributes=frozenset(said_attributes()),
        stores=frozenset(store for store in request.args.getlist("shop", type=int)[:MOST_CHOSEN]),
    )


def said_attributes() -> Iterator[tuple[str, str]]:
    """`a=材质:陶瓷` in the address, as often as there are choices."""
    for said in request.args.getlist("a")[:MOST_CHOSEN]:
        name, colon, value = said.partition(":")
        if colon and name and value:
            yield name[:40], value[:40]


def sorts() -> list[tuple[str, str]]:
    return [
        (Sort.BEST, _("综合")),
        (Sort.SOLD, _("销量")),
        (Sort.NEW, _("新品")),
        (Sort.PRICE_UP, _("价格从低到高")),
        (Sort.PRICE_DOWN, _("价格从高到低")),
    ]


def price_range() -> tuple[int | None, int | None]:
    """The lowest and the highest price asked for, whichever way round they were typed."""
    low_fen, high_fen = fen_of("low"), fen_of("high")
    if low_fen is not None and high_fen is not None and low_fen > high_fen:
        return high_fen, low_fen
    return low_fen, high_fen


def fen_of(name: str) -> int | None:
    """What was typed as a price; what is none is said and left out."""
    typed = request.args.get(name, "").strip()[:12]
    try:
        return parse_yuan(typed) if typed else None
    except DomainError as refusal:
        flash(_("没有按价格筛选：%(why)s", why=refusal.message), "warn")
        return None


def page_number() -> int:
    return min(max(1, request.args.get("page", 1, type=int)), 10_000)
