"""What trade's forms are sent that no page of ours sends: told why, told what next, nothing done.

Strange numbers, steps left out or done twice, sums changed in the form, prices that are old, and
after-sales about what was not bought.
"""

import re
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import Model, db
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import reject_refund, request_refund
from sim_market.orders import operations as orders
from sim_market.orders.carriers import CARRIERS, tracking_number
from sim_market.orders.models import CloseReason, Order
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.promotions.making import coupons

WHY = "理由写在这里，写得足够长。"
SEEN_BY_PAGES = {"answer", "login", "footprint", "stored_file"}  # looked at, not traded
PARCEL = {"carrier": CARRIERS[0].code, "tracking_number": tracking_number(CARRIERS[0], 7)}
ASK = {"kind": "refund", "quantity": "1", "reason": "other"}


class Street:
    """A store with an order in every state, its merchant, its buyer, and somebody else."""

    def __init__(self, app: Any) -> None:
        self.store, buyer = make.store(), make.member().user
        self.sku = make.sku(store=self.store, stock=20, price_fen=1000)
        me = shopper_of(buyer, self.store.cohort)
        self.orders: dict[str, Order] = {}
        for state in ("unpaid", "paid", "shipped", "received", "closed"):
            self.orders[state] = self.order(state, me)
        self.orders["asked"] = self.order("paid", me)
        self.orders["refused"] = self.order("paid", me)
        self.orders["strangers"] = self.order("unpaid", make.shopper())
        self.asked, self.refused = (self.request(name) for name in ("asked", "refused"))
        reject_refund(self.refused, WHY, actor=None)
        self.batch = coupons(self.store, total=1).batch
        assert self.batch is not None
        self.spent = coupons(self.store, total=1, per_user=1).batch
        assert self.spent is not None
        db.session.commit()
        self.buyer, self.merchant = make.browser(app, buyer), make.browser(app, self.store.owner)
        assert self.buyer.post(f"/mall/coupons/{self.spent.id}/claim").status_code == 303

    def order(self, state: str, shopper: Any) -> Order:
        order = make.order(of=self.sku, quantity=2, by=shopper, paid=state not in HELD)
        if state in {"shipped", "received"}:
            number = f"N{order.number}"
            orders.ship_order(order, carrier="x", tracking_number=number, events=[], actor=None)
        if state == "received":
            orders.receive_order(order, actor=None)
        if state == "closed":
            orders.close_order(order, CloseReason.BUYER, actor=None)
        return order

    def request(self, name: str) -> Any:
        line = self.orders[name].lines[0]
        return request_refund(line, 1, RefundReason.OTHER, actor=None)

    def address(self, template: str) -> str:
        """'{paid}' is an order's number, '{paid.id}' its id, '{paid.line}' that of its line."""

        def fill(match: re.Match[str]) -> str:
            name, _dot, what = match[1].partition(".")
            if name in {"sku", "listing", "batch", "spent", "asked_id", "refused_id"}:
                return str(self.ids[name])
            if name in {"asked_number", "refused_number"}:
                return str(getattr(self, name.removesuffix("_number")).number)
            order = self.orders[name]
            return str({"": order.number, "id": order.id, "line": order.lines[0].id}[what])

        return re.sub(r"{([a-z_.]+)}", fill, template)

    @property
    def ids(self) -> dict[str, int]:
        assert self.batch is not None
        assert self.spent is not None
        return {
            "sku": self.sku.id, "listing": self.sku.listing_id, "batch": self.batch.id,
            "spent": self.spent.id, "asked_id": self.asked.id, "refused_id": self.refused.id,
        }  # fmt: skip

    def send(self, who: str, path: str, form: dict[str, Any]) -> Any:
        """Send it; the answer. `{...}` in values are filled in, too."""
        filled = {name: self.address(str(value)) for name, value in form.items()}
        return getattr(self, who).post(self.address(path), data=filled)


HELD = {"unpaid", "closed"}


def rows() -> dict[str, list[Any]]:
    """Every row of every table but those that looking at pages writes."""
    db.session.rollback()
    tables = Model.metadata.sorted_tables
    return {
        table.name: [
            tuple(row) for row in db.session.execute(sa.select(table).order_by(table.c.id))
        ]
        for table in tables
        if table.name not in SEEN_BY_PAGES
    }


