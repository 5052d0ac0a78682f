"""What simulated buyers do at the desk: ask, react to the answer, give up. Each exactly once."""

from app.chance import draw, draw_int, pick
from app.db import db
from app.jobs import Job, schedule
from app.journal import By, acting_as, record
from sim_market.customer_service.judge import Intent, Outcome, find_intent
from sim_market.customer_service.judge.intents import REPLIES
from sim_market.customer_service.models import (
    TALK_FLOW,
    ComplaintReason,
    Conversation,
    Message,
    Side,
    TalkState,
)
from sim_market.customer_service.operations.asking import ask, leave, open_talk
from sim_market.customer_service.operations.complaints import complain
from sim_market.customer_service.operations.lines import add_line
from sim_market.customer_service.pace import in_sandbox
from sim_market.customer_service.queries.talks import get_message, list_questions
from sim_market.listings.models import Listing
from sim_market.orders.models import Order
from sim_market.shoppers.models import Shopper
from sim_market.stores.models import Store
from sim_market.verbs import Verb

PATIENCE_SECONDS = (1200, 2400)  # at the desk
MOST_QUESTIONS = 4
MOST_REPEATS = 1
ASKS_ON = 0.45  # how often an answered buyer asks one thing more


def ask_simulated(
    shopper: Shopper,
    store: Store,
    intent: Intent,
    *,
    key: str,
    listing: Listing | None = None,
    order: Order | None = None,
) -> Conversation:
    """A simulated buyer begins a conversation. `key` names it: the same key asks once."""
    with acting_as(By.SIMULATED):
        talk = open_talk(shopper, store, listing=listing, order=order, key=key)
        if talk.last_no == 0:
            put(talk, intent, pick(intent.asks, talk.cohort.seed, "service.words", key))
    return talk


def put(talk: Conversation, intent: Intent, words: str) -> Message:
    """Ask one thing, and wait no longer than patience lasts."""
    question = ask(talk, words, actor=None, intent=intent.code)
    cohort, key = talk.cohort, f"{talk.id}-{question.no}"
    low, high = PATIENCE_SECONDS
    patience = draw_int(low, high, cohort.seed, "service.patience", talk.key, question.no)
    schedule(
        "service.give_up", key, cohort_id=cohort.id, talk=talk.id, no=question.no,
        at=cohort.sim_at + in_sandbox(patience, cohort.day_minutes),
    )  # fmt: skip
    return question


def give_up(job: Job) -> None:
    """Job `service.give_up`: nobody has answered; the buyer goes."""
    talk = db.session.get_one(Conversation, job.payload["talk"])
    question = get_message(talk, job.payload["no"])
    if question.settled or question.waited_seconds is not None:
        return
    question.points, question.settled = 0, True
    question.verdict = {"outcome": "unanswered", "points": 0, "lines": []}
    with acting_as(By.SIMULATED):
        add_line(talk, Side.BUYER, _words("gave_up", talk, question), simulated=True, settled=True)
        leave(talk, actor=None)
        rate(talk, 1)
        maybe_complain(talk, "unanswered")


def react(job: Job) -> None:
    """Job `service.react`: the buyer has read the answer, and is content, asks again, or goes."""
    talk = db.session.get_one(Conversation, job.payload["talk"])
    question = get_message(talk, job.payload["no"])
    if question.settled or talk.is_waiting:
        return
    question.settled = True
    outcome = Outcome(question.verdict.get("outcome", "missing"))
    with acting_as(By.SIMULATED):
        if again := _asked_next(talk, question, outcome):
            put(talk, *again)
        else:
            _end(talk, question, outcome)


def _asked_next(
    talk: Conversation, question: Message, outcome: Outcome
) -> tuple[Intent, str] | None:
    """What the buyer asks now, in which words; None if that was all."""
    intent = find_intent(question.intent)
    asked = [m for m in list_questions(talk) if m.intent]
    if intent is None or len(asked) >= MOST_QUESTIONS:
        return None
    if outcome in (Outcome.MISSING, Outcome.WRONG):
        same = [m for m in asked if m.intent == intent.code]
        if len(same) > MOST_REPEATS:
            return None
        return intent, _words(outcome.value, talk, question).format(asked=intent.asked)
    if outcome != Outcome.RIGHT or not _asks_on(talk, question):
        return None
    return _another(talk, intent, {m.intent for m in asked})


def _asks_on(talk: Conversation, question: Message) -> bool:
    return draw(talk.cohort.seed, "service.asks_on", talk.key, question.no) < ASKS_ON


def _another(talk: Conversation, intent: Intent, asked: set[str]) -> tuple[Intent, str] | None:
    """A further question that follows from this one and was not asked yet."""
    order_known = talk.order_id is not None
    open_to = [
        found
        for code in intent.next
        if code not in asked and (found := find_intent(code))
        if (found.about != "order" or order_known) and (found.about != "listing" or talk.listing_id)
    ]
    if not open_to:
        return None
    seed = talk.cohort.seed
    chosen = pick(open_to, seed, "service.next", talk.key, len(asked))
    return chosen, pick(chosen.asks, seed, "service.words", talk.key, chosen.code)


def _end(talk: Conversation, question: Message, outcome: Outcome) -> None:
    """Last words, and how content the buyer is."""
    content = satisfaction_for(outcome, [m.points or 0 for m in list_questions(talk) if m.intent])
    words = "satisfied" if content == 5 else outcome.value
    intent = find_intent(question.intent)
    text = _words(words, talk, question).format(asked=intent.asked if intent else "")
    add_line(talk, Side.BUYER, text, simulated=True, settled=True)
    TALK_FLOW.claim(talk, TalkState.DONE if content >= 3 else TalkState.LEFT, waiting_sim_at=None)
    rate(talk, content)
    maybe_complain(talk, outcome.value)


def satisfaction_for(outcome: Outcome, points: list[int]) -> int:
    """1 to 5 from the mean of the points; who was offended or led astray is not content."""
    mean = sum(points) // max(1, len(points))
    stars = 5 if mean >= 85 else 4 if mean >= 70 else 3 if mean >= 50 else 2 if mean >= 30 else 1
    most = {Outcome.RIGHT: 5, Outcome.MISSING: 3, Outcome.WRONG: 2}.get(outcome, 1)
    return min(stars, most)


COMPLAINS = {  # outcome -> how often, about what, in which words
    "unanswered": (0.1, ComplaintReason.NO_ANSWER),
    "wrong": (0.3, ComplaintReason.UNTRUE),
    "rude": (0.8, ComplaintReason.RUDE),
    "off_platform": (0.8, ComplaintReason.OFF_PLATFORM),
}


def maybe_complain(talk: Conversation, outcome: str) -> None:
    """Some who were let down turn to the platform."""
    often, reason = COMPLAINS.get(outcome, (0.0, ComplaintReason.NO_ANSWER))
    if draw(talk.cohort.seed, "service.complains", talk.key) < often:
        words = pick(REPLIES[f"complains_{outcome}"], talk.cohort.seed, "service.said", talk.key)
        complain(talk, reason, words, actor=None)


def rate(talk: Conversation, stars: int) -> None:
    talk.satisfaction = stars
    record(Verb.SERVICE_RATED, talk, actor=None, stars=stars)


def _words(outcome: str, talk: Conversation, question: Message) -> str:
    seed = talk.cohort.seed
    return pick(REPLIES[outcome], seed, "service.reply", talk.key, question.no)
