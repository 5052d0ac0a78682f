"""What a listing's page asks of the database at worst: everything is there to be shown."""

from sim_market.mall.models import QuestionAnswer, Voice
from sim_market.reviews.models import Stars
from sim_market.reviews.operations import write_review
from sim_market.shoppers.operations import shopper_of
from tests import make
from tests.sim_market.mall.test_listing_page import make_received, shirt
from tests.sim_market.mall.test_questions import question
from tests.sim_market.statements import counted


def test_a_full_listing_leaves_room_for_more(client, trainee):
    goods = shirt(presale=True, ship_hours=480)
    goods.skus[0].compare_fen = 9900
    shopper_of(trainee, goods.cohort)
    stars = Stars(goods=5, service=5, logistics=5)
    write_review(make_received(goods), goods, stars, words="很稳", actor=None)
    asked = question(goods)
    make.saved(
        QuestionAnswer(
            cohort_id=goods.cohort_id, question_id=asked.id, author_id=goods.store.owner_id,
            voice=Voice.STORE, words="能洗", answered_sim_at=goods.cohort.sim_at,
        )
    )  # fmt: skip
    url = f"/mall/listings/{goods.id}"
    client.get("/mall")
    with counted() as statements:
        page = client.get(url).text
    assert "能洗" in page
    assert "很稳" in page
    assert len(statements) <= 12, statements
