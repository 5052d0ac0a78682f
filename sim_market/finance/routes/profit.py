"""What was earned: by the store, by SKU, by campaign."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import sheets
from app.access import requires, viewer
from app.money import plain_yuan, yuan
from sim_market.finance import queries
from sim_market.finance.period import Period, asked_period, weeks_of
from sim_market.finance.queries.profit import Profit, SkuProfit
from sim_market.finance.routes import bp
from sim_market.permissions import Permission
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

PER_PAGE = 50
MOST_ROWS = 5_000
WAYS = ("store", "sku", "campaign")


@bp.get("/profit")
@requires(Permission.FINANCE_VIEW)
def profit() -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    period, by = asked_period(store.cohort, request.args), request.args.get("by", "")
    by, page = by if by in WAYS else "store", max(1, min(9999, request.args.get("page", 1, int)))
    whole = queries.profit_of(store, period)
    skus, total = queries.profits_by_sku(store, period, page, PER_PAGE) if by == "sku" else ([], 0)
    return render_template(
        "sim_market/finance/profit.html", store=store, period=period, by=by, profit=whole,
        said=meaning_of(whole), skus=skus, total=total, page=page, per_page=PER_PAGE,
        campaigns=queries.profits_by_campaign(store, period) if by == "campaign" else [],
        weeks=weeks_of(store.cohort), today=store.cohort.day,
        same={"from": period.first, "to": period.last},
    )  # fmt: skip


@bp.get("/profit.<any(xlsx, csv):kind>")
@requires(Permission.FINANCE_VIEW)
def profit_file(kind: str) -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    period = asked_period(store.cohort, request.args)
    rows = as_rows(store, period)
    body = sheets.as_xlsx(rows, _("商品利润")) if kind == "xlsx" else sheets.as_csv(rows)
    file = f"profit-{period.first}-{period.last}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(body, headers=headers, content_type=TYPES[kind])


TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def as_rows(store: Store, period: Period) -> list[list[str]]:
    """SKU by SKU, the one that earned most first. In yuan."""
    skus, _total = queries.profits_by_sku(store, period, 1, MOST_ROWS)
    head = [
        _("商品"), _("规格"), _("订单"), _("件数"), _("标价合计"), _("商家让利"), _("平台补贴"),
        _("退款"), _("平台佣金"), _("商品成本"), _("毛利"),
    ]  # fmt: skip
    return [head, *(as_row(sku) for sku in skus)]


def as_row(sku: SkuProfit) -> list[str]:
    of = sku.profit
    sums = (
        of.list_fen, of.seller_off_fen, of.subsidy_fen - of.subsidy_back_fen, of.refunds_fen,
        of.commission_fen, of.goods_cost_fen, of.profit_fen,
    )  # fmt: skip
    yuans = [plain_yuan(fen).replace(",", "") for fen in sums]
    return [sku.title, sku.spec, str(of.orders), str(of.units), *yuans]


def meaning_of(profit: Profit) -> str:
    """One sentence that says what the sums mean: what took most of what was kept."""
    if not profit.orders:
        return _("这段时间没有付款的订单，还谈不上赚亏。")
    kept, left = profit.kept_fen, profit.profit_fen
    if kept <= 0:
        return _("买家付的货款全都退了：先看售后原因，货和描述对不上就会一直退。")
    costs = [
        (profit.goods_cost_fen, _("商品成本")), (profit.refunds_fen, _("退款")),
        (profit.seller_off_fen, _("让利")), (profit.commission_fen, _("佣金")),
        (profit.penalties_fen, _("赔付")), (profit.ads_fen, _("推广费")),
    ]  # fmt: skip
    most_fen, most = max(costs, key=lambda each: each[0])
    if left < 0:
        return _(
            "亏了 %(left)s：花得最多的是%(most)s %(fen)s，卖得越多亏得越多，先改价或换货源。",
            left=yuan(-left), most=most, fen=yuan(most_fen),
        )  # fmt: skip
    return _(
        "每收 100 元货款留下 %(bp)s 元，花得最多的是%(most)s %(fen)s：想多赚，先从这一项想办法。",
        bp=f"{profit.margin_bp / 100:.1f}", most=most, fen=yuan(most_fen),
    )  # fmt: skip
