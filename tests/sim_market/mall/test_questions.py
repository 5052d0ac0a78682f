"""问大家: who may ask and answer, what is refused, what the merchant and the patrol see."""

import pytest

from app.db import db, transaction
from app.identity.models import Role, User
from sim_market.mall import operations
from sim_market.mall.models import Question, QuestionAnswer, Voice
from sim_market.mall.queries.questions import question_texts
from sim_market.rules.pack import load
from sim_market.shoppers.operations import shopper_of
from sim_market.verbs import Verb
from sim_market.violations.detect import text_findings
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.races import at_once


@pytest.fixture
def mug(app):
    return listing()


@pytest.fixture
def bought(mug, trainee):
    """The trainee has paid for a mug."""
    return make.order(of=mug.skus[0], by=shopper_of(trainee, mug.cohort))


def url(goods):
    return f"/mall/listings/{goods.id}/questions"


def asked():
    return [(q.words, q.voice, q.answers, q.waits) for q in db.session.query(Question)]


def answers():
    return [(a.words, a.voice) for a in db.session.query(QuestionAnswer).order_by("id")]


def question(goods, **said):
    values = {"author_id": make.user().id, "words": "洗碗机能洗吗", "voice": Voice.BUYER} | said
    return make.saved(
        Question(
            cohort_id=goods.cohort_id, listing_id=goods.id, store_id=goods.store_id,
            asked_sim_at=goods.cohort.sim_at, **values,
        )
    )  # fmt: skip


@pytest.mark.usefixtures("bought")
def test_a_classmate_asks_the_store_answers_and_everybody_sees_it(client, app, mug):
    page = client.post(url(mug), data={"words": "洗碗机能洗吗？"}, follow_redirects=True)
    assert "已提问" in page.text
    [found] = db.session.query(Question)
    merchant = make.browser(app, mug.store.owner)
    assert "问大家待回答" in merchant.get("/").text
    assert "洗碗机能洗吗？" in merchant.get("/questions?waiting=1").text
    page = merchant.post(
        f"/questions/{found.id}", data={"words": "可以，放上层。"}, follow_redirects=True
    )
    assert "已回答" in page.text
    assert "问大家待回答" not in merchant.get("/").text
    assert asked() == [("洗碗机能洗吗？", Voice.BUYER, 1, False)]
    assert answers() == [("可以，放上层。", Voice.STORE)]
    page = client.get(f"/mall/listings/{mug.id}").text
    assert "可以，放上层。" in page
    assert "商家" in page
    assert len(make.entries(Verb.QUESTION_ASKED)) == len(make.entries(Verb.QUESTION_ANSWERED)) == 1


def test_who_did_not_buy_is_told_how_to_take_part(client, mug):
    page = client.get(url(mug)).text
    assert "买过这件商品的同学和老师可以提问、回答" in page
    answer = client.post(url(mug), data={"words": "洗碗机能洗吗？"})
    assert answer.status_code == 403
    assert (
        client.post(f"/mall/questions/{question(mug).id}", data={"words": "能洗"}).status_code
        == 403
    )
    assert len(asked()) == 1
    assert answers() == []


def test_an_order_that_is_not_paid_is_no_purchase(client, trainee, mug):
    make.order(of=mug.skus[0], by=shopper_of(trainee, mug.cohort), paid=False)
    assert client.post(url(mug), data={"words": "洗碗机能洗吗？"}).status_code == 403


def test_the_teacher_asks_and_answers_and_the_store_does_not_ask_itself(app, mug):
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user)
    assert teacher.post(url(mug), data={"words": "釉面安全吗？"}).status_code == 303
    assert asked()[0][1] == Voice.TEACHER
    merchant = make.browser(app, mug.store.owner)
    assert merchant.post(url(mug), data={"words": "我来问问"}).status_code == 403
    assert teacher.post(f"/mall/questions/{db.session.query(Question).one().id}",
                        data={"words": "看检测报告"}).status_code == 303  # fmt: skip
    assert asked()[0][3] is True  # the store has still to answer


