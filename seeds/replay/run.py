"""One replay from the file to the verdict."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.commands import problems
from app.db import db
from app.journal import head_of
from seeds.replay.figures import broken, played_sums
from seeds.replay.goods import goods_of
from seeds.replay.plain import own_sums
from seeds.replay.play import Played, Replay
from seeds.replay.rows import NotTransactions, Reported, Row, read
from seeds.replay.stage import Progress, set_stage
from seeds.replay.sums import Sums, differences


@dataclass(slots=True)
class Outcome:
    """What a replay came to; all but the seconds depend on the file alone."""

    file: str
    sums: Sums
    played: Played
    products: int = 0
    names_changed: int = 0
    names_refused: list[str] = field(default_factory=list)
    skus: int = 0
    reported: list[Reported] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    checks: dict[str, list[str]] = field(default_factory=dict)
    journal_head: str = ""
    stage_seconds: float = 0.0
    play_seconds: float = 0.0

    @property
    def holds(self) -> bool:
        return not self.wrong and not any(self.checks.values())

    @property
    def orders_per_second(self) -> float:
        """Orders through the whole chain, from placing to settlement, refunds included."""
        return self.sums.orders / self.play_seconds if self.play_seconds else 0.0


@contextmanager
def seldom_collected() -> Iterator[None]:
    """What was read stays, and most else goes by itself: look for cycles less often."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def replay(path: Path, *, limit: int | None, progress: Progress) -> Outcome:
    """Play a file in the current application. Raises NotTransactions."""
    rows, bad = read(path, limit)
    with seldom_collected():
        return played_through(path, rows, bad, limit=limit, progress=progress)


def played_through(
    path: Path, rows: list[Row], bad: list[Reported], *, limit: int | None, progress: Progress
) -> Outcome:
    sales = sales_of(rows)
    if not sales:
        raise NotTransactions("文件里没有一行是卖出商品的")
    goods = goods_of(sales)
    began = time.monotonic()
    stage = set_stage(goods, min(row.at for row in rows).date(), progress)
    staged = time.monotonic()
    played = Replay(stage, rows, progress).play()
    ended = time.monotonic()
    progress("核对", 0, 1)
    sums = played_sums(stage, played, bad)
    outcome = Outcome(
        path.name, sums, played, products=len(goods), skus=len(stage.skus),
        names_changed=sum(len(one.names) > 1 for one in goods), names_refused=stage.renamed,
        reported=sorted([*bad, *played.reported], key=lambda one: one.line),
        wrong=[*verdict(path, limit, sums), *broken(stage, sums)], checks=problems(),
        journal_head=head_of(stage.cohort_id), stage_seconds=staged - began,
        play_seconds=ended - staged,
    )  # fmt: skip
    db.session.rollback()
    return outcome


def sales_of(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.reason is None and not row.is_cancellation]


def verdict(path: Path, limit: int | None, sums: Sums) -> list[str]:
    """Where the replay and the file's own sums differ."""
    own, whole_fen = own_sums(path, limit)
    wrong = list(differences(sums, own))
    if sums.net_fen + sums.reported_fen != whole_fen:
        said = f"{sums.net_fen} + {sums.reported_fen} fen"
        wrong.append(f"net and reported: {said}, all lines of the file {whole_fen}")
    return wrong