BUY, CHECKOUT = "/mall/listings/{listing}", "/mall/checkout?sku_id={sku}&quantity="
REFUND = "/mall/orders/{%s}/lines/{%s.line}/refund"
NUMBERS = ["0", "-1", "1.5", "1000000000", "10" * 20, "NaN", "１．５", "", "一"]  # word data: odd


def strange_numbers() -> list[tuple[str, str, dict[str, Any]]]:
    """A quantity that is none, wherever a form asks for one."""
    shipped, received = REFUND % ("shipped", "shipped"), REFUND % ("received", "received")
    found: list[tuple[str, str, dict[str, Any]]] = []
    for number in NUMBERS:
        found += [
            ("buyer", BUY, {"sku_id": "{sku}", "quantity": number}),
            ("buyer", BUY, {"sku_id": "{sku}", "quantity": number, "then": "buy"}),
            ("buyer", CHECKOUT + (number or "0"), {"seen_fen": "1000"}),
            ("buyer", shipped, ASK | {"quantity": number}),
            ("buyer", received, ASK | {"quantity": number, "kind": "return"}),
            ("merchant", "/orders/{paid.id}/ship", PARCEL | {"units-{paid.line}": number or "x"}),
            ("merchant", "/orders/{unpaid.id}/price",
             {"goods": f"-{number}", "shipping": "0", "reason": WHY}),
            ("merchant", "/after-sales/{asked_id}/offer",
             {"kind": "refund", "amount": f"-{number}", "words": WHY}),
        ]  # fmt: skip
    return found


