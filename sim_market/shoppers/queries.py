"""Reading shoppers."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import NotFound
from sim_market.shoppers.models import Shopper, ShopperAddress


def find_shopper(user_id: int, cohort_id: int) -> Shopper | None:
    """This person as a shopper, if they have been one."""
    return db.session.scalar(
        sa.select(Shopper).where(Shopper.cohort_id == cohort_id, Shopper.user_id == user_id)
    )


def list_addresses(shopper: Shopper) -> Sequence[ShopperAddress]:
    """The other addresses of a shopper, beside the one that is used by default."""
    return db.session.scalars(
        sa.select(ShopperAddress)
        .where(
            ShopperAddress.cohort_id == shopper.cohort_id, ShopperAddress.shopper_id == shopper.id
        )
        .order_by(ShopperAddress.id)
    ).all()


def get_address(address_id: int, shopper: Shopper) -> ShopperAddress:
    """An address of this shopper's book, or NotFound."""
    found = db.session.scalar(
        sa.select(ShopperAddress).where(
            ShopperAddress.id == address_id,
            ShopperAddress.cohort_id == shopper.cohort_id,
            ShopperAddress.shopper_id == shopper.id,
        )
    )
    if found is None:
        raise NotFound(_("地址簿里没有这个地址"), next_step=_("看看地址簿"), link="/mall/addresses")
    return found


def place_of(shopper: Shopper, address_id: int | None) -> dict[str, Any]:
    """The address that was chosen, as an order copies it; without a choice the default one."""
    return get_address(address_id, shopper).address if address_id else shopper.address
