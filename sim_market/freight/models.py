"""Shipping templates of a store."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Model, Sandboxed, parent, sandboxed
from app.errors import Conflict
from app.flow import State
from sim_market.freight.price import Measure, Rates, Zone


class FreightKind(State):
    """What a template counts."""

    PIECE = "piece", _l("按件")
    WEIGHT = "weight", _l("按重量")
    VOLUME = "volume", _l("按体积")


UNITS = {
    FreightKind.PIECE: _l("件"),
    FreightKind.WEIGHT: _l("克"),
    FreightKind.VOLUME: _l("立方厘米"),
}


class Use(NamedTuple):
    """Something that names a template, and where it is changed."""

    title: str
    link: str


class NotDelivered(Conflict):
    """The store does not send these goods to that province."""


class FreightTemplate(Sandboxed, Model):
    """How a store charges for sending goods. `zones`: as `price.Zone` has them, the rest last.

    A store's default template is for all goods that name none. A template that was deleted stays
    for the orders and the history that name it.
    """

    __tablename__ = "freight_template"
    __table_args__ = sandboxed(
        parent("store"),
        sa.Index("ix_freight_template_of_store", "cohort_id", "store_id"),
        sa.CheckConstraint("NOT (is_default AND deleted)", name="default_is_there"),
    )

    store_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(30))
    kind: Mapped[FreightKind]
    ships_from: Mapped[str] = mapped_column(sa.String(20))
    zones: Mapped[list[Any]]
    is_default: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def rates(self) -> Rates:
        zones = tuple(Zone(**each | {"provinces": tuple(each["provinces"])}) for each in self.zones)
        return Rates(Measure(self.kind.value), zones)

    @property
    def rest(self) -> Zone:
        """For all provinces that no zone names."""
        return self.rates.zones[-1]

    @property
    def is_free(self) -> bool:
        """Does it charge nothing, wherever the goods go?"""
        return not any(zone.first_fen or zone.step_fen for zone in self.rates.zones)

    @property
    def unit(self) -> str:
        return str(UNITS[self.kind])
