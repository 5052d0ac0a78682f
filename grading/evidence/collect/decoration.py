"""The decoration part of a practice record: the page that buyers see, and how it came about."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import db
from grading.evidence.collect.values import Pictures, seconds
from sim_market.decoration.blocks import KINDS, Block, pictures_of, video_of
from sim_market.decoration.models import PageVersion
from sim_market.decoration.queries import Shelf, Shown, published_page, shelf_of, shown
from sim_market.stores.models import Store

Part = dict[str, Any]
MOST_VERSIONS = 50


def decoration_part(store: Store, cohort: Cohort) -> Part | None:
    """The published page by value and the versions before it; None where nothing was published."""
    page = published_page(store)
    if page is None:
        return None
    shelf = shelf_of(store)
    keys = [key for block in page.blocks for key in (*pictures_of(block), video_of(block)) if key]
    pictures = Pictures([*keys, *(card.listing.picture or "" for card in shelf.cards)])
    versions = _versions(store, cohort)
    return {
        "number": page.number,
        "published_seconds": seconds(page.published_sim_at, cohort),
        "published_times": len(versions),
        "versions": versions[-MOST_VERSIONS:],
        "groups": _groups(shelf),
        "blocks": [_block(part, pictures) for part in shown(page.blocks, shelf)],
    }


def _versions(store: Store, cohort: Cohort) -> list[Part]:
    rows = db.session.scalars(
        sa.select(PageVersion)
        .where(PageVersion.cohort_id == cohort.id, PageVersion.store_id == store.id)
        .order_by(PageVersion.number)
    )
    return [
        {
            "number": row.number,
            "seconds": seconds(row.published_sim_at, cohort),
            "kinds": [_word(block) for block in row.blocks],
        }
        for row in rows
    ]


def _groups(shelf: Shelf) -> list[Part]:
    return [{"name": each.name, "goods": len(shelf.cards_in(each.id))} for each in shelf.groups]


def _block(part: Shown, pictures: Pictures) -> Part:
    """One block as texts, pictures by their hash, and the goods that it shows now."""
    block = part.block
    return {
        "kind": str(block["kind"]),
        "word": _word(block),
        "show": str(block["show"]),
        "title": str(block.get("title") or ""),
        "text": str(block.get("text") or ""),
        "pictures": [pictures.value(key) for key in pictures_of(block)],
        "video": pictures.value(video_of(block)),
        "goods": _goods(part, pictures),
        "groups": [group.name for group in part.groups],
    }


def _goods(part: Shown, pictures: Pictures) -> Sequence[Part]:
    cards = [*part.cards, *([part.leads_to] if part.leads_to else [])]
    return [
        {
            "code": card.listing.code,
            "title": card.listing.title,
            "price_fen": card.price_fen,
            "picture": pictures.value(card.listing.picture),
        }
        for card in cards
    ]


def _word(block: Block) -> str:
    kind = KINDS.get(str(block["kind"]))
    return str(kind.word) if kind else str(block["kind"])
