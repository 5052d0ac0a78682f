from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim_market.listings.looking import quality_of
from sim_market.listings.quality import Looked, parts, quality
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.usefixtures("app")
FULL = Looked(
    title="粗陶手冲杯 复古马克水杯 带盖 280ml 日式简约 家用办公",
    category_code="kitchen.cups.mug",
    attributes={"材质": "粗陶", "容量": 280, "风格": "日式", "功能": ["带盖"]},
    images=["mug-8-dots-arch-40", "mug-8-dots-arch-40-close", "mug-8-dots-arch-40-top", "7", "8"],
    alts={"7": "杯底", "8": "手拿着杯子"},
    detail=[
        {"kind": "heading", "text": "为什么选它"},
        {"kind": "text", "text": "杯壁比普通马克杯厚一点，热水放二十分钟还温手。" * 6},
        {"kind": "image", "picture": "7", "text": ""},
    ],
    weights_g=[320, 320],
    codes=["", ""],
    costs_fen=[1800, 1800],
)


def test_the_weights_sum_to_a_hundred():
    assert sum(weight for _field, weight, _share, _todo in parts()) == 100


def test_what_says_everything_has_all_points_and_nothing_to_do():
    found = quality(FULL)
    assert (found.score, found.todos) == (100, ())


@pytest.mark.parametrize(
    ("changes", "field", "lost"),
    [
        ({"title": "杯"}, "title", 12 + 13 - 3),
        ({"attributes": {"材质": "粗陶", "容量": 280}}, "attributes", 10),
        ({"images": FULL.images[:3]}, "images", 6),
        ({"alts": {}}, "images", 2),
        ({"detail": []}, "detail", 30),
        ({"detail": FULL.detail[:2]}, "detail", 8),
        ({"detail": FULL.detail[1:]}, "detail", 7),
        ({"weights_g": [320, 0]}, "skus", 1),
        ({"costs_fen": [0, 0]}, "skus", 2),
    ],
)
def test_a_weakness_costs_points_and_says_what_to_do_where(changes, field, lost):
    found = quality(replace(FULL, **changes))
    assert {todo.field for todo in found.todos} == {field}
    assert 100 - found.score == sum(todo.lost for todo in found.todos)
    assert abs((100 - found.score) - lost) <= 2
    assert all(todo.todo for todo in found.todos)


def test_a_listing_is_scored_as_it_stands():
    found = quality_of(listing())
    assert 30 <= found.score < 100
    assert [todo.lost for todo in found.todos] == sorted(
        (todo.lost for todo in found.todos), reverse=True
    )


@given(
    title=st.text(max_size=80),
    images=st.lists(st.sampled_from(FULL.images), max_size=9),
    weights=st.lists(st.integers(-5, 900), max_size=4),
)
def test_the_score_is_always_between_0_and_100(title, images, weights):
    found = quality(replace(FULL, title=title, images=images, weights_g=weights))
    assert 0 <= found.score <= 100
    assert found.score + sum(todo.lost for todo in found.todos) == 100
