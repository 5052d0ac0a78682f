"""The statement: opening, what moved, closing; down to the entries, and taken away as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import sheets
from app.access import requires, viewer
from app.cohorts.models import Cohort
from app.errors import Invalid
from app.money import plain_yuan
from app.ui.filters import sim_time
from sim_market.finance import queries
from sim_market.finance.meanings import MEANINGS, Part
from sim_market.finance.period import Period, asked_period, weeks_of
from sim_market.finance.routes import bp
from sim_market.ledger.models import AccountKind, Leg, Purse
from sim_market.orders.queries import get_sale
from sim_market.permissions import Permission
from sim_market.shoppers.models import Shopper
from sim_market.shoppers.queries import find_shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import get_store_of

MOST_ROWS = 20_000
ACCOUNTS = {
    AccountKind.STORE_FUNDS: _l("店铺资金"),
    AccountKind.WALLET: _l("钱包"),
    AccountKind.STORE_DEPOSIT: _l("保证金"),
    AccountKind.STORE_DEBT: _l("欠款"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a statement says."""

    store: Store
    owner: Shopper | None
    purse: Purse
    period: Period
    part: Part | None
    page: int

    @property
    def word(self) -> str:
        return str(ACCOUNTS[self.purse.kind])

    @property
    def address(self) -> dict[str, Any]:
        """What an address says to ask the same again."""
        named = {"part": self.part.value} if self.part else {}
        days = {"from": self.period.first, "to": self.period.last}
        return {"account": self.purse.kind.value, **days, **named}


@bp.get("/statement")
@requires(Permission.FINANCE_VIEW)
def statement() -> ResponseReturnValue:
    asked = asked_for()
    legs, total = queries.list_legs(asked.purse, asked.period, asked.part, asked.page)
    return render_template(
        "sim_market/finance/statement.html", asked=asked, accounts=ACCOUNTS.items(), parts_of=Part,
        statement=queries.statement_of(asked.purse, asked.period), legs=legs, total=total,
        per_page=queries.PER_PAGE, numbers=queries.order_numbers(legs), meanings=MEANINGS,
        weeks=weeks_of(asked.store.cohort), today=asked.store.cohort.day, same=asked.address,
    )  # fmt: skip


@bp.get("/statement.<any(xlsx, csv):kind>")
@requires(Permission.FINANCE_VIEW)
def statement_file(kind: str) -> ResponseReturnValue:
    asked = asked_for()
    rows = as_rows(asked)
    name = _("对账单-%(a)s-%(b)s", a=asked.period.first, b=asked.period.last)
    body = sheets.as_xlsx(rows, str(name)) if kind == "xlsx" else sheets.as_csv(rows)
    types = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv; charset=utf-8",
    }
    file = f"statement-{asked.purse.kind.value}-{asked.period.first}-{asked.period.last}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(body, headers=headers, content_type=types[kind])


@bp.get("/txns/<int:txn_id>")
@requires(Permission.FINANCE_VIEW)
def txn(txn_id: int) -> ResponseReturnValue:
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    found = queries.get_txn(txn_id, store, find_shopper(who.user.id, store.cohort_id))
    order = queries.find_order_of(found, seen_by=who)
    return render_template("sim_market/finance/txn.html", txn=found, order=order)


@bp.get("/orders/<int:order_id>")
@requires(Permission.FINANCE_VIEW)
def of_order(order_id: int) -> ResponseReturnValue:
    """All that was moved for one order: paid, given back, settled; with every entry."""
    order = get_sale(order_id, seen_by=viewer())
    return render_template(
        "sim_market/finance/order.html", order=order, txns=queries.txns_of_order(order)
    )


def asked_for() -> Asked:
    """Strange words in the address mean what is usual, not an error."""
    who = viewer()
    store = get_store_of(who.user, who.cohort_id)
    owner = find_shopper(who.user.id, store.cohort_id)
    wanted = request.args.get("account", "")
    kind = AccountKind[wanted.upper()] if wanted in set(ACCOUNTS) else AccountKind.STORE_FUNDS
    of = (owner.id if owner else -1) if kind == AccountKind.WALLET else store.id
    named = request.args.get("part", "")
    return Asked(
        store=store,
        owner=owner,
        purse=Purse(store.cohort_id, kind, of),
        period=asked_period(store.cohort, request.args),
        part=Part[named.upper()] if named in set(Part) else None,
        page=max(1, min(100_000, request.args.get("page", 1, type=int))),
    )


def as_rows(asked: Asked) -> list[list[str]]:
    """The statement as a sheet: opening, each movement oldest first, closing. In yuan."""
    said = queries.statement_of(asked.purse, asked.period)
    _guard_size(asked)
    legs, _total = queries.list_legs(asked.purse, asked.period, asked.part, None)
    numbers = queries.order_numbers(legs)
    head = [_("时间"), _("种类"), _("项目"), _("订单"), _("凭证"), _("收入（元）"), _("支出（元）")]
    rows = [[*head, _("余额（元）")], edge(_("期初余额"), said.opening_fen)]
    rows += [as_row(leg, numbers, asked.store.cohort) for leg in reversed(legs)]
    return [*rows, edge(_("期末余额"), said.closing_fen)]


def _guard_size(asked: Asked) -> None:
    _legs, total = queries.list_legs(asked.purse, asked.period, asked.part, 1)
    if total > MOST_ROWS:
        raise Invalid(
            _("这段时间有 %(n)s 笔，一个文件最多 %(most)s 笔", n=total, most=MOST_ROWS),
            next_step=_("把时段缩短，分几次下载"),
            link="/finance/statement",
        )


def as_row(leg: Leg, numbers: Mapping[int, str], cohort: Cohort) -> list[str]:
    """One movement: what came in and what went out have columns of their own, without a sign."""
    txn, fen = leg.txn, leg.amount_fen
    order = numbers.get(txn.about_id, "") if txn.about_type == "order" else ""
    return [
        sim_time(txn.sim_at, cohort), str(MEANINGS[txn.kind].word), str(txn.kind.word), order,
        txn.key, _plain(fen) if fen > 0 else "", _plain(-fen) if fen < 0 else "",
        _plain(leg.balance_fen),
    ]  # fmt: skip


def edge(word: str, fen: int) -> list[str]:
    return ["", word, "", "", "", "", "", _plain(fen)]


def _plain(fen: int) -> str:
    """-123456 -> '-1234.56', as spreadsheet programs read numbers."""
    return plain_yuan(fen).replace(",", "")
