"""Texts that buyers see and that are no listing: name and profile of stores, replies to reviews.

Rooms above bring theirs (decoration, questions) by adding a reader to `SOURCES`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from sim_market.reviews.models import Review
from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import Pack
from sim_market.rules.problems import blocking
from sim_market.stores.models import OPENED, Store
from sim_market.violations.finding import LONGEST_NAME, LONGEST_SAYS, Finding

RECENT = 2_000  # the latest replies are looked at; older ones were


class Text(NamedTuple):
    """One text of a store. `where` names the place in words; `curable`: it can be changed."""

    store_id: int
    subject_type: str
    subject_id: int
    name: str
    where: str
    text: str
    curable: bool = True


Source = Callable[[int], Iterable[Text]]


def store_texts(cohort_id: int) -> Iterator[Text]:
    """What stores say of themselves."""
    rows = db.session.scalars(
        sa.select(Store).where(Store.cohort_id == cohort_id, Store.state.in_(OPENED))
    )
    for store in rows:
        said = "\n".join([store.name, store.intro, str(getattr(store, "notice", "") or "")])
        yield Text(store.id, "store", store.id, store.name, _("店名、简介或公告"), said)


def reply_texts(cohort_id: int) -> Iterator[Text]:
    """Replies to reviews: they stay as they were written."""
    rows = db.session.execute(
        sa.select(Review.store_id, Review.id, Review.reply)
        .where(Review.cohort_id == cohort_id, Review.reply != "")
        .order_by(Review.id.desc())
        .limit(RECENT)
    )
    for store_id, review_id, reply in rows:
        name = _("评价 %(n)s 的回复", n=review_id)
        yield Text(store_id, "review", review_id, name, _("评价回复"), reply, False)


SOURCES: list[Source] = [store_texts, reply_texts]


def text_findings(cohort_id: int, pack: Pack) -> Iterator[Finding]:
    """Forbidden words and ways off the platform in all texts of a cohort."""
    for source in SOURCES:
        for text in source(cohort_id):
            yield from findings_in(text, pack)


def findings_in(text: Text, pack: Pack) -> Iterator[Finding]:
    """One finding for each rule that a text breaks."""
    for problem in blocking(text_problems("text", text.text, pack)):
        yield Finding(
            store_id=text.store_id,
            rule=str(problem.rule),
            subject_type=text.subject_type,
            subject_id=text.subject_id,
            subject_name=text.name[:LONGEST_NAME],
            says=f"{text.where}：{problem.message}"[:LONGEST_SAYS],
            lines=((_("在哪里"), text.where), (_("原文"), text.text.strip()[:200])),
            facts={"text": text.text[:1000]},
            curable=text.curable,
            once=not text.curable,
        )
