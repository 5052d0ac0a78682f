import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim_market.listings.blocks import LONGEST, block, cleaned, pictures, table_rows, texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("厚一点，\r\n温手。", "厚一点，\n温手。"),
        ("<b>厚</b>一点", "厚一点"),
        ("<p>一</p><p>二</p>", "一\n二"),
        ("厚<script>alert(1)</script>杯", "厚杯"),
        ('<img src=x onerror="alert(1)">杯', "杯"),
        ("5 < 6 并且 7 > 2", "5 < 6 并且 7 > 2"),
        ("零\u200b宽\ufeff字\u202e符", "零宽字符"),
        ("一\n\n\n\n\n二  ", "一\n\n二"),
    ],
)
def test_text_is_cleaned_of_markup_and_of_what_cannot_be_seen(typed, kept):
    assert cleaned(typed) == kept


def test_a_block_without_anything_in_it_is_left_out():
    assert block("text", "  ") is None
    assert block("image", "") is None
    assert block("table", "\n\n") is None


def test_each_kind_is_kept_in_its_shape():
    assert block("heading", "为什么\n选它") == {"kind": "heading", "text": "为什么 选它"}
    assert block("image", "", "7") == {"kind": "image", "picture": "7", "text": ""}
    assert block("image_text", "正面", "7")["picture"] == "7"
    assert block("image", "只有字") == {"kind": "text", "text": "只有字"}
    assert block("strange", "字") == {"kind": "text", "text": "字"}
    assert block("table", "材质：粗陶\n容量: 280ml\n手工")["rows"] == [
        ["材质", "粗陶"], ["容量", "280ml"], ["手工", ""],
    ]  # fmt: skip


def test_a_block_and_a_table_have_an_end():
    assert len(block("text", "长" * 9000)["text"]) == LONGEST
    assert len(table_rows("a:b\n" * 500)) == 40


def test_all_words_and_pictures_of_a_detail_are_read():
    detail = [block("heading", "题"), block("image", "说明", "7"), block("table", "材质：陶")]
    assert texts(detail) == ["题", "说明", "材质：陶"]
    assert pictures(detail) == ["7"]


@given(st.text(alphabet=st.sampled_from("<>&;/ab=\"' 杯script!-\n"), max_size=80))
def test_nothing_that_a_browser_would_run_remains(typed):
    assert not re.search(r"</?[a-zA-Z]", cleaned(typed))
