"""What a buyer makes of a listing's title, pictures and text."""

from sim_market.buyers.market.looks import looks_of
from sim_market.rules.categories import find_category

MUG = find_category("kitchen.cups.mug")
assert MUG is not None
KINDS = {attribute.name: attribute.values for attribute in MUG.attributes}
MATERIAL, OTHER = KINDS["材质"][0], KINDS["材质"][1]
STYLE = KINDS["风格"][0]
ATTRIBUTES = {"材质": MATERIAL, "容量": 350, "风格": STYLE}


def looks(title, images=("a", "b", "c"), detail=()):
    return looks_of(title, MUG, ATTRIBUTES, images, detail)


def test_a_title_that_says_what_the_goods_are_like_is_found_by_more_people():
    short, long = looks("杯子"), looks(f"{MATERIAL}水杯 {STYLE}风早餐杯 350ml 带盖 送礼")
    assert long.coverage_pm > 900
    assert short.coverage_pm < 450
    assert short.stuffing_pm == long.stuffing_pm == 0


def test_repeating_and_false_words_are_noticed():
    assert looks("水杯水杯水杯水杯水杯").stuffing_pm > 300
    assert looks(f"{OTHER}水杯 {STYLE}风").stuffing_pm > 100


def test_pictures_and_text_count_less_and_less():
    by_images = [looks("水杯", images=[str(n) for n in range(k)]).image_pm for k in (1, 3, 5, 9)]
    assert by_images == sorted(by_images)
    assert by_images[-1] == 950
    assert looks("水杯", images=["a"] * 9).image_pm == by_images[0]
    text = [{"kind": "text", "text": "釉" * 240}]
    pictures = [{"kind": "image", "picture": str(n)} for n in range(4)]
    assert looks("水杯").detail_pm == 0
    assert looks("水杯", detail=text).detail_pm == 600
    assert looks("水杯", detail=[*text, *pictures, *pictures]).detail_pm == 1000


def test_goods_of_an_unknown_category_do_not_break_the_market():
    seen = looks_of("手作小物", None, {}, ["a"], [])
    assert 0 < seen.coverage_pm < 1000
