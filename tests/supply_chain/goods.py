"""Make what tests of the supply chain need: a small catalogue, a store that sells from it."""

import itertools
from datetime import timedelta
from typing import Any

from app import jobs
from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db
from app.identity.models import User
from sim_market.after_sales import operations as after_sales
from sim_market.after_sales.models import RefundReason
from sim_market.ledger.models import AccountKind, TxnKind
from sim_market.ledger.operations import account, post
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.stores.models import Store
from supply_chain.capture.operations import pull_orders
from supply_chain.sourcing.drafting import Wanted
from supply_chain.sourcing.operations import list_product
from supply_chain.sourcing.price import PriceRule
from supply_chain.stock.operations import drift
from supply_chain.stock.queries import list_pairs
from supply_chain.suppliers.drafts import Catalogue, ProductDraft, SkuDraft, SupplierDraft
from supply_chain.suppliers.models import Product
from supply_chain.suppliers.operations import load_catalogue
from supply_chain.suppliers.queries import get_product
from tests import make

numbers = itertools.count(1)
CAPITAL_FEN = 500_000


def supplier_draft(code: str = "S001", **values: Any) -> SupplierDraft:
    return SupplierDraft(
        **{
            "code": code, "name": f"景德镇青禾陶瓷制品厂{code}", "category_code": "kitchen",
            "province": "江西", "city": "景德镇", "address": "瓷都路8号", "contact": "王明",
            "intro": "自有车间。", "since_year": 2010, "lead_hours": 10, "service_score": 460,
        }
        | values
    )  # fmt: skip


def sku_draft(code: str, spec: str, **values: Any) -> SkuDraft:
    return SkuDraft(
        **{
            "code": code, "spec": spec, "cost_fen": 1_000, "suggested_price_fen": 1_990,
            "stock": 40, "weight_g": 350, "picture": "mug-8-dots-arch-40",
        }
        | values
    )  # fmt: skip


def product_draft(code: str = "P01001", **values: Any) -> ProductDraft:
    return ProductDraft(
        **{
            "code": code, "supplier_code": "S001", "name": f"手绘陶瓷马克杯 {code} 号",
            "category_code": "kitchen.cups.mug", "attributes": {"材质": "陶瓷", "容量": 350},
            "points": ["杯口圆润不划嘴", "釉面光滑，一冲就净", "手柄粗，握着稳"],
            "pictures": [f"mug-8-dots-{back}-40" for back in ("arch", "shelf", "sun")],
            "province": "江西", "origin": "江西景德镇", "lead_hours": 10, "quality_milli": 700,
            "skus": [sku_draft(f"{code}-1", "陶土红"),
                     sku_draft(f"{code}-2", "雾蓝", cost_fen=1_200)],
        }
        | values
    )  # fmt: skip


def product(**values: Any) -> Product:
    """A product of the catalogue with two SKUs: cost 10.00 and 12.00, 40 units each."""
    code = values.pop("code", f"P{next(numbers):05d}")
    load_catalogue(Catalogue([supplier_draft()], [product_draft(code, **values)]))
    return get_product(code)


def funded(store: Store, fen: int = CAPITAL_FEN) -> Store:
    """Give the store money of its own to buy goods with."""
    legs = [
        (account(store.cohort_id, AccountKind.WORLD), -fen),
        (account(store.cohort_id, AccountKind.STORE_FUNDS, store.id), fen),
    ]
    post(TxnKind.OPENING_CAPITAL, f"test-{next(numbers)}", legs, about=store)
    return store


def store(*, fen: int = CAPITAL_FEN, owner: User | None = None, **values: Any) -> Store:
    values = {"intro": "一间卖杯子的小店，认真挑货，按时发货。"} | values
    return funded(make.store(owner=owner, **values), fen)


def wanted(goods: Product, **values: Any) -> Wanted:
    rule = PriceRule()
    prices = {sku.code: rule.price_of(sku.cost_fen) for sku in goods.skus}
    return Wanted(**{"title": goods.name, "prices_fen": prices} | values)


def listing(*, of: Product | None = None, by: Store | None = None, **values: Any) -> Listing:
    """A listing on sale whose goods come from a supplier."""
    goods, seller = of or product(), by or store()
    return list_product(seller, goods, wanted(goods, **values), actor=seller.owner)


def order(of: Listing, quantity: int = 1, *, place: int = 0) -> Order:
    """A paid order of one SKU of the listing."""
    return make.order(of=of.skus[place], quantity=quantity)


def pass_hours(cohort: Any, hours: float) -> None:
    """Let the sandbox clock run and handle all that is due."""
    db.session.commit()
    goal = cohort.sim_at + timedelta(hours=hours)
    clock.advance(cohort.id, goal)
    db.session.expire_all()


def begin_hours(cohort: Cohort) -> None:
    """What happens in a sandbox when its first store opens."""
    jobs.schedule(
        "supply.hour", "h1", cohort_id=cohort.id, at=cohort.sim_start_at + timedelta(hours=1)
    )


def drift_to(of: Listing, units: int) -> None:
    """The supplier sold its stock of the first SKU elsewhere until `units` are left."""
    allotment = list_pairs(of.store)[0].allotment
    drift(allotment, units - allotment.on_hand, "test")


def ask_refund(order: Order, quantity: int) -> Any:
    """The buyer asks for so many units back."""
    line = order.lines[0]
    return after_sales.request_refund(line, quantity, RefundReason.OTHER, actor=None)


def refund(order: Order, quantity: int) -> None:
    """So many units are refunded, agreed by the store."""
    after_sales.agree_refund(ask_refund(order, quantity), actor=order.store.owner)


def pull(of: Listing) -> Any:
    """Copy the orders of the listing's store into the supply system."""
    return pull_orders(of.store, actor=of.store.owner)
