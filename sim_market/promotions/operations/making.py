"""Making and changing a promotion, while no buyer sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db, taken
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from app.money import MAX_FEN, yuan
from sim_market.listings.models import Listing
from sim_market.promotions.models import (
    CouponBatch,
    Promotion,
    PromotionState,
    PromotionTarget,
)
from sim_market.promotions.operations.named import listings_named
from sim_market.promotions.papers import Misshapen, promotion_of
from sim_market.promotions.pricing.terms import Kind
from sim_market.rules.pack import RuleId, pack
from sim_market.stores.models import Store
from sim_market.verbs import Verb

LONGEST_NAME = 30
MOST_COUPONS = 100_000
MOST = 200  # promotions of one store
OF_PLATFORM = (Kind.PLATFORM_COUPON, Kind.FULL_REDUCTION, Kind.FREE_SHIPPING)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionDraft:
    """A promotion as a merchant says it. `parameters`, `condition`: as `flask quote` reads them.
    `listing_ids`: none are all goods. `coupons`: how many may be claimed, and by one buyer.
    """

    kind: Kind
    name: str
    parameters: Mapping[str, Any]
    starts_sim_at: datetime
    ends_sim_at: datetime
    condition: Mapping[str, Any] = field(default_factory=dict)
    listing_ids: Sequence[int] = ()
    priority: int = 0
    exclusive: bool = False
    budget_fen: int | None = None
    quota: int | None = None
    coupons: tuple[int, int] | None = None


def make_promotion(store: Store, draft: PromotionDraft, *, actor: User | None) -> Promotion:
    """A draft of a promotion. Raises Invalid, which says which field, and Conflict."""
    count = sa.select(sa.func.count()).where(
        Promotion.cohort_id == store.cohort_id, Promotion.store_id == store.id
    )
    if (db.session.scalar(count) or 0) >= MOST:
        raise Conflict(_("最多 %(n)s 个活动", n=MOST), link="/promotions")
    said = _said(draft, store.cohort)
    made = Promotion(cohort_id=store.cohort_id, store_id=store.id, kind=draft.kind, **said)
    made.targets = _targets(draft, store)
    return _kept(made, draft, actor)


def make_platform_promotion(
    cohort: Cohort, draft: PromotionDraft, *, actor: User | None
) -> Promotion:
    """Coupons, a full reduction or free shipping of the platform for all stores of a class; the
    platform bears it. A draft. Raises Invalid.
    """
    if draft.kind not in OF_PLATFORM:
        raise _refuse("kind", _("平台不办这种活动"))
    said = _said(draft, cohort)
    made = Promotion(cohort_id=cohort.id, store_id=None, kind=draft.kind, **said)
    return _kept(made, draft, actor)


def _kept(made: Promotion, draft: PromotionDraft, actor: User | None) -> Promotion:
    """Written down, with its coupons."""
    db.session.add(made)
    db.session.flush()
    if draft.coupons:
        total, per_user = _coupons(draft.coupons)
        made.batch = CouponBatch(
            cohort_id=made.cohort_id, promotion_id=made.id, total=total, per_user=per_user
        )
    record(Verb.PROMOTION_MADE, made, actor=actor, title=draft.name, kind=draft.kind.value)
    return made


def change_promotion(
    promotion: Promotion, draft: PromotionDraft, *, version: int, actor: User | None
) -> None:
    """Say it anew. Placed orders keep what they were given (P6). Raises Invalid, NotAllowed, and
    Conflict if somebody changed or started it since `version` was read.
    """
    if not promotion.can_change:
        raise NotAllowed(
            _("“%(name)s”正在给买家看，不能改", name=promotion.name),
            next_step=_("先暂停再改"),
            link=f"/promotions/{promotion.id}",
        )
    said = _said(draft, promotion.cohort)
    _guard_used(promotion, draft)
    changeable = (PromotionState.DRAFT, PromotionState.PAUSED)
    claimed = taken(
        sa.update(Promotion)
        .where(
            Promotion.id == promotion.id,
            Promotion.version == version,
            Promotion.state.in_(changeable),
        )
        .values(version=version + 1, **said)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(promotion)
    if not claimed:
        raise Conflict(_("这个活动刚被改过"), next_step=_("看清现在的内容，再保存一次"))
    kept = {each.listing_id: each for each in promotion.targets}
    wanted = _targets(draft, promotion.store)
    promotion.targets = [kept.get(each.listing_id, each) for each in wanted]
    if draft.coupons and promotion.batch:
        _change_batch(promotion.batch, *_coupons(draft.coupons))
    record(Verb.PROMOTION_CHANGED, promotion, actor=actor, title=draft.name)


def _said(draft: PromotionDraft, cohort: Cohort) -> dict[str, Any]:
    name = " ".join(draft.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise _refuse("name", _("活动名要 1 到 %(n)s 个字", n=LONGEST_NAME))
    if draft.ends_sim_at <= draft.starts_sim_at:
        raise _refuse("ends", _("结束时间要晚于开始时间"))
    if draft.ends_sim_at <= cohort.sim_at:
        raise _refuse("ends", _("结束时间已经过去"))
    if not 0 <= draft.priority <= 99:
        raise _refuse("priority", _("优先级是 0 到 99"))
    for name_, limit in (("budget", draft.budget_fen), ("quota", draft.quota)):
        if limit is not None and not 0 < limit <= MAX_FEN:
            raise _refuse(name_, _("要大于 0，不限就空着"))
    _guard_terms(draft)
    _guard_deposit(draft, cohort)
    return {
        "name": name, "parameters": dict(draft.parameters), "condition": dict(draft.condition),
        "starts_sim_at": draft.starts_sim_at, "ends_sim_at": draft.ends_sim_at,
        "priority": draft.priority, "exclusive": draft.exclusive,
        "budget_fen": draft.budget_fen, "quota": draft.quota,
    }  # fmt: skip


def _guard_terms(draft: PromotionDraft) -> None:
    if draft.kind.is_coupon != (draft.coupons is not None):
        raise _refuse("total", _("要说发多少张券"))
    try:
        promotion_of(draft.kind, draft.parameters, {}, draft.condition)
    except Misshapen as error:
        raise _refuse("terms", error.message) from error


def _guard_deposit(draft: PromotionDraft, cohort: Cohort) -> None:
    """No more of the price than the law lets be a deposit (P-3)."""
    price_fen = draft.parameters.get("price_fen")
    if draft.kind != Kind.PRESALE or price_fen is None:
        return
    most = price_fen * pack(cohort).deposit_max_bp // 10_000
    if draft.parameters["deposit_fen"] > most:
        message = _("定金最多是预售价的 20%%，这个价最多收 %(sum)s", sum=yuan(most))
        raise Invalid(
            message, fields={"deposit": message}, rule=RuleId.DEPOSIT_SALE,
            next_step=_("把定金改低，或者让定金多抵一些"),
        )  # fmt: skip


def _guard_used(promotion: Promotion, draft: PromotionDraft) -> None:
    if draft.budget_fen is not None and draft.budget_fen < promotion.spent_fen:
        raise _refuse("budget", _("预算不能比已经用掉的少"))
    if draft.quota is not None and draft.quota < promotion.sold_units:
        raise _refuse("quota", _("名额不能比已经卖出的少"))


def _coupons(said: tuple[int, int]) -> tuple[int, int]:
    total, per_user = said
    if not 1 <= total <= MOST_COUPONS:
        raise _refuse("total", _("发券数量是 1 到 %(n)s", n=MOST_COUPONS))
    if not 1 <= per_user <= 99:
        raise _refuse("per_user", _("每人限领 1 到 99 张"))
    return total, per_user


def _change_batch(batch: CouponBatch, total: int, per_user: int) -> None:
    changed = taken(
        sa.update(CouponBatch)
        .where(CouponBatch.id == batch.id, CouponBatch.claimed <= total)
        .values(total=total, per_user=per_user)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(batch)
    if not changed:
        raise _refuse("total", _("发券数量不能比已经领走的少"))


def _targets(draft: PromotionDraft, store: Store) -> list[PromotionTarget]:
    named = listings_named(draft.parameters, store)
    by_sku = draft.kind == Kind.BUNDLE or "prices" in draft.parameters
    ids = sorted(named if by_sku else set(draft.listing_ids))
    known = set(
        db.session.scalars(
            sa.select(Listing.id).where(
                Listing.cohort_id == store.cohort_id,
                Listing.store_id == store.id,
                Listing.id.in_(ids),
            )
        )
    )
    if known != set(ids):
        raise _refuse("goods", _("有一件商品不是本店的"))
    return [PromotionTarget(cohort_id=store.cohort_id, listing_id=each) for each in ids]


def _refuse(field_name: str, message: str) -> Invalid:
    return Invalid(message, fields={field_name: message}, next_step=_("改好后再保存"))
