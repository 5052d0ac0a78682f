"""A class of its own for one replay: one trainee, one store, and the file's goods on sale there."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app import jobs
from app.cohorts.models import Cohort, Institution, TrainingScheme
from app.cohorts.operations import Plan, enrol, open_cohort, plan_cohort
from app.db import db, insert_unless_there, transaction
from app.identity.models import User
from app.identity.operations import create_user
from app.institutions.operations import create_institution
from app.jobs import Job, JobState
from app.journal import By, acting_as
from seeds.replay.goods import CATEGORY, Goods, Range, Tier, range_of
from sim_market.finance.operations import transfer_in
from sim_market.ledger.models import AccountKind
from sim_market.ledger.queries import balance_of
from sim_market.listings.models import Sku
from sim_market.shoppers.operations import shopper_of
from sim_market.stores.applications import Application
from sim_market.stores.models import Store
from sim_market.stores.operations import apply_for_store
from supply_chain.sourcing.drafting import Wanted
from supply_chain.sourcing.models import SourcedSku
from supply_chain.sourcing.operations import list_product
from supply_chain.suppliers.models import ProductSku, Supplier
from supply_chain.suppliers.operations import load_catalogue
from supply_chain.suppliers.queries import list_products_by_code

NAME, REGION, SEED = "真实交易回放", "330100", 1
SCHEME = {
    "cap": 1,
    "lecturers_least": 0,
    "start_capital_fen": 100_000_000_00,  # goods are paid long before the first settlement
    "rule_numbers": {"settle_days": 400},  # the file takes goods back for as long as it lasts
    "document": NAME,
    "sources": {},
}
BATCH = 100  # listings in one transaction
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a replay is played: ids, and the store's SKU of each stock code and price."""

    cohort_id: int
    store_id: int
    skus: dict[Tier, int]
    renamed: list[str]


def set_stage(goods: Sequence[Goods], starts_on: date, progress: Progress) -> Stage:
    """Open a class and a store of its own, and put the goods on sale: all by the operations."""
    with acting_as(By.DEMO):
        with transaction():
            number = next_number()
            store = open_store(new_class(number, starts_on), number)
            cohort_id, store_id = store.cohort_id, store.id
            offer = range_of(goods, number)
            load_catalogue(offer.catalogue)
        list_goods(store_id, offer, progress)
    return Stage(cohort_id, store_id, skus_by_tier(store_id, offer), offer.renamed)


def next_number() -> int:
    """1 for the first replay in a database."""
    before = sa.select(sa.func.count()).where(Supplier.name == "真实交易回放供应商（模拟）")
    return (db.session.scalar(before) or 0) + 1


def new_class(number: int, starts_on: date) -> Cohort:
    plan = Plan(name=f"{NAME} {number}", starts_on=starts_on, seed=SEED)
    cohort = plan_cohort(institution(), scheme(), plan, actor=None)
    open_cohort(cohort, actor=None)
    return cohort


def institution() -> Institution:
    found = db.session.scalar(sa.select(Institution).where(Institution.name == NAME))
    return found or create_institution(name=NAME, region=REGION, actor=None)


def scheme() -> TrainingScheme:
    """A scheme of its own: rich enough to pay for the goods, patient enough to take them back."""
    key: dict[str, Any] = {"code": "replay", "version": 1}
    insert_unless_there(TrainingScheme, **key, name=NAME, params=SCHEME)
    return db.session.scalars(sa.select(TrainingScheme).filter_by(**key)).one()


def open_store(cohort: Cohort, number: int) -> Store:
    """A trainee opens a store and puts all their money into it."""
    owner = person(cohort, number)
    application = Application(
        name=f"回放小铺{number}", intro="把一份真实的交易记录从头到尾再做一遍。",
        category_code=CATEGORY.split(".")[0], logo="box-28-dots-arch-40",
        operator_name="回放店主（模拟）",
    )  # fmt: skip
    store = apply_for_store(cohort, application, actor=owner)
    still(cohort)
    shopper = shopper_of(owner, cohort)
    money = balance_of(cohort.id, AccountKind.WALLET, shopper.id)
    transfer_in(store, shopper, money, key=f"replay-{number}", actor=owner)
    return store


def person(cohort: Cohort, number: int) -> User:
    """The store's owner; nobody knows the password."""
    password = secrets.token_urlsafe(24)
    owner = create_user(
        username=f"replay{number}", name="回放店主", password=password, cohort=cohort, actor=None
    )
    enrol(cohort, owner, actor=None, grantor=None)
    return owner


def still(cohort: Cohort) -> None:
    """Stop the pulse of the market, of the suppliers and the patrol: only what the file says."""
    pulses = sa.select(Job.kind, Job.key).where(
        Job.cohort_id == cohort.id,
        Job.state == JobState.WAITING,
        Job.kind.endswith(".hour") | (Job.kind == "violations.patrol"),
    )
    for kind, key in db.session.execute(pulses).all():
        jobs.cancel(kind, key, cohort_id=cohort.id)


def list_goods(store_id: int, offer: Range, progress: Progress) -> None:
    """One-click listing of every product, at the prices of the file."""
    products = offer.catalogue.products
    prices = {sku: price for sku, (_code, price) in offer.tiers.items()}
    for start in range(0, len(products), BATCH):
        progress("上架", start, len(products))
        with transaction():
            store = db.session.get_one(Store, store_id)
            codes = [draft.code for draft in products[start : start + BATCH]]
            for product in list_products_by_code(codes):
                asked = {sku.code: prices[sku.code] for sku in product.skus}
                list_product(store, product, Wanted(product.name, asked), actor=store.owner)


def skus_by_tier(store_id: int, offer: Range) -> dict[Tier, int]:
    rows = db.session.execute(
        sa.select(ProductSku.code, Sku.id)
        .join(SourcedSku, SourcedSku.product_sku_id == ProductSku.id)
        .join(Sku, (Sku.cohort_id == SourcedSku.cohort_id) & (Sku.id == SourcedSku.sku_id))
        .where(SourcedSku.store_id == store_id)
    ).all()
    db.session.rollback()
    return {offer.tiers[code]: sku_id for code, sku_id in rows}
