"""The desk: buyers ask, stores answer; by people through the pages, by simulated buyers in jobs."""

# word data: what is asked and answered

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.cohorts.clock import advance
from app.db import db
from app.errors import Invalid, NotAllowed
from app.jobs import Job
from sim_market.buyers.operations.aftermath import served
from sim_market.customer_service import operations, queries
from sim_market.customer_service.home import to_answer
from sim_market.customer_service.judge import INTENTS, Outcome
from sim_market.customer_service.models import Conversation, Message, Side, TalkState
from sim_market.customer_service.operations.buyers import satisfaction_for
from sim_market.customer_service.pace import counts, in_sandbox, time_of_day, waited
from sim_market.orders import carriers
from sim_market.orders.operations import ship_by_hand
from sim_market.rules.pack import pack
from sim_market.shoppers.operations import shopper_of
from sim_market.violations.detect.talks import service_texts
from tests import make

MORNING = make.SIM_START + timedelta(hours=9)


@pytest.fixture
def sku(app):
    found = make.sku(stock=5, price_fen=3990)
    found.cohort.sim_at = MORNING
    found.cohort.day_minutes = 1440
    db.session.flush()
    return found


@pytest.fixture
def talk(sku):
    store = sku.listing.store
    buyer = make.shopper()
    return operations.ask_simulated(buyer, store, INTENTS["stock"], key="t-1", listing=sku.listing)


def later(cohort, **span) -> None:
    cohort.sim_at += timedelta(**span)
    db.session.flush()


def messages(talk) -> list[Message]:
    return list(queries.list_messages(talk))


def test_a_simulated_buyer_asks_once_however_often_it_is_told(talk, sku):
    again = operations.ask_simulated(
        talk.shopper, sku.listing.store, INTENTS["stock"], key="t-1", listing=sku.listing
    )
    assert again.id == talk.id
    [question] = messages(talk)
    assert question.text in INTENTS["stock"].asks
    assert (question.opens, question.clocked, question.simulated) == (True, True, True)
    assert talk.state == TalkState.WAITING
    [entry] = make.entries("service.asked")
    assert entry.by == "simulated"


def test_a_true_answer_in_time_is_judged_at_once(talk):
    later(talk.cohort, seconds=50)
    operations.say(talk, "您好，有货的，喜欢可以直接拍下", actor=talk.store.owner)
    question = messages(talk)[0]
    assert (question.waited_seconds, question.points) == (50, 98)
    assert question.verdict["outcome"] == "right"
    assert question.verdict["facts"]["stock"] == 5
    assert (talk.state, talk.waiting_sim_at) == (TalkState.ANSWERED, None)
    assert queries.rate_of(talk.store).bp == 10_000


def test_what_is_added_before_the_buyer_reacts_counts_too(talk):
    operations.say(talk, "您好，稍等", actor=talk.store.owner)
    assert messages(talk)[0].verdict["outcome"] == "missing"
    operations.say(talk, "有货的，可以拍", actor=talk.store.owner)
    assert messages(talk)[0].verdict["outcome"] == "right"


def test_facts_are_those_of_the_moment(talk, sku):
    sku.on_hand = 0
    db.session.flush()
    operations.say(talk, "您好，有货的", actor=talk.store.owner)
    assert messages(talk)[0].verdict["outcome"] == "wrong"


def job_of(kind: str) -> Job:
    return db.session.scalars(sa.select(Job).where(Job.kind == kind).order_by(Job.id)).all()[-1]


def test_the_buyer_reacts_once_and_says_how_content(talk):
    operations.say(talk, "您好，有货的，喜欢可以直接拍下", actor=talk.store.owner)
    for _again in range(6):  # more is asked; all is answered until the buyer is content
        operations.react(job_of("service.react"))
        if not talk.is_waiting:
            break
        said = messages(talk)[-1]
        operations.say(
            talk, f"您好，陶瓷的，付款后48小时内发货，可以洗 {said.no}", actor=talk.store.owner
        )
    assert talk.satisfaction is not None
    count = talk.last_no
    operations.react(job_of("service.react"))
    assert talk.last_no == count
    assert len(make.entries("service.rated")) == 1


