"""The merchant's mall

Revision ID: 0002
Revises: 0001

"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

from app.db import UtcDateTime

# revision identifiers, used by Alembic.
revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What a row of these tables must fulfil, before and after.
OLD_CHECKS: dict[str, dict[str, str]] = {
    "listing": {
        "ck_listing_first_on_sale_if_ever": "state = 'draft' OR first_on_sale_sim_at IS NOT NULL",
    },
    "sku": {},
    "store": {
        "ck_store_opened_if_open": "(opened_sim_at IS NOT NULL) = (state IN ('open', 'closed'))",
    },
}
NEW_CHECKS: dict[str, dict[str, str]] = {
    "listing": {
        "ck_listing_binned_if_in": "(state = 'binned') = (binned_sim_at IS NOT NULL)",
        "ck_listing_first_on_sale_if_ever": "state NOT IN ('on_sale', 'off_sale', 'frozen') OR first_on_sale_sim_at IS NOT NULL",
        "ck_listing_limit_is_not_negative": "limit_per_buyer >= 0",
        "ck_listing_scheduled_if_set": "(state = 'scheduled') = (scheduled_sim_at IS NOT NULL)",
        "ck_listing_ships_within": "ship_hours IS NULL OR ship_hours BETWEEN 1 AND 1080",
    },
    "sku": {
        "ck_sku_compare_above": "compare_fen IS NULL OR compare_fen > price_fen",
    },
    "store": {
        "ck_store_opened_if_open": "(opened_sim_at IS NOT NULL) = (state IN ('open', 'restricted', 'suspended', 'closed'))",
        "ck_store_search_pm_in_range": "search_pm BETWEEN 0 AND 1000",
    },
}


@contextmanager
def altering(table: str, checks: dict[str, dict[str, str]]) -> Iterator[BatchOperations]:
    """Change a table together with its checks; SQLite writes it anew."""
    before = NEW_CHECKS if checks is OLD_CHECKS else OLD_CHECKS
    with op.batch_alter_table(table) as batch:
        for name in before.get(table, {}):
            batch.drop_constraint(op.f(name), type_="check")
        yield batch
        for name, rule in checks.get(table, {}).items():
            batch.create_check_constraint(op.f(name), sa.text(rule))


def without_foreign_keys() -> None:
    """Tables that are written anew on SQLite are gone for a moment: nobody minds on this connection.

    The pragma has no effect inside a transaction, and must not outlive the migration: the
    connection is closed with it instead of going back to the pool.
    """
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.detach()
        raw = cast(sqlite3.Connection, connection.connection.dbapi_connection)
        raw.commit()
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN IMMEDIATE")


def guard_foreign_keys() -> None:
    """What was written anew must still be what others refer to, else nothing is kept."""
    if op.get_bind().dialect.name == "sqlite":
        broken = op.get_bind().exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"foreign keys would break: {broken[:5]}")


def upgrade() -> None:
    """Upgrade schema."""
    without_foreign_keys()
    op.create_table(
        "listing_review",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("answered_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("round >= 1", name=op.f("ck_listing_review_round_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_listing_review_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_listing_review_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_review")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_listing_review_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "listing_id",
            "round",
            name=op.f("uq_listing_review_cohort_id_listing_id_round"),
        ),
    )
    op.create_table(
        "listing_version",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column(
            "why",
            sa.Enum(
                "created",
                "edited",
                "specs",
                "restored",
                "copied",
                "bulk",
                name="versionreason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("saved_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_listing_version_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_listing_version_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_listing_version_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_listing_version_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_version")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_listing_version_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "listing_id",
            "number",
            name=op.f("uq_listing_version_cohort_id_listing_id_number"),
        ),
    )
    op.create_table(
        "sku_price",
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("since_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("price_fen >= 0", name=op.f("ck_sku_price_price_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sku_id"],
            ["sku.cohort_id", "sku.id"],
            name=op.f("fk_sku_price_cohort_id_sku_id_sku"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_sku_price_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sku_price")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_sku_price_cohort_id_id")),
    )
    with op.batch_alter_table("sku_price", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sku_price_since", ["cohort_id", "sku_id", "since_sim_at"], unique=False
        )

    with altering("listing", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("scheduled_sim_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("binned_sim_at", UtcDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("limit_per_buyer", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("presale", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("ship_hours", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("freight_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("alts", sa.JSON(), server_default="{}", nullable=False))

    with altering("sku", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("specs", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(
            sa.Column("merchant_code", sa.String(length=40), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("compare_fen", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("volume_cm3", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.drop_constraint(batch_op.f("uq_sku_cohort_id_listing_id_spec"), type_="unique")
        batch_op.create_index(
            "uq_sku_spec",
            ["cohort_id", "listing_id", "spec"],
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        )

    with altering("store", NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("search_pm", sa.Integer(), server_default="1000", nullable=False)
        )
    guard_foreign_keys()


def downgrade() -> None:
    """Downgrade schema."""
    without_foreign_keys()
    with altering("store", OLD_CHECKS) as batch_op:
        batch_op.drop_column("search_pm")

    with altering("sku", OLD_CHECKS) as batch_op:
        batch_op.drop_index(
            "uq_sku_spec", sqlite_where=sa.text("active"), postgresql_where=sa.text("active")
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_sku_cohort_id_listing_id_spec"), ["cohort_id", "listing_id", "spec"]
        )
        batch_op.drop_column("active")
        batch_op.drop_column("volume_cm3")
        batch_op.drop_column("compare_fen")
        batch_op.drop_column("merchant_code")
        batch_op.drop_column("specs")

    with altering("listing", OLD_CHECKS) as batch_op:
        batch_op.drop_column("alts")
        batch_op.drop_column("freight_id")
        batch_op.drop_column("ship_hours")
        batch_op.drop_column("presale")
        batch_op.drop_column("limit_per_buyer")
        batch_op.drop_column("binned_sim_at")
        batch_op.drop_column("scheduled_sim_at")

    with op.batch_alter_table("sku_price", schema=None) as batch_op:
        batch_op.drop_index("ix_sku_price_since")

    op.drop_table("sku_price")
    op.drop_table("listing_version")
    op.drop_table("listing_review")
    guard_foreign_keys()
