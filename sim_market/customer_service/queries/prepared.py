"""Reading what a store has prepared."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db
from app.errors import NotFound
from app.identity.models import User
from sim_market.customer_service.models import AutoReply, Faq, QuickPhrase
from sim_market.stores.models import Store


def list_phrases(store: Store, user: User) -> Sequence[QuickPhrase]:
    """The store's shared phrases and this person's own, by group."""
    return db.session.scalars(
        sa.select(QuickPhrase)
        .where(
            QuickPhrase.cohort_id == store.cohort_id,
            QuickPhrase.store_id == store.id,
            QuickPhrase.owner_id.is_(None) | (QuickPhrase.owner_id == user.id),
        )
        .order_by(QuickPhrase.group, QuickPhrase.id)
        .limit(100)
    ).all()


def get_phrase(phrase_id: int, store: Store, user: User) -> QuickPhrase:
    found = next((each for each in list_phrases(store, user) if each.id == phrase_id), None)
    if found is None:
        raise NotFound(_("没有这条短语"), next_step=_("回快捷短语页看看"), link="/service/phrases")
    return found


def find_auto_reply(store: Store) -> AutoReply | None:
    return db.session.scalar(
        sa.select(AutoReply).where(
            AutoReply.cohort_id == store.cohort_id, AutoReply.store_id == store.id
        )
    )


def list_faqs(store: Store) -> Sequence[Faq]:
    """In the order in which they were written: the first that fits answers."""
    return db.session.scalars(
        sa.select(Faq)
        .where(Faq.cohort_id == store.cohort_id, Faq.store_id == store.id)
        .order_by(Faq.id)
        .limit(100)
    ).all()


def get_faq(faq_id: int, store: Store) -> Faq:
    found = next((each for each in list_faqs(store) if each.id == faq_id), None)
    if found is None:
        raise NotFound(_("没有这条自动回答"), next_step=_("回自动回复页看看"), link="/service/auto")
    return found
