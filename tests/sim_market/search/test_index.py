"""The index on the database: in step with the goods, apart for each class."""

import pytest
import sqlalchemy as sa

from app.db import db
from sim_market.listings.checks import search_says_what_goods_say
from sim_market.listings.models import Listing
from sim_market.listings.operations import edit_listing
from sim_market.listings.operations.indexing import reindex
from sim_market.listings.queries import Sort, Wish, find_listings
from sim_market.listings.queries.search import Answer
from sim_market.search.models import SearchDoc, SearchWord
from sim_market.search.queries import propose
from tests import make
from tests.sim_market.listings.drafts import listing
from tests.sim_market.statements import counted

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.database]


@pytest.fixture
def mug(app):
    return listing(title="粗陶手冲杯 复古马克杯 280ml")


@pytest.mark.parametrize(
    "text",
    ['"', "'", "a AND", "NOT", "NEAR(马 克)", "*", "马* OR", "title:马克", "-马克杯", "(", "{}",
     "\\", "' | '", "& !", "马克杯'; DROP TABLE search_doc; --", "\0", "马\0克杯", "🍵", "。。。",
     "%", "_",
     "马" * 3000, "makebei" * 1500, "a " * 5000, "\u202e马克杯", "𠮷", "1" * 400, "1e309ml", "ml"],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_the_index(mug, text):
    found = find_listings(mug.cohort_id, text)
    assert found.total in (0, 1)
    assert propose(mug.cohort_id, text) is not None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SearchDoc)) == 1


def test_a_search_asks_little_whatever_is_typed(mug):
    for text in ["马克杯", "玛克怀 复故", "xyzxyz", "makebie", ""]:
        with counted() as seen:
            find_listings(mug.cohort_id, text, rated=lambda _cohort, _ids: {})
        assert len(seen) <= 6, text


def test_typing_errors_find_the_goods_and_say_how_they_were_read(mug):
    found = find_listings(mug.cohort_id, "马刻杯")
    assert [card.listing for card in found.cards] == [mug]
    assert found.meant.changed == (("马刻杯", "马克杯"),)
    assert found.answer is Answer.ALL


def test_most_of_the_words_are_better_than_none(mug):
    found = find_listings(mug.cohort_id, "羊毛马克杯")
    assert ([card.listing for card in found.cards], found.answer) == ([mug], Answer.SOME)


def test_who_was_penalised_comes_later(mug):
    twin = listing(title=mug.title)
    mug.store.search_pm = 300
    assert [card.listing for card in find_listings(mug.cohort_id, "马克杯").cards] == [twin, mug]
    mug.store.search_pm, twin.store.search_pm = 1000, 300
    assert [card.listing for card in find_listings(mug.cohort_id, "马克杯").cards] == [mug, twin]


def test_the_title_says_more_than_the_detail(mug):
    text = "配同款复古马克杯一起送人"
    other = listing(title="陶瓷小碟 一人食", detail=({"kind": "text", "text": text},))
    assert [card.listing for card in find_listings(mug.cohort_id, "马克杯").cards] == [mug]
    edit_listing(mug, version=1, title="粗陶茶盏 手捏", actor=None)
    assert other in [card.listing for card in find_listings(mug.cohort_id, "马克杯").cards]


def test_better_rated_goods_come_first(mug):
    twin = listing(title=mug.title, store=mug.store)

    def rated(_cohort, _ids):
        return {mug.id: 300, twin.id: 500}

    found = find_listings(mug.cohort_id, "马克杯", rated=rated)
    assert [card.listing for card in found.cards] == [twin, mug]


def test_facets_count_the_others_of_their_own_kind(mug):
    glass = listing(title="玻璃马克杯 透明", attributes={"材质": "玻璃", "容量": 300})
    wish = Wish(attributes=frozenset({("材质", "玻璃")}))
    found = find_listings(mug.cohort_id, "马克杯", wish)
    assert [card.listing for card in found.cards] == [glass]
    counts = {choice.value: choice.count for choice in (found.facets.attributes or {})["材质"]}
    assert counts == {"粗陶": 1, "玻璃": 1}
    both = Wish(attributes=frozenset({("材质", "玻璃"), ("材质", "粗陶")}))
    assert find_listings(mug.cohort_id, "马克杯", both).total == 2
    assert {choice.count for choice in found.facets.stores} == {1}
    only = Wish(stores=frozenset({mug.store_id}))
    assert find_listings(mug.cohort_id, "马克杯", only).total == 1


@pytest.mark.parametrize("sort", Sort)
def test_every_order_is_the_same_every_time(mug, sort):
    for _n in range(3):
        listing(title=mug.title, store=mug.store)
    orders = [
        [card.listing.code for card in find_listings(mug.cohort_id, text, Wish(sort=sort)).cards]
        for text in ["马克杯", "马克杯", "", ""]
    ]
    assert orders[0] == orders[1] == sorted(orders[0])
    assert orders[2] == orders[3] == sorted(orders[2])


def test_proposals_come_by_characters_sound_and_initials(mug):
    for typed in ["马", "mak", "mkb", "MAKE"]:
        assert "马克杯" in propose(mug.cohort_id, typed), typed
    assert propose(mug.cohort_id, "") == []
    assert propose(make.cohort().id, "马") == []


def test_the_index_is_in_step_and_can_be_written_anew(mug):
    assert search_says_what_goods_say() == []
    db.session.execute(sa.update(Listing).values(title="悄悄改过的标题"))
    assert len(search_says_what_goods_say()) == 1
    db.session.execute(sa.delete(SearchDoc))
    assert "not in the search index" in search_says_what_goods_say()[0]
    db.session.expire_all()
    assert reindex() == 1
    assert search_says_what_goods_say() == []
    assert find_listings(mug.cohort_id, "悄悄").total == 1
    assert find_listings(mug.cohort_id, "手冲杯").answer is not Answer.ALL
    words = db.session.scalars(sa.select(SearchWord.word)).all()
    assert "标题" in words
    assert "手冲杯" not in words
