"""The merchant's mall

Revision ID: 0002
Revises: 0001

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.altering import altering, guard_foreign_keys, without_foreign_keys
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
    "shipment": {},
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
    "shipment": {
        "ck_shipment_corrections_not_negative": "corrections >= 0",
    },
    "sku": {
        "ck_sku_compare_above": "compare_fen IS NULL OR compare_fen > price_fen",
    },
    "store": {
        "ck_store_opened_if_open": "(opened_sim_at IS NOT NULL) = (state IN ('open', 'restricted', 'suspended', 'closed'))",
        "ck_store_search_pm_in_range": "search_pm BETWEEN 0 AND 1000",
    },
}


FULL_TEXT = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "words, content='search_doc', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_doc_into AFTER INSERT ON search_doc BEGIN"
    " INSERT INTO search_fts (rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_doc_out AFTER DELETE ON search_doc BEGIN"
    " INSERT INTO search_fts (search_fts, rowid, words)"
    " VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_doc_again AFTER UPDATE ON search_doc BEGIN"
    " INSERT INTO search_fts (search_fts, rowid, words)"
    " VALUES ('delete', old.id, old.words);"
    " INSERT INTO search_fts (rowid, words) VALUES (new.id, new.words); END",
)  # PostgreSQL has a GIN index instead


def on_sqlite(statements: Sequence[str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in statements:
            op.execute(statement)


def upgrade() -> None:
    """Upgrade schema."""
    without_foreign_keys()
    op.create_table(
        "draft",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("place <> ''", name=op.f("ck_draft_place_is_named")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("user_id", "place", name=op.f("uq_draft_user_id_place")),
    )
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(length=20), nullable=False),
        sa.Column("sound", sa.String(length=40), nullable=False),
        sa.Column("alike", sa.String(length=40), nullable=False),
        sa.Column("initials", sa.String(length=40), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_search_word_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_word")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_search_word_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "word", name=op.f("uq_search_word_cohort_id_word")),
    )
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.create_index("ix_search_word_alike", ["cohort_id", "alike"], unique=False)
        batch_op.create_index("ix_search_word_initials", ["cohort_id", "initials"], unique=False)
        batch_op.create_index("ix_search_word_sound", ["cohort_id", "sound"], unique=False)

    op.create_table(
        "bulk_run",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "price",
                "stock",
                "title",
                "limit",
                "on_sale",
                "off_sale",
                "bin",
                name="deed",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "preview",
                "running",
                "done",
                "undoing",
                "undone",
                name="runstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("undo_until", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_bulk_run_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_bulk_run_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_bulk_run_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_bulk_run_cohort_id_id")),
    )
    with op.batch_alter_table("bulk_run", schema=None) as batch_op:
        batch_op.create_index("ix_bulk_run_store", ["cohort_id", "store_id", "id"], unique=False)

    op.create_table(
        "page_version",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("published_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_page_version_number_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_page_version_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_page_version_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_page_version_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_version")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_page_version_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "store_id",
            "number",
            name=op.f("uq_page_version_cohort_id_store_id_number"),
        ),
    )
    op.create_table(
        "store_category",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_store_category_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_category_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_category")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_category_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "store_id", "name", name=op.f("uq_store_category_cohort_id_store_id_name")
        ),
    )
    op.create_table(
        "store_page",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("published >= 0", name=op.f("ck_store_page_published_counts")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_store_page_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_page_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_page")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_page_cohort_id_id")),
        sa.UniqueConstraint("cohort_id", "store_id", name=op.f("uq_store_page_cohort_id_store_id")),
    )
    op.create_table(
        "violation",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column(
            "offence",
            sa.Enum("A", "B", "C", name="offence", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("subject_name", sa.String(length=100), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("says", sa.String(length=300), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("calculation", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("compensation_fen", sa.Integer(), nullable=False),
        sa.Column("paid_fen", sa.Integer(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("curable", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "warned",
                "standing",
                "cured",
                "appealed",
                "upheld",
                "revoked",
                "waived",
                "expired",
                name="violationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("found_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cure_by_sim_at", UtcDateTime(), nullable=False),
        sa.Column("appeal_until_sim_at", UtcDateTime(), nullable=False),
        sa.Column("cured_sim_at", UtcDateTime(), nullable=True),
        sa.Column("learned_sim_at", UtcDateTime(), nullable=True),
        sa.Column("ended_sim_at", UtcDateTime(), nullable=True),
        sa.Column("end_note", sa.String(length=300), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('revoked', 'waived', 'expired')) = (ended_sim_at IS NOT NULL)",
            name=op.f("ck_violation_ended_if_over"),
        ),
        sa.CheckConstraint(
            "state <> 'cured' OR cured_sim_at IS NOT NULL", name=op.f("ck_violation_cured_at")
        ),
        sa.CheckConstraint(
            "state <> 'warned' OR points = 0", name=op.f("ck_violation_first_costs_no_points")
        ),
        sa.CheckConstraint(
            "paid_fen BETWEEN 0 AND compensation_fen", name=op.f("ck_violation_paid_within_due")
        ),
        sa.CheckConstraint("points >= 0", name=op.f("ck_violation_points_not_negative")),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_violation_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_violation_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violation")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_violation_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "rule",
            "subject_type",
            "subject_id",
            "period",
            name=op.f("uq_violation_cohort_id_rule_subject_type_subject_id_period"),
        ),
    )
    with op.batch_alter_table("violation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_violation_store", ["cohort_id", "store_id", "state", "id"], unique=False
        )

    op.create_table(
        "bulk_row",
        sa.Column("bulk_run_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "blocked",
                "same",
                "waiting",
                "ok",
                "failed",
                "undone",
                "kept",
                name="rowstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "bulk_run_id"],
            ["bulk_run.cohort_id", "bulk_run.id"],
            name=op.f("fk_bulk_row_cohort_id_bulk_run_id_bulk_run"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_bulk_row_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_bulk_row_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_row")),
        sa.UniqueConstraint(
            "cohort_id",
            "bulk_run_id",
            "listing_id",
            name=op.f("uq_bulk_row_cohort_id_bulk_run_id_listing_id"),
        ),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_bulk_row_cohort_id_id")),
    )
    with op.batch_alter_table("bulk_row", schema=None) as batch_op:
        batch_op.create_index(
            "ix_bulk_row_state", ["cohort_id", "bulk_run_id", "state"], unique=False
        )

    op.create_table(
        "claim_proof",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("says", sa.String(length=300), nullable=False),
        sa.Column("picture", sa.String(length=60), nullable=False),
        sa.Column("shown_sim_at", UtcDateTime(), nullable=False),
        sa.Column("refused", sa.String(length=300), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_claim_proof_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_claim_proof_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_claim_proof_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_proof")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_claim_proof_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "listing_id", "word", name=op.f("uq_claim_proof_cohort_id_listing_id_word")
        ),
    )
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
        "search_doc",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("store", sa.Text(), nullable=False),
        sa.Column(
            "words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False
        ),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_search_doc_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_search_doc_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_doc")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_search_doc_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "listing_id", name=op.f("uq_search_doc_cohort_id_listing_id")
        ),
    )
    with op.batch_alter_table("search_doc", schema=None) as batch_op:
        batch_op.create_index(
            "ix_search_doc_words",
            ["words"],
            unique=False,
            postgresql_using="gin",
            sqlite_where=sa.text("words IS NULL"),
        )

    op.create_table(
        "store_category_listing",
        sa.Column("store_category_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id", "listing_id"],
            ["listing.cohort_id", "listing.id"],
            name=op.f("fk_store_category_listing_cohort_id_listing_id_listing"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_category_id"],
            ["store_category.cohort_id", "store_category.id"],
            name=op.f("fk_store_category_listing_cohort_id_store_category_id_store_category"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_store_category_listing_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_category_listing")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_store_category_listing_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id",
            "store_category_id",
            "listing_id",
            name=op.f("uq_store_category_listing_cohort_id_store_category_id_listing_id"),
        ),
    )
    with op.batch_alter_table("store_category_listing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_store_category_listing_goods", ["cohort_id", "listing_id"], unique=False
        )

    op.create_table(
        "violation_appeal",
        sa.Column("violation_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("asked_sim_at", UtcDateTime(), nullable=False),
        sa.Column("decide_by_sim_at", UtcDateTime(), nullable=False),
        sa.Column("decided_sim_at", UtcDateTime(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(decided_sim_at IS NULL) = (granted IS NULL)",
            name=op.f("ck_violation_appeal_granted_or_not_once_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "violation_id"],
            ["violation.cohort_id", "violation.id"],
            name=op.f("fk_violation_appeal_cohort_id_violation_id_violation"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_violation_appeal_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["user.id"], name=op.f("fk_violation_appeal_decider_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violation_appeal")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_violation_appeal_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "violation_id", name=op.f("uq_violation_appeal_cohort_id_violation_id")
        ),
    )
    op.create_table(
        "violation_penalty",
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("violation_id", sa.Integer(), nullable=False),
        sa.Column(
            "offence",
            sa.Enum("A", "B", "C", name="offence", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("node", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running", "served", "lifted", name="penaltystate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("began_sim_at", UtcDateTime(), nullable=False),
        sa.Column("ends_sim_at", UtcDateTime(), nullable=True),
        sa.Column("ended_sim_at", UtcDateTime(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(ended_sim_at IS NULL) = (state = 'running')",
            name=op.f("ck_violation_penalty_ended_if_not_running"),
        ),
        sa.CheckConstraint(
            "node IN (12, 24, 36, 48)", name=op.f("ck_violation_penalty_node_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "store_id"],
            ["store.cohort_id", "store.id"],
            name=op.f("fk_violation_penalty_cohort_id_store_id_store"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id", "violation_id"],
            ["violation.cohort_id", "violation.id"],
            name=op.f("fk_violation_penalty_cohort_id_violation_id_violation"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_violation_penalty_cohort_id_cohort")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_violation_penalty")),
        sa.UniqueConstraint("cohort_id", "id", name=op.f("uq_violation_penalty_cohort_id_id")),
        sa.UniqueConstraint(
            "cohort_id", "violation_id", name=op.f("uq_violation_penalty_cohort_id_violation_id")
        ),
    )
    with op.batch_alter_table("violation_penalty", schema=None) as batch_op:
        batch_op.create_index(
            "ix_violation_penalty_store", ["cohort_id", "store_id", "state"], unique=False
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

    with altering("listing_word", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listing_word_listing"))

    op.drop_table("listing_word")
    with altering("listing", OLD_CHECKS, NEW_CHECKS) as batch_op:
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

    with altering("order", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("counted", sa.Boolean(), server_default=sa.true(), nullable=False)
        )

    with altering("shipment", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("corrections", sa.Integer(), server_default="0", nullable=False)
        )

    with altering("sku", OLD_CHECKS, NEW_CHECKS) as batch_op:
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
        batch_op.create_index("ix_sku_of_listing", ["cohort_id", "listing_id"], unique=False)
        batch_op.create_index(
            "uq_sku_spec",
            ["cohort_id", "listing_id", "spec"],
            unique=True,
            sqlite_where=sa.text("active"),
            postgresql_where=sa.text("active"),
        )

    with altering("store", OLD_CHECKS, NEW_CHECKS) as batch_op:
        batch_op.add_column(
            sa.Column("notice", sa.String(length=200), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("opens", sa.String(length=5), server_default="09:00", nullable=False)
        )
        batch_op.add_column(
            sa.Column("closes", sa.String(length=5), server_default="22:00", nullable=False)
        )
        batch_op.add_column(
            sa.Column("search_pm", sa.Integer(), server_default="1000", nullable=False)
        )
    on_sqlite(FULL_TEXT)
    guard_foreign_keys()


def downgrade() -> None:
    """Downgrade schema."""
    without_foreign_keys()
    on_sqlite([f"DROP TRIGGER search_doc_{name}" for name in ("into", "out", "again")])
    on_sqlite(["DROP TABLE search_fts"])
    with altering("store", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("search_pm")
        batch_op.drop_column("closes")
        batch_op.drop_column("opens")
        batch_op.drop_column("notice")

    with altering("sku", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_index(
            "uq_sku_spec", sqlite_where=sa.text("active"), postgresql_where=sa.text("active")
        )
        batch_op.drop_index("ix_sku_of_listing")
        batch_op.create_unique_constraint(
            batch_op.f("uq_sku_cohort_id_listing_id_spec"), ["cohort_id", "listing_id", "spec"]
        )
        batch_op.drop_column("active")
        batch_op.drop_column("volume_cm3")
        batch_op.drop_column("compare_fen")
        batch_op.drop_column("merchant_code")
        batch_op.drop_column("specs")

    with altering("shipment", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("corrections")

    with altering("order", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("counted")

    with altering("listing", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.drop_column("alts")
        batch_op.drop_column("freight_id")
        batch_op.drop_column("ship_hours")
        batch_op.drop_column("presale")
        batch_op.drop_column("limit_per_buyer")
        batch_op.drop_column("binned_sim_at")
        batch_op.drop_column("scheduled_sim_at")

    op.create_table(
        "listing_word",
        sa.Column("listing_id", sa.INTEGER(), nullable=False),
        sa.Column("word", sa.VARCHAR(length=40), nullable=False),
        sa.Column("weight", sa.INTEGER(), nullable=False),
        sa.Column("cohort_id", sa.INTEGER(), nullable=False),
        sa.Column("id", sa.INTEGER(), nullable=False),
        sa.Column("created_at", sa.DATETIME(), nullable=False),
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
    with altering("listing_word", NEW_CHECKS, OLD_CHECKS) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_listing_word_listing"), ["cohort_id", "listing_id"], unique=False
        )

    with op.batch_alter_table("sku_price", schema=None) as batch_op:
        batch_op.drop_index("ix_sku_price_since")

    op.drop_table("sku_price")
    with op.batch_alter_table("violation_penalty", schema=None) as batch_op:
        batch_op.drop_index("ix_violation_penalty_store")

    op.drop_table("violation_penalty")
    op.drop_table("violation_appeal")
    with op.batch_alter_table("store_category_listing", schema=None) as batch_op:
        batch_op.drop_index("ix_store_category_listing_goods")

    op.drop_table("store_category_listing")
    with op.batch_alter_table("search_doc", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_search_doc_words", postgresql_using="gin", sqlite_where=sa.text("words IS NULL")
        )

    op.drop_table("search_doc")
    op.drop_table("listing_version")
    op.drop_table("listing_review")
    op.drop_table("claim_proof")
    with op.batch_alter_table("bulk_row", schema=None) as batch_op:
        batch_op.drop_index("ix_bulk_row_state")

    op.drop_table("bulk_row")
    with op.batch_alter_table("violation", schema=None) as batch_op:
        batch_op.drop_index("ix_violation_store")

    op.drop_table("violation")
    op.drop_table("store_page")
    op.drop_table("store_category")
    op.drop_table("page_version")
    with op.batch_alter_table("bulk_run", schema=None) as batch_op:
        batch_op.drop_index("ix_bulk_run_store")

    op.drop_table("bulk_run")
    with op.batch_alter_table("search_word", schema=None) as batch_op:
        batch_op.drop_index("ix_search_word_sound")
        batch_op.drop_index("ix_search_word_initials")
        batch_op.drop_index("ix_search_word_alike")

    op.drop_table("search_word")
    op.drop_table("draft")
    guard_foreign_keys()
