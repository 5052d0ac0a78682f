"""Stores, freight and what trade needs

Revision ID: 0003
Revises: 0002

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
revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What a row of these tables must fulfil, before and after.
OLD_CHECKS: dict[str, dict[str, str]] = {
    "membership": {
        "ck_membership_cohort_if_of_a_class": "(role IN ('trainee', 'teaching_lecturer', 'teaching_assistant')) = (cohort_id IS NOT NULL)",
    },
    "order": {},
    "order_line": {},
    "refund": {},
    "store": {},
    "store_category": {},
}
NEW_CHECKS: dict[str, dict[str, str]] = {
    "membership": {
        "ck_membership_cohort_if_of_a_class": "(role IN ('trainee', 'teaching_lecturer', 'teaching_assistant', 'store_service', 'store_warehouse', 'store_operator')) = (cohort_id IS NOT NULL)",
    },
    "order": {
        "ck_order_promise_in_range": "promise_hours BETWEEN 1 AND 1080",
        "ck_order_shipping_back_once": "shipping_refunded_fen BETWEEN 0 AND shipping_fen",
    },
    "order_line": {
        "ck_order_line_returned_were_shipped": "returned_quantity BETWEEN 0 AND shipped_quantity",
    },
    "refund": {
        "ck_refund_goods_if_return": "kind = 'return' OR state NOT IN ('wait_goods', 'on_way')",
        "ck_refund_no_more_than_asked": "asked_quantity >= quantity",
        "ck_refund_shipping_not_negative": "shipping_fen >= 0",
    },
    "store": {
        "ck_store_named_unless_draft": "name_key IS NOT NULL OR state = 'draft'",
    },
    "store_category": {
        "ck_store_category_no_parent_of_itself": "parent_id <> id",
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
        "store_policy",
        sa.Column("by_teacher", sa.Boolean(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_policy_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_policy")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_policy_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_store_policy_cohort_id")),
    )
    op.create_table(
        "auto_reply",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("welcome", sa.String(length=300), nullable=False),
        sa.Column("away", sa.String(length=300), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_auto_reply_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_auto_reply_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_reply")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_auto_reply_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "store_id", name=op.f("uq_auto_reply_cohort_id_store_id")),
    )
    op.create_table(
        "faq",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_faq_counts_up")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_faq_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_faq_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_faq_cohort_id_id")),
    )
    op.create_table(
        "freight_template",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("piece", "weight", "volume", name="freightkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("ships_from", sa.String(length=20), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "NOT (is_default AND deleted)", name=op.f("ck_freight_template_default_is_there")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_freight_template_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_freight_template_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freight_template")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_freight_template_cohort_id_id")),
    )
    with op.batch_alter_table("freight_template", schema=None) as batch_op:
        batch_op.create_index(
            "ix_freight_template_of_store", ["cohort_id", "store_id"], unique=False
        )

    op.create_table(
        "listing_view",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_listing_view_name_is_said")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_listing_view_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_listing_view_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_listing_view_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_view")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_listing_view_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "store_id",
            "user_id",
            "name",
            name=op.f("uq_listing_view_cohort_id_store_id_user_id_name"),
        ),
    )
    op.create_table(
        "promotion",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "time_discount",
                "flash_sale",
                "group_price",
                "member_price",
                "live_price",
                "presale",
                "multi_buy",
                "bundle",
                "full_reduction",
                "full_discount",
                "gift",
                "store_coupon",
                "item_coupon",
                "new_customer_coupon",
                "code_coupon",
                "platform_coupon",
                "points",
                "free_shipping",
                name="kind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("condition", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("starts_sim_at", UtcDateTime(), nullable=False),
        sa.Column("ends_sim_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "running",
                "paused",
                "ended",
                name="promotionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("budget_fen", sa.Integer(), nullable=True),
        sa.Column("spent_fen", sa.Integer(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("sold_units", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "ends_sim_at > starts_sim_at", name=op.f("ck_promotion_ends_after_start")
        ),
        sa.CheckConstraint(
            "priority BETWEEN 0 AND 99", name=op.f("ck_promotion_priority_in_range")
        ),
        sa.CheckConstraint(
            "sold_units >= 0 AND (quota IS NULL OR sold_units <= quota)",
            name=op.f("ck_promotion_within_quota"),
        ),
        sa.CheckConstraint(
            "spent_fen >= 0 AND (budget_fen IS NULL OR spent_fen <= budget_fen)",
            name=op.f("ck_promotion_within_budget"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_promotion_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_promotion_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_promotion_cohort_id_id")),
    )
    with op.batch_alter_table("promotion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_promotion_of_store", ["cohort_id", "store_id", "state"], unique=False
        )

    op.create_table(
        "quick_phrase",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("group", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_quick_phrase_used_counts_up")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_quick_phrase_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_quick_phrase_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_quick_phrase_owner_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quick_phrase")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_quick_phrase_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "store_id",
            "owner_id",
            "title",
            name=op.f("uq_quick_phrase_cohort_id_store_id_owner_id_title"),
        ),
    )
    op.create_table(
        "store_address",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=11), nullable=False),
        sa.Column("province", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=100), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_store_address_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_address_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_address")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_address_cohort_id_id")),
    )
    with op.batch_alter_table("store_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_store_address_store_id"), ["store_id"], unique=False)
        batch_op.create_index(
            "uq_store_address_default",
            ["cohort_id", "store_id"],
            unique=True,
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        )

    op.create_table(
        "store_staff",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "platform_admin",
                "institution_admin",
                "teaching_lecturer",
                "teaching_assistant",
                "scoring_lecturer",
                "trainee",
                "authority",
                "store_service",
                "store_warehouse",
                "store_operator",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("working", "off", "gone", name="staffstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_store_staff_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_staff_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_store_staff_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_staff")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_staff_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "user_id", name=op.f("uq_store_staff_cohort_id_user_id")),
    )
    with op.batch_alter_table("store_staff", schema=None) as batch_op:
        batch_op.create_index("ix_store_staff_store", ["cohort_id", "store_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_store_staff_user_id"), ["user_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "answered",
                "left",
                "done",
                name="talkstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "flag",
            sa.Enum(
                "none", "red", "yellow", "green", "blue", name="flag", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("assigned_id", sa.Integer(), nullable=True),
        sa.Column("last_no", sa.Integer(), nullable=False),
        sa.Column("last_words", sa.String(length=80), nullable=False),
        sa.Column("opened_sim_at", UtcDateTime(), nullable=False),
        sa.Column("last_sim_at", UtcDateTime(), nullable=False),
        sa.Column("waiting_sim_at", UtcDateTime(), nullable=True),
        sa.Column("satisfaction", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(waiting_sim_at IS NOT NULL) = (state = 'waiting')",
            name=op.f("ck_conversation_waits_since"),
        ),
        sa.CheckConstraint("last_no >= 0", name=op.f("ck_conversation_counts_messages")),
        sa.CheckConstraint(
            "satisfaction IS NULL OR satisfaction BETWEEN 1 AND 5",
            name=op.f("ck_conversation_one_to_five"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_id"], ["user.id"], name=op.f("fk_conversation_assigned_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_conversation_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_id"],
            ["order.cohort_id", "order.id"],
            name=op.f("fk_conversation_cohort_id_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_conversation_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_conversation_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_conversation_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_conversation_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "key", name=op.f("uq_conversation_cohort_id_key")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversation_assigned_id"), ["assigned_id"], unique=False
        )
        batch_op.create_index(
            "ix_conversation_desk", ["cohort_id", "store_id", "state", "last_sim_at"], unique=False
        )
        batch_op.create_index("ix_conversation_shopper", ["cohort_id", "shopper_id"], unique=False)

    op.create_table(
        "coupon_batch",
        sa.Column("promotion_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("per_user", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "claimed BETWEEN 0 AND total", name=op.f("ck_coupon_batch_claims_within_total")
        ),
        sa.CheckConstraint(
            "per_user BETWEEN 1 AND 99", name=op.f("ck_coupon_batch_per_user_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "promotion_id"],
            ["promotion.cohort_id", "promotion.id"],
            name=op.f("fk_coupon_batch_cohort_id_promotion_id_promotion"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_coupon_batch_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon_batch")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_coupon_batch_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "promotion_id", name=op.f("uq_coupon_batch_cohort_id_promotion_id")
        ),
    )
    op.create_table(
        "favourite",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("kept_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(listing_id IS NULL) <> (store_id IS NULL)", name=op.f("ck_favourite_one_of_two")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_favourite_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_favourite_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_favourite_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_favourite_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_favourite")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_favourite_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "user_id",
            "listing_id",
            name=op.f("uq_favourite_cohort_id_user_id_listing_id"),
        ),
        sa.UniqueConstraint(
            "cohort_id", "user_id", "store_id", name=op.f("uq_favourite_cohort_id_user_id_store_id")
        ),
    )
    with op.batch_alter_table("favourite", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_favourite_user_id"), ["user_id"], unique=False)

    op.create_table(
        "footprint",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("seen_sim_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_footprint_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_footprint_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_footprint_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_footprint")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_footprint_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "user_id",
            "listing_id",
            name=op.f("uq_footprint_cohort_id_user_id_listing_id"),
        ),
    )
    with op.batch_alter_table("footprint", schema=None) as batch_op:
        batch_op.create_index(
            "ix_footprint_of", ["cohort_id", "user_id", "seen_sim_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_footprint_user_id"), ["user_id"], unique=False)

    op.create_table(
        "promotion_target",
        sa.Column("promotion_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_promotion_target_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "promotion_id"],
            ["promotion.cohort_id", "promotion.id"],
            name=op.f("fk_promotion_target_cohort_id_promotion_id_promotion"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_promotion_target_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_target")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_promotion_target_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "promotion_id",
            "listing_id",
            name=op.f("uq_promotion_target_cohort_id_promotion_id_listing_id"),
        ),
    )
    op.create_table(
        "promotion_use",
        sa.Column("promotion_id", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=12), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("coupon_id", sa.Integer(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("used_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("fen >= 0 AND units >= 0", name=op.f("ck_promotion_use_not_negative")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "promotion_id"],
            ["promotion.cohort_id", "promotion.id"],
            name=op.f("fk_promotion_use_cohort_id_promotion_id_promotion"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_promotion_use_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_use")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_promotion_use_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "promotion_id",
            "order_number",
            name=op.f("uq_promotion_use_cohort_id_promotion_id_order_number"),
        ),
    )
    with op.batch_alter_table("promotion_use", schema=None) as batch_op:
        batch_op.create_index("ix_promotion_use_order", ["cohort_id", "order_number"], unique=False)

    op.create_table(
        "question",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("shopper_id", sa.Integer(), nullable=True),
        sa.Column(
            "voice",
            sa.Enum("buyer", "teacher", "store", name="voice", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("asked_sim_at", UtcDateTime(), nullable=False),
        sa.Column("answered_sim_at", UtcDateTime(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(author_id IS NULL) <> (shopper_id IS NULL)",
            name=op.f("ck_question_asked_by_one_somebody"),
        ),
        sa.CheckConstraint("answers >= 0", name=op.f("ck_question_answers_are_counted")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_question_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_question_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_question_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_question_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_question_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_question_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "listing_id",
            "author_id",
            "words",
            name=op.f("uq_question_cohort_id_listing_id_author_id_words"),
        ),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            "ix_question_listing", ["cohort_id", "listing_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_question_store", ["cohort_id", "store_id", "answered_sim_at"], unique=False
        )

    op.create_table(
        "complaint",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "no_answer",
                "rude",
                "untrue",
                "off_platform",
                "promise",
                name="complaintreason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "stated", "decided", name="complaintstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("made_sim_at", UtcDateTime(), nullable=False),
        sa.Column("due_sim_at", UtcDateTime(), nullable=False),
        sa.Column("statement", sa.String(length=500), nullable=False),
        sa.Column("stated_sim_at", UtcDateTime(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum("buyer", "store", name="decision", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("decided_sim_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'decided') = (decision IS NOT NULL) AND (state = 'decided') = (decided_sim_at IS NOT NULL)",
            name=op.f("ck_complaint_decided_with_reasons"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "conversation_id"],
            ["conversation.cohort_id", "conversation.id"],
            name=op.f("fk_complaint_cohort_id_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_complaint_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_complaint_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_complaint_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint(
            "cohort_id", "conversation_id", name=op.f("uq_complaint_cohort_id_conversation_id")
        ),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_complaint_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_complaint_cohort_id_number")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(
            "ix_complaint_store", ["cohort_id", "store_id", "state"], unique=False
        )

    op.create_table(
        "coupon",
        sa.Column("coupon_batch_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("claimed_sim_at", UtcDateTime(), nullable=False),
        sa.Column("order_number", sa.String(length=12), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_coupon_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "coupon_batch_id"],
            ["coupon_batch.cohort_id", "coupon_batch.id"],
            name=op.f("fk_coupon_cohort_id_coupon_batch_id_coupon_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_coupon_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_coupon_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupon")),
        sa.UniqueConstraint(
            "cohort_id",
            "coupon_batch_id",
            "shopper_id",
            "seq",
            name=op.f("uq_coupon_cohort_id_coupon_batch_id_shopper_id_seq"),
        ),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_coupon_cohort_id_id")),
    )
    with op.batch_alter_table("coupon", schema=None) as batch_op:
        batch_op.create_index("ix_coupon_of_shopper", ["cohort_id", "shopper_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("buyer", "store", "auto", "system", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("said_sim_at", UtcDateTime(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.Column("clocked", sa.Boolean(), nullable=False),
        sa.Column("waited_seconds", sa.Integer(), nullable=True),
        sa.Column("intent", sa.String(length=40), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("verdict", sa.JSON(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("no >= 1 AND day >= 1", name=op.f("ck_message_counts_from_one")),
        sa.CheckConstraint(
            "points IS NULL OR points BETWEEN 0 AND 100", name=op.f("ck_message_points_of_hundred")
        ),
        sa.CheckConstraint(
            "waited_seconds IS NULL OR waited_seconds >= 0", name=op.f("ck_message_waits_forward")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "conversation_id"],
            ["conversation.cohort_id", "conversation.id"],
            name=op.f("fk_message_cohort_id_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_message_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_message_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "cohort_id",
            "conversation_id",
            "no",
            name=op.f("uq_message_cohort_id_conversation_id_no"),
        ),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_message_cohort_id_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_store_day", ["cohort_id", "store_id", "day", "opens"], unique=False
        )

    op.create_table(
        "question_answer",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("shopper_id", sa.Integer(), nullable=True),
        sa.Column(
            "voice",
            sa.Enum("buyer", "teacher", "store", name="voice", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("answered_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(author_id IS NULL) <> (shopper_id IS NULL)",
            name=op.f("ck_question_answer_answered_by_one_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_question_answer_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "question_id"],
            ["question.cohort_id", "question.id"],
            name=op.f("fk_question_answer_cohort_id_question_id_question"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_question_answer_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_question_answer_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_answer")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_question_answer_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "question_id",
            "author_id",
            name=op.f("uq_question_answer_cohort_id_question_id_author_id"),
        ),
    )
    with op.batch_alter_table("question_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_question_answer_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            "ix_question_answer_of", ["cohort_id", "question_id", "id"], unique=False
        )

    with altering("bulk_row", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("lines", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("faults", sa.JSON(), server_default="[]", nullable=False))
        batch_op.alter_column("listing_id", existing_type=sa.INTEGER(), nullable=True)

    with altering("cart_line", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("seen_fen", sa.Integer(), nullable=True))

    with altering("order", NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("shipping_refunded_fen", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("promise_hours", sa.Integer(), server_default="48", nullable=False)
        )

    with altering("order_line", NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("returned_quantity", sa.Integer(), server_default="0", nullable=False)
        )

    with altering("planned_purchase", NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("seen_shipping_fen", sa.Integer(), server_default="0", nullable=False)
        )

    with altering("refund", NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("shipping_fen", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("refund", "return", name="aftersalekind", native_enum=False, length=40),
                server_default="refund",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("asked_quantity", sa.Integer(), server_default="1", nullable=False)
        )
        batch_op.add_column(sa.Column("return_by_sim_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("sent_back_sim_at", UtcDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("carrier", sa.String(length=20), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("tracking_number", sa.String(length=40), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("confirm_by_sim_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("sellable", sa.Boolean(), nullable=True))
        batch_op.add_column(
            sa.Column("address", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("complaint", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("case", sa.String(length=500), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("decide_by_sim_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("decided_sim_at", UtcDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("decision", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_refund_decided_by_id_user"), "user", ["decided_by_id"], ["id"]
        )

    with altering("review", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("pictures", sa.JSON(), server_default="[]", nullable=False))

    with altering("store", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("steps_done", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("promises", sa.JSON(), server_default="[]", nullable=False))
        batch_op.alter_column("name_key", existing_type=sa.VARCHAR(length=60), nullable=True)

    with altering("store_category", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "rule",
                sa.Enum(
                    "hand", "newest", "best", "low", name="grouprule", native_enum=False, length=40
                ),
                server_default="hand",
                nullable=False,
            )
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_store_category_cohort_id_parent_id_store_category"),
            "store_category",
            ["cohort_id", "parent_id"],
            ["cohort_id", "id"],
        )

    with altering("store_review", NEW_CHECKS) as batch_op:
        batch_op.add_column(sa.Column("reviewer_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_store_review_reviewer_id_user"), "user", ["reviewer_id"], ["id"]
        )

    with altering("membership", NEW_CHECKS):
        pass
    guard_foreign_keys()


def downgrade() -> None:
    """Downgrade schema."""
    without_foreign_keys()
    with altering("store_review", OLD_CHECKS) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_store_review_reviewer_id_user"), type_="foreignkey")
        batch_op.drop_column("reviewer_id")

    with altering("store_category", OLD_CHECKS) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_store_category_cohort_id_parent_id_store_category"), type_="foreignkey"
        )
        batch_op.drop_column("rule")
        batch_op.drop_column("parent_id")

    with altering("store", OLD_CHECKS) as batch_op:
        batch_op.alter_column("name_key", existing_type=sa.VARCHAR(length=60), nullable=False)
        batch_op.drop_column("promises")
        batch_op.drop_column("steps_done")

    with altering("review", OLD_CHECKS) as batch_op:
        batch_op.drop_column("pictures")

    with altering("refund", OLD_CHECKS) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_refund_decided_by_id_user"), type_="foreignkey")
        batch_op.drop_column("decided_by_id")
        batch_op.drop_column("decision")
        batch_op.drop_column("decided_sim_at")
        batch_op.drop_column("decide_by_sim_at")
        batch_op.drop_column("case")
        batch_op.drop_column("complaint")
        batch_op.drop_column("address")
        batch_op.drop_column("sellable")
        batch_op.drop_column("confirm_by_sim_at")
        batch_op.drop_column("tracking_number")
        batch_op.drop_column("carrier")
        batch_op.drop_column("sent_back_sim_at")
        batch_op.drop_column("return_by_sim_at")
        batch_op.drop_column("asked_quantity")
        batch_op.drop_column("kind")
        batch_op.drop_column("shipping_fen")

    with altering("planned_purchase", OLD_CHECKS) as batch_op:
        batch_op.drop_column("seen_shipping_fen")

    with altering("order_line", OLD_CHECKS) as batch_op:
        batch_op.drop_column("returned_quantity")

    with altering("order", OLD_CHECKS) as batch_op:
        batch_op.drop_column("promise_hours")
        batch_op.drop_column("shipping_refunded_fen")

    with altering("cart_line", OLD_CHECKS) as batch_op:
        batch_op.drop_column("seen_fen")

    with altering("bulk_row", OLD_CHECKS) as batch_op:
        batch_op.alter_column("listing_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("faults")
        batch_op.drop_column("lines")

    with op.batch_alter_table("question_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_question_answer_of")
        batch_op.drop_index(batch_op.f("ix_question_answer_author_id"))

    op.drop_table("question_answer")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_store_day")

    op.drop_table("message")
    with op.batch_alter_table("coupon", schema=None) as batch_op:
        batch_op.drop_index("ix_coupon_of_shopper")

    op.drop_table("coupon")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index("ix_complaint_store")

    op.drop_table("complaint")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_store")
        batch_op.drop_index("ix_question_listing")
        batch_op.drop_index(batch_op.f("ix_question_author_id"))

    op.drop_table("question")
    with op.batch_alter_table("promotion_use", schema=None) as batch_op:
        batch_op.drop_index("ix_promotion_use_order")

    op.drop_table("promotion_use")
    op.drop_table("promotion_target")
    with op.batch_alter_table("footprint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_footprint_user_id"))
        batch_op.drop_index("ix_footprint_of")

    op.drop_table("footprint")
    with op.batch_alter_table("favourite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_favourite_user_id"))

    op.drop_table("favourite")
    op.drop_table("coupon_batch")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index("ix_conversation_shopper")
        batch_op.drop_index("ix_conversation_desk")
        batch_op.drop_index(batch_op.f("ix_conversation_assigned_id"))

    op.drop_table("conversation")
    with op.batch_alter_table("store_staff", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_store_staff_user_id"))
        batch_op.drop_index("ix_store_staff_store")

    op.drop_table("store_staff")
    with op.batch_alter_table("store_address", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_store_address_default",
            sqlite_where=sa.text("is_default"),
            postgresql_where=sa.text("is_default"),
        )
        batch_op.drop_index(batch_op.f("ix_store_address_store_id"))

    op.drop_table("store_address")
    op.drop_table("quick_phrase")
    with op.batch_alter_table("promotion", schema=None) as batch_op:
        batch_op.drop_index("ix_promotion_of_store")

    op.drop_table("promotion")
    op.drop_table("listing_view")
    with op.batch_alter_table("freight_template", schema=None) as batch_op:
        batch_op.drop_index("ix_freight_template_of_store")

    op.drop_table("freight_template")
    op.drop_table("faq")
    op.drop_table("auto_reply")
    op.drop_table("store_policy")
    with altering("membership", OLD_CHECKS):
        pass
    guard_foreign_keys()
