"""The measures that a scoring standard may name. Each reads one document and a task's numbers.

`grading.evidence.collect` says the shape of the document. No database, no clock.
"""

from collections.abc import Sequence

from grading.evidence.desk import reply_rate, service_setup
from grading.evidence.found import (
    N_,
    Document,
    Found,
    Measure,
    Row,
    Task,
    Words,
    checked,
    counted,
    shared,
    unrecorded,
)

DONE = ("received", "completed")
WAITS = ("paid", "part_shipped")


def store_registration(document: Document, task: Task) -> Found:
    store, selling = document["store"] or {}, on_sale(document)
    fitting = [row for row in selling if top(row["category"]) == top(store.get("category", ""))]
    checks = {
        N_("通过审核"): store.get("state") == "open",
        N_("店名"): bool(store.get("name")),
        N_("简介"): bool(store.get("intro")),
        N_("店标"): bool(store.get("logo")),
        N_("类目相符"): bool(fitting) and 2 * len(fitting) >= len(selling),
    }
    words = Words(
        N_("审核、店名、简介、店标、类目 5 项中有 %(part)s 项合格 × %(points)s 分 = %(tenths)s 分"),
        N_("补齐店铺资料：%(missing)s"),
        room="store",
    )
    return checked(checks, words)


def compliant_listings(document: Document, task: Task) -> Found:
    good = [row for row in on_sale(document) if not row["problems"]]
    words = Words(
        N_("合规在售 %(part)s 件 ÷ 要求 %(count)s 件 × %(points)s 分 = %(tenths)s 分"),
        N_("还差 %(more)s 件合规的在售商品"),
        room="listings",
        anchor=listing_row,
    )
    return counted(good, task.parameters["count"], words)


def listing_titles(document: Document, task: Task) -> Found:
    rows = on_sale(document)
    words = Words(
        N_("标题合规 %(part)s 件 ÷ 在售 %(whole)s 件 × %(points)s 分 = %(tenths)s 分"),
        N_("有 %(more)s 件商品的标题要改"),
        room="listings",
        anchor=listing_row,
    )
    return shared([row for row in rows if not has_problem(row, "title")], rows, words)


def listing_attributes(document: Document, task: Task) -> Found:
    rows = on_sale(document)
    good = [row for row in rows if row["category"] and not has_problem(row, "attributes")]
    words = Words(
        N_("类目与必填属性齐全 %(part)s 件 ÷ 在售 %(whole)s 件 × %(points)s 分 = %(tenths)s 分"),
        N_("有 %(more)s 件商品缺少必填属性"),
        room="listings",
        anchor=listing_row,
    )
    return shared(good, rows, words)


def listing_skus(document: Document, task: Task) -> Found:
    rows = [sku for listing in on_sale(document) for sku in listing["skus"]]
    good = [
        sku
        for sku in rows
        if sku["price_fen"] > sku["cost_fen"] and sku["on_hand"] > 0 and sku["weight_g"] > 0
    ]
    words = Words(
        N_(
            "价格、库存、重量齐全且有毛利的规格 %(part)s 个 ÷ %(whole)s 个"
            " × %(points)s 分 = %(tenths)s 分"
        ),
        N_("有 %(more)s 个规格缺价格、库存或重量，或没有毛利"),
        room="listings",
        anchor=lambda sku: f"sku-{sku['code']}",
    )
    return shared(good, rows, words)


def phone_preview(document: Document, task: Task) -> Found:
    store = document["store"] or {}
    checks = {
        N_("店标"): bool(store.get("logo")),
        N_("简介"): bool(store.get("intro")),
        N_("带主图的在售商品"): any(row["images"] for row in on_sale(document)),
    }
    words = Words(
        N_(
            "手机店铺页的店标、简介、带主图商品 3 项中有 %(part)s 项"
            " × %(points)s 分 = %(tenths)s 分"
        ),
        N_("手机店铺页还缺：%(missing)s"),
        room="store",
    )
    return checked(checks, words)


def sourced_listings(document: Document, task: Task) -> Found:
    good = [row for row in document["listings"] if row["source"] and row["was_on_sale"]]
    words = Words(
        N_("一键上架 %(part)s 件 ÷ 要求 %(count)s 件 × %(points)s 分 = %(tenths)s 分"),
        N_("再从货源市场一键上架 %(more)s 件"),
        room="sourcing",
        anchor=listing_row,
    )
    return counted(good, task.parameters["count"], words)


def captured_orders(document: Document, task: Task) -> Found:
    own = {row["number"] for row in document["orders"] if row["own"]}
    rows = document["supply"]["orders"]
    good = [row for row in rows if row["shipped"] and row["order"] not in own]
    words = Words(
        N_("供货商已发货 %(part)s 单 ÷ 要求 %(count)s 单 × %(points)s 分 = %(tenths)s 分"),
        N_("还差 %(more)s 单由供货商发货：抓单后供货商才会发"),
        room="capture",
        anchor=lambda row: f"order-{row['order']}",
    )
    return counted(good, task.parameters["count"], words)


def stock_in_step(document: Document, task: Task) -> Found:
    rows = document["supply"]["stock"]
    good = [row for row in rows if row["shop"] <= row["supply"] and not row["oversold"]]
    words = Words(
        N_(
            "库存不多于货源且没有超卖的规格 %(part)s 个 ÷ %(whole)s 个"
            " × %(points)s 分 = %(tenths)s 分"
        ),
        N_("%(more)s 个规格的店铺库存比货源多，要同步"),
        room="stock",
        anchor=lambda row: f"sku-{row['sku']}",
    )
    return shared(good, rows, words)


