"""Reading questions and answers; who may speak; what the patrol reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.db import db
from app.errors import NotFound
from app.identity.models import Role
from app.identity.viewer import Viewer
from sim_market.listings.models import Listing
from sim_market.mall.models import Question, QuestionAnswer, Voice
from sim_market.orders.models import Order, OrderLine
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of, run_by
from sim_market.violations.detect import Text

QUESTIONS_PER_PAGE = 20
RECENT = 2_000  # the patrol looks at the latest; older ones it has seen
TEACHERS = {Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers, the store's first."""

    question: Question
    answers: Sequence[QuestionAnswer]


def voice_of(listing: Listing, *, seen_by: Viewer) -> Voice | None:
    """As who the viewer may speak about a listing; None for who has nothing to do with it."""
    if seen_by.cohort_id != listing.cohort_id:
        return None
    if seen_by.role in TEACHERS:
        return Voice.TEACHER
    store = find_store_of(seen_by.user.id, seen_by.cohort_id)
    if store is not None and store.id == listing.store_id:
        return Voice.STORE
    return Voice.BUYER if has_bought(seen_by.user.id, listing) else None


def has_bought(user_id: int, listing: Listing) -> bool:
    """Has this person paid for an order with this listing?"""
    found = db.session.scalar(
        sa.select(OrderLine.id)
        .join(Order, (Order.cohort_id == OrderLine.cohort_id) & (Order.id == OrderLine.order_id))
        .join(Shopper, (Shopper.cohort_id == Order.cohort_id) & (Shopper.id == Order.shopper_id))
        .where(
            OrderLine.cohort_id == listing.cohort_id,
            OrderLine.listing_id == listing.id,
            Order.paid_sim_at.is_not(None),
            Shopper.user_id == user_id,
        )
        .limit(1)
    )
    return found is not None


def list_questions(listing: Listing, page: int, limit: int = QUESTIONS_PER_PAGE) -> list[Asked]:
    """The newest questions on a listing with their answers: one statement."""
    return _with_answers(
        sa.select(Question)
        .where(Question.cohort_id == listing.cohort_id, Question.listing_id == listing.id)
        .order_by(Question.id.desc())
        .limit(limit)
        .offset((page - 1) * limit)
    )


def count_questions(listing: Listing) -> int:
    asked = sa.select(sa.func.count()).where(
        Question.cohort_id == listing.cohort_id, Question.listing_id == listing.id
    )
    return db.session.scalar(asked) or 0


def list_of_store(store: Store, *, waiting: bool, page: int) -> tuple[list[Asked], int, int]:
    """A page of questions on a store's goods; how many there are, how many wait for the store."""
    own = (Question.cohort_id == store.cohort_id, Question.store_id == store.id)
    total, waits = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_WAITS), 0)).where(*own)
    ).one()
    asked = sa.select(Question).where(*own).order_by(Question.id.desc())
    if waiting:
        asked = asked.where(Question.answered_sim_at.is_(None))
    asked = asked.limit(QUESTIONS_PER_PAGE).offset((page - 1) * QUESTIONS_PER_PAGE)
    return _with_answers(asked), int(total), int(waits)


def waiting_of(user_id: int, cohort_id: int | None) -> sa.ScalarSelect[int]:
    """How many questions wait for an answer of this person's own store."""
    return (
        sa.select(sa.func.count())
        .select_from(Question)
        .join(Store, (Store.cohort_id == Question.cohort_id) & (Store.id == Question.store_id))
        .where(
            Question.cohort_id == cohort_id,
            run_by(user_id),
            Question.answered_sim_at.is_(None),
        )
        .scalar_subquery()
    )


def get_question(question_id: int, cohort_id: int | None) -> Question:
    """A question of this class, with its listing and store."""
    found = db.session.scalar(
        sa.select(Question)
        .where(Question.id == question_id, Question.cohort_id == cohort_id)
        .options(joinedload(Question.listing).joinedload(Listing.store))
    )
    if found is None:
        raise NotFound(_("没有这个问题"), next_step=_("回商城看看"), link="/mall")
    return found


def get_store_question(question_id: int, store: Store) -> Question:
    """A question on goods of this store; else NotFound."""
    found = get_question(question_id, store.cohort_id)
    if found.store_id != store.id:
        raise NotFound(_("没有这个问题"), next_step=_("回问答页看看"), link="/questions")
    return found


def question_texts(cohort_id: int) -> Iterator[Text]:
    """What merchants have written in questions and answers, also on goods of others."""
    for noun, where, kind in (
        (Question, _("问大家的提问"), "question"),
        (QuestionAnswer, _("问大家的回答"), "question_answer"),
    ):
        rows = db.session.execute(_texts(noun, cohort_id))
        for store_id, text_id, words in rows:
            name = _("%(where)s %(n)s", where=where, n=text_id)
            yield Text(store_id, kind, text_id, name, where, words, False)


def _texts(noun: Any, cohort_id: int) -> Any:
    return (
        sa.select(Store.id, noun.id, noun.words)
        .join(noun, (noun.cohort_id == Store.cohort_id) & (noun.author_id == Store.owner_id))
        .where(Store.cohort_id == cohort_id)
        .order_by(noun.id.desc())
        .limit(RECENT)
    )


def _with_answers(asked: Any) -> list[Asked]:
    """Questions in their order, each with its answers: one statement for both."""
    chosen = asked.with_only_columns(Question.id).subquery()
    rows = db.session.execute(
        sa.select(Question, QuestionAnswer)
        .outerjoin(
            QuestionAnswer,
            (QuestionAnswer.cohort_id == Question.cohort_id)
            & (QuestionAnswer.question_id == Question.id),
        )
        .where(Question.id.in_(sa.select(chosen.c.id)))
        .options(
            joinedload(Question.author),
            joinedload(Question.shopper),
            joinedload(Question.listing),
            joinedload(QuestionAnswer.author),
            joinedload(QuestionAnswer.shopper),
        )
        .order_by(
            Question.id.desc(),
            sa.case((QuestionAnswer.voice == Voice.STORE, 0), else_=1),
            QuestionAnswer.id,
        )
    )
    found: dict[Question, list[QuestionAnswer]] = {}
    for question, said in rows:
        answers = found.setdefault(question, [])
        if said is not None:
            answers.append(said)
    return [Asked(question, answers) for question, answers in found.items()]


_WAITS = sa.case((Question.answered_sim_at.is_(None), 1), else_=0)