def test_nobody_answers_and_the_buyer_goes(talk):
    later(talk.cohort, hours=1)
    operations.give_up(job_of("service.give_up"))
    operations.give_up(job_of("service.give_up"))
    assert (talk.state, talk.satisfaction) == (TalkState.LEFT, 1)
    assert messages(talk)[0].points == 0
    assert talk.last_no == 2
    rate = queries.rate_of(talk.store)
    assert (rate.asked, rate.in_time) == (1, 0)


def test_who_is_answered_does_not_give_up(talk):
    operations.say(talk, "您好，有货", actor=talk.store.owner)
    operations.give_up(job_of("service.give_up"))
    assert talk.satisfaction is None


def test_a_wrong_answer_is_asked_about_again_and_then_the_buyer_goes(talk):
    for _round in range(2):
        operations.say(talk, "没有货了", actor=talk.store.owner)
        operations.react(job_of("service.react"))
    assert talk.state == TalkState.LEFT
    assert talk.satisfaction <= 2


def test_a_message_against_the_rules_is_sent_only_when_the_warning_was_read(talk):
    with pytest.raises(operations.AgainstRules) as refusal:
        operations.say(talk, "加我微信 abc12345 便宜", actor=talk.store.owner)
    assert refusal.value.rule == "L-6"
    assert talk.last_no == 1
    operations.say(talk, "加我微信 abc12345 便宜", actor=talk.store.owner, despite=True)
    [text] = service_texts(talk.cohort_id)
    assert (text.store_id, text.curable) == (talk.store_id, False)


def test_to_decline_to_leave_the_platform_is_not_a_violation(talk):
    operations.say(talk, "平台规定不能加微信的，请在这里下单", actor=talk.store.owner)
    assert list(service_texts(talk.cohort_id)) == []


@pytest.mark.parametrize("text", ["", "  ", "\u200b\ufeff", "好" * 501, "单号是{快递单号}"])
def test_what_cannot_be_sent_changes_nothing(talk, text):
    with pytest.raises(Invalid):
        operations.say(talk, text, actor=talk.store.owner)
    assert talk.last_no == 1


def test_nobody_asks_their_own_store(sku):
    me = shopper_of(sku.listing.store.owner, sku.cohort)
    with pytest.raises(NotAllowed):
        operations.open_talk(me, sku.listing.store)


def test_the_greeting_and_the_answer_by_keyword(sku):
    store = sku.listing.store
    operations.save_auto_reply(
        store, on=True, welcome="欢迎来到{店铺名}", away="", actor=store.owner
    )
    operations.save_faq(store, keywords="有货，现货", answer="有货的，放心拍", actor=store.owner)
    talk = operations.ask_simulated(
        make.shopper(), store, INTENTS["stock"], key="t-9", listing=sku.listing
    )
    said = messages(talk)
    assert said[1].text == f"欢迎来到{store.name}"
    assert {each.side for each in said[1:]} == {Side.AUTO}
    assert talk.is_waiting


