"""Blocks and the checks of a page: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim_market.decoration.blocks import KINDS, moved, new_block, next_id
from sim_market.decoration.forms import FORMS
from sim_market.decoration.page_check import Around, page_problems
from sim_market.decoration.starts import STARTS, Own, started
from sim_market.rules.pack import load

RULES = load(1)
FULL = Around(on_sale={1, 2}, groups={7: 2}, sizes={"9": (900, 900)})
EMPTY = Around(on_sale=set(), groups={7: 0}, sizes={})


def block(kind: str, **said):
    return {**new_block(kind, []), **said}


GOODS = block("goods", id=50)


def faults(*blocks, around=FULL) -> list[str]:
    return [p.message for p in page_problems(blocks, around, RULES) if p.blocks]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (block("banner"), "还没有选图"),
        (block("banner", picture="mug-1", listing=3), "不在售"),
        (block("banner", picture="9x", title="全国第一"), "第一"),
        (block("story", picture="mug-1"), "还没有写内容"),
        (block("text", text="  "), "还没有写内容"),
        (block("text", text="加微信 abc12345"), "微信"),
        (block("slides", pictures=["mug-1"]), "至少选两张"),
        (block("countdown"), "写明"),
        (block("video", text="杯子转一圈"), "还没有上传视频"),
        (block("video", video="7"), "写几句视频里有什么"),
        (block("video", video="7", text="全国第一的杯子"), "第一"),
        (block("goods", rule="group", group=8), "没有在售商品"),
        (block("goods", rule="choice", listings=[5]), "都不在售"),
    ],
)
def test_what_is_wrong_is_said_at_its_block(bad, words):
    assert any(words in said for said in faults(bad, GOODS))


@pytest.mark.parametrize(
    "good",
    [
        block("banner", picture="mug-1", listing=1, title="第一次来先看这里"),
        block("story", picture="9", text="从选泥到上釉都自己来"),
        block("text", text="下单后四十八小时内发货"),
        block("slides", pictures=["mug-1", "mug-2"]),
        block("countdown", title="新款上架", day=3),
        block("video", video="7", text="杯子转一圈，看得到杯底"),
        block("goods", rule="group", group=7),
        block("goods", rule="choice", listings=[1, 5]),
        block("groups"),
    ],
)
def test_what_is_right_may_be_published(good):
    assert faults(good, GOODS) == []


@pytest.mark.parametrize(
    ("size", "words"), [((300, 900), "发虚"), ((2000, 450), "太长太扁"), ((400, 400), None)]
)
def test_small_and_flat_pictures_are_told(size, words):
    around = Around(on_sale={1}, groups={}, sizes={"9": size})
    found = faults(block("banner", picture="9"), GOODS, around=around)
    assert bool(found) == bool(words)
    assert all(words in said for said in found)


def test_an_empty_page_and_one_that_no_screen_shows_are_told():
    assert faults() != []
    assert any("手机" in said for said in faults({**GOODS, "show": "pc"}))
    assert len(faults(*[{**GOODS, "id": n} for n in range(21)])) == 1


def test_a_store_without_goods_has_nothing_to_show():
    assert any("没有在售商品" in said for said in faults(GOODS, around=EMPTY))


def test_every_kind_has_a_form_and_a_template_starts_only_with_kinds():
    assert set(FORMS) == set(KINDS)
    own = Own("山野小铺", "做粗陶杯碗的小店", [(1, "粗陶杯", "mug-1"), (2, "碗", "bowl-1")], True)
    for start in STARTS.values():
        blocks = started(start, own)
        assert {each["kind"] for each in blocks} <= set(KINDS)
        assert [each["id"] for each in blocks] == list(range(1, len(blocks) + 1))
        assert faults(*blocks) == []


@given(st.integers(0, 8), st.integers(1, 9), st.integers(0, 20))
def test_moving_keeps_every_block_once(count, chosen, to):
    blocks = [{"id": n} for n in range(1, count + 1)]
    after = moved(blocks, chosen, to)
    assert sorted(each["id"] for each in after) == list(range(1, count + 1))
    if chosen <= count:
        assert after[min(to, count - 1)]["id"] == chosen
    assert next_id(after) == count + 1
