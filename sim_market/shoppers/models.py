"""Shoppers of one sandbox."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Sandboxed, parent, sandboxed
from app.identity.models import User
from sim_market.ledger.models import AccountKind, Purse


class Shopper(Sandboxed, Model):
    """Somebody who buys: a person (`user_id`) or number `number` of the simulated pool.

    A person pays from a wallet; a simulated shopper brings money from the world outside.
    `phone_tail` is the last four digits of a phone number that does not exist.
    """

    __tablename__ = "shopper"
    __table_args__ = sandboxed(
        sa.UniqueConstraint("cohort_id", "user_id"),
        sa.UniqueConstraint("cohort_id", "number"),
        sa.CheckConstraint("(user_id IS NULL) = (number IS NOT NULL)", name="person_or_simulated"),
    )

    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    number: Mapped[int | None]
    nickname: Mapped[str] = mapped_column(sa.String(40))
    province: Mapped[str] = mapped_column(sa.String(20))
    city: Mapped[str] = mapped_column(sa.String(20))
    street: Mapped[str] = mapped_column(sa.String(100))
    receiver: Mapped[str] = mapped_column(sa.String(20))
    phone_tail: Mapped[str] = mapped_column(sa.String(4))

    user: Mapped[User | None] = relationship()

    @property
    def is_simulated(self) -> bool:
        return self.user_id is None

    @property
    def purse(self) -> Purse:
        """Where this shopper's money comes from and goes back to."""
        if self.is_simulated:
            return Purse(self.cohort_id, AccountKind.WORLD)
        return Purse(self.cohort_id, AccountKind.WALLET, self.id)

    @property
    def address(self) -> dict[str, Any]:
        """As it is copied onto an order: receiver, phone (masked), province, city, street."""
        return written(self)


class ShopperAddress(Sandboxed, Model):
    """One more address of a shopper; the one that is used by default is the shopper's own."""

    __tablename__ = "shopper_address"
    __table_args__ = sandboxed(
        parent("shopper"),
        sa.Index("ix_shopper_address_shopper", "cohort_id", "shopper_id"),
    )

    shopper_id: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(10), default="")
    province: Mapped[str] = mapped_column(sa.String(20))
    city: Mapped[str] = mapped_column(sa.String(20))
    street: Mapped[str] = mapped_column(sa.String(100))
    receiver: Mapped[str] = mapped_column(sa.String(20))
    phone_tail: Mapped[str] = mapped_column(sa.String(4))

    @property
    def address(self) -> dict[str, Any]:
        return written(self)


def written(place: Shopper | ShopperAddress) -> dict[str, Any]:
    """An address as it is copied onto an order; its phone number is nobody's."""
    return {
        "receiver": place.receiver,
        "phone": f"1**-****-{place.phone_tail}",
        "province": place.province,
        "city": place.city,
        "street": place.street,
    }
