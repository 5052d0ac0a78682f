"""First schema

Revision ID: 0001
Revises:

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.append_only import statements
from app.db import UtcDateTime

APPEND_ONLY = ("journal", "txn", "leg")

# revision identifiers, used by Alembic.
revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = ("default",)
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
        sa.UniqueConstraint("name", name=op.f("uq_heartbeat_name")),
    )
    op.create_table(
        "institution",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("name", name=op.f("uq_institution_name")),
    )
    op.create_index(op.f("ix_institution_region"), "institution", ["region"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
        sa.UniqueConstraint("chain", name=op.f("uq_journal_head_chain")),
    )
    op.create_table(
        "knock",
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knock")),
        sa.UniqueConstraint("place", name=op.f("uq_knock_place")),
    )
    op.create_index(op.f("ix_knock_last_at"), "knock", ["last_at"], unique=False)
    op.create_table(
        "receipt_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_day")),
        sa.UniqueConstraint("day", name=op.f("uq_receipt_day_day")),
    )
    op.create_table(
        "rubric",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric")),
        sa.UniqueConstraint("sha256", name=op.f("uq_rubric_sha256")),
    )
    op.create_index(op.f("ix_rubric_code"), "rubric", ["code"], unique=False)
    op.create_table(
        "supplier",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("category_code", sa.String(length=60), nullable=False),
        sa.Column("province", sa.String(length=12), nullable=False),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=20), nullable=False),
        sa.Column("intro", sa.String(length=200), nullable=False),
        sa.Column("since_year", sa.Integer(), nullable=False),
        sa.Column("lead_hours", sa.Integer(), nullable=False),
        sa.Column("service_score", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
        sa.UniqueConstraint("code", name=op.f("uq_supplier_code")),
    )
    op.create_index(op.f("ix_supplier_category_code"), "supplier", ["category_code"], unique=False)
    op.create_table(
        "training_scheme",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_scheme")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_training_scheme_code_version")),
    )
    op.create_table(
        "user",
        sa.Column("username", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_expires_at", UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("phone", name=op.f("uq_user_phone")),
        sa.UniqueConstraint("username", name=op.f("uq_user_username")),
    )
    op.create_table(
        "answer",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("location", sa.String(length=500), nullable=True),
        sa.Column("media_type", sa.String(length=80), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_answer_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("user_id", "route", "key", name=op.f("uq_answer_user_id_route_key")),
    )
    op.create_table(
        "cohort",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column(
            "state",
            sa.Enum("planned", "open", "closed", name="cohortstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("scenario", sa.String(length=40), nullable=False),
        sa.Column("sim_start_at", UtcDateTime(), nullable=False),
        sa.Column("sim_at", UtcDateTime(), nullable=False),
        sa.Column("clock_runs", sa.Boolean(), nullable=False),
        sa.Column("day_minutes", sa.Integer(), nullable=False),
        sa.Column("anchor_at", UtcDateTime(), nullable=True),
        sa.Column("anchor_sim_at", UtcDateTime(), nullable=True),
        sa.Column("target_sim_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("day_minutes >= 1", name=op.f("ck_cohort_rate_is_positive")),
        sa.CheckConstraint("sim_at >= sim_start_at", name=op.f("ck_cohort_never_before_start")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_cohort_institution_id_institution"),
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["training_scheme.id"], name=op.f("fk_cohort_scheme_id_training_scheme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("institution_id", "name", name=op.f("uq_cohort_institution_id_name")),
    )
    op.create_index(op.f("ix_cohort_institution_id"), "cohort", ["institution_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column(
            "by",
            sa.Enum(
                "trainee",
                "teacher",
                "scorer",
                "official",
                "simulated",
                "system",
                "demo",
                name="by",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sim_at", UtcDateTime(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_journal_actor_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_journal_chain_seq")),
    )
    op.create_index(op.f("ix_journal_actor_id"), "journal", ["actor_id"], unique=False)
    op.create_index("ix_journal_chain_verb", "journal", ["chain", "verb"], unique=False)
    op.create_index("ix_journal_subject", "journal", ["subject_type", "subject_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("category_code", sa.String(length=60), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("province", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=30), nullable=False),
        sa.Column("lead_hours", sa.Integer(), nullable=False),
        sa.Column("quality_milli", sa.Integer(), nullable=False),
        sa.Column("cost_fen", sa.Integer(), nullable=False),
        sa.Column("suggested_price_fen", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("lead_hours > 0", name=op.f("ck_product_lead_is_positive")),
        sa.CheckConstraint(
            "quality_milli BETWEEN 0 AND 1000", name=op.f("ck_product_quality_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_product_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
    )
    op.create_index(
        "ix_product_category_cost", "product", ["category_code", "cost_fen"], unique=False
    )
    op.create_index(op.f("ix_product_province"), "product", ["province"], unique=False)
    op.create_index(op.f("ix_product_supplier_id"), "product", ["supplier_id"], unique=False)
    op.create_table(
        "account",
        sa.Column(
            "kind",
            sa.Enum(
                "wallet",
                "store_funds",
                "store_deposit",
                "escrow",
                "commission",
                "suppliers",
                "world",
                name="accountkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind = 'world' OR balance_fen >= 0", name=op.f("ck_account_never_below_zero")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_account_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_account_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "kind", "owner_id", name=op.f("uq_account_cohort_id_kind_owner_id")
        ),
    )
    op.create_table(
        "draw",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("first", "third", name="purpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "published", "done", "withdrawn", name="drawstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("waiting", sa.Boolean(), nullable=True),
        sa.Column("roster", sa.JSON(), nullable=False),
        sa.Column("roster_hash", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=128), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("public_value", sa.String(length=200), nullable=True),
        sa.Column("public_dated", sa.Date(), nullable=True),
        sa.Column("run_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(public_value IS NOT NULL) = (state = 'done')",
            name=op.f("ck_draw_public_value_if_done"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (reason IS NOT NULL)", name=op.f("ck_draw_reason_if_void")
        ),
        sa.CheckConstraint(
            "(waiting IS NOT NULL) = (state = 'published')", name=op.f("ck_draw_waiting_once")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_draw_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_draw_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_draw_cohort_id_number")),
        sa.UniqueConstraint("cohort_id", "waiting", name=op.f("uq_draw_cohort_id_waiting")),
    )
    op.create_table(
        "job",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("due_sim_at", UtcDateTime(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "done",
                "refused",
                "failed",
                "cancelled",
                name="jobstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("handled_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(handled_at IS NULL) = (state = 'waiting')", name=op.f("ck_job_handled_if_ended")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_job_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("cohort_id", "kind", "key", name=op.f("uq_job_cohort_id_kind_key")),
    )
    op.create_index("ix_job_due", "job", ["cohort_id", "state", "due_sim_at", "id"], unique=False)
    op.create_table(
        "market_state",
        sa.Column("volume_pm", sa.Integer(), nullable=False),
        sa.Column("last_hour", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "volume_pm BETWEEN 0 AND 100000", name=op.f("ck_market_state_volume_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_market_state_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_state")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_market_state_cohort_id")),
    )
    op.create_table(
        "membership",
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
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("scope_key", sa.String(length=40), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(role IN ('trainee', 'teaching_lecturer', 'teaching_assistant')) = (cohort_id IS NOT NULL)",
            name=op.f("ck_membership_cohort_if_of_a_class"),
        ),
        sa.CheckConstraint(
            "role <> 'authority' OR region IS NOT NULL",
            name=op.f("ck_membership_region_if_authority"),
        ),
        sa.CheckConstraint(
            "role <> 'institution_admin' OR institution_id IS NOT NULL",
            name=op.f("ck_membership_institution_if_its_admin"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_membership_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institution.id"],
            name=op.f("fk_membership_institution_id_institution"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_cohort_id"), "membership", ["cohort_id"], unique=False)
    op.create_index(
        op.f("ix_membership_institution_id"), "membership", ["institution_id"], unique=False
    )
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_index(
        "uq_membership_held",
        "membership",
        ["user_id", "role", "scope_key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "order_counter",
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_order_counter_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_counter")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_order_counter_cohort_id")),
    )
    op.create_table(
        "portfolio",
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("real_platform", sa.String(length=40), nullable=False),
        sa.Column("real_url", sa.String(length=300), nullable=False),
        sa.Column("real_products", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "real_products IS NULL OR real_products >= 0", name=op.f("ck_portfolio_products")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_portfolio_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["user.id"], name=op.f("fk_portfolio_trainee_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_portfolio_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "trainee_id", name=op.f("uq_portfolio_cohort_id_trainee_id")
        ),
    )
    op.create_index(op.f("ix_portfolio_trainee_id"), "portfolio", ["trainee_id"], unique=False)
    op.create_table(
        "product_sku",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("spec", sa.String(length=40), nullable=False),
        sa.Column("cost_fen", sa.Integer(), nullable=False),
        sa.Column("suggested_price_fen", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("cost_fen > 0", name=op.f("ck_product_sku_cost_is_positive")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_product_sku_stock_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_product_sku_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_sku")),
        sa.UniqueConstraint("code", name=op.f("uq_product_sku_code")),
        sa.UniqueConstraint("product_id", "spec", name=op.f("uq_product_sku_product_id_spec")),
    )
    op.create_table(
        "relation",
        sa.Column("lecturer_id", sa.Integer(), nullable=False),
        sa.Column("trainee_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_relation_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["user.id"], name=op.f("fk_relation_lecturer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["user.id"], name=op.f("fk_relation_trainee_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_relation_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "lecturer_id",
            "trainee_id",
            name=op.f("uq_relation_cohort_id_lecturer_id_trainee_id"),
        ),
    )
    op.create_index(op.f("ix_relation_lecturer_id"), "relation", ["lecturer_id"], unique=False)
    op.create_table(
        "roster",
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("read", "imported", name="rosterstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_roster_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_roster_made_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_roster_cohort_id_id")),
    )
    op.create_table(
        "rubric_binding",
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_rubric_binding_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric.id"], name=op.f("fk_rubric_binding_rubric_id_rubric")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_binding")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_rubric_binding_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_rubric_binding_cohort_id")),
    )
    op.create_table(
        "shopper",
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("nickname", sa.String(length=40), nullable=False),
        sa.Column("province", sa.String(length=20), nullable=False),
        sa.Column("city", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=100), nullable=False),
        sa.Column("receiver", sa.String(length=20), nullable=False),
        sa.Column("phone_tail", sa.String(length=4), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(user_id IS NULL) = (number IS NOT NULL)", name=op.f("ck_shopper_person_or_simulated")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_shopper_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_shopper_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopper")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_shopper_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_shopper_cohort_id_number")),
        sa.UniqueConstraint("cohort_id", "user_id", name=op.f("uq_shopper_cohort_id_user_id")),
    )
    op.create_index(op.f("ix_shopper_user_id"), "shopper", ["user_id"], unique=False)
    op.create_table(
        "slip",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("shown_until", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_slip_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_slip_made_by_id_user")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_slip_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.UniqueConstraint("user_id", name=op.f("uq_slip_user_id")),
    )
    op.create_index(op.f("ix_slip_made_by_id"), "slip", ["made_by_id"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("schema", sa.String(length=40), nullable=False),
        sa.Column("formula", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("blind_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.String(length=64), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_snapshot_not_empty")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_snapshot_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["user.id"], name=op.f("fk_snapshot_trainee_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_snapshot_cohort_id_id")),
    )
    op.create_index(op.f("ix_snapshot_sha256"), "snapshot", ["sha256"], unique=False)
    op.create_index(op.f("ix_snapshot_trainee_id"), "snapshot", ["trainee_id"], unique=False)
    op.create_table(
        "store",
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("name_key", sa.String(length=60), nullable=False),
        sa.Column("intro", sa.String(length=200), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=False),
        sa.Column("logo", sa.String(length=60), nullable=False),
        sa.Column(
            "operator_kind",
            sa.Enum(
                "person",
                "sole_trader",
                "company",
                name="operatorkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("operator_name", sa.String(length=40), nullable=False),
        sa.Column("agreed_pack", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "returned",
                "open",
                "closed",
                name="storestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ship_hours", sa.Integer(), nullable=False),
        sa.Column("auto_capture", sa.Boolean(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("listings_made", sa.Integer(), nullable=False),
        sa.Column("opened_sim_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(opened_sim_at IS NOT NULL) = (state IN ('open', 'closed'))",
            name=op.f("ck_store_opened_if_open"),
        ),
        sa.CheckConstraint(
            "ship_hours BETWEEN 1 AND 360", name=op.f("ck_store_ship_hours_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_store_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store")),
        sa.UniqueConstraint("cohort_id", "code", name=op.f("uq_store_cohort_id_code")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "name_key", name=op.f("uq_store_cohort_id_name_key")),
        sa.UniqueConstraint("cohort_id", "owner_id", name=op.f("uq_store_cohort_id_owner_id")),
    )
    op.create_index(op.f("ix_store_owner_id"), "store", ["owner_id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_not_empty")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_stored_file_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_stored_file_owner_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_cohort_id"), "stored_file", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_stored_file_owner_id"), "stored_file", ["owner_id"], unique=False)
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_table(
        "txn",
        sa.Column(
            "kind",
            sa.Enum(
                "start_capital",
                "deposit",
                "opening_capital",
                "payment",
                "refund",
                "settlement",
                "purchase",
                "purchase_refund",
                "transfer_in",
                "transfer_out",
                name="txnkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("about_type", sa.String(length=40), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_txn_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_txn")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_txn_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "kind", "key", name=op.f("uq_txn_cohort_id_kind_key")),
    )
    op.create_index("ix_txn_about", "txn", ["cohort_id", "about_type", "about_id"], unique=False)
    op.create_table(
        "allotment",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("product_sku_id", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("sync_asked", sa.Integer(), nullable=False),
        sa.Column("sync_applied", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "on_hand >= allocated AND allocated >= 0", name=op.f("ck_allotment_never_oversold")
        ),
        sa.CheckConstraint(
            "sync_asked >= sync_applied", name=op.f("ck_allotment_asked_before_applied")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_allotment_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_allotment_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["product_sku_id"],
            ["product_sku.id"],
            name=op.f("fk_allotment_product_sku_id_product_sku"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_allotment_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "store_id",
            "product_sku_id",
            name=op.f("uq_allotment_cohort_id_store_id_product_sku_id"),
        ),
    )
    op.create_table(
        "capture_cursor",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("changed_sim_at", UtcDateTime(), nullable=True),
        sa.Column("last_order_id", sa.Integer(), nullable=True),
        sa.Column("pulls", sa.Integer(), nullable=False),
        sa.Column("pulled_sim_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(changed_sim_at IS NULL) = (last_order_id IS NULL)",
            name=op.f("ck_capture_cursor_both_or_none"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_capture_cursor_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_capture_cursor_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture_cursor")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_capture_cursor_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "store_id", name=op.f("uq_capture_cursor_cohort_id_store_id")
        ),
    )
    op.create_table(
        "draw_round",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("roster", sa.JSON(), nullable=False),
        sa.Column("roster_hash", sa.String(length=64), nullable=False),
        sa.Column("reveal", sa.String(length=128), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 10", name=op.f("ck_draw_round_within_the_chain")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "draw_id"],
            ["draw.cohort_id", "draw.id"],
            name=op.f("fk_draw_round_cohort_id_draw_id_draw"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_draw_round_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_round")),
        sa.UniqueConstraint(
            "cohort_id", "draw_id", "number", name=op.f("uq_draw_round_cohort_id_draw_id_number")
        ),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_draw_round_cohort_id_id")),
    )
    op.create_table(
        "leg",
        sa.Column("txn_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_leg_amount_moves_something")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "account_id"],
            ["account.cohort_id", "account.id"],
            name=op.f("fk_leg_cohort_id_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "txn_id"],
            ["txn.cohort_id", "txn.id"],
            name=op.f("fk_leg_cohort_id_txn_id_txn"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_leg_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_leg_cohort_id_id")),
        sa.UniqueConstraint("txn_id", "account_id", name=op.f("uq_leg_txn_id_account_id")),
    )
    op.create_index("ix_leg_account", "leg", ["account_id", "id"], unique=False)
    op.create_table(
        "listing",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("category_code", sa.String(length=60), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("images", sa.JSON(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("spec_names", sa.JSON(), nullable=False),
        sa.Column("quality_pm", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "on_sale", "off_sale", name="listingstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("first_on_sale_sim_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state = 'draft' OR first_on_sale_sim_at IS NOT NULL",
            name=op.f("ck_listing_first_on_sale_if_ever"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_listing_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_listing_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("cohort_id", "code", name=op.f("uq_listing_cohort_id_code")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_listing_cohort_id_id")),
    )
    op.create_index(
        "ix_listing_of_store", "listing", ["cohort_id", "store_id", "state"], unique=False
    )
    op.create_index(
        "ix_listing_on_sale", "listing", ["cohort_id", "state", "category_code"], unique=False
    )
    op.create_table(
        "login",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_login_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_login_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_token_hash")),
    )
    op.create_index("ix_login_user_mark", "login", ["user_id", "mark"], unique=False)
    op.create_table(
        "order",
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unpaid",
                "paid",
                "shipped",
                "received",
                "completed",
                "closed",
                name="orderstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "close_reason",
            sa.Enum(
                "timeout",
                "buyer",
                "seller",
                "refunded",
                name="closereason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("goods_fen", sa.BigInteger(), nullable=False),
        sa.Column("shipping_fen", sa.BigInteger(), nullable=False),
        sa.Column("pay_fen", sa.BigInteger(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("live_refunds", sa.Integer(), nullable=False),
        sa.Column("placed_sim_at", UtcDateTime(), nullable=False),
        sa.Column("pay_by_sim_at", UtcDateTime(), nullable=False),
        sa.Column("paid_sim_at", UtcDateTime(), nullable=True),
        sa.Column("ship_by_sim_at", UtcDateTime(), nullable=True),
        sa.Column("late_sim_at", UtcDateTime(), nullable=True),
        sa.Column("shipped_sim_at", UtcDateTime(), nullable=True),
        sa.Column("auto_receive_sim_at", UtcDateTime(), nullable=True),
        sa.Column("paused_sim_at", UtcDateTime(), nullable=True),
        sa.Column("received_sim_at", UtcDateTime(), nullable=True),
        sa.Column("completed_sim_at", UtcDateTime(), nullable=True),
        sa.Column("closed_sim_at", UtcDateTime(), nullable=True),
        sa.Column("changed_sim_at", UtcDateTime(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(closed_sim_at IS NOT NULL) = (state = 'closed') AND (close_reason IS NOT NULL) = (state = 'closed')",
            name=op.f("ck_order_closed_at_if_closed"),
        ),
        sa.CheckConstraint(
            "(completed_sim_at IS NOT NULL) = (state = 'completed')",
            name=op.f("ck_order_completed_at_if_completed"),
        ),
        sa.CheckConstraint(
            "(paid_sim_at IS NOT NULL) = (state IN ('paid', 'shipped', 'received', 'completed') OR (state = 'closed' AND close_reason = 'refunded'))",
            name=op.f("ck_order_paid_at_if_paid"),
        ),
        sa.CheckConstraint(
            "(received_sim_at IS NOT NULL) = (state IN ('received', 'completed'))",
            name=op.f("ck_order_received_at_if_received"),
        ),
        sa.CheckConstraint(
            "(shipped_sim_at IS NOT NULL) = (state IN ('shipped', 'received', 'completed'))",
            name=op.f("ck_order_shipped_at_if_shipped"),
        ),
        sa.CheckConstraint(
            "goods_fen >= 0 AND shipping_fen >= 0", name=op.f("ck_order_sums_not_negative")
        ),
        sa.CheckConstraint("live_refunds >= 0", name=op.f("ck_order_live_refunds_not_negative")),
        sa.CheckConstraint("pay_fen = goods_fen + shipping_fen", name=op.f("ck_order_sums_add_up")),
        sa.CheckConstraint(
            "refunded_fen BETWEEN 0 AND pay_fen", name=op.f("ck_order_refunds_within_payment")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_order_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_order_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_order_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_order_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_order_cohort_id_number")),
    )
    op.create_index("ix_order_shopper", "order", ["cohort_id", "shopper_id", "id"], unique=False)
    op.create_index(
        "ix_order_store_changed",
        "order",
        ["cohort_id", "store_id", "changed_sim_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_order_store_state", "order", ["cohort_id", "store_id", "state", "id"], unique=False
    )
    op.create_table(
        "screenshot",
        sa.Column("portfolio_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "portfolio_id"],
            ["portfolio.cohort_id", "portfolio.id"],
            name=op.f("fk_screenshot_cohort_id_portfolio_id_portfolio"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_screenshot_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_screenshot_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenshot")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_screenshot_cohort_id_id")),
    )
    op.create_index(
        op.f("ix_screenshot_portfolio_id"), "screenshot", ["portfolio_id"], unique=False
    )
    op.create_table(
        "store_review",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("applied", sa.JSON(), nullable=False),
        sa.Column("answered_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("round >= 1", name=op.f("ck_store_review_round_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_store_review_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_review_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_review")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_review_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "store_id", "round", name=op.f("uq_store_review_cohort_id_store_id_round")
        ),
    )
    op.create_table(
        "submission",
        sa.Column("trainee_id", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("receipt", sa.String(length=30), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "handed_in",
                "listed",
                "drawn",
                "disputed",
                "third",
                "scored",
                "released",
                "superseded",
                name="submissionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(), nullable=False),
        sa.Column("handed_in_sim_at", UtcDateTime(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(passed IS NOT NULL) = (state = 'released')",
            name=op.f("ck_submission_passed_if_released"),
        ),
        sa.CheckConstraint(
            "attempt >= 1 AND version >= 1", name=op.f("ck_submission_counted_from_one")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "snapshot_id"],
            ["snapshot.cohort_id", "snapshot.id"],
            name=op.f("fk_submission_cohort_id_snapshot_id_snapshot"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_submission_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric.id"], name=op.f("fk_submission_rubric_id_rubric")
        ),
        sa.ForeignKeyConstraint(
            ["trainee_id"], ["user.id"], name=op.f("fk_submission_trainee_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("cohort_id", "code", name=op.f("uq_submission_cohort_id_code")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_submission_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "trainee_id",
            "attempt",
            "version",
            name=op.f("uq_submission_cohort_id_trainee_id_attempt_version"),
        ),
        sa.UniqueConstraint("receipt", name=op.f("uq_submission_receipt")),
    )
    op.create_index(
        "ix_submission_cohort_state", "submission", ["cohort_id", "state"], unique=False
    )
    op.create_index(op.f("ix_submission_trainee_id"), "submission", ["trainee_id"], unique=False)
    op.create_table(
        "sync_rule",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("rate_percent", sa.Integer(), nullable=False),
        sa.Column("buffer", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("buffer BETWEEN 0 AND 9999", name=op.f("ck_sync_rule_buffer_in_range")),
        sa.CheckConstraint("cap BETWEEN 1 AND 99999", name=op.f("ck_sync_rule_cap_in_range")),
        sa.CheckConstraint(
            "rate_percent BETWEEN 1 AND 100", name=op.f("ck_sync_rule_rate_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_sync_rule_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_sync_rule_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_rule")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_sync_rule_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "store_id", name=op.f("uq_sync_rule_cohort_id_store_id")),
    )
    op.create_table(
        "allotment_move",
        sa.Column("allotment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open",
                "allocate",
                "release",
                "ship",
                "elsewhere",
                "restock",
                name="allotmentmovekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("on_hand_delta", sa.Integer(), nullable=False),
        sa.Column("allocated_delta", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("moved_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_allotment_move_quantity_is_positive")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "allotment_id"],
            ["allotment.cohort_id", "allotment.id"],
            name=op.f("fk_allotment_move_cohort_id_allotment_id_allotment"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_allotment_move_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allotment_move")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_allotment_move_cohort_id_id")),
    )
    op.create_index(
        "ix_allotment_move_of", "allotment_move", ["cohort_id", "allotment_id"], unique=False
    )
    op.create_table(
        "assignment",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("draw_round_id", sa.Integer(), nullable=False),
        sa.Column("lecturer_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("assigned", "declined", name="assignmentstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'declined') = (reason IS NOT NULL)",
            name=op.f("ck_assignment_reason_if_declined"),
        ),
        sa.CheckConstraint("seat BETWEEN 1 AND 3", name=op.f("ck_assignment_three_seats")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "draw_round_id"],
            ["draw_round.cohort_id", "draw_round.id"],
            name=op.f("fk_assignment_cohort_id_draw_round_id_draw_round"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "submission_id"],
            ["submission.cohort_id", "submission.id"],
            name=op.f("fk_assignment_cohort_id_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_assignment_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["user.id"], name=op.f("fk_assignment_lecturer_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_assignment_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "submission_id",
            "lecturer_id",
            name=op.f("uq_assignment_cohort_id_submission_id_lecturer_id"),
        ),
    )
    op.create_index("ix_assignment_lecturer", "assignment", ["lecturer_id", "state"], unique=False)
    op.create_table(
        "listing_demand",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("impressions_micro", sa.BigInteger(), nullable=False),
        sa.Column("clicks_micro", sa.BigInteger(), nullable=False),
        sa.Column("orders_micro", sa.BigInteger(), nullable=False),
        sa.Column("recent_micro", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "0 <= orders_micro AND orders_micro <= clicks_micro AND clicks_micro <= impressions_micro",
            name=op.f("ck_listing_demand_a_funnel"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_listing_demand_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_listing_demand_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_demand")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_listing_demand_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "listing_id", name=op.f("uq_listing_demand_cohort_id_listing_id")
        ),
    )
    op.create_table(
        "listing_word",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_listing_word_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_listing_word_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_word")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_listing_word_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "word",
            "listing_id",
            name=op.f("uq_listing_word_cohort_id_word_listing_id"),
        ),
    )
    op.create_index(
        "ix_listing_word_listing", "listing_word", ["cohort_id", "listing_id"], unique=False
    )
    op.create_table(
        "result",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("final_tenths", sa.Integer(), nullable=False),
        sa.Column("line_tenths", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "final_tenths BETWEEN 0 AND 1000", name=op.f("ck_result_within_a_hundred")
        ),
        sa.CheckConstraint(
            "passed = (final_tenths >= line_tenths)", name=op.f("ck_result_passed_at_the_line")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "submission_id"],
            ["submission.cohort_id", "submission.id"],
            name=op.f("fk_result_cohort_id_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_result_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["user.id"], name=op.f("fk_result_released_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_result_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "submission_id", name=op.f("uq_result_cohort_id_submission_id")
        ),
    )
    op.create_table(
        "review",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("goods", sa.Integer(), nullable=False),
        sa.Column("service", sa.Integer(), nullable=False),
        sa.Column("logistics", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("reply", sa.String(length=300), nullable=False),
        sa.Column("written_sim_at", UtcDateTime(), nullable=False),
        sa.Column("replied_sim_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(replied_sim_at IS NULL) = (reply = '')", name=op.f("ck_review_reply_has_its_time")
        ),
        sa.CheckConstraint("goods BETWEEN 1 AND 5", name=op.f("ck_review_goods_one_to_five")),
        sa.CheckConstraint(
            "logistics BETWEEN 1 AND 5", name=op.f("ck_review_logistics_one_to_five")
        ),
        sa.CheckConstraint("service BETWEEN 1 AND 5", name=op.f("ck_review_service_one_to_five")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_review_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_id"],
            ["order.cohort_id", "order.id"],
            name=op.f("fk_review_cohort_id_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_review_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_review_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_review_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_review_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "order_id",
            "listing_id",
            name=op.f("uq_review_cohort_id_order_id_listing_id"),
        ),
    )
    op.create_index("ix_review_listing", "review", ["cohort_id", "listing_id", "id"], unique=False)
    op.create_index("ix_review_store", "review", ["cohort_id", "store_id", "id"], unique=False)
    op.create_table(
        "shipment",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(length=30), nullable=False),
        sa.Column("tracking_number", sa.String(length=30), nullable=False),
        sa.Column("shipped_sim_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_sim_at", UtcDateTime(), nullable=True),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "delivered_sim_at >= shipped_sim_at", name=op.f("ck_shipment_delivered_after_shipped")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_id"],
            ["order.cohort_id", "order.id"],
            name=op.f("fk_shipment_cohort_id_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_shipment_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_shipment_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "order_id", name=op.f("uq_shipment_cohort_id_order_id")),
        sa.UniqueConstraint(
            "cohort_id", "tracking_number", name=op.f("uq_shipment_cohort_id_tracking_number")
        ),
    )
    op.create_table(
        "sku",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("goods_code", sa.String(length=40), nullable=False),
        sa.Column("spec", sa.String(length=60), nullable=False),
        sa.Column("picture", sa.String(length=60), nullable=True),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("cost_fen", sa.Integer(), nullable=False),
        sa.Column("reference_fen", sa.Integer(), nullable=False),
        sa.Column("weight_g", sa.Integer(), nullable=False),
        sa.Column("supplied", sa.Boolean(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("sold", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "on_hand >= reserved AND reserved >= 0", name=op.f("ck_sku_never_oversold")
        ),
        sa.CheckConstraint(
            "price_fen > 0 AND cost_fen >= 0", name=op.f("ck_sku_price_is_positive")
        ),
        sa.CheckConstraint("sold >= 0", name=op.f("ck_sku_sold_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_sku_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_sku_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sku")),
        sa.UniqueConstraint("cohort_id", "code", name=op.f("uq_sku_cohort_id_code")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_sku_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "listing_id", "spec", name=op.f("uq_sku_cohort_id_listing_id_spec")
        ),
    )
    op.create_table(
        "supply_order",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=12), nullable=False),
        sa.Column("order_version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "confirmed",
                "shipped",
                "delivered",
                "cancelled",
                name="supplystate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "hitch",
            sa.Enum(
                "new",
                "unmapped",
                "no_stock",
                "no_funds",
                name="hitch",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("cost_fen", sa.BigInteger(), nullable=False),
        sa.Column("captured_sim_at", UtcDateTime(), nullable=False),
        sa.Column("ship_by_sim_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_sim_at", UtcDateTime(), nullable=True),
        sa.Column("ship_due_sim_at", UtcDateTime(), nullable=True),
        sa.Column("shipped_sim_at", UtcDateTime(), nullable=True),
        sa.Column("delivered_sim_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_sim_at", UtcDateTime(), nullable=True),
        sa.Column("carrier", sa.String(length=30), nullable=True),
        sa.Column("tracking_number", sa.String(length=30), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_sim_at IS NOT NULL) = (state = 'cancelled')",
            name=op.f("ck_supply_order_cancelled_at_if_cancelled"),
        ),
        sa.CheckConstraint(
            "(delivered_sim_at IS NOT NULL) = (state = 'delivered')",
            name=op.f("ck_supply_order_delivered_at_if_delivered"),
        ),
        sa.CheckConstraint(
            "(hitch IS NOT NULL) = (state = 'waiting')",
            name=op.f("ck_supply_order_hitch_while_waiting"),
        ),
        sa.CheckConstraint(
            "(shipped_sim_at IS NOT NULL) = (state IN ('shipped', 'delivered')) AND (tracking_number IS NOT NULL) = (state IN ('shipped', 'delivered'))",
            name=op.f("ck_supply_order_tracking_if_shipped"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'shipped', 'delivered') OR confirmed_sim_at IS NOT NULL",
            name=op.f("ck_supply_order_confirmed_at_if_confirmed"),
        ),
        sa.CheckConstraint("cost_fen >= 0", name=op.f("ck_supply_order_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_id"],
            ["order.cohort_id", "order.id"],
            name=op.f("fk_supply_order_cohort_id_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_supply_order_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_supply_order_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_order")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_supply_order_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_supply_order_cohort_id_number")),
        sa.UniqueConstraint(
            "cohort_id", "order_number", name=op.f("uq_supply_order_cohort_id_order_number")
        ),
    )
    op.create_index(
        "ix_supply_order_store",
        "supply_order",
        ["cohort_id", "store_id", "state", "id"],
        unique=False,
    )
    op.create_table(
        "traffic_hour",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("impressions", sa.Integer(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("expected_micro", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "0 <= orders AND orders <= clicks AND clicks <= impressions",
            name=op.f("ck_traffic_hour_a_funnel"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_traffic_hour_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_traffic_hour_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traffic_hour")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_traffic_hour_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "listing_id",
            "hour",
            name=op.f("uq_traffic_hour_cohort_id_listing_id_hour"),
        ),
    )
    op.create_index(
        "ix_traffic_hour_store_day", "traffic_hour", ["cohort_id", "store_id", "day"], unique=False
    )
    op.create_table(
        "cart_line",
        sa.Column("shopper_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("ticked", sa.Boolean(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_cart_line_at_least_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "shopper_id"],
            ["shopper.cohort_id", "shopper.id"],
            name=op.f("fk_cart_line_cohort_id_shopper_id_shopper"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sku_id"],
            ["sku.cohort_id", "sku.id"],
            name=op.f("fk_cart_line_cohort_id_sku_id_sku"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cart_line_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cart_line")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_cart_line_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "shopper_id",
            "sku_id",
            name=op.f("uq_cart_line_cohort_id_shopper_id_sku_id"),
        ),
    )
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("listing_title", sa.String(length=80), nullable=False),
        sa.Column("spec", sa.String(length=60), nullable=False),
        sa.Column("picture", sa.String(length=60), nullable=True),
        sa.Column("category_code", sa.String(length=60), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price_fen", sa.Integer(), nullable=False),
        sa.Column("pay_fen", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost_fen", sa.Integer(), nullable=False),
        sa.Column("commission_bp", sa.Integer(), nullable=False),
        sa.Column("shipped_quantity", sa.Integer(), nullable=False),
        sa.Column("refunding_quantity", sa.Integer(), nullable=False),
        sa.Column("refunding_fen", sa.BigInteger(), nullable=False),
        sa.Column("refunded_quantity", sa.Integer(), nullable=False),
        sa.Column("refunded_fen", sa.BigInteger(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "pay_fen >= 0 AND refunded_fen >= 0 AND refunding_fen >= 0 AND refunded_fen + refunding_fen <= pay_fen",
            name=op.f("ck_order_line_refunds_within_payment"),
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_order_line_at_least_one")),
        sa.CheckConstraint(
            "refunded_quantity >= 0 AND refunding_quantity >= 0 AND refunded_quantity + refunding_quantity <= quantity",
            name=op.f("ck_order_line_refunds_within_quantity"),
        ),
        sa.CheckConstraint(
            "shipped_quantity BETWEEN 0 AND quantity",
            name=op.f("ck_order_line_shipped_within_quantity"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_order_line_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_id"],
            ["order.cohort_id", "order.id"],
            name=op.f("fk_order_line_cohort_id_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sku_id"],
            ["sku.cohort_id", "sku.id"],
            name=op.f("fk_order_line_cohort_id_sku_id_sku"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_order_line_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_order_line_cohort_id_id")),
        sa.UniqueConstraint("order_id", "sku_id", name=op.f("uq_order_line_order_id_sku_id")),
    )
    op.create_index(
        "ix_order_line_listing", "order_line", ["cohort_id", "listing_id"], unique=False
    )
    op.create_index("ix_order_line_sku", "order_line", ["cohort_id", "sku_id"], unique=False)
    op.create_table(
        "planned_purchase",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("planned_sim_at", UtcDateTime(), nullable=False),
        sa.Column("buyer_number", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("seen_price_fen", sa.Integer(), nullable=False),
        sa.Column("draw", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned", "bought", "lost", name="purchasestate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "lost_because",
            sa.Enum(
                "out_of_stock",
                "dearer",
                "off_sale",
                "refused",
                name="lostbecause",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(lost_because IS NOT NULL) = (state = 'lost')",
            name=op.f("ck_planned_purchase_reason_if_lost"),
        ),
        sa.CheckConstraint(
            "(order_id IS NOT NULL) = (state = 'bought')",
            name=op.f("ck_planned_purchase_order_if_bought"),
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_planned_purchase_at_least_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_planned_purchase_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_id"],
            ["order.cohort_id", "order.id"],
            name=op.f("fk_planned_purchase_cohort_id_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sku_id"],
            ["sku.cohort_id", "sku.id"],
            name=op.f("fk_planned_purchase_cohort_id_sku_id_sku"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_planned_purchase_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_purchase")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_planned_purchase_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "key", name=op.f("uq_planned_purchase_cohort_id_key")),
        sa.UniqueConstraint(
            "cohort_id", "order_id", name=op.f("uq_planned_purchase_cohort_id_order_id")
        ),
    )
    op.create_index(
        "ix_planned_purchase_store",
        "planned_purchase",
        ["cohort_id", "store_id", "state"],
        unique=False,
    )
    op.create_table(
        "score_sheet",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("lecturer_id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "sealed", "returned", name="sheetstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("total_tenths", sa.Integer(), nullable=True),
        sa.Column("sealed_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sealed') = (total_tenths IS NOT NULL AND sealed_at IS NOT NULL)",
            name=op.f("ck_score_sheet_total_if_sealed"),
        ),
        sa.CheckConstraint(
            "total_tenths BETWEEN 0 AND 1000", name=op.f("ck_score_sheet_within_a_hundred")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "assignment_id"],
            ["assignment.cohort_id", "assignment.id"],
            name=op.f("fk_score_sheet_cohort_id_assignment_id_assignment"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "submission_id"],
            ["submission.cohort_id", "submission.id"],
            name=op.f("fk_score_sheet_cohort_id_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_score_sheet_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["lecturer_id"], ["user.id"], name=op.f("fk_score_sheet_lecturer_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric.id"], name=op.f("fk_score_sheet_rubric_id_rubric")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint(
            "cohort_id", "assignment_id", name=op.f("uq_score_sheet_cohort_id_assignment_id")
        ),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_score_sheet_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "submission_id",
            "lecturer_id",
            name=op.f("uq_score_sheet_cohort_id_submission_id_lecturer_id"),
        ),
    )
    op.create_index(
        "ix_score_sheet_lecturer", "score_sheet", ["lecturer_id", "state"], unique=False
    )
    op.create_table(
        "sourced_sku",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("product_sku_id", sa.Integer(), nullable=False),
        sa.Column("pack", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("pack BETWEEN 1 AND 12", name=op.f("ck_sourced_sku_pack_in_range")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sku_id"],
            ["sku.cohort_id", "sku.id"],
            name=op.f("fk_sourced_sku_cohort_id_sku_id_sku"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_sourced_sku_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_sourced_sku_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["product_sku_id"],
            ["product_sku.id"],
            name=op.f("fk_sourced_sku_product_sku_id_product_sku"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sourced_sku")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_sourced_sku_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "sku_id", name=op.f("uq_sourced_sku_cohort_id_sku_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "store_id",
            "product_sku_id",
            name=op.f("uq_sourced_sku_cohort_id_store_id_product_sku_id"),
        ),
    )
    op.create_table(
        "stock_move",
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hold",
                "release",
                "sale",
                "sync",
                "count",
                "return_in",
                name="stockmovekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("on_hand_delta", sa.Integer(), nullable=False),
        sa.Column("reserved_delta", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=60), nullable=False),
        sa.Column("moved_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_move_quantity_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sku_id"],
            ["sku.cohort_id", "sku.id"],
            name=op.f("fk_stock_move_cohort_id_sku_id_sku"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_stock_move_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_stock_move_cohort_id_id")),
    )
    op.create_index("ix_stock_move_sku", "stock_move", ["cohort_id", "sku_id"], unique=False)
    op.create_table(
        "sync_push",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("was", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("now", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "kept",
                "stale",
                "refused",
                name="pushoutcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("pushed_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "wanted >= 0 AND now >= 0", name=op.f("ck_sync_push_quantities_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "sku_id"],
            ["sku.cohort_id", "sku.id"],
            name=op.f("fk_sync_push_cohort_id_sku_id_sku"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_sync_push_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_sync_push_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_push")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_sync_push_cohort_id_id")),
    )
    op.create_index(
        "ix_sync_push_store", "sync_push", ["cohort_id", "store_id", "id"], unique=False
    )
    op.create_table(
        "mark",
        sa.Column("score_sheet_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=10), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("measured_tenths", sa.Integer(), nullable=True),
        sa.Column("tenths", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_mark_worth_something")),
        sa.CheckConstraint("tenths % 5 = 0", name=op.f("ck_mark_in_half_points")),
        sa.CheckConstraint("tenths BETWEEN 0 AND points", name=op.f("ck_mark_within_its_points")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "score_sheet_id"],
            ["score_sheet.cohort_id", "score_sheet.id"],
            name=op.f("fk_mark_cohort_id_score_sheet_id_score_sheet"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_mark_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_mark_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "score_sheet_id",
            "item",
            name=op.f("uq_mark_cohort_id_score_sheet_id_item"),
        ),
    )
    op.create_table(
        "refund",
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "not_wanted",
                "late",
                "quality",
                "different",
                "damaged",
                "missing",
                "other",
                name="refundreason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "agreed",
                "rejected",
                "withdrawn",
                "done",
                name="refundstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("before_shipment", sa.Boolean(), nullable=False),
        sa.Column("by_silence", sa.Boolean(), nullable=False),
        sa.Column("applied_sim_at", UtcDateTime(), nullable=False),
        sa.Column("answer_by_sim_at", UtcDateTime(), nullable=False),
        sa.Column("answered_sim_at", UtcDateTime(), nullable=True),
        sa.Column("done_sim_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(answered_sim_at IS NOT NULL) = (state <> 'applied')",
            name=op.f("ck_refund_answered_if_not_waiting"),
        ),
        sa.CheckConstraint(
            "(done_sim_at IS NOT NULL) = (state = 'done')", name=op.f("ck_refund_done_at_if_done")
        ),
        sa.CheckConstraint(
            "quantity >= 1 AND amount_fen >= 0", name=op.f("ck_refund_something_is_asked_for")
        ),
        sa.CheckConstraint("round >= 1", name=op.f("ck_refund_round_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_id"],
            ["order.cohort_id", "order.id"],
            name=op.f("fk_refund_cohort_id_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_line_id"],
            ["order_line.cohort_id", "order_line.id"],
            name=op.f("fk_refund_cohort_id_order_line_id_order_line"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_refund_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_refund_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_refund_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_refund_cohort_id_number")),
        sa.UniqueConstraint(
            "cohort_id",
            "order_line_id",
            "round",
            name=op.f("uq_refund_cohort_id_order_line_id_round"),
        ),
    )
    op.create_index("ix_refund_order", "refund", ["cohort_id", "order_id"], unique=False)
    op.create_index(
        "ix_refund_store_state", "refund", ["cohort_id", "store_id", "state", "id"], unique=False
    )
    op.create_table(
        "supply_line",
        sa.Column("supply_order_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=False),
        sa.Column("product_sku_id", sa.Integer(), nullable=True),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("unit_cost_fen", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "product_sku_id IS NULL OR NOT is_own", name=op.f("ck_supply_line_own_or_supplied")
        ),
        sa.CheckConstraint(
            "quantity >= 0 AND units >= 0", name=op.f("ck_supply_line_quantities_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "order_line_id"],
            ["order_line.cohort_id", "order_line.id"],
            name=op.f("fk_supply_line_cohort_id_order_line_id_order_line"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "supply_order_id"],
            ["supply_order.cohort_id", "supply_order.id"],
            name=op.f("fk_supply_line_cohort_id_supply_order_id_supply_order"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_supply_line_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["product_sku_id"],
            ["product_sku.id"],
            name=op.f("fk_supply_line_product_sku_id_product_sku"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_line")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_supply_line_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "order_line_id", name=op.f("uq_supply_line_cohort_id_order_line_id")
        ),
    )
    op.create_index(
        "ix_supply_line_order", "supply_line", ["cohort_id", "supply_order_id"], unique=False
    )
    for table in APPEND_ONLY:
        for statement in statements(table, op.get_bind().dialect.name):
            op.execute(sa.DDL(statement.replace("%", "%%")))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_supply_line_order", table_name="supply_line")
    op.drop_table("supply_line")
    op.drop_index("ix_refund_store_state", table_name="refund")
    op.drop_index("ix_refund_order", table_name="refund")
    op.drop_table("refund")
    op.drop_table("mark")
    op.drop_index("ix_sync_push_store", table_name="sync_push")
    op.drop_table("sync_push")
    op.drop_index("ix_stock_move_sku", table_name="stock_move")
    op.drop_table("stock_move")
    op.drop_table("sourced_sku")
    op.drop_index("ix_score_sheet_lecturer", table_name="score_sheet")
    op.drop_table("score_sheet")
    op.drop_index("ix_planned_purchase_store", table_name="planned_purchase")
    op.drop_table("planned_purchase")
    op.drop_index("ix_order_line_sku", table_name="order_line")
    op.drop_index("ix_order_line_listing", table_name="order_line")
    op.drop_table("order_line")
    op.drop_table("cart_line")
    op.drop_index("ix_traffic_hour_store_day", table_name="traffic_hour")
    op.drop_table("traffic_hour")
    op.drop_index("ix_supply_order_store", table_name="supply_order")
    op.drop_table("supply_order")
    op.drop_table("sku")
    op.drop_table("shipment")
    op.drop_index("ix_review_store", table_name="review")
    op.drop_index("ix_review_listing", table_name="review")
    op.drop_table("review")
    op.drop_table("result")
    op.drop_index("ix_listing_word_listing", table_name="listing_word")
    op.drop_table("listing_word")
    op.drop_table("listing_demand")
    op.drop_index("ix_assignment_lecturer", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_allotment_move_of", table_name="allotment_move")
    op.drop_table("allotment_move")
    op.drop_table("sync_rule")
    op.drop_index(op.f("ix_submission_trainee_id"), table_name="submission")
    op.drop_index("ix_submission_cohort_state", table_name="submission")
    op.drop_table("submission")
    op.drop_table("store_review")
    op.drop_index(op.f("ix_screenshot_portfolio_id"), table_name="screenshot")
    op.drop_table("screenshot")
    op.drop_index("ix_order_store_state", table_name="order")
    op.drop_index("ix_order_store_changed", table_name="order")
    op.drop_index("ix_order_shopper", table_name="order")
    op.drop_table("order")
    op.drop_index("ix_login_user_mark", table_name="login")
    op.drop_table("login")
    op.drop_index("ix_listing_on_sale", table_name="listing")
    op.drop_index("ix_listing_of_store", table_name="listing")
    op.drop_table("listing")
    op.drop_index("ix_leg_account", table_name="leg")
    op.drop_table("leg")
    op.drop_table("draw_round")
    op.drop_table("capture_cursor")
    op.drop_table("allotment")
    op.drop_index("ix_txn_about", table_name="txn")
    op.drop_table("txn")
    op.drop_index(op.f("ix_stored_file_sha256"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_owner_id"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_cohort_id"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_store_owner_id"), table_name="store")
    op.drop_table("store")
    op.drop_index(op.f("ix_snapshot_trainee_id"), table_name="snapshot")
    op.drop_index(op.f("ix_snapshot_sha256"), table_name="snapshot")
    op.drop_table("snapshot")
    op.drop_index(op.f("ix_slip_made_by_id"), table_name="slip")
    op.drop_table("slip")
    op.drop_index(op.f("ix_shopper_user_id"), table_name="shopper")
    op.drop_table("shopper")
    op.drop_table("rubric_binding")
    op.drop_table("roster")
    op.drop_index(op.f("ix_relation_lecturer_id"), table_name="relation")
    op.drop_table("relation")
    op.drop_table("product_sku")
    op.drop_index(op.f("ix_portfolio_trainee_id"), table_name="portfolio")
    op.drop_table("portfolio")
    op.drop_table("order_counter")
    op.drop_index(
        "uq_membership_held",
        table_name="membership",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_membership_user_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_institution_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_cohort_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_table("market_state")
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_table("draw")
    op.drop_table("account")
    op.drop_index(op.f("ix_product_supplier_id"), table_name="product")
    op.drop_index(op.f("ix_product_province"), table_name="product")
    op.drop_index("ix_product_category_cost", table_name="product")
    op.drop_table("product")
    op.drop_index("ix_journal_subject", table_name="journal")
    op.drop_index("ix_journal_chain_verb", table_name="journal")
    op.drop_index(op.f("ix_journal_actor_id"), table_name="journal")
    op.drop_table("journal")
    op.drop_index(op.f("ix_cohort_institution_id"), table_name="cohort")
    op.drop_table("cohort")
    op.drop_table("answer")
    op.drop_table("user")
    op.drop_table("training_scheme")
    op.drop_index(op.f("ix_supplier_category_code"), table_name="supplier")
    op.drop_table("supplier")
    op.drop_index(op.f("ix_rubric_code"), table_name="rubric")
    op.drop_table("rubric")
    op.drop_table("receipt_day")
    op.drop_index(op.f("ix_knock_last_at"), table_name="knock")
    op.drop_table("knock")
    op.drop_table("journal_head")
    op.drop_index(op.f("ix_institution_region"), table_name="institution")
    op.drop_table("institution")
    op.drop_table("heartbeat")