STEPS: list[tuple[str, str, dict[str, Any]]] = [
    # Left out: nothing was paid, sent or asked for yet.
    ("merchant", "/orders/{unpaid.id}/ship", PARCEL),
    ("buyer", "/mall/orders/{unpaid}/receive", {}),
    ("buyer", "/mall/orders/{paid}/receive", {}),
    ("buyer", REFUND % ("unpaid", "unpaid"), ASK),
    ("buyer", REFUND % ("paid", "paid"), ASK | {"kind": "return"}),
    ("merchant", "/after-sales/{asked_id}/accept", {"quantity": "1", "sellable": "y"}),
    ("merchant", "/after-sales/{asked_id}/dispute", {"case": WHY}),
    ("buyer", "/mall/refunds/{asked_number}/parcel", {"tracking_number": "BACK0001"}),
    ("buyer", "/mall/refunds/{asked_number}/escalate", {"complaint": WHY}),
    ("buyer", "/mall/refunds/{asked_number}/accept-offer", {"seen_fen": "1"}),
    ("buyer", "/mall/refunds/{asked_number}/pay", {"seen_fen": "0"}),
    # Repeated: it is over.
    ("merchant", "/orders/{shipped.id}/ship", PARCEL),
    ("merchant", "/orders/{received.id}/ship", PARCEL),
    ("merchant", "/orders/{closed.id}/ship", PARCEL),
    ("buyer", "/mall/orders/{received}/receive", {}),
    ("buyer", "/mall/orders/{closed}/receive", {}),
    ("buyer", "/mall/orders/{closed}/cancel", {"why": "other"}),
    ("buyer", "/mall/orders/{paid}/cancel", {"why": "other"}),
    ("merchant", "/orders/{paid.id}/close", {"why": "other"}),
    ("merchant", "/orders/{closed.id}/close", {"why": "other"}),
    ("buyer", "/mall/till", {"order": "{paid}"}),
    ("buyer", "/mall/till", {"order": "{closed}"}),
    ("merchant", "/orders/{received.id}/no-stock", {}),
    ("merchant", "/after-sales/{refused_id}/agree", {}),
    ("merchant", "/after-sales/{refused_id}/reject", {"answer": WHY}),
    ("buyer", "/mall/refunds/{refused_number}/withdraw", {}),
    ("buyer", "/mall/coupons/{spent}/claim", {}),
    # After-sale about what was not bought, or not that much.
    ("buyer", REFUND % ("closed", "closed"), ASK),
    ("buyer", REFUND % ("shipped", "shipped"), ASK | {"quantity": "3"}),
    ("buyer", "/mall/orders/{shipped}/lines/{paid.line}/refund", ASK),
    ("buyer", REFUND % ("strangers", "strangers"), ASK),
    ("buyer", "/mall/orders/{shipped}/lines/999999/refund", ASK),
    ("buyer", "/mall/orders/D9999999/lines/1/refund", ASK),
    ("buyer", REFUND % ("shipped", "shipped"), ASK | {"kind": "exchange", "new_sku": "{sku}0"}),
    ("buyer", REFUND % ("shipped", "shipped"), ASK | {"kind": "exchange"}),
    ("buyer", REFUND % ("shipped", "shipped"), ASK | {"kind": "gold"}),
    ("buyer", REFUND % ("shipped", "shipped"), ASK | {"reason": "no_stock"}),
    ("buyer", REFUND % ("shipped", "shipped"), ASK | {"reason": ""}),
    # Not theirs.
    ("buyer", "/mall/orders/{strangers}/receive", {}),
    ("buyer", "/mall/orders/{strangers}/cancel", {"why": "other"}),
    ("buyer", "/mall/till", {"order": "{strangers}"}),
    ("merchant", "/orders/999999/ship", PARCEL),
    # Prices that are old, sums that the form made up.
    ("buyer", CHECKOUT + "1", {"seen_fen": "499"}),
    ("buyer", CHECKOUT + "1", {"seen_fen": "0"}),
    ("buyer", CHECKOUT + "1", {"seen_fen": "-1000"}),
    ("buyer", CHECKOUT + "1", {"seen_fen": "1e3"}),
    ("buyer", CHECKOUT + "1", {}),
    ("buyer", "/mall/orders/{unpaid}/price", {"agree": "yes", "to_fen": "1"}),
    ("merchant", "/orders/{unpaid.id}/price", {"goods": "0", "shipping": "0", "reason": WHY}),
    ("merchant", "/orders/{unpaid.id}/price", {"goods": "99999", "shipping": "0", "reason": WHY}),
    ("merchant", "/orders/{unpaid.id}/price", {"goods": "$20", "shipping": "0", "reason": WHY}),
    ("merchant", "/orders/{unpaid.id}/price", {"goods": "19", "shipping": "0", "reason": " "}),
    ("merchant", "/orders/{paid.id}/price", {"goods": "19", "shipping": "0", "reason": WHY}),
    ("merchant", "/after-sales/{asked_id}/offer",
     {"kind": "refund", "amount": "9999", "words": WHY}),
    ("merchant", "/orders/{paid.id}/ship", PARCEL | {"tracking_number": "123"}),
    ("merchant", "/orders/{paid.id}/ship", PARCEL | {"units-{paid.line}": "3"}),
    ("merchant", "/orders/{paid.id}/ship", PARCEL | {"units-{shipped.line}": "1"}),
]  # fmt: skip
ALL = strange_numbers() + STEPS


@pytest.fixture
def street(app: Any) -> Street:
    return Street(app)


def test_each_is_refused_with_a_reason_and_nothing_is_done(street: Street) -> None:
    """One street for all of them: every refusal leaves it as it was."""
    wrong: list[str] = []
    kept = rows()
    for who, path, form in ALL:
        form = {street.address(name): value for name, value in form.items()}
        answer = street.send(who, path, form)
        case = f"{who} {street.address(path)} {form}: {answer.status_code}"
        if answer.status_code not in {400, 403, 404, 409, 422}:
            wrong.append(case)
        elif answer.status_code != 404 and not says_why(answer.text):
            wrong.append(f"{case} without a reason")
        if (now := rows()) != kept:
            changed = [name for name in now if now[name] != kept[name]]
            wrong.append(f"{case} changed {changed}")
            kept = now
    assert not wrong, "\n".join(wrong)


def says_why(page: str) -> bool:
    """In Chinese, and what to do next: in a notice above the form, or on a page of its own."""
    notice = re.search(r'role="alert"(.*?)</div></div>', page, re.DOTALL)
    alone = re.search(r'class="card lt-error"(.*?)</section>', page, re.DOTALL)
    said = notice or alone
    return bool(
        said and re.search("[\u4e00-\u9fff]{4}", said[1]) and re.search("<p>|<li>|<a ", said[1])
    )
