"""One change of many listings, with a row for each."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.flow import Flow, State
from app.identity.models import User
from sim_market.listings.models import Listing
from sim_market.stores.models import Store


class Deed(State):
    """What is done to each listing."""

    PRICE = "price", _l("改售价")
    STOCK = "stock", _l("改库存")
    TITLE = "title", _l("改标题")
    CATEGORY = "category", _l("改类目")
    FREIGHT = "freight", _l("改运费模板")
    COMPARE = "compare", _l("改划线价")
    LIMIT = "limit", _l("改每人限购")
    ON_SALE = "on_sale", _l("上架")
    OFF_SALE = "off_sale", _l("下架")
    BIN = "bin", _l("放进回收站")
    IMPORT = "import", _l("导入表格")
    GRID = "grid", _l("表格编辑")


AS_CONTENT = (Deed.IMPORT, Deed.GRID)  # rows hold the whole listing before and after


class RunState(State):
    PREVIEW = "preview", _l("待确认"), "info"
    RUNNING = "running", _l("进行中"), "info"
    DONE = "done", _l("已完成"), "ok"
    UNDOING = "undoing", _l("撤销中"), "info"
    UNDONE = "undone", _l("已撤销"), "idle"


class RowState(State):
    BLOCKED = "blocked", _l("不能改"), "risk"
    SAME = "same", _l("不用改"), "idle"
    WAITING = "waiting", _l("待改"), "info"
    OK = "ok", _l("已改"), "ok"
    FAILED = "failed", _l("没改成"), "risk"
    UNDONE = "undone", _l("已撤销"), "idle"
    KEPT = "kept", _l("没撤销"), "warn"


RUN_FLOW = Flow(
    {
        RunState.PREVIEW: {RunState.RUNNING},
        RunState.RUNNING: {RunState.DONE},
        RunState.DONE: {RunState.UNDOING},
        RunState.UNDOING: {RunState.UNDONE},
        RunState.UNDONE: set(),
    }
)


class BulkRun(Sandboxed, Model):
    """A change of many listings. `said` is what was asked for; `undo_until` is real time.

    Of an import `said` has the file's name, its SHA-256 (`sha256`), that of the pictures beside it
    (`pictures`, None if there are none) and what stood above the columns of its sheets (`heads`).
    """

    __tablename__ = "bulk_run"
    __table_args__ = sandboxed(
        parent("store"), sa.Index("ix_bulk_run_store", "cohort_id", "store_id", "id")
    )

    store_id: Mapped[int]
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    deed: Mapped[Deed]
    said: Mapped[dict[str, Any]]
    state: Mapped[RunState] = mapped_column(default=RunState.PREVIEW)
    undo_until: Mapped[datetime | None]

    store: Mapped[Store] = relationship(primaryjoin="foreign(BulkRun.store_id) == Store.id")
    actor: Mapped[User] = relationship()


class BulkRow(Sandboxed, Model):
    """One listing of a run: the values that change, before and after, and what came of it.

    A deed `AS_CONTENT` keeps whole contents with the `version` they stand for; without a listing
    it is to be made. `lines`: its rows in the file as {"sheet", "number", "cells"}; `faults`: what
    is wrong with a cell as {"sheet", "line", "column", "text", "message", "rule", "todo"}.
    """

    __tablename__ = "bulk_row"
    __table_args__ = sandboxed(
        parent("bulk_run"),
        parent("listing"),
        sa.UniqueConstraint("cohort_id", "bulk_run_id", "listing_id"),
        sa.Index("ix_bulk_row_state", "cohort_id", "bulk_run_id", "state"),
    )

    bulk_run_id: Mapped[int]
    listing_id: Mapped[int | None]
    state: Mapped[RowState]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    message: Mapped[str] = mapped_column(sa.Text, default="")
    rule: Mapped[str] = mapped_column(sa.String(8), default="")
    lines: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    faults: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    listing: Mapped[Listing | None] = relationship(
        primaryjoin="foreign(BulkRow.listing_id) == Listing.id"
    )

    @property
    def title(self) -> str:
        """What it is called, or what the file calls it."""
        if self.listing:
            return self.listing.title
        said = str(self.after.get("title") or "") if self.after else ""
        return said or str(next((text for text in self.raw if text.strip()), ""))[:80]

    @property
    def raw(self) -> list[str]:
        """The cells of its first row in the file."""
        return list(self.lines[0]["cells"]) if self.lines else []
