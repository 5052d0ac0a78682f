"""The entrance: in whose sandbox the mall is shown, what surrounds its pages, who buys."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, g, request, session
from flask_babel import gettext as _
from flask_login import current_user

from app.access import viewer
from app.cohorts.models import Cohort
from app.cohorts.queries import get_cohort
from app.errors import NotFound
from app.ui import shell
from app.ui.globals import maybe_url
from app.ui.shell import Place
from sim_market.mall import queries
from sim_market.permissions import Permission
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import shopper_of
from sim_market.shoppers.queries import find_shopper

bp = Blueprint("mall", __name__, url_prefix="/mall")
VISITING = "mall_cohort"


@bp.before_request
def enter() -> None:
    """Hang the mall's own tabs around the page; not for those who may not look in."""
    if not current_user.is_authenticated or not viewer().can(Permission.MALL_VIEW):
        return
    made = shell.build()
    buyer = viewer().can(Permission.MALL_BUY)
    g.shell = replace(
        made,
        mall_url=maybe_url("mall.home"),
        mall_search_url=maybe_url("mall.search"),
        cart_url=maybe_url("mall.cart") if buyer else None,
        mall_tabs=[_tab(*tab) for tab in TABS if buyer or tab[1] not in MINE],
        account_links=_account_links(made.account_links, buyer=buyer),
    )


@bp.context_processor
def counted() -> dict[str, Any]:
    """The number at the cart, and whether the viewer may buy."""
    if not current_user.is_authenticated or not viewer().can(Permission.MALL_BUY):
        return {"cart_count": 0, "may_buy": False}
    who = viewer()
    if "cart_count" not in g:
        g.cart_count = queries.count_cart(who.user, who.cohort_id) if who.cohort_id else 0
    return {"cart_count": g.cart_count, "may_buy": True}


def here() -> Cohort:
    """The cohort whose mall is shown: the viewer's own, or the one that a visitor has chosen."""
    who = viewer()
    cohort = who.cohort or g.get("visited")
    if cohort is None and session.get(VISITING):
        cohort = g.visited = get_cohort(int(session[VISITING]), seen_by=who)
    if cohort is None:
        raise NotFound(
            _("还没有选要看哪个班的商城"), next_step=_("先从班级列表里选一个班"), link="/"
        )
    g.cohort = cohort
    return cohort


def visit(cohort_id: int) -> None:
    """Let a visitor without a class look around in one that they may see."""
    session[VISITING] = get_cohort(cohort_id, seen_by=viewer()).id


def me() -> Shopper:
    """The viewer as a shopper; at first use they get their start capital. For POST only."""
    return shopper_of(viewer().user, here())


def maybe_me() -> Shopper | None:
    """The viewer as a shopper, if they have been one."""
    return find_shopper(viewer().user.id, here().id)


TABS = (
    ("home", "mall.home", "house-door"),
    ("categories", "mall.categories", "grid"),
    ("cart", "mall.cart", "cart"),
    ("orders", "mall.orders", "bag"),
    ("me", "mall.me", "person"),
)
MINE = {"mall.cart", "mall.orders", "mall.me"}


def _tab(name: str, endpoint: str, icon: str) -> Place:
    words = {
        "home": _("商城首页"),
        "categories": _("分类"),
        "cart": _("购物车"),
        "orders": _("我买的"),
        "me": _("我的"),
    }
    url = maybe_url(endpoint) or "/mall"
    return Place(words[name], url, icon, current=request.endpoint == endpoint)


def _account_links(usual: Sequence[Place], *, buyer: bool) -> list[Place]:
    """In the mall the menu also leads to what I bought, and back to work."""
    own = [_tab(*tab) for tab in TABS if tab[1] in MINE and buyer]
    return [*own, Place(_("回工作台"), maybe_url("home.index") or "/", "arrow-left"), *usual]
