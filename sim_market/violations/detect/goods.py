"""Listings: forbidden words, claims without proof, wrong category, invented prices, presale."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from app.db import db
from app.money import yuan
from sim_market.listings.models import Listing, ListingState, SkuPrice
from sim_market.rules.categories import Category
from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import Pack, RuleId, load
from sim_market.rules.placing import other_category
from sim_market.rules.problems import Level, Problem
from sim_market.rules.wording import found_words, squeezed
from sim_market.violations.finding import LONGEST_NAME, LONGEST_SAYS, Finding, Line
from sim_market.violations.models import ClaimProof

WATCHED = (ListingState.ON_SALE, ListingState.FROZEN)
SERIOUS = {RuleId.MEDICAL_CLAIMS, RuleId.OFF_PLATFORM_CONTACT}
MOST_REPEATS = 10


def listing_findings(cohort_id: int, pack: Pack, *, only: int | None = None) -> Iterator[Finding]:
    """All that is wrong with the listings on sale of a cohort, or with one listing."""
    listings = watched(cohort_id, only)
    proofs = proven(cohort_id, only)
    charged = charged_prices(listings, pack) if listings else {}
    for listing in listings:
        yield from _wording(listing, pack, proofs.get(listing.id, frozenset()))
        yield from _category(listing)
        yield from _compare(listing, pack, charged)
        yield from _presale(listing, pack)


def watched(cohort_id: int, only: int | None) -> Sequence[Listing]:
    query = (
        sa.select(Listing)
        .where(Listing.cohort_id == cohort_id, Listing.state.in_(WATCHED))
        .options(selectinload(Listing.skus))
        .order_by(Listing.id)
    )
    return db.session.scalars(query.where(Listing.id == only) if only else query).all()


def proven(cohort_id: int, only: int | None = None) -> dict[int, frozenset[str]]:
    """Listing id -> the words for which evidence was shown and not refused."""
    query = sa.select(ClaimProof.listing_id, ClaimProof.word).where(
        ClaimProof.cohort_id == cohort_id, ClaimProof.refused == ""
    )
    found: dict[int, set[str]] = defaultdict(set)
    rows = db.session.execute(query.where(ClaimProof.listing_id == only) if only else query)
    for listing_id, word in rows:
        found[listing_id].add(word)
    return {listing_id: frozenset(words) for listing_id, words in found.items()}


def texts_of(listing: Listing) -> str:
    return "\n".join([listing.title, *listing.facts.texts])


@lru_cache(maxsize=20_000)
def problems_in(text: str, version: int) -> tuple[Problem, ...]:
    """What is wrong with the wording of a text, in Chinese; texts seldom change between patrols."""
    with force_locale("zh_CN"):
        return tuple(text_problems("text", text, load(version)))


@lru_cache(maxsize=20_000)
def claims_in(text: str, version: int) -> tuple[str, ...]:
    """The words of a text that need evidence."""
    rules = [rule for rule in load(version).words if rule.level == Level.EVIDENCE]
    return tuple(found_words(text, rules))


def unproven_claims(listing: Listing, pack: Pack, shown: frozenset[str]) -> list[str]:
    """Words of a listing that need evidence and have none, as they are found."""
    claims = claims_in(texts_of(listing), pack.version)
    return [word for word in claims if squeezed(word) not in shown]


def _wording(listing: Listing, pack: Pack, shown: frozenset[str]) -> Iterator[Finding]:
    title, detail = listing.title, "\n".join(listing.facts.texts)
    seen: set[str] = set()
    for where, text in ((_("标题"), title), (_("详情"), detail)):
        for problem in problems_in(text, pack.version):
            if problem.blocks and problem.rule not in seen:
                seen.add(problem.rule)
                yield _of(listing, problem, where, text)
    if words := unproven_claims(listing, pack, shown):
        said = "、".join(words[:5])
        problem = Problem("text", RuleId.CLAIMS_WITH_EVIDENCE, _("“%(w)s”没有凭据", w=said))
        yield _of(listing, problem, _("标题或详情"), texts_of(listing), words=words)


def _of(
    listing: Listing, problem: Problem, where: str, text: str, words: Sequence[str] = ()
) -> Finding:
    lines: list[Line] = [(_("在哪里"), where), (_("原文"), text.strip()[:200])]
    facts: dict[str, Any] = {"text": text[:1000], "version": listing.version}
    return finding(
        listing, problem.rule, f"{where}：{problem.message}", lines,
        facts=facts | ({"words": list(words)} if words else {}),
        serious=problem.rule in SERIOUS,
    )  # fmt: skip


def finding(
    listing: Listing,
    rule: str,
    says: str,
    lines: Iterable[Line],
    *,
    facts: Mapping[str, Any] | None = None,
    serious: bool = False,
) -> Finding:
    """A finding about one listing."""
    return Finding(
        store_id=listing.store_id,
        rule=str(rule),
        subject_type="listing",
        subject_id=listing.id,
        subject_name=listing.title[:LONGEST_NAME],
        says=says[:LONGEST_SAYS],
        lines=tuple(lines),
        facts=facts or {},
        serious=serious,
    )


@lru_cache(maxsize=20_000)
def misplaced(title: str, code: str, attributes: str) -> tuple[Category, Category] | None:
    """As `other_category`, with the attributes as JSON; goods seldom change between patrols."""
    return other_category(title, code, json.loads(attributes))


@lru_cache(maxsize=20_000)
def squeezed_title(title: str) -> str:
    return squeezed(title)


def _category(listing: Listing) -> Iterator[Finding]:
    said = json.dumps(listing.attributes, ensure_ascii=False, sort_keys=True)
    other = misplaced(listing.title, listing.category_code, said)
    if other is None:
        return
    mine, theirs = other
    says = _("标题说的是“%(other)s”，却放在“%(mine)s”", other=theirs.name, mine=mine.full_name)
    lines = [(_("标题"), listing.title), (_("现在的类目"), mine.full_name)]
    lines.append((_("更合适的类目"), theirs.full_name))
    yield finding(listing, RuleId.WRONG_CATEGORY, says, lines, facts={"should": theirs.code})


def _compare(listing: Listing, pack: Pack, charged: Mapping[int, set[int]]) -> Iterator[Finding]:
    invented = [
        sku
        for sku in listing.skus
        if sku.compare_fen is not None and sku.compare_fen not in charged.get(sku.id, set())
    ]
    if invented:
        days = pack.original_price_days
        lines = [
            (
                sku.spec or _("划线价"),
                _(
                    "写的原价 %(was)s，近 %(n)s 天没有按这个价卖过",
                    was=yuan(sku.compare_fen or 0),
                    n=days,
                ),
            )
            for sku in invented[:5]
        ]
        says = _("划线价近 %(n)s 天没有卖过，是虚构的原价", n=days)
        facts = {"compare_fen": [sku.compare_fen for sku in invented[:20]]}
        yield finding(listing, RuleId.PRICE_SPOKEN, says, lines, facts=facts)


def charged_prices(listings: Sequence[Listing], pack: Pack) -> dict[int, set[int]]:
    """SKU id -> the prices that buyers could pay within the days that an original price counts."""
    skus = [sku.id for each in listings for sku in each.skus if sku.compare_fen is not None]
    if not skus:
        return {}
    cohort = listings[0].cohort
    since = cohort.sim_at - timedelta(days=pack.original_price_days)
    rows = db.session.execute(
        sa.select(SkuPrice.sku_id, SkuPrice.price_fen, SkuPrice.since_sim_at)
        .where(SkuPrice.cohort_id == cohort.id, SkuPrice.sku_id.in_(skus))
        .order_by(SkuPrice.sku_id, SkuPrice.since_sim_at, SkuPrice.id)
    ).all()
    found: dict[int, set[int]] = defaultdict(set)
    for place, row in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        ended = after.since_sim_at if after and after.sku_id == row.sku_id else None
        if ended is None or ended > since:
            found[row.sku_id].add(row.price_fen)
    return found


def _presale(listing: Listing, pack: Pack) -> Iterator[Finding]:
    hours = listing.ship_hours
    if hours is None or listing.presale or hours <= pack.presale_days * 24:
        return
    says = _("要 %(n)s 天才发货，没有标明预售", n=-(-hours // 24))
    lines = [(_("发货时间"), _("%(n)s 小时", n=hours)), (_("标明预售"), _("没有"))]
    yield finding(listing, RuleId.PRESALE, says, lines, facts={"ship_hours": hours})


def repeat_findings(cohort_id: int) -> Iterator[Finding]:
    """The same goods published twice in one store: all but the oldest are found (L-13)."""
    kept: dict[tuple[int, str], Listing] = {}
    for listing in watched(cohort_id, None):
        for key in _sames(listing):
            oldest = kept.setdefault((listing.store_id, key), listing)
            if oldest is not listing:
                says = _("与“%(t)s”是同一样商品", t=oldest.title)
                lines = [(_("先发布的"), oldest.title), (_("又发布的"), listing.title)]
                facts = {"same_as": oldest.code}
                yield finding(listing, RuleId.REPEATS, says, lines, facts=facts)
                break


def _sames(listing: Listing) -> list[str]:
    """By what two listings are the same: equal titles, or the same goods of a supplier."""
    goods = sorted({sku.goods_code for sku in listing.skus if sku.supplied})
    title = squeezed_title(listing.title)
    return [f"t:{title}", *([f"g:{'|'.join(goods)}"] if goods else [])]