def test_waiting_is_counted_by_the_pace_of_the_class():
    start = make.SIM_START
    assert waited(start, start + timedelta(minutes=3), 1440) == 180
    assert waited(start, start + timedelta(minutes=72), 60) == 180
    assert waited(start, start + timedelta(minutes=3), 2880) == 180
    assert waited(start + timedelta(minutes=1), start, 60) == 0
    assert in_sandbox(180, 60) == timedelta(minutes=72)
    assert [counts(start + timedelta(hours=h), start) for h in (7, 8, 22, 23)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert time_of_day(start + timedelta(days=2, hours=9, minutes=5), start) == "09:05"


@pytest.mark.parametrize(
    ("outcome", "points", "stars"),
    [("right", [100], 5), ("right", [72], 4), ("missing", [100], 3), ("wrong", [90], 2),
     ("off_platform", [100], 1), ("right", [], 1)],
)  # fmt: skip
def test_how_content_a_buyer_is(outcome, points, stars):
    assert satisfaction_for(Outcome(outcome), points) == stars


def test_the_clock_brings_the_reaction_and_the_end_of_patience(talk):
    operations.say(talk, "您好，没有货了", actor=talk.store.owner)
    advance(talk.cohort_id, talk.cohort.sim_at + timedelta(minutes=2))
    db.session.expire_all()
    assert (talk.state, talk.last_no) == (TalkState.WAITING, 3)
    advance(talk.cohort_id, talk.cohort.sim_at + timedelta(hours=1))
    db.session.expire_all()
    assert (talk.state, talk.satisfaction) == (TalkState.LEFT, 1)


# ---------------------------------------------------------------- pages


@pytest.fixture
def mine(app, talk):
    return make.browser(app, talk.store.owner)


def test_the_desk_shows_who_waits_and_what_it_is_about(mine, talk, sku):
    page = mine.get("/service")
    assert talk.shopper.nickname in page.text
    page = mine.get(f"/service/{talk.id}")
    assert page.status_code == 200
    assert messages(talk)[0].text in page.text
    assert sku.listing.title in page.text


def test_answering_through_the_page(mine, talk):
    sent = mine.post(f"/service/{talk.id}/say", data={"text": "您好，有货的，可以拍"})
    assert sent.status_code == 303
    db.session.expire_all()
    assert messages(talk)[-1].text == "您好，有货的，可以拍"
    assert "分" in mine.get(f"/service/{talk.id}").text


def test_the_same_form_sent_twice_says_it_once(mine, talk):
    for _twice in range(2):
        mine.post(f"/service/{talk.id}/say", data={"text": "您好，有货", "_key": "one-key-only-1"})
    db.session.expire_all()
    assert [m.text for m in messages(talk) if m.side == Side.STORE] == ["您好，有货"]


def test_a_warning_keeps_what_was_typed_and_offers_to_send(mine, talk):
    page = mine.post(f"/service/{talk.id}/say", data={"text": "我们是全网最低价"})
    assert page.status_code == 422
    assert "我们是全网最低价" in page.text
    assert 'name="despite"' in page.text
    assert talk.last_no == 1
    sent = mine.post(f"/service/{talk.id}/say", data={"text": "我们是全网最低价", "despite": "y"})
    assert sent.status_code == 303


def test_another_store_does_not_see_the_conversation(app, talk):
    stranger = make.browser(app, make.store().owner)
    assert stranger.get(f"/service/{talk.id}").status_code == 404
    refused = stranger.post(f"/service/{talk.id}/say", data={"text": "您好，有货"})
    assert refused.status_code == 404
    assert talk.last_no == 1


def test_flag_note_and_done(mine, talk):
    mine.post(f"/service/{talk.id}/mark", data={"flag": "red", "note": "要跟进"})
    db.session.expire_all()
    assert (talk.flag.value, talk.note) == ("red", "要跟进")
    assert mine.post(f"/service/{talk.id}/mark", data={"flag": "pink"}).status_code == 422
    assert mine.post(f"/service/{talk.id}/done").status_code == 303
    db.session.expire_all()
    assert talk.state == TalkState.DONE
    assert mine.post(f"/service/{talk.id}/done").status_code == 409


def test_a_phrase_fills_itself_in(mine, talk, sku):
    made = mine.post(
        "/service/phrases", data={"title": "发货", "text": "{商品名}{发货时间}发货", "shared": "y"}
    )
    assert made.status_code == 303
    [phrase] = queries.list_phrases(talk.store, talk.store.owner)
    page = mine.get(f"/service/{talk.id}?phrase={phrase.id}")
    assert f"{sku.listing.title}48 小时内发货" in page.text
    assert mine.get(f"/service/{talk.id}?phrase=999999").status_code == 404
    bad = mine.post("/service/phrases", data={"title": "加微信", "text": "加我微信 abc12345"})
    assert bad.status_code == 422
    typo = mine.post("/service/phrases", data={"title": "单号", "text": "订单{订单编号}已发"})
    assert typo.status_code == 422
    assert "系统不会填 {订单编号}" in typo.text
    assert len(queries.list_phrases(talk.store, talk.store.owner)) == 1
    assert mine.post(f"/service/phrases/{phrase.id}/delete").status_code == 303
    assert queries.list_phrases(talk.store, talk.store.owner) == []


def test_inviting_to_order_shows_the_goods(mine, talk, sku):
    page = mine.get(f"/service/{talk.id}?card={sku.listing_id}")
    assert f'name="card" value="{sku.listing_id}"' in page.text
    mine.post(f"/service/{talk.id}/say", data={"text": "您看这件", "card": str(sku.listing_id)})
    db.session.expire_all()
    assert messages(talk)[-1].listing_id == sku.listing_id
    assert mine.get(f"/service/{talk.id}?card=99999").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/service", "/service/list", "/service/figures", "/service/phrases", "/service/auto",
     "/service?state=waiting&q=%25&page=99999", "/service?state=none&page=x"],
)  # fmt: skip
def test_pages_are_shown(mine, talk, path):
    assert mine.get(path).status_code == 200


