"""What a class came to: a line for each trainee, as a table and as JSON."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from rich.table import Table

from app.db import db
from app.identity.models import Membership, Role, User
from app.money import plain_yuan
from grading.results.models import Result
from grading.submissions.models import Submission
from seeds.rehearsal.cast import Part
from sim_market.finance.queries import profit_of
from sim_market.orders.models import Order
from sim_market.stores.models import Store

if TYPE_CHECKING:
    from seeds.rehearsal.run import Outcome


@dataclass(slots=True)
class Line:
    """One trainee. Money in fen, `fulfilled_bp` in basis points of the orders that were paid."""

    trainee: str
    strategy: str
    orders: int = 0
    revenue_fen: int = 0
    profit_fen: int = 0
    fulfilled_bp: int = 0
    score_tenths: int | None = None


def class_lines(cohort_id: int, parts: list[Part]) -> list[Line]:
    """The figures of each trainee, in the order of the class list."""
    people = dict(
        db.session.execute(
            sa.select(User.name, User.id)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.cohort_id == cohort_id, Membership.role == Role.TRAINEE)
        ).all()
    )
    return [line_of(cohort_id, people[part.name], part) for part in parts]


def line_of(cohort_id: int, user_id: int, part: Part) -> Line:
    line = Line(part.name, part.strategy.word)
    store = db.session.scalar(
        sa.select(Store).where(Store.cohort_id == cohort_id, Store.owner_id == user_id)
    )
    if store is not None:
        profit = profit_of(store)
        line.orders, line.fulfilled_bp = orders_of(store)
        line.revenue_fen, line.profit_fen = profit.revenue_fen, profit.profit_fen
    line.score_tenths = db.session.scalar(
        sa.select(Result.final_tenths)
        .join(Submission, Submission.id == Result.submission_id)
        .where(Submission.cohort_id == cohort_id, Submission.trainee_id == user_id)
        .order_by(Submission.attempt.desc())
        .limit(1)
    )
    return line


def orders_of(store: Store) -> tuple[int, int]:
    """Paid orders, and the share of them that was shipped in time, in basis points."""
    paid, in_time = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count(sa.case((Order.shipped_sim_at <= Order.ship_by_sim_at, 1))),
        ).where(
            Order.cohort_id == store.cohort_id,
            Order.store_id == store.id,
            Order.paid_sim_at.is_not(None),
        )
    ).one()
    return paid, in_time * 10_000 // paid if paid else 0


def table(outcome: "Outcome") -> Table:
    """The result as people read it."""
    shown = Table(title=f"演练：{outcome.trainees} 人 {outcome.days} 天，种子 {outcome.seed}")
    for name in ("学员", "做法"):
        shown.add_column(name)
    for name in ("订单", "销售额", "利润", "按时履约", "成绩"):
        shown.add_column(name, justify="right")
    for line in outcome.lines:
        shown.add_row(
            line.trainee,
            line.strategy,
            str(line.orders),
            plain_yuan(line.revenue_fen),
            plain_yuan(line.profit_fen),
            f"{line.fulfilled_bp / 100:.1f}%",
            "—" if line.score_tenths is None else f"{line.score_tenths / 10:.1f}",
        )
    broken = [name for name, wrong in outcome.checks.items() if wrong]
    kept = "全部成立" if not broken else f"不成立：{', '.join(broken)}"
    shown.caption = (
        f"{len(outcome.checks)} 项不变量{kept} · {outcome.requests} 次请求 · "
        f"用时 {outcome.seconds:.1f} 秒 · 日志链头 {outcome.journal_head[:16]}"
    )
    return shown


def as_json(outcome: "Outcome") -> dict[str, Any]:
    """All of it; `seconds` is the only figure that differs from run to run."""
    return asdict(outcome)
