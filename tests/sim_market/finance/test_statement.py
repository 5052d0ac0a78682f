"""Statement, profit, cash flow, forecast and pleas, as queries and as pages."""

import io
from datetime import timedelta
from itertools import pairwise

import pytest
from openpyxl import load_workbook

from app import sheets
from app.db import db
from app.errors import Conflict, Invalid
from app.flow import IllegalMove
from app.identity.models import Role
from sim_market.after_sales.models import RefundReason
from sim_market.after_sales.operations import agree_refund, request_refund
from sim_market.finance import operations, queries
from sim_market.finance.checks import unnamed_kinds, wrong_commission, wrong_profit, wrong_stores
from sim_market.finance.meanings import MEANINGS, Part
from sim_market.finance.models import PleaState
from sim_market.finance.needs import Health, Need, enough_on, health_of, needs_of, short_fen
from sim_market.finance.period import asked_period, period_of, weeks_of
from sim_market.finance.queries import Forecast, Money
from sim_market.ledger.models import AccountKind, Purse, TxnKind
from sim_market.ledger.queries import balance_of
from sim_market.orders.models import OrderLine
from sim_market.orders.operations import receive_order, ship_order
from sim_market.shoppers.operations import shopper_of
from sim_market.verbs import Verb
from tests import make
from tests.sim_market.money import pass_time, problems
from tests.sim_market.promotions.making import promotion
from tests.sim_market.statements import counted

PAGES = (
    "/finance", "/finance/statement", "/finance/statement?account=wallet&part=goods&from=2&to=5",
    "/finance/profit", "/finance/profit?by=sku", "/finance/profit?by=campaign", "/finance/help",
    "/finance/orders/{order}",
)  # fmt: skip


@pytest.fixture
def store(trainee):
    return make.store(owner=trainee)


@pytest.fixture
def sku(store):
    return make.sku(store=store, price_fen=2000, cost_fen=900, stock=400)


@pytest.fixture
def teacher(app):
    return make.browser(app, make.member(Role.TEACHING_LECTURER).user)


def received(sku, **more):
    order = make.order(of=sku, **more)
    ship_order(order, carrier="x", tracking_number=f"N{order.number}", events=[], actor=None)
    receive_order(order, actor=None)
    return order


def purse(store, kind=AccountKind.STORE_FUNDS):
    return Purse(store.cohort_id, kind, store.id)


def all_days(store):
    return period_of(store.cohort, 1, store.cohort.day)


def put_in(store, fen):
    owner = shopper_of(store.owner, store.cohort)
    operations.transfer_in(store, owner, fen, key=f"in-{fen}", actor=store.owner)


@pytest.mark.usefixtures("app")
class TestStatement:
    def test_opening_and_movements_give_the_closing_of_every_period_l7(self, sku, store):
        put_in(store, 5000)
        for n in range(4):
            received(sku, quantity=n + 1)
            pass_time(store.cohort, days=3, hours=5)
        pass_time(store.cohort, days=8)
        before = 0
        for week in reversed(weeks_of(store.cohort)):
            found = queries.statement_of(purse(store), week)
            assert (found.opening_fen, found.off_fen) == (before, 0)
            before = found.closing_fen
        assert before == balance_of(*purse(store)) == 5000 + 10 * 1900

    def test_goods_and_commission_are_rows_of_their_own_l3(self, sku, store):
        received(sku, quantity=2)
        pass_time(store.cohort, days=7)
        rows = {row.part: row for row in queries.statement_of(purse(store), all_days(store)).rows}
        assert (rows[Part.GOODS].in_fen, rows[Part.COMMISSION].out_fen) == (4000, 200)
        legs, total = queries.list_legs(purse(store), all_days(store), Part.COMMISSION)
        assert (total, legs[0].amount_fen) == (1, 3800)

    def test_an_account_that_was_never_used_is_empty_and_closes(self, store):
        found = queries.statement_of(purse(store, AccountKind.STORE_DEBT), all_days(store))
        assert (found.opening_fen, found.closing_fen, found.off_fen, found.rows) == (0, 0, 0, ())

    def test_a_balance_that_somebody_changed_does_not_close(self, sku, store):
        put_in(store, 5000)
        found = queries.statement_of(purse(store), all_days(store))
        wrong = found.__class__(
            found.kind, found.period, found.opening_fen, found.rows, found.since_fen, 4999
        )
        assert wrong.off_fen == -1

    @pytest.mark.parametrize(
        ("first", "last", "days"), [(1, 3, (1, 3)), (3, 1, (1, 3)), (0, 99, (1, 5)), (9, 9, (5, 5))]
    )
    def test_a_period_is_cut_to_the_days_that_there_are(self, store, first, last, days):
        cohort = store.cohort
        cohort.sim_at += timedelta(days=4)
        found = period_of(cohort, first, last)
        assert (found.first, found.last) == days

    def test_strange_days_in_an_address_mean_all_days(self, store):
        for word in ("x", "-1", "1.5", "９", "1e9", "9" * 50, "", " "):
            asked = asked_period(store.cohort, {"from": word, "to": word})
            assert (asked.first, asked.last) == (1, store.cohort.day)