@pytest.mark.usefixtures("bought")
@pytest.mark.parametrize(
    ("words", "rule"),
    [("加我微信聊", "L-6"), ("加我薇 信 聊", "L-6"), ("打一三八零零一三八零零零", "L-6"),
     ("这是全国第一的杯子", "L-4"), ("w\u200bw\u200bw.abc.com 有吗", "L-6")],
)  # fmt: skip
def test_forbidden_words_are_refused_with_the_rule_and_kept_in_the_form(client, mug, words, rule):
    answer = client.post(url(mug), data={"words": words})
    assert answer.status_code == 422
    assert f"/rules#{rule}" in answer.text
    assert words[:3] in answer.text
    assert asked() == []


@pytest.mark.usefixtures("bought")
@pytest.mark.parametrize(
    "words", ["", " ", "\u200b\u200b\u200b", "?", "！！！！", "字" * 201, "字" * 2_000_000]
)
def test_nothing_too_little_and_too_much_are_refused(client, mug, words):
    assert client.post(url(mug), data={"words": words}).status_code in {413, 422}
    assert asked() == []


@pytest.mark.usefixtures("bought")
def test_markup_and_what_cannot_be_seen_are_taken_out(client, mug):
    hostile = "<script>alert(1)</script>杯<b>子</b>\u202e重\u200b吗&lt;img src=x onerror=1&gt;"
    assert client.post(url(mug), data={"words": hostile}).status_code == 303
    assert asked()[0][0] == "杯子重吗"
    assert "onerror" not in client.get(url(mug)).text


@pytest.mark.usefixtures("bought")
def test_the_same_question_twice_is_one(client, mug):
    assert client.post(url(mug), data={"words": "重吗？"}).status_code == 303
    assert client.post(url(mug), data={"words": "重吗？"}).status_code == 409
    key = {"words": "大吗？", "_key": "same-key-twice"}
    assert client.post(url(mug), data=key).status_code == 303
    assert client.post(url(mug), data=key).status_code == 303
    assert [row[0] for row in asked()] == ["重吗？", "大吗？"]


def test_the_store_answers_once(app, mug):
    found, merchant = question(mug), make.browser(app, mug.store.owner)
    assert merchant.post(f"/questions/{found.id}", data={"words": "可以的"}).status_code == 303
    again = merchant.post(f"/questions/{found.id}", data={"words": "不可以"})
    assert again.status_code == 409
    assert "不可以" in again.text
    assert answers() == [("可以的", Voice.STORE)]


def test_other_stores_and_other_classes_do_not_exist(client, app, trainee, mug):
    make.store(owner=trainee)
    found = question(mug)
    assert client.post(f"/questions/{found.id}", data={"words": "不是我的"}).status_code == 404
    far = listing(store=make.store(of=make.cohort()))
    assert client.get(url(far)).status_code == 404
    assert client.post(url(far), data={"words": "能看到吗"}).status_code == 404
    assert (
        client.post(f"/mall/questions/{question(far).id}", data={"words": "能看到吗"}).status_code
        == 404
    )
    assert client.post("/mall/questions/99999999999", data={"words": "能看到吗"}).status_code == 404
    assert answers() == []


def test_the_patrol_reads_what_merchants_wrote_wherever_they_wrote_it(app, mug):
    shameless = make.store()
    question(mug, author_id=shameless.owner_id, words="加我微信买便宜的")
    found = [f for f in text_findings(mug.cohort_id, load(1)) if f.subject_type == "question"]
    assert [(f.store_id, f.rule) for f in found] == [(shameless.id, "L-6")]
    question(mug, author_id=mug.store.owner_id, words="杯子很稳")
    assert len(list(question_texts(mug.cohort_id))) == 2


def test_a_merchant_without_a_store_is_welcomed(client):
    assert "申请开店" in client.get("/questions").text


def test_of_two_who_answer_for_the_store_at_once_one_does(served):
    with served.app_context(), transaction():
        found = question(listing())
        question_id = found.id
        people = [make.user().id, make.user().id]

    def speak(person):
        def deed():
            asked = db.session.get_one(Question, question_id)
            actor = db.session.get_one(User, person)
            operations.answer(asked, "可以的，放上层", voice=Voice.STORE, actor=actor)

        return deed

    with served.test_request_context():
        outcome = at_once(served, [speak(person) for person in people])
    assert sorted(outcome) == ["Conflict", "done"]
    with served.app_context():
        assert answers() == [("可以的，放上层", Voice.STORE)]
        assert [(row[2], row[3]) for row in asked()] == [(1, False)]
