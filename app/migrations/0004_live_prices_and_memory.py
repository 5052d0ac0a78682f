"""Live prices, a market that remembers, and classes that play together

Revision ID: 0004
Revises: 0003

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.altering import altering, guard_foreign_keys, without_foreign_keys
from app.db import UtcDateTime

# revision identifiers, used by Alembic.
revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What a row of these tables must fulfil, before and after.
OLD_CHECKS: dict[str, dict[str, str]] = {
    "order": {},
    "promotion": {
        "ck_promotion_platform_coupons_alone": "(store_id IS NULL) = (kind = 'platform_coupon')",
    },
}
NEW_CHECKS: dict[str, dict[str, str]] = {
    "order": {
        "ck_order_platform_within_shipping": "shipping_platform_fen BETWEEN 0 AND shipping_discount_fen AND shipping_platform_back_fen BETWEEN 0 AND shipping_platform_fen",
    },
    "promotion": {
        "ck_promotion_platform_coupons_alone": "(store_id IS NULL OR kind <> 'platform_coupon') AND (store_id IS NOT NULL OR kind IN ('platform_coupon', 'full_reduction', 'free_shipping'))",
    },
}


def upgrade() -> None:
    """Upgrade schema."""
    without_foreign_keys()
    op.create_table(
        "market_mode",
        sa.Column("from_hour", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("from_hour >= 0", name=op.f("ck_market_mode_counts_from_zero")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_market_mode_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_mode")),
        sa.UniqueConstraint(
            "cohort_id", "from_hour", name=op.f("uq_market_mode_cohort_id_from_hour")
        ),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_market_mode_cohort_id_id")),
    )
    op.create_table(
        "store_regular",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("buyer_number", sa.Integer(), nullable=False),
        sa.Column("rests_until_hour", sa.Integer(), nullable=False),
        sa.Column("until_hour", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "times >= 1 AND rests_until_hour >= 0", name=op.f("ck_store_regular_came_once")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_store_regular_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_regular_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_regular")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_regular_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "store_id",
            "buyer_number",
            name=op.f("uq_store_regular_cohort_id_store_id_buyer_number"),
        ),
    )
    op.create_table(
        "desk_gain",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("gained_micro", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("gained_micro > 0", name=op.f("ck_desk_gain_above_nothing")),
        sa.CheckConstraint("hour >= 0", name=op.f("ck_desk_gain_counts_from_zero")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_desk_gain_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_desk_gain_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_gain")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_desk_gain_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "key", name=op.f("uq_desk_gain_cohort_id_key")),
    )
    with op.batch_alter_table("desk_gain", schema=None) as batch_op:
        batch_op.create_index("ix_desk_gain_store", ["cohort_id", "store_id", "hour"], unique=False)

    with altering("cart_line", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column(
                "source",
                sa.Enum("shelf", "live_bag", name="cartsource", native_enum=False, length=40),
                server_default="shelf",
                nullable=False,
            )
        )

    with altering("listing_demand", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("carried", sa.JSON(), server_default="{}", nullable=False))

    with altering("order", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("shipping_platform_fen", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "shipping_platform_back_fen", sa.BigInteger(), server_default="0", nullable=False
            )
        )

    with altering("planned_purchase", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("reluctance_pm", sa.Integer(), server_default="0", nullable=False)
        )

    with altering("traffic_hour", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("carts", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("regulars", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("straight_milli", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("alone_micro", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ad_left_fen", sa.Integer(), nullable=True))

    with altering("promotion", OLD_CHECKS, NEW_CHECKS):
        pass
    guard_foreign_keys()


def downgrade() -> None:
    """Downgrade schema."""
    without_foreign_keys()
    with altering("traffic_hour", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("ad_left_fen")
        batch_op.drop_column("alone_micro")
        batch_op.drop_column("straight_milli")
        batch_op.drop_column("regulars")
        batch_op.drop_column("carts")

    with altering("planned_purchase", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("reluctance_pm")

    with altering("order", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("shipping_platform_back_fen")
        batch_op.drop_column("shipping_platform_fen")

    with altering("listing_demand", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("carried")

    with altering("cart_line", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("source")

    with op.batch_alter_table("desk_gain", schema=None) as batch_op:
        batch_op.drop_index("ix_desk_gain_store")

    op.drop_table("desk_gain")
    op.drop_table("store_regular")
    op.drop_table("market_mode")
    with altering("promotion", NEW_CHECKS, OLD_CHECKS):
        pass
    guard_foreign_keys()