@pytest.mark.usefixtures("app")
class TestProfit:
    def test_goods_cost_what_they_cost_on_the_day_of_the_order(self, sku, store):
        received(sku, quantity=2)
        sku.cost_fen = 1900
        found = queries.profit_of(store)
        assert (found.goods_cost_fen, found.profit_fen) == (1800, 4000 - 200 - 1800)

    def test_by_sku_sums_to_the_store(self, sku, store):
        other = make.sku(store=store, price_fen=5000, cost_fen=4900, stock=9)
        received(sku, quantity=3)
        order = received(other, quantity=2)
        agree_refund(
            request_refund(order.lines[0], 1, RefundReason.QUALITY, actor=None), actor=None
        )
        skus, total = queries.profits_by_sku(store, all_days(store), 1, 50)
        whole = queries.profit_of(store)
        assert total == 2
        assert sum(each.profit.profit_fen for each in skus) == whole.profit_fen - whole.shipping_fen
        assert [each.sku_id for each in skus] == [sku.id, other.id]  # what earned most comes first

    def test_a_campaign_has_the_orders_that_used_it_and_what_it_gave(self, client, sku, store):
        off = promotion(store)
        make.order(of=sku, quantity=1)
        make.order(of=sku, quantity=6)
        [found] = queries.profits_by_campaign(store, all_days(store))
        assert (found.promotion, found.given_fen, found.profit.orders) == (off, 1000, 1)
        assert (found.profit.seller_off_fen, found.profit.revenue_fen) == (1000, 11000)
        assert found.profit.profit_fen == 11000 - 550 - 6 * 900
        whole = queries.profit_of(store)
        assert (whole.list_fen, whole.seller_off_fen, whole.orders) == (14000, 1000, 2)
        page = client.get("/finance/profit?by=campaign").text
        assert off.name in page
        assert "¥110.00" in page

    def test_days_before_and_after_are_not_counted(self, sku, store):
        make.order(of=sku)
        pass_time(store.cohort, days=1)
        make.order(of=sku, quantity=2)
        one = queries.profit_of(store, period_of(store.cohort, 1, 1))
        two = queries.profit_of(store, period_of(store.cohort, 2, 2))
        assert (one.revenue_fen, two.revenue_fen) == (2000, 4000)

    def test_sql_and_python_agree_on_the_commission_of_partial_refunds_l5(self, sku, store):
        for fen in (1, 333, 1999, 2000):
            line = received(sku, quantity=3).lines[0]
            line.refunded_fen = fen
            line.order.refunded_fen = fen
        db.session.flush()
        lines = db.session.query(OrderLine).all()
        assert queries.profit_of(store).commission_fen == sum(line.commission_fen for line in lines)


@pytest.mark.usefixtures("app")
class TestForecast:
    def test_what_was_received_comes_on_its_day_and_what_is_unsent_on_none(self, sku, store):
        make.order(of=sku)
        received(sku, quantity=2)
        found = queries.forecast_of(store)
        assert dict(found.days)[8] == 3800
        assert (found.known_fen, found.unsent_fen, found.later_fen) == (3800, 1900, 0)
        money = queries.money_of(store, None)
        assert money.coming == found.known_fen + found.unsent_fen
        pass_time(store.cohort, days=7)
        assert balance_of(*purse(store)) == 3800

    def test_a_parcel_under_way_comes_when_its_timers_have_run(self, sku, store):
        order = make.order(of=sku)
        ship_order(order, carrier="x", tracking_number="N1", events=[], actor=None)
        assert queries.forecast_of(store, 14).later_fen == 1900  # 10 + 7 days
        assert dict(queries.forecast_of(store, 20).days)[18] == 1900

    def test_each_day_begins_where_the_one_before_ended(self, sku, store):
        put_in(store, 5000)
        received(sku)
        pass_time(store.cohort, days=8)
        days = queries.flow_of(store)
        assert [day.day for day in days] == list(range(1, 10))
        assert days[0].in_fen == 5000
        for before, day in pairwise(days):
            assert day.balance_fen == before.balance_fen + day.in_fen - day.out_fen
        assert days[-1].balance_fen == balance_of(*purse(store))