def test_without_a_store_the_desk_says_what_to_do(app):
    page = make.browser(app, make.member().user).get("/service")
    assert page.status_code == 200
    assert "/store/apply" in page.text


def test_a_classmate_asks_from_the_goods(app, sku):
    buyer = make.browser(app, make.member().user)
    store, at = sku.listing.store, f"/mall/ask/{sku.listing.store_id}?listing={sku.listing_id}"
    assert buyer.get(at).status_code == 200
    assert buyer.post(at, data={"text": "还有货吗"}).status_code == 303
    [talk] = db.session.scalars(sa.select(Conversation)).all()
    assert (talk.simulated, talk.listing_id, talk.state) == (False, sku.listing_id, "waiting")
    assert "还有货吗" in buyer.get(at).text
    desk = make.browser(app, store.owner)
    desk.post(f"/service/{talk.id}/say", data={"text": "有的"})
    assert "有的" in buyer.get(at).text
    assert buyer.post(at, data={"text": " "}).status_code == 422
    assert buyer.get("/mall/ask/999999").status_code == 404


def test_home_says_who_waits(app, talk):
    later(talk.cohort, minutes=4)
    with app.test_request_context():
        todo = to_answer(make.viewer_of(talk.store.owner))
    assert (todo.count, todo.tone) == (1, "risk")
    assert pack(talk.cohort).reply_seconds == 180


def test_a_script_as_text_is_shown_as_text(mine, talk):
    mine.post(f"/service/{talk.id}/say", data={"text": "<script>alert(1)</script> 您好"})
    page = mine.get(f"/service/{talk.id}")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


@pytest.mark.parametrize(("content", "stars"), [(None, 4), (1, 1), (2, 2), (3, 4), (5, 5)])
def test_how_a_question_went_shows_in_the_stars_for_service(sku, content, stars):
    order = make.order(of=sku)
    talk = operations.ask_simulated(
        order.shopper, order.store, INTENTS["urge"], key="o-1", order=order
    )
    talk.satisfaction = content
    db.session.flush()
    assert served(order, 4) == stars


@pytest.mark.parametrize("kept", [True, False])
def test_a_promise_is_looked_at_when_its_hours_are_over(sku, kept):
    order = make.order(of=sku)
    talk = operations.ask_simulated(
        order.shopper, order.store, INTENTS["urge"], key="o-1", listing=sku.listing, order=order
    )
    operations.say(talk, "让您久等，今天给您发出，请放心", actor=talk.store.owner)
    question = messages(talk)[0]
    before, job = question.points, job_of("service.promise")
    assert job.due_sim_at == talk.cohort.sim_at + timedelta(hours=24)
    if kept:
        number = carriers.tracking_number(carriers.CARRIERS[0], 1)
        ship_by_hand(
            order, carrier_code=carriers.CARRIERS[0].code, tracking_number=number,
            actor=order.store.owner,
        )  # fmt: skip
    operations.look_at_promise(job)
    assert question.points == before - (0 if kept else 20)
    assert question.verdict["lines"][-1]["name"] == "说到做到"
    assert sum(line["points"] for line in question.verdict["lines"]) == question.points


def test_a_conversation_is_handed_to_somebody_of_the_store_only(mine, talk):
    at = f"/service/{talk.id}/hand-over"
    assert mine.get(at).status_code == 200
    assert mine.post(at, data={"to": "999999"}).status_code == 422
    assert mine.post(at, data={"to": str(talk.store.owner_id)}).status_code == 303
    db.session.expire_all()
    assert talk.assigned_id == talk.store.owner_id
    assert mine.post(at, data={"to": "0"}).status_code == 303
    db.session.expire_all()
    assert talk.assigned_id is None
