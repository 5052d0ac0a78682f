"""Make the things tests need. Name only what the test is about; the rest is ordinary."""

import itertools
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.cohorts.models import Cohort, CohortState, Institution, TrainingScheme
from app.db import Model, db
from app.identity.models import Login, Membership, Role, User
from app.identity.session import hash_of
from app.identity.viewer import Viewer
from app.journal import Entry
from sim_market.listings.models import Listing, ListingState, Sku, StockMove, StockMoveKind
from sim_market.listings.operations.indexing import index_listing
from sim_market.orders import operations as orders
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.operations import simulated_shopper
from sim_market.stores.models import Store, StoreState

M = TypeVar("M", bound=Model)
numbers = itertools.count(1)
SIM_START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
PARAMS: dict[str, Any] = {
    "cap": 30, "scorers": 2, "attempts": 2, "pass_tenths": 600, "start_capital_fen": 1_000_000,
}  # fmt: skip


def saved(thing: M) -> M:
    db.session.add(thing)
    db.session.flush()
    return thing


def scheme(**params: Any) -> TrainingScheme:
    n = next(numbers)
    return saved(
        TrainingScheme(code=f"scheme-{n}", version=1, name="全国 2020", params=PARAMS | params)
    )


def institution(*, region: str = "410100", name: str | None = None) -> Institution:
    return saved(Institution(name=name or f"明德职业培训学校{next(numbers)}", region=region))


def cohort(**values: Any) -> Cohort:
    values = {
        "name": f"电商实训 {next(numbers)} 班",
        "state": CohortState.OPEN,
        "starts_on": date(2026, 11, 20),
        "seed": 1,
        "sim_start_at": SIM_START,
        "sim_at": SIM_START,
    } | values
    values.setdefault("institution", institution())
    values.setdefault("scheme", scheme())
    return saved(Cohort(**values))


def ordinary_cohort() -> Cohort:
    """The class that everybody belongs to unless the test says otherwise."""
    found = db.session.scalar(sa.select(Cohort).where(Cohort.name == "普通班"))
    return found or cohort(name="普通班")


def user(*, name: str = "学员甲") -> User:
    n = next(numbers)
    return saved(
        User(username=f"user{n}", name=name, password_hash="!", must_change_password=False)
    )


def member(
    role: Role = Role.TRAINEE, *, of: Cohort | None = None, who: User | None = None
) -> Membership:
    """A person in a role, in the ordinary class or the one named."""
    of = of or ordinary_cohort()
    scope: dict[str, Any] = {
        Role.PLATFORM_ADMIN: {},
        Role.INSTITUTION_ADMIN: {"institution_id": of.institution_id},
        Role.AUTHORITY: {"region": of.institution.region[:2] + "0000"},
        Role.SCORING_LECTURER: {"region": of.institution.region[:2] + "0000"},
    }.get(role, {"cohort_id": of.id})
    return saved(Membership(user=who or user(name=str(role.word)), role=role, **scope))


def viewer(role: Role = Role.TRAINEE, *, of: Cohort | None = None) -> Viewer:
    membership = member(role, of=of)
    return Viewer(membership.user, membership)


def viewer_of(who: User) -> Viewer:
    membership = db.session.scalars(sa.select(Membership).where(Membership.user == who)).first()
    return Viewer(who, membership)


def browser(app: Flask, who: User) -> FlaskClient:
    """A browser in which this person is signed in, in the first role they hold."""
    token = f"token-{next(numbers)}"
    held = sa.select(Membership).where(Membership.user == who)
    first = db.session.scalars(
        held.order_by(Membership.ended_at.is_not(None), Membership.id)
    ).first()
    saved(
        Login(user=who, membership=first, token_hash=hash_of(token), address="::1", browser="test")
    )
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client


def entries(verb: str | None = None) -> list[Entry]:
    """What the journal says, in order."""
    db.session.commit()
    query = sa.select(Entry).order_by(Entry.chain, Entry.seq)
    return list(db.session.scalars(query.where(Entry.verb == verb) if verb else query))


def store(*, owner: User | None = None, of: Cohort | None = None, **values: Any) -> Store:
    """An open store of a trainee of the ordinary class."""
    of, n = of or ordinary_cohort(), next(numbers)
    owner = owner or member(of=of).user
    values = {
        "code": f"S{n:05d}", "name": f"山野小铺{n}", "name_key": f"山野小铺{n}",
        "category_code": "kitchen", "logo": "mug", "operator_name": "练习店主", "agreed_pack": 1,
        "state": StoreState.OPEN, "opened_sim_at": of.sim_at,
    } | values  # fmt: skip
    return saved(Store(cohort_id=of.id, owner=owner, **values))


def sku(*, store: Store | None = None, stock: int = 10, **values: Any) -> Sku:
    """One SKU on sale, in a listing of its own, in a store of its own unless one is named."""
    of, n = store or globals()["store"](), next(numbers)
    title = values.pop("title", f"粗陶手冲杯 复古马克杯 {n} 号")
    listing = saved(
        Listing(
            cohort_id=of.cohort_id, store=of, code=f"L{n:07d}", title=title,
            category_code="kitchen.cups.mug", attributes={"材质": "陶瓷", "容量": 350},
            images=["mug-1", "mug-2", "mug-3"],
            detail=[{"kind": "text", "text": "拿着很稳的杯子。"}],
            spec_names=[], state=ListingState.ON_SALE, first_on_sale_sim_at=of.cohort.sim_at,
        )
    )  # fmt: skip
    values = {"price_fen": 1999, "cost_fen": 900, "reference_fen": 1999} | values
    made = saved(
        Sku(
            cohort_id=of.cohort_id, listing=listing, code=f"L{n:07d}-1", goods_code=f"G{n}",
            on_hand=stock, **values,
        )
    )  # fmt: skip
    move = StockMove(
        cohort_id=of.cohort_id, sku_id=made.id, kind=StockMoveKind.COUNT, quantity=stock,
        on_hand_delta=stock, reserved_delta=0, ref="start", moved_sim_at=of.cohort.sim_at,
    )  # fmt: skip
    saved(move)
    index_listing(listing)
    return made


def shopper(*, of: Cohort | None = None) -> Shopper:
    """A simulated shopper, each time another one."""
    return simulated_shopper(of or ordinary_cohort(), next(numbers))


def order(
    *, of: Sku | None = None, quantity: int = 1, by: Shopper | None = None, paid: bool = True
) -> Order:
    """An order of one SKU, paid unless the test says otherwise."""
    of = of or sku()
    buy = orders.buy_at_once if paid else orders.place_order
    return buy(by or shopper(of=of.cohort), [(of, quantity)], actor=None)