def completed_orders(document: Document, task: Task) -> Found:
    orders = document["orders"]
    good = [row for row in orders if row["state"] in DONE and not row["own"]]
    words = Words(
        N_("完成 %(part)s 单 ÷ 要求 %(count)s 单 × %(points)s 分 = %(tenths)s 分"),
        N_("还差 %(more)s 单完成的订单"),
        room="orders",
        anchor=order_row,
    )
    return counted(good, task.parameters["count"], words)


def shipped_in_time(document: Document, task: Task) -> Found:
    limit, now = task.parameters["hours"] * 3600, document["taken"]["sim_seconds"]
    due = [row for row in document["orders"] if is_due(row, now - limit)]
    good = [row for row in due if row["ship_seconds"] is not None and row["ship_seconds"] <= limit]
    words = Words(
        N_(
            "%(hours)s 小时内发货 %(part)s 单 ÷ 应发货 %(whole)s 单 × %(points)s 分 = %(tenths)s 分"
        ),
        N_("有 %(more)s 单没有按时发货"),
        room="orders",
        anchor=order_row,
    )
    return shared(good, due, words)


def tracking_numbers(document: Document, task: Task) -> Found:
    rows = [row for row in document["orders"] if row["ship_seconds"] is not None]
    words = Words(
        N_("运单号有效 %(part)s 单 ÷ 已发货 %(whole)s 单 × %(points)s 分 = %(tenths)s 分"),
        N_("有 %(more)s 单的运单还没有揽收记录"),
        room="orders",
        anchor=order_row,
    )
    return shared([row for row in rows if row["scanned"]], rows, words)


def refunds_in_time(document: Document, task: Task) -> Found:
    limit, now = task.parameters["hours"] * 3600, document["taken"]["sim_seconds"]
    rows = [row for row in document["after_sales"] if row["state"] != "withdrawn"]
    good = [row for row in rows if row["answered"] and row["answer_seconds"] <= limit]
    due = [row for row in rows if row["answered"] or row["asked_seconds"] <= now - limit]
    whole = max(len(due), task.parameters["count"])
    return Found(
        share=(len(good), whole),
        says=N_(
            "%(hours)s 小时内答复 %(part)s 次 ÷ 应答复 %(whole)s 次 × %(points)s 分 = %(tenths)s 分"
        ),
        figures={"part": len(good), "whole": whole, "more": whole - len(good)},
        rows=[f"refund-{row['number']}" for row in rows],
        lacks=N_("及时答复买家的退款申请，还差 %(more)s 次"),
        room="after_sales",
    )


def reviews_answered(document: Document, task: Task) -> Found:
    rows = document["reviews"]
    words = Words(
        N_("已回复评价 %(part)s 条 ÷ 收到 %(whole)s 条 × %(points)s 分 = %(tenths)s 分"),
        N_("还有 %(more)s 条评价没有回复"),
        room="reviews",
        anchor=lambda row: f"review-{row['number']}",
    )
    return shared([row for row in rows if row["reply"]], rows, words)


def violations(document: Document, task: Task) -> Found:
    """Full points less what each uncorrected violation costs (rubric.md 9)."""
    numbers, rows = task.parameters, [v for v in document["violations"] if not v["corrected"]]
    heavy = sum(1 for row in rows if row["serious"])
    light = len(rows) - heavy
    left = task.points - light * numbers["minor"] - heavy * numbers["serious"]
    return Found(
        share=(max(left, 0), task.points),
        says=N_(
            "满分 %(points)s 分，未改正的一般违规 %(light)s 次、"
            "严重违规 %(heavy)s 次，得 %(tenths)s 分"
        ),
        figures={"light": light, "heavy": heavy},
        rows=[f"violation-{row['number']}" for row in rows],
        lacks=N_("改正还没有改正的违规"),
        room="violations",
    )


def promotion_kinds(document: Document, task: Task) -> Found:
    return unrecorded(N_("快照里没有促销活动的系统记录，由评委依据学员的促销说明评定"), "promotion")


def promotion_prices(document: Document, task: Task) -> Found:
    return unrecorded(N_("快照里没有促销订单的系统记录，由评委依据学员的促销说明评定"), "promotion")


def on_sale(document: Document) -> Sequence[Row]:
    return [row for row in document["listings"] if row["on_sale"]]


def top(category: str) -> str:
    """The main category of a category: cups.mugs -> cups."""
    return category.split(".")[0]


def has_problem(listing: Row, about: str) -> bool:
    return any(problem["about"] == about for problem in listing["problems"])


def is_due(order: Row, before: int) -> bool:
    """Shipped already, or still to be shipped although it was paid for at `before` or earlier."""
    if order["ship_seconds"] is not None:
        return True
    return bool(order["state"] in WAITS and order["paid_seconds"] <= before)


def listing_row(row: Row) -> str:
    return f"listing-{row['code']}"


def order_row(row: Row) -> str:
    return f"order-{row['number']}"


MEASURES: dict[str, Measure] = {
    rule.__name__: rule
    for rule in (
        store_registration, compliant_listings, listing_titles, listing_attributes, listing_skus,
        phone_preview, sourced_listings, captured_orders, stock_in_step, completed_orders,
        shipped_in_time, tracking_numbers, refunds_in_time, reviews_answered, violations,
        promotion_kinds, promotion_prices, reply_rate, service_setup,
    )
}  # fmt: skip
