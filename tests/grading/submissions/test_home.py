"""What the home page and the page 考核 say to who cannot hand in yet."""

from datetime import timedelta

from grading.submissions.home import hand_in_todo
from sim_market.stores.models import StoreState
from tests import make


def late_in_the_class(who):
    viewer = make.viewer_of(who)
    viewer.cohort.sim_at = viewer.cohort.sim_start_at + timedelta(days=5)
    return viewer


def test_nobody_is_asked_to_hand_in_before_the_store_opens(app, trainee):
    with app.test_request_context():
        assert hand_in_todo(late_in_the_class(trainee)) is None


def test_an_open_store_late_in_the_class_is_asked_for(app, trainee):
    make.store(owner=trainee, state=StoreState.OPEN)
    with app.test_request_context():
        todo = hand_in_todo(late_in_the_class(trainee))
    assert todo is not None
    assert todo.count == 1


def test_without_a_store_the_page_leads_to_the_application(client, trainee):
    page = client.get("/practice-result")
    assert page.status_code == 200
    assert "还没有开张的店铺" in page.text
    assert "去开店" in page.text
    assert "冻结并提交" not in page.text