@pytest.mark.parametrize(
    ("funds", "wallet", "due", "health", "short"),
    [
        (100, 0, 0, Health.FINE, 0), (100, 0, 100, Health.FINE, 0), (99, 1, 100, Health.TIGHT, 0),
        (50, 20, 100, Health.STUCK, 30),
    ],
)  # fmt: skip
def test_who_cannot_pay_even_with_the_wallet_is_stuck(funds, wallet, due, health, short):
    money, needs = Money(funds, 0, wallet, 0), [Need("x", 1, due, "/")]
    assert (health_of(money, needs), short_fen(money, needs)) == (health, short)


@pytest.mark.parametrize(("short", "day"), [(0, 5), (30, 5), (31, 6), (51, None)])
def test_the_day_is_named_on_which_it_is_enough(short, day):
    assert enough_on(Forecast([(5, 30), (6, 20)], 0, 0), short) == day


@pytest.mark.usefixtures("app")
class TestPleas:
    def test_a_plea_is_granted_once_and_is_no_profit(self, store):
        teacher = make.member(Role.TEACHING_LECTURER).user
        words = "第一次进货估多了，想补一次货"
        plea = operations.ask_for_funds(store, 50_000, words, actor=store.owner)
        with pytest.raises(Conflict):
            operations.ask_for_funds(store, 50_000, words, actor=store.owner)
        operations.grant_funds(store, 30_000, "先补一半看看", actor=teacher)
        assert (plea.state, plea.granted_fen) == (PleaState.GRANTED, 30_000)
        assert balance_of(*purse(store)) == 30_000
        assert queries.profit_of(store).profit_fen == 0
        with pytest.raises(IllegalMove):
            operations.refuse_funds(plea, "已经来不及了", actor=teacher)
        [entry] = make.entries(Verb.FUNDS_GRANTED)
        assert entry.facts["reason"] == "先补一半看看"
        assert problems() == []

    @pytest.mark.parametrize("fen", [0, -1, 1_000_001, 10**12])
    def test_more_than_the_start_capital_or_nothing_is_not_given(self, store, fen):
        for give in (
            lambda: operations.grant_funds(store, fen, "理由足够长", actor=store.owner),
            lambda: operations.ask_for_funds(store, fen, "理由写得足够长了吧", actor=store.owner),
        ):
            with pytest.raises(Invalid):
                give()
        assert (queries.list_pleas(store), balance_of(*purse(store))) == ([], 0)

    @pytest.mark.parametrize("reason", ["", "    ", "因为"])
    def test_without_a_reason_nothing_is_given(self, store, reason):
        with pytest.raises(Invalid):
            operations.grant_funds(store, 100, reason, actor=store.owner)
        assert balance_of(*purse(store)) == 0

    def test_what_is_owed_is_paid_from_a_grant_first(self, sku, store):
        order = received(sku)
        pass_time(store.cohort, days=7)
        owner = shopper_of(store.owner, store.cohort)
        operations.transfer_out(store, owner, 1900, key="all", actor=store.owner)
        from tests.sim_market.finance.test_settlement import reverse  # noqa: PLC0415

        reverse(order, 1, 2000)
        money = queries.money_of(store, owner)
        assert (money.debt, [need.fen for need in needs_of(store, money)]) == (1900, [1900])
        operations.grant_funds(store, 2000, "把欠款补上", actor=store.owner)
        assert (balance_of(*purse(store)), queries.money_of(store, owner).debt) == (100, 0)


def test_the_checks_notice_what_is_wrong(sku, store):
    received(sku, quantity=2)
    pass_time(store.cohort, days=7)
    assert (wrong_stores(), wrong_commission(), wrong_profit()) == ([], [], [])
    line = db.session.query(OrderLine).one()
    line.commission_due_fen += 1
    db.session.flush()
    assert wrong_stores()
    assert wrong_commission()
    line.commission_due_fen -= 1
    line.order.refunded_fen += 1
    db.session.flush()
    assert wrong_profit()


def test_a_movement_without_a_meaning_is_noticed(sku, store, monkeypatch):
    put_in(store, 100)
    rest = {kind: part for kind, part in MEANINGS.items() if kind != TxnKind.TRANSFER_IN}
    monkeypatch.setattr("sim_market.finance.checks.MEANINGS", rest)
    assert unnamed_kinds() == ["1 × transfer_in mean nothing"]


def test_no_page_of_money_asks_more_than_twelve_times(client, sku, store):
    put_in(store, 5000)
    orders = [received(sku, quantity=2) for _turn in range(6)]
    for path in PAGES:
        address = path.format(order=orders[0].id)
        assert client.get(address).status_code == 200, address
        with counted() as statements:
            client.get(address)
        assert len(statements) <= 12, (address, "\n".join(statements))


