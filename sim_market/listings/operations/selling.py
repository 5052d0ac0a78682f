"""Putting listings on sale, now or later, taking them off, and freezing them for a rule."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app.db import db
from app.errors import DomainError, Invalid
from app.flow import IllegalMove
from app.identity.models import User
from app.jobs import Job, schedule
from app.journal import record
from sim_market.listings.models import LISTING_FLOW, Listing, ListingReview, ListingState
from sim_market.listings.operations.editing import guard_faults, guard_open
from sim_market.listings.operations.history import hold, keep_review, note_prices
from sim_market.rules.listing_check import listing_problems
from sim_market.rules.pack import RuleId, pack
from sim_market.rules.problems import Problem
from sim_market.verbs import Verb

GO_ON_SALE = "listings.go_on_sale"
LATEST = timedelta(days=30)


def submit_listing(listing: Listing, *, actor: User | None) -> ListingReview:
    """Ask for the review; what passes goes on sale. The answer is kept either way."""
    LISTING_FLOW.check(listing, ListingState.ON_SALE)
    guard_open(listing.store)
    hold(listing)
    review = _reviewed(listing)
    if review.passed:
        _show(listing, actor=actor)
    return review


def put_on_sale(listing: Listing, *, actor: User | None) -> None:
    """Show a listing in the mall. Invalid with a message per field if a rule stands in the way."""
    LISTING_FLOW.check(listing, ListingState.ON_SALE)
    guard_open(listing.store)
    hold(listing)
    guard_faults(listing)
    keep_review(listing, listing_problems(listing.facts, pack(listing.cohort)))
    _show(listing, actor=actor)


def schedule_sale(listing: Listing, at: datetime, *, actor: User | None) -> ListingReview:
    """Go on sale at `at` on the sandbox clock, if the review has nothing against it now.

    It is asked once more then. Both answers are kept.
    """
    LISTING_FLOW.check(listing, ListingState.SCHEDULED)
    guard_open(listing.store)
    if not timedelta(0) < at - listing.cohort.sim_at <= LATEST:
        message = _("上架时间要在沙盒时间之后、30 天以内")
        raise Invalid(message, fields={"at": message}, next_step=_("换一个时间"))
    hold(listing)
    review = _reviewed(listing)
    if review.passed:
        LISTING_FLOW.claim(listing, ListingState.SCHEDULED, scheduled_sim_at=at)
        key = key_of(listing, at)
        schedule(GO_ON_SALE, key, cohort_id=listing.cohort_id, at=at, id=listing.id)
        record(Verb.LISTING_SCHEDULED, listing, actor=actor, at=at.isoformat())
    return review


def cancel_schedule(listing: Listing, *, actor: User | None) -> None:
    """Not on sale by itself after all.

    The deadline stays: it does nothing, unless the same hour is set once more.
    """
    guard_is(listing, ListingState.SCHEDULED)
    LISTING_FLOW.claim(listing, _resting(listing), scheduled_sim_at=None)
    record(Verb.LISTING_UNSCHEDULED, listing, actor=actor)


def go_on_sale(job: Job) -> None:
    """The time has come: on sale, or back with the reasons if something stands in the way."""
    which = job.payload["id"]
    listing = db.session.get_one(Listing, which, with_for_update=True, populate_existing=True)
    if listing.scheduled_sim_at != job.due_sim_at:
        return  # cancelled, or set to another time since
    review = _reviewed(listing, _standing_in_the_way(listing))
    if review.passed:
        _show(listing, actor=None)
    else:
        LISTING_FLOW.claim(listing, _resting(listing), scheduled_sim_at=None)


def take_off_sale(listing: Listing, *, actor: User | None) -> None:
    """Take a listing out of the mall; placed orders are not touched."""
    guard_is(listing, ListingState.ON_SALE)
    LISTING_FLOW.claim(listing, ListingState.OFF_SALE)
    note_prices(listing)
    record(Verb.LISTING_OFF_SALE, listing, actor=actor, title=listing.title)


def freeze_listing(listing: Listing, rule: str, *, actor: User | None) -> None:
    """Nobody may buy it, and its merchant cannot put it back, until the rule is kept again."""
    LISTING_FLOW.claim(listing, ListingState.FROZEN)
    note_prices(listing)
    record(Verb.LISTING_FROZEN, listing, actor=actor, rule=rule)


def unfreeze_listing(listing: Listing, *, actor: User | None) -> None:
    """Off sale again, for its merchant to put right and show anew."""
    guard_is(listing, ListingState.FROZEN)
    LISTING_FLOW.claim(listing, ListingState.OFF_SALE)
    record(Verb.LISTING_UNFROZEN, listing, actor=actor)


def guard_is(listing: Listing, state: ListingState) -> None:
    """Several deeds lead to off sale, each from a state of its own: thawing is not taking off."""
    if listing.state != state:
        raise IllegalMove(
            _("现在是“%(now)s”，这一步做不了", now=listing.state.word),
            next_step=_("刷新页面看最新状态"),
            link=f"/listings/{listing.id}",
        )


def key_of(listing: Listing, at: datetime) -> str:
    return f"{listing.id}@{at.isoformat()}"


def _show(listing: Listing, *, actor: User | None) -> None:
    values: dict[str, Any] = {
        "first_on_sale_sim_at": listing.first_on_sale_sim_at or listing.cohort.sim_at,
        "scheduled_sim_at": None,
    }
    LISTING_FLOW.claim(listing, ListingState.ON_SALE, **values)
    note_prices(listing)
    record(
        Verb.LISTING_ON_SALE,
        listing,
        actor=actor,
        title=listing.title,
        category=listing.category_code,
        price_fen=listing.price_fen,
        available=listing.available,
    )


def _reviewed(listing: Listing, besides: tuple[Problem, ...] = ()) -> ListingReview:
    """Ask the rule book, keep the answer, and tell the journal if it is no."""
    found = listing_problems(listing.facts, pack(listing.cohort))
    review = keep_review(listing, (*besides, *found))
    if not review.passed:
        rules = sorted({reason["rule"] for reason in review.reasons})
        record(Verb.LISTING_RETURNED, listing, actor=None, round=review.round, rules=rules)
    return review


def _standing_in_the_way(listing: Listing) -> tuple[Problem, ...]:
    """The store itself, if it may not show new goods."""
    try:
        guard_open(listing.store)
    except DomainError as refusal:
        return (Problem("store", RuleId(refusal.rule or RuleId.POINT_NODES), refusal.message),)
    return ()


def _resting(listing: Listing) -> ListingState:
    """Where a listing goes that is not on sale: a draft if it never was."""
    return ListingState.OFF_SALE if listing.first_on_sale_sim_at else ListingState.DRAFT
