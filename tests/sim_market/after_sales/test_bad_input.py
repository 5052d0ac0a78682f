"""Whatever is typed or forged: the right status, a reason, and nothing changed."""

import io

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.after_sales.models import (
    AfterSaleKind,
    Refund,
    RefundNote,
    RefundReason,
    RefundState,
)
from sim_market.after_sales.operations import agree_refund, request_refund, send_goods_back
from sim_market.orders.models import Order
from sim_market.orders.operations import receive_order, ship_order
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.after_sales.test_exchanges import variant_of
from tests.sim_market.money import problems

pytestmark = pytest.mark.usefixtures("app")
ASKED = {"kind": "return", "quantity": "1", "reason": "quality"}


def bought(by, quantity: int = 2) -> Order:
    sku = make.sku(price_fen=1000, stock=5)
    order = make.order(of=sku, quantity=quantity, by=shopper_of(by, sku.cohort))
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    order.shipment.delivered_sim_at = order.cohort.sim_at
    receive_order(order, actor=None)
    db.session.commit()
    return order


def count(noun) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(noun)) or 0


@pytest.fixture
def mine(trainee) -> Order:
    order = bought(trainee)
    variant_of(order.lines[0].sku)
    db.session.commit()
    return order


def address(order: Order) -> str:
    return f"/mall/orders/{order.number}/lines/{order.lines[0].id}/refund"


STRANGE = [
    {"quantity": "0"}, {"quantity": "-1"}, {"quantity": "1.5"}, {"quantity": "1000000000"},
    {"quantity": ""}, {"quantity": "三"}, {"quantity": "3"}, {"reason": "no_stock"},
    {"reason": "<script>"}, {"kind": "steal"}, {"words": "长" * 301},
    {"kind": "exchange"}, {"kind": "exchange", "new_sku": "x"},
    {"kind": "exchange", "new_sku": "-1"}, {"kind": "exchange", "new_sku": "9" * 30},
    {"kind": "exchange", "new_sku": "1 OR 1=1"},
]  # fmt: skip
NO_PICTURES = [
    ("a.svg", b"<svg onload=alert(1)/>"), ("a.png", b"\x89PNG broken"), ("a.html", b"<script>"),
    ("a.gif", b"GIF89a"), ("../../x.png", b""),
]  # fmt: skip


def test_a_strange_wish_is_refused_and_kept_on_the_page(client, mine):
    for typed in STRANGE:
        answer = client.post(address(mine), data=ASKED | {"words": "杯口有裂"} | typed)
        assert answer.status_code in {409, 422}, typed
        assert "杯口有裂" in answer.text or "words" in typed
    assert (count(Refund), mine.lines[0].refunding_quantity) == (0, 0)
    assert problems() == []


def test_another_s_goods_cannot_be_had_in_exchange(client, mine):
    other = make.sku(price_fen=1)
    db.session.commit()
    typed = {"kind": "exchange", "new_sku": str(other.id)}
    answer = client.post(address(mine), data=ASKED | typed)
    assert answer.status_code == 422
    assert "A-12" in answer.text
    assert count(Refund) == 0


def test_what_was_not_bought_is_not_found(client, mine):
    theirs = bought(make.member().user)
    for path in (
        address(theirs),
        f"/mall/orders/{mine.number}/lines/{theirs.lines[0].id}/refund",
        f"/mall/orders/D9999999/lines/{mine.lines[0].id}/refund",
        "/mall/refunds/T999/say",
    ):
        answer = client.post(path, data=ASKED)
        assert answer.status_code == 404, path
        assert "看看" in answer.text
    assert count(Refund) == 0


def test_files_that_are_no_pictures_are_refused(client, mine):
    for name, body in NO_PICTURES:
        sent = ASKED | {"pictures": [(io.BytesIO(body), name)]}
        assert client.post(address(mine), data=sent).status_code == 422, name
    assert (count(Refund), count(RefundNote)) == (0, 0)


def test_too_many_pictures_are_refused(client, mine):
    sent = ASKED | {"pictures": [(io.BytesIO(b"x"), f"{n}.png") for n in range(4)]}
    assert client.post(address(mine), data=sent).status_code == 422
    assert count(Refund) == 0


def test_markup_and_what_cannot_be_seen_is_only_text(client, mine):
    words = "<script>alert(1)</script><b>裂</b>\u200b了"
    assert client.post(address(mine), data=ASKED | {"words": words}).status_code == 303
    refund = db.session.scalars(sa.select(Refund)).one()
    assert refund.words == "裂了"
    assert "<script>alert" not in client.get(f"/mall/refunds/{refund.number}").text


def test_a_shown_sum_that_was_tampered_with_is_refused(client, mine):
    client.post(address(mine), data=ASKED)
    refund = db.session.scalars(sa.select(Refund)).one()
    for path in ("accept-offer", "pay"):
        for seen in ("-1", "9" * 40, "abc", ""):
            url = f"/mall/refunds/{refund.number}/{path}"
            assert client.post(url, data={"seen_fen": seen}).status_code == 409
    assert problems() == []


@pytest.mark.parametrize("many", ["3", "100", "1000000000", "9" * 30])
def test_whoever_asks_for_too_many_is_told_how_many_are_left(client, mine, many):
    """A-7: a big number is not "no whole number"; it is more than can be given back."""
    answer = client.post(address(mine), data=ASKED | {"quantity": many})
    assert answer.status_code == 409
    assert "这件商品还能退 2 件" in answer.text
    assert count(Refund) == 0


def test_a_refusal_is_said_once_where_the_page_begins_and_its_form_stays_open(client, trainee):
    """The form is folded away in the middle of the page: what was typed must be seen again."""
    refund = request_refund(bought_of(trainee).lines[0], 1, RefundReason.QUALITY, actor=None)
    db.session.commit()
    typed = {"kind": "refund", "amount": "999", "words": "只退一部分，杯子留着"}
    page = client.post(f"/after-sales/{refund.id}/offer", data=typed)
    assert page.status_code == 422
    assert page.text.count("<b>金额要在 0.01 元到") == 1
    assert '<details id="offer" open>' in page.text
    assert 'value="999"' in page.text


def bought_of(owner) -> Order:
    """An order that somebody made at the store of this trainee."""
    order = make.order(of=make.sku(store=make.store(owner=owner), price_fen=1000), quantity=2)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


@pytest.mark.parametrize("found", ["gold", "full", "refused", "<b>", "short\u200b"])
def test_what_nobody_can_find_in_a_parcel_is_refused(client, trainee, found):
    order = bought_of(trainee)
    refund = request_refund(
        order.lines[0], 1, RefundReason.SIZE, kind=AfterSaleKind.RETURN, actor=None
    )
    agree_refund(refund, actor=None)
    send_goods_back(refund, "x", "BACK0001", actor=None)
    db.session.commit()
    typed = {"quantity": "1", "sellable": "n", "amount": "5", "why": "少了一个杯盖，见照片"}
    page = client.post(f"/after-sales/{refund.id}/deduct", data=typed | {"found": found})
    assert page.status_code == 422
    assert "请从列出的里面选" in page.text
    assert "少了一个杯盖，见照片" in page.text
    assert (refund.state, refund.inspection, count(RefundNote)) == (RefundState.ON_WAY, None, 0)