STRANGE = (
    "account=world", "account=../x", "part=<b>", "from=9&to=1", "from=x&to=" + "9" * 400,
    "page=-1", "page=99999999999", "_external=1&_scheme=javascript", "kind=csv&endpoint=x",
)  # fmt: skip


@pytest.mark.parametrize("page", ["statement", "statement.csv", "profit", "profit.xlsx"])
def test_strange_addresses_do_no_harm(client, store, page):
    for query in STRANGE:
        answer = client.get(f"/finance/{page}?{query}")
        assert answer.status_code == 200, query
        assert b"javascript:" not in answer.data
        assert b"part=<b>" not in answer.data


def test_files_say_what_the_page_says_and_run_nothing(client, sku, store):
    sku.listing.title = "=HYPERLINK(1) 杯子"
    order = received(sku, quantity=2)
    order.lines[0].listing_title = sku.listing.title
    pass_time(store.cohort, days=7)
    [(_n, head), *rows] = sheets.read_csv(client.get("/finance/statement.csv").data)
    assert head[:4] == ["时间", "种类", "项目", "订单"]
    assert rows[1][1][3:] == [order.number, order.number, "38.00", "", "38.00"]
    assert rows[-1][1][-1] == "38.00"
    text = client.get("/finance/profit.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    book = load_workbook(io.BytesIO(client.get("/finance/profit.xlsx").data))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == (sku.listing.title, "s")


def test_a_file_that_would_be_too_long_is_refused(client, sku, store, monkeypatch):
    monkeypatch.setattr("sim_market.finance.routes.statement.MOST_ROWS", 1)
    put_in(store, 100)
    assert client.get("/finance/statement.csv").status_code == 200
    put_in(store, 200)
    page = client.get("/finance/statement.csv")
    assert page.status_code == 422
    assert "把时段缩短" in page.text


def test_the_account_of_an_order_shows_every_movement(client, sku, store):
    order = received(sku, quantity=2)
    agree_refund(request_refund(order.lines[0], 1, RefundReason.QUALITY, actor=None), actor=None)
    pass_time(store.cohort, days=7)
    page = client.get(f"/finance/orders/{order.id}").text
    for said in ("买家付款", "退款给买家", "订单结算", "+¥19.00", "+¥1.00"):
        assert said in page
    other = make.order()
    assert client.get(f"/finance/orders/{other.id}").status_code == 404


def test_a_trainee_asks_and_the_teacher_answers(client, teacher, store):
    words = "货款付不出来了，想补一次周转"
    sent = client.post("/finance/help", data={"amount": "200", "words": words})
    assert sent.status_code == 303
    again = client.post("/finance/help", data={"amount": "200", "words": words})
    assert again.status_code == 409
    assert words in teacher.get(f"/class/funds/{store.id}").text
    assert "要 ¥200.00" in teacher.get("/class/funds").text
    assert "请老师拨款" in teacher.get("/").text
    bad = teacher.post(f"/class/funds/{store.id}", data={"amount": "200", "reason": "好"})
    assert bad.status_code == 422
    assert balance_of(*purse(store)) == 0
    given = teacher.post(f"/class/funds/{store.id}", data={"amount": "200", "reason": "补一次周转"})
    assert given.status_code == 303
    assert balance_of(*purse(store)) == 20_000
    assert "补一次周转" in client.get("/finance/help").text


def test_a_refusal_says_why(client, teacher, store):
    client.post("/finance/help", data={"amount": "1", "words": "想要多一点启动金试试看"})
    [plea] = queries.list_pleas(store)
    form = {"why": "先把积压的货卖掉再说"}
    assert teacher.post(f"/class/funds/pleas/{plea.id}/refuse", data={"why": ""}).status_code == 422
    assert teacher.post(f"/class/funds/pleas/{plea.id}/refuse", data=form).status_code == 303
    assert (plea.state, plea.answer) == (PleaState.REFUSED, form["why"])
    assert form["why"] in client.get("/finance/help").text


def test_the_money_of_another_class_is_not_the_teachers(app, client, teacher, store):
    theirs = make.store(of=make.cohort())
    form = {"amount": "200", "reason": "补一次周转"}
    assert teacher.get(f"/class/funds/{theirs.id}").status_code == 404
    assert teacher.post(f"/class/funds/{theirs.id}", data=form).status_code == 404
    assert client.post(f"/class/funds/{store.id}", data=form).status_code == 403
    assert balance_of(*purse(theirs)) == balance_of(*purse(store)) == 0
    assert make.entries(Verb.FUNDS_GRANTED) == []
