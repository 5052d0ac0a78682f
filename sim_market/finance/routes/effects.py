"""What a promotion changed: a page hung in beside the promotion's own, and its file."""

from collections.abc import Sequence

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import sheets
from app.access import requires
from app.money import plain_yuan
from sim_market.finance.effects import Otherwise, Window, effects_of, otherwise_of, windows_of
from sim_market.finance.routes.profit import TYPES
from sim_market.permissions import Permission
from sim_market.promotions.queries import get_promotion
from sim_market.promotions.routes import bp, own, own_store


@bp.get("/<int:promotion_id>/effect")
@requires(Permission.LISTING_MANAGE)
def effect(promotion_id: int) -> ResponseReturnValue:
    store = own_store()  # held, so that it is read once
    promotion = get_promotion(promotion_id, store)
    found = effects_of(promotion)
    windows = found.windows
    return render_template(
        "sim_market/finance/effect.html",
        promotion=promotion,
        windows=windows,
        said=said_of(windows),
        otherwise=(beside := otherwise_of(promotion)),
        pairs=pairs_of(beside) if beside else [],
        points=[
            (each.when.word, each.per_day(each.profit.revenue_fen) / 100,
             plain_yuan(each.per_day(each.profit.revenue_fen)))
            for each in windows
        ],
        days=[
            (_("第 %(n)s 天", n=day), fen / 100, plain_yuan(fen))
            for day, fen, _when in found.days
        ],
    )  # fmt: skip


@bp.get("/<int:promotion_id>/effect.<any(xlsx, csv):kind>")
@requires(Permission.LISTING_MANAGE)
def effect_file(promotion_id: int, kind: str) -> ResponseReturnValue:
    promotion = own(promotion_id)
    rows = as_rows(windows_of(promotion))
    body = sheets.as_xlsx(rows, _("活动效果")) if kind == "xlsx" else sheets.as_csv(rows)
    headers = {"Content-Disposition": f'attachment; filename="effect-{promotion_id}.{kind}"'}
    return Response(body, headers=headers, content_type=TYPES[kind])


def pairs_of(beside: Otherwise) -> list[tuple[str, str, list[tuple[str, float, float]]]]:
    """(title, unit, (day, with the promotion, without)) of each chart."""
    days = [(_("第 %(n)s 天", n=day), was, other) for day, was, other in beside.days]
    return [
        (_("每天的订单"), _("单"), [(day, was.orders, other.orders) for day, was, other in days]),
        (
            _("每天的毛利"),
            _("元"),
            [(day, was.margin_fen / 100, other.margin_fen / 100) for day, was, other in days],
        ),
    ]


def said_of(windows: Sequence[Window]) -> str:
    """What the figures say, in one sentence."""
    before, during = windows[0], windows[1]
    was, now = (each.per_day(each.profit.revenue_fen) for each in (before, during))
    earned = during.per_day(during.profit.profit_fen) - before.per_day(before.profit.profit_fen)
    if not during.hours:
        return _("活动还没有开始，开始以后这里会有数。")
    if not before.hours or not was:
        return _("活动前没有成交可比，先看活动中每天卖多少、赚多少。")
    if not during.given_fen:
        return _("还没有人用上这个活动，前后的差别不是它带来的。")
    return _(
        "和活动前比，每天的成交额%(turnover)s，毛利%(margin)s。是不是活动带来的，要看“如果没有这个活动”。",
        turnover=_("多 %(n)s%%", n=(now - was) * 100 // was) if now >= was
        else _("少 %(n)s%%", n=(was - now) * 100 // was),
        margin=_("多 %(sum)s 元", sum=plain_yuan(earned)) if earned >= 0
        else _("少 %(sum)s 元", sum=plain_yuan(-earned)),
    )  # fmt: skip


def as_rows(windows: Sequence[Window]) -> list[list[str]]:
    head = [
        _("时间"), _("小时"), _("订单"), _("件数"), _("成交额"), _("本活动让利"), _("退款"),
        _("佣金"), _("商品成本"), _("毛利"), _("毛利率"),
    ]  # fmt: skip
    return [head, *(_row(each) for each in windows)]


def _row(window: Window) -> list[str]:
    profit = window.profit
    money = (
        profit.revenue_fen, window.given_fen, profit.refunds_fen, profit.commission_fen,
        profit.goods_cost_fen, profit.profit_fen,
    )  # fmt: skip
    counts = [str(window.when.word), str(window.hours), str(profit.orders), str(profit.units)]
    return [*counts, *(plain_yuan(fen) for fen in money), f"{profit.margin_bp / 100:.2f}%"]
