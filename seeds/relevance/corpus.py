"""A mall to be measured in: every product of the catalogue once, dealt over 35 stores."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import cycle

import sqlalchemy as sa

from app.cohorts.models import Cohort, CohortState, Institution, TrainingScheme
from app.db import Model, db
from app.identity.models import User
from seeds.catalogue.generate import generate
from sim_market.listings.models import Listing, ListingState, Sku
from sim_market.listings.operations.indexing import reindex
from sim_market.stores.models import Store, StoreState
from supply_chain.suppliers.drafts import ProductDraft

STORES = 35
NOBODY = "!"  # matches no password
START = datetime(2026, 1, 5, tzinfo=UTC)


def build(stores: int = STORES, rounds: int = 1) -> int:
    """Make the class with its stores and goods; the id of the class.

    Every product stands in `rounds` stores; a listing's code ends with its product's code.
    """
    cohort = _cohort()
    owners = [_store(cohort, number) for number in range(1, stores + 1)]
    products = [product for _round in range(rounds) for product in generate().products]
    for number, (store, product) in enumerate(zip(cycle(owners), products, strict=False)):
        _listing(store, product, number)
    db.session.flush()
    reindex(cohort.id)
    return cohort.id


def products_named(names: Sequence[str], products: Sequence[ProductDraft]) -> frozenset[str]:
    """Codes of the products whose name, before its note, ends with one of these."""
    found = {
        product.code
        for product in products
        for name in names
        if product.name.split(" ")[0].endswith(name)
    }
    missing = [n for n in names if not any(p.name.split(" ")[0].endswith(n) for p in products)]
    if missing:
        raise ValueError(f"the catalogue has no such goods: {missing}")
    return frozenset(found)


def by_listing(cohort_id: int) -> Mapping[int, str]:
    """Listing id -> the code of its product."""
    rows = db.session.execute(
        sa.select(Listing.id, Sku.goods_code)
        .join(Sku, (Sku.cohort_id == Listing.cohort_id) & (Sku.listing_id == Listing.id))
        .where(Listing.cohort_id == cohort_id)
    )
    return {row[0]: row[1].split("-")[0] for row in rows}


def _saved(*things: Model) -> None:
    db.session.add_all(things)
    db.session.flush()


def _cohort() -> Cohort:
    scheme = TrainingScheme(code="search", version=1, name="搜索评测", params={})
    school = Institution(name="搜索评测", region="410100")
    cohort = Cohort(
        name="搜索评测班", state=CohortState.OPEN, starts_on=date(2026, 1, 5), seed=1,
        sim_start_at=START, sim_at=START, institution=school, scheme=scheme,
    )  # fmt: skip
    _saved(scheme, school, cohort)
    return cohort


def _store(cohort: Cohort, number: int) -> Store:
    owner = User(username=f"search{number}", name="店主", password_hash=NOBODY)
    store = Store(
        cohort_id=cohort.id, owner=owner, code=f"S{number:03d}", name=f"评测小铺{number}",
        name_key=f"评测小铺{number}", category_code="kitchen", logo="mug",
        operator_name="店主", agreed_pack=1, state=StoreState.OPEN, opened_sim_at=START,
    )  # fmt: skip
    _saved(owner, store)
    return store


def _listing(store: Store, product: ProductDraft, number: int) -> None:
    code = f"{store.code}-{number:06d}"
    listing = Listing(
        cohort_id=store.cohort_id, store=store, code=code, title=product.name,
        category_code=product.category_code, attributes=dict(product.attributes),
        images=list(product.pictures), detail=[{"kind": "text", "text": "，".join(product.points)}],
        spec_names=["规格"], state=ListingState.ON_SALE, first_on_sale_sim_at=START,
    )  # fmt: skip
    for place, sku in enumerate(product.skus, 1):
        listing.skus.append(Sku(
            cohort_id=store.cohort_id, code=f"{code}-{place}", goods_code=sku.code, spec=sku.spec,
            price_fen=sku.suggested_price_fen, cost_fen=sku.cost_fen, on_hand=sku.stock,
            reference_fen=sku.suggested_price_fen, weight_g=sku.weight_g, reserved=0, sold=0,
        ))  # fmt: skip
    db.session.add(listing)
