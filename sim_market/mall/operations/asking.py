"""Questions on goods, and their answers: by who bought them, the teacher, the store."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, taken
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.listings.blocks import cleaned
from sim_market.listings.models import Listing
from sim_market.mall.models import (
    LONGEST_WORDS,
    SHORTEST_WORDS,
    Question,
    QuestionAnswer,
    Voice,
)
from sim_market.rules.listing_check import effective, text_problems
from sim_market.rules.pack import pack
from sim_market.rules.problems import blocking, by_field
from sim_market.verbs import Verb

MOST_QUESTIONS = 10  # of one person on one listing


def ask(listing: Listing, words: str, *, voice: Voice | None, actor: User) -> Question:
    """Ask about a listing. `voice` as `queries.voice_of` says; the store does not ask itself."""
    link = f"/mall/listings/{listing.id}"
    if voice is None or voice == Voice.STORE:
        raise NotAllowed(
            _("买过这件商品的同学和老师才能提问"),
            next_step=_("先买一件，付款后就能问了") if voice is None else _("您是商家，可以回答"),
            link=link,
        )
    said = _guard_words(listing, words)
    _guard_few(listing, actor)
    made = insert_unless_there(
        Question, cohort_id=listing.cohort_id, listing_id=listing.id, store_id=listing.store_id,
        author_id=actor.id, voice=voice, words=said, asked_sim_at=listing.cohort.sim_at, answers=0,
    )  # fmt: skip
    if not made:
        raise Conflict(
            _("这个问题您已经问过，没有重复提交"), next_step=_("等大家回答，或换个问题"), link=link
        )
    question = db.session.scalars(
        sa.select(Question).filter_by(
            cohort_id=listing.cohort_id, listing_id=listing.id, author_id=actor.id, words=said
        )
    ).one()
    record(Verb.QUESTION_ASKED, question, actor=actor, listing=listing.code)
    return question


def answer(question: Question, words: str, *, voice: Voice | None, actor: User) -> QuestionAnswer:
    """Answer a question, once; the store's first answer takes it off its to-do list."""
    listing = question.listing
    link = f"/mall/listings/{listing.id}/questions"
    if voice is None:
        raise NotAllowed(
            _("买过这件商品的同学、老师和商家才能回答"),
            next_step=_("先买一件，付款后就能回答了"),
            link=link,
        )
    said = _guard_words(listing, words)
    made = insert_unless_there(
        QuestionAnswer, cohort_id=question.cohort_id, question_id=question.id, author_id=actor.id,
        voice=voice, words=said, answered_sim_at=listing.cohort.sim_at,
    )  # fmt: skip
    if not made or (voice == Voice.STORE and not _take(question)):
        raise Conflict(
            _("这个问题已经回答过，没有重复提交"), next_step=_("看看别的问题"), link=link
        )
    _count(question)
    found = db.session.scalars(
        sa.select(QuestionAnswer).filter_by(
            cohort_id=question.cohort_id, question_id=question.id, author_id=actor.id
        )
    ).one()
    record(
        Verb.QUESTION_ANSWERED, question, actor=actor, listing=listing.code,
        by_store=voice == Voice.STORE,
    )  # fmt: skip
    return found


def _take(question: Question) -> bool:
    """The store answers: of two at once only one does."""
    return taken(
        sa.update(Question)
        .where(Question.id == question.id, Question.answered_sim_at.is_(None))
        .values(answered_sim_at=question.cohort.sim_at)
        .execution_options(synchronize_session=False)
    )


def _count(question: Question) -> None:
    taken(
        sa.update(Question)
        .where(Question.id == question.id)
        .values(answers=Question.answers + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(question, ["answers", "answered_sim_at"])


def _guard_words(listing: Listing, words: str) -> str:
    """Plain words of a fitting length in which no rule is broken."""
    said = " ".join(cleaned(words[: LONGEST_WORDS * 4]).split())
    if not SHORTEST_WORDS <= len(said) <= LONGEST_WORDS or not effective(said):
        message = _("写 %(min)s 到 %(max)s 个字", min=SHORTEST_WORDS, max=LONGEST_WORDS)
        raise Invalid(message, fields={"words": message}, next_step=_("改好再发"))
    faults = blocking(text_problems("words", said, pack(listing.cohort)))
    if faults:
        raise Invalid(
            faults[0].message,
            rule=faults[0].rule,
            fields=by_field(faults),
            next_step=_("改掉这些词再发，别的字都还在"),
        )
    return said


def _guard_few(listing: Listing, actor: User) -> None:
    asked = sa.select(sa.func.count()).where(
        Question.cohort_id == listing.cohort_id,
        Question.listing_id == listing.id,
        Question.author_id == actor.id,
    )
    if (db.session.scalar(asked) or 0) >= MOST_QUESTIONS:
        raise Conflict(
            _("一件商品您最多问 %(n)s 个问题", n=MOST_QUESTIONS),
            next_step=_("先看看已有的回答"),
            link=f"/mall/listings/{listing.id}/questions",
        )
