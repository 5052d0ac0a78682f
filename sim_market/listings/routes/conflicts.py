"""Somebody else has saved meanwhile: what only they changed is taken over, the rest is asked."""

from typing import Any

from app.errors import Invalid, NotFound
from app.fields import whole_number
from sim_market.listings import queries
from sim_market.listings.comparing import contests, part_words
from sim_market.listings.content import OF_SKU, Content, content_of
from sim_market.listings.drafts import SkuDraft
from sim_market.listings.forms import ListingForm
from sim_market.listings.forms.steps import Typed
from sim_market.listings.forms.theirs import as_sent, with_theirs
from sim_market.listings.merging import Merge, merge
from sim_market.listings.models import Listing
from sim_market.listings.routes.desk import Desk


def after_conflict(desk: Desk, form: ListingForm, said: Typed) -> ListingForm:
    """The form again: with what only the other has changed, and all that was typed.

    `desk` has the listing as it is kept now, `form` what was typed, checked.
    """
    listing = desk.listing
    read = whole_number(form.version.data) or 0
    found = merge_of(listing, form, read) if listing else None
    if listing is None or found is None or read == listing.version:
        return form  # nothing else was saved: it was moved to another state
    for part in found.taken:
        said = with_theirs(said, part, sent_of(desk), ids_of(listing))
    said["version"], said["base"] = str(listing.version), str(read)
    made = desk.filled(said)
    made.refusal = form.refusal
    made.taken = [part_words(part, specs_of(listing)) for part in found.taken]
    return made


def chosen(desk: Desk, said: Typed, part: str) -> Typed:
    """With one part as it is kept now."""
    if desk.listing is None:
        return said
    return with_theirs(said, part, sent_of(desk), ids_of(desk.listing))


def conflict_of(desk: Desk, form: ListingForm) -> list[dict[str, Any]] | None:
    """What is still to be chosen; None while nobody else has saved."""
    listing, base = desk.listing, whole_number(form.base.data)
    if listing is None or base is None:
        return None
    found = merge_of(listing, form, base)
    return contests(found.contested, specs_of(listing)) if found else []


def merge_of(listing: Listing, form: ListingForm, read: int) -> Merge | None:
    """None while a number that was typed is none."""
    try:
        mine = content_typed(form, listing)
    except (Invalid, ValueError):
        return None
    return merge(_version(listing, read), mine, content_of(listing))


def content_typed(form: ListingForm, listing: Listing) -> Content:
    """What the form says, as a version would keep it."""
    kept = content_of(listing)
    codes = {sku.id: sku.code for sku in listing.skus}
    rows = form.rows(listing.skus) if len(form.skus) else []
    skus = [_sku_typed(row, codes.get(row.id or 0, "")) for row in rows]
    matrix = {"skus": skus, "spec_names": form.spec_names} if rows else {}
    return kept | form.said(form.chosen, listing.alts) | matrix


def sent_of(desk: Desk) -> Typed:
    return as_sent(desk.data())


def ids_of(listing: Listing) -> dict[str, str]:
    return {sku.code: str(sku.id) for sku in listing.skus}


def specs_of(listing: Listing) -> dict[str, str]:
    return {sku.code: sku.spec for sku in listing.skus}


def _sku_typed(row: SkuDraft, code: str) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in OF_SKU if name != "specs"}
    return {"code": code, "spec": row.words} | said


def _version(listing: Listing, number: int) -> Content | None:
    try:
        return queries.get_version(listing, number).content
    except NotFound:
        return None
