"""Stores with goods for the tests of the buyers' deeds."""

from datetime import timedelta
from typing import Any

from app.cohorts.clock import advance
from app.cohorts.models import Cohort
from app.db import db
from sim_market.buyers.operations import start_market
from sim_market.listings.models import Sku
from sim_market.stores.models import Store
from tests import make

GOODS = (
    ("kitchen.cups.mug", "陶瓷水杯 简约早餐杯 350ml 带盖"),
    ("kitchen.storage.jar", "玻璃密封罐 厨房五谷杂粮储物罐"),
    ("home.storage.box", "棉麻收纳盒 衣柜整理箱 可折叠"),
    ("tea.leaf.green", "明前绿茶 罐装茶叶 清香"),
    ("decor.light.night", "小夜灯 床头充电款 暖光"),
    ("stationery.paper.notebook", "线圈笔记本 加厚纸 学生用"),
)


def stocked(of: Cohort, *, stock: int = 200, **values: Any) -> tuple[Store, list[Sku]]:
    """An open store of a trainee of its own, with six goods that any such store has."""
    shop = make.store(of=of)
    skus = [make.sku(store=shop, stock=stock, title=title, **values) for _code, title in GOODS]
    for number, (sku, (category, _title)) in enumerate(zip(skus, GOODS, strict=True)):
        sku.goods_code = f"P{number:04d}-1"
        sku.listing.category_code = category
        sku.listing.quality_pm = 200 - 80 * number
    db.session.flush()
    return shop, skus


def lively(of: Cohort, volume_pm: int = 8000) -> None:
    """Start the market with more people than usual, so that a test need not run long."""
    start_market(of, volume_pm=volume_pm)
    db.session.commit()


def run(of: Cohort, hours: int) -> None:
    db.session.commit()
    assert advance(of.id, of.sim_start_at + timedelta(hours=hours))
    db.session.expire_all()
