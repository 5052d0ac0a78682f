"""Looking around: home, the chooser of categories, search, its proposals."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires
from app.errors import NotFound
from sim_market.listings.queries import GOODS_PER_PAGE, Found, find_listings
from sim_market.mall import queries
from sim_market.mall.routes.hall import bp, here, visit
from sim_market.mall.routes.shelves import page_number, sorts, wish
from sim_market.permissions import Permission
from sim_market.reviews.queries import ratings_of
from sim_market.rules.categories import Category, find_category, top_categories
from sim_market.search.queries import propose


@bp.get("")
@requires(Permission.MALL_VIEW)
def home() -> ResponseReturnValue:
    cohort = here()
    return render_template(
        "sim_market/mall/home.html",
        front=queries.front_page(cohort.id),
        tops=top_categories(),
        cohort=cohort,
    )


@bp.get("/visit/<int:cohort_id>")
@requires(Permission.MALL_VIEW)
def look_in(cohort_id: int) -> ResponseReturnValue:
    """For those without a class of their own: choose whose mall to see."""
    visit(cohort_id)
    return redirect(url_for("mall.home"), 303)


@bp.get("/categories")
@requires(Permission.MALL_VIEW)
def categories() -> ResponseReturnValue:
    """On the left the top categories, on the right what is below the chosen one."""
    here()
    tops = top_categories()
    asked = request.args.get("top", "")
    chosen = next((top for top in tops if top.code == asked), tops[0])
    return render_template("sim_market/mall/categories.html", tops=tops, chosen=chosen)


@bp.get("/search")
@requires(Permission.MALL_VIEW)
def search() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()
    title = _("搜索“%(q)s”", q=text[:60]) if text else _("全部商品")
    return results(title, text, wish())


@bp.get("/suggest")
@requires(Permission.MALL_VIEW)
def suggest() -> ResponseReturnValue:
    """Words to go on with, while somebody types: {"words": [{"text", "url"}]}."""
    found = propose(here().id, request.args.get("q", ""))
    return {"words": [{"text": each, "url": url_for("mall.search", q=each)} for each in found]}


@bp.get("/categories/<code>")
@requires(Permission.MALL_VIEW)
def category(code: str) -> ResponseReturnValue:
    found = find_category(code)
    if found is None:
        raise NotFound(_("没有这个类目"), next_step=_("看看全部分类"), link="/mall/categories")
    return results(found.name, "", wish(category_code=code), category=found)


def results(
    title: str, text: str, asked: Any, *, category: Category | None = None
) -> ResponseReturnValue:
    cohort = here()
    found = find_listings(cohort.id, text, asked, page=page_number(), rated=stars)
    return render_template(
        "sim_market/mall/results.html",
        heading=title,
        typed=text,
        found=found,
        page=page_number(),
        per_page=GOODS_PER_PAGE,
        sorts=sorts(),
        category=category,
        crumbs=crumbs(category) if category else [],
        named=named_categories(found),
        chosen=asked.attributes,
        wish=asked,
        others=queries.best_sellers(cohort.id) if text and not found.cards else [],
    )


def stars(cohort_id: int, listing_ids: Sequence[int]) -> Mapping[int, int]:
    """Listing id -> hundredths of a star, for ranking."""
    found = ratings_of(cohort_id, listing_ids)
    return {listing_id: each.hundredths for listing_id, each in found.items()}


def crumbs(category: Category) -> list[tuple[str, str]]:
    """The way down to this category: (name, address) of all above it."""
    parts = category.code.split(".")
    above = [find_category(".".join(parts[:n])) for n in range(1, len(parts))]
    trail = [(_("全部分类"), url_for("mall.categories"))]
    return trail + [(each.name, url_for("mall.category", code=each.code)) for each in above if each]


def named_categories(found: Found) -> list[Category]:
    """The categories that the words name, at most three."""
    known = [find_category(code) for code in found.meant.categories[:3]]
    return [each for each in known if each]
