"""Reading pages, versions, and the store's own categories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from app.files import StoredFile
from sim_market.decoration.blocks import Block, GoodsRule, pictures_of
from sim_market.decoration.models import (
    GroupRule,
    PageVersion,
    StoreCategory,
    StoreCategoryListing,
    StorePage,
)
from sim_market.decoration.page_check import Around
from sim_market.listings.models import Listing
from sim_market.listings.queries import Card, Found, Wish, find_listings
from sim_market.promotions.live import Bag, bag_of
from sim_market.promotions.offers import Offer
from sim_market.stores.models import Store

MOST_GOODS = 200  # of a store that its page can choose from
MOST_VERSIONS = 50
MOST_BY_RULE = 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """All goods of a store on sale, and which of its categories each stands in."""

    cards: Sequence[Card]
    groups: Sequence[StoreCategory]
    standing: Mapping[int, Sequence[int]]  # id of a category -> ids of listings

    def cards_in(self, group_id: int) -> list[Card]:
        """The goods of a category by its rule, and those of the categories below it."""
        ids: dict[int, None] = {}
        for group in self.groups:
            if group_id in (group.id, group.parent_id):
                ids |= dict.fromkeys(self._ids_of(group))
        by_id = {card.listing.id: card for card in self.cards}
        return [by_id[each] for each in ids if each in by_id]

    def tops(self) -> list[StoreCategory]:
        return [group for group in self.groups if group.parent_id is None]

    def below(self, group_id: int) -> list[StoreCategory]:
        return [group for group in self.groups if group.parent_id == group_id]

    def _ids_of(self, group: StoreCategory) -> list[int]:
        if group.rule == GroupRule.HAND:
            standing = set(self.standing.get(group.id, ()))
            return [card.listing.id for card in self.cards if card.listing.id in standing]
        chosen = sorted(self.cards, key=_BY_RULE[group.rule])[:MOST_BY_RULE]
        return [card.listing.id for card in chosen]


@dataclass(frozen=True, slots=True)
class Shown:
    """A block with what it shows: cards of goods, what it leads to, categories, coupons, the bag
    of live prices.

    `may_claim`: whoever looks may claim the coupons.
    """

    block: Block
    cards: Sequence[Card] = ()
    leads_to: Card | None = None
    groups: Sequence[StoreCategory] = ()
    offers: Sequence[Offer] = ()
    may_claim: bool = False
    bag: Bag | None = None


def find_page(store: Store) -> StorePage | None:
    return db.session.scalar(
        sa.select(StorePage).where(
            StorePage.cohort_id == store.cohort_id, StorePage.store_id == store.id
        )
    )


def published_page(store: Store) -> PageVersion | None:
    """What buyers see, or None where nothing was published."""
    return db.session.scalar(
        sa.select(PageVersion)
        .join(
            StorePage,
            (StorePage.cohort_id == PageVersion.cohort_id)
            & (StorePage.store_id == PageVersion.store_id)
            & (StorePage.published == PageVersion.number),
        )
        .where(PageVersion.cohort_id == store.cohort_id, PageVersion.store_id == store.id)
    )


def list_versions(store: Store) -> Sequence[PageVersion]:
    """The last published versions, newest first."""
    return db.session.scalars(
        sa.select(PageVersion)
        .where(PageVersion.cohort_id == store.cohort_id, PageVersion.store_id == store.id)
        .options(joinedload(PageVersion.actor))
        .order_by(PageVersion.number.desc())
        .limit(MOST_VERSIONS)
    ).all()


def get_version(store: Store, number: int) -> PageVersion:
    found = db.session.scalar(
        sa.select(PageVersion).where(
            PageVersion.cohort_id == store.cohort_id,
            PageVersion.store_id == store.id,
            PageVersion.number == number,
        )
    )
    if found is None:
        raise NotFound(
            _("没有这个版本"), next_step=_("在版本记录里选一个"), link="/decoration/versions"
        )
    return found


def list_groups(store: Store) -> Sequence[StoreCategory]:
    """In the order in which buyers see them; those of the second level after all of the first."""
    return db.session.scalars(
        sa.select(StoreCategory)
        .where(StoreCategory.cohort_id == store.cohort_id, StoreCategory.store_id == store.id)
        .order_by(StoreCategory.parent_id.is_not(None), StoreCategory.position, StoreCategory.id)
    ).all()


def get_group(store: Store, group_id: int) -> StoreCategory:
    found = db.session.scalar(
        sa.select(StoreCategory).where(
            StoreCategory.cohort_id == store.cohort_id,
            StoreCategory.store_id == store.id,
            StoreCategory.id == group_id,
        )
    )
    if found is None:
        raise NotFound(
            _("没有这个店内分类"), next_step=_("看看现在有哪些分类"), link="/decoration/groups"
        )
    return found


def shelf_of(store: Store) -> Shelf:
    """Everything that a page of this store can show."""
    found: Found = find_listings(
        store.cohort_id, "", Wish(store_id=store.id), page=1, per_page=MOST_GOODS
    )
    rows = db.session.execute(
        sa.select(StoreCategoryListing.store_category_id, StoreCategoryListing.listing_id)
        .join(
            Listing,
            (Listing.cohort_id == StoreCategoryListing.cohort_id)
            & (Listing.id == StoreCategoryListing.listing_id),
        )
        .where(Listing.cohort_id == store.cohort_id, Listing.store_id == store.id)
    ).all()
    standing: dict[int, list[int]] = {}
    for group_id, listing_id in rows:
        standing.setdefault(group_id, []).append(listing_id)
    return Shelf(found.cards, list_groups(store), standing)


def around(shelf: Shelf, blocks: Sequence[Block], cohort_id: int) -> Around:
    """What the checks of a page need to know."""
    return Around(
        on_sale={card.listing.id for card in shelf.cards},
        groups={group.id: len(shelf.cards_in(group.id)) for group in shelf.groups},
        sizes=sizes_of([key for block in blocks for key in pictures_of(block)], cohort_id),
    )


def sizes_of(keys: Sequence[str], cohort_id: int) -> dict[str, tuple[int, int]]:
    """Uploaded picture -> its width and height; drawn pictures are not in it."""
    ids = {int(key) for key in keys if key.isdecimal() and len(key) < 10}
    if not ids:
        return {}
    rows = db.session.execute(
        sa.select(StoredFile.id, StoredFile.width, StoredFile.height).where(
            StoredFile.id.in_(ids), StoredFile.cohort_id == cohort_id
        )
    )
    return {str(row.id): (row.width, row.height) for row in rows}


def shown(
    blocks: Sequence[Block],
    shelf: Shelf,
    offers: Sequence[Offer] = (),
    *,
    may_claim: bool = False,
    bag: Bag | None = None,
) -> list[Shown]:
    """The blocks with the goods, coupons and live prices that they show now."""
    by_id = {card.listing.id: card for card in shelf.cards}
    full = [group for group in shelf.tops() if shelf.cards_in(group.id)]
    return [
        Shown(
            block,
            cards=goods_of(block, shelf) if block["kind"] == "goods" else (),
            leads_to=by_id.get(block.get("listing", 0)),
            groups=full if block["kind"] == "groups" else (),
            offers=offers if block["kind"] == "coupons" else (),
            may_claim=may_claim,
            bag=bag if block["kind"] == "live" else None,
        )
        for block in blocks
    ]


def bag_for(blocks: Sequence[Block], store: Store) -> Bag | None:
    """The live bag, asked for only where a block leads to it."""
    return bag_of(store) if any(block["kind"] == "live" for block in blocks) else None


def goods_of(block: Block, shelf: Shelf) -> list[Card]:
    """The goods of a grid by its rule, at most as many as it wants."""
    rule = block["rule"]
    if rule == GoodsRule.CHOICE:
        by_id = {card.listing.id: card for card in shelf.cards}
        chosen = [by_id[each] for each in block["listings"] if each in by_id]
    elif rule == GoodsRule.GROUP:
        chosen = shelf.cards_in(block["group"])
    else:
        chosen = sorted(shelf.cards, key=_ORDER[rule])
    return chosen[: block["count"]]


def _newest(card: Card) -> Any:
    first = card.listing.first_on_sale_sim_at
    return -first.timestamp() if first else 0, card.listing.code


_BY_RULE: Mapping[GroupRule, Any] = {
    GroupRule.NEWEST: _newest,
    GroupRule.BEST: lambda card: (-card.sold, card.listing.code),
    GroupRule.LOW: lambda card: (card.price_fen, card.listing.code),
}
_ORDER = {
    GoodsRule.NEWEST.value: _newest,
    GoodsRule.BEST.value: lambda card: (-card.sold, card.listing.code),
    GoodsRule.CHEAPEST.value: lambda card: (card.price_fen, card.listing.code),
}
