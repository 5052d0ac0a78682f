"""What the listings of a store claim, and the evidence that was shown for it."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from sim_market.listings.models import Listing, ListingState
from sim_market.rules.pack import pack
from sim_market.rules.wording import squeezed
from sim_market.stores.models import Store
from sim_market.violations.detect.goods import unproven_claims
from sim_market.violations.models import ClaimProof

MOST = 50


class Claim(NamedTuple):
    """One word of one listing that needs evidence, and what was shown."""

    listing: Listing
    word: str
    proof: ClaimProof | None

    @property
    def is_proven(self) -> bool:
        return self.proof is not None and not self.proof.refused


def list_claims(store: Store) -> list[Claim]:
    """What a store's listings claim (not those in the bin), what lacks evidence first."""
    listings = db.session.scalars(
        sa.select(Listing)
        .where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.state != ListingState.BINNED,
        )
        .options(selectinload(Listing.skus))
        .order_by(Listing.id.desc())
    ).all()
    shown = {(p.listing_id, p.word): p for p in list_proofs(store.cohort_id, store)}
    rules = pack(store.cohort)
    claims = [
        Claim(listing, word, shown.get((listing.id, squeezed(word)[:40])))
        for listing in listings
        for word in unproven_claims(listing, rules, frozenset())
    ]
    return sorted(claims, key=lambda claim: claim.is_proven)[:MOST]


def list_proofs(cohort_id: int, store: Store | None = None) -> Sequence[ClaimProof]:
    """Evidence that was shown in a class, the newest first."""
    query = sa.select(ClaimProof).where(ClaimProof.cohort_id == cohort_id)
    query = query.where(ClaimProof.store_id == store.id) if store else query.limit(MOST)
    return db.session.scalars(query.order_by(ClaimProof.id.desc())).all()
