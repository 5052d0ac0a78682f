import hashlib
import re
from itertools import product
from xml.etree import ElementTree as ET

import pytest

from app.ui import pictures
from app.ui.pictures import BACKS, CROPS, HUES, PATTERNS, SHAPES, SHIFTS, Picture, draw, parse

ALLOWED = {
    "svg", "defs", "pattern", "g", "rect", "circle", "ellipse", "path"
}  # fmt: skip


def every_shape() -> list[Picture]:
    return [
        Picture(shape, hue, pattern, "arch", 40)
        for shape, hue, pattern in product(SHAPES, (8, 206), PATTERNS)
    ]


def test_the_family_is_at_least_the_fifty_thousand_of_the_design():
    assert len(SHAPES) * len(HUES) * 3 * len(PATTERNS) * len(BACKS) * len(SHIFTS) >= 51_840


def test_a_key_names_its_picture_and_only_that():
    for shape, back, shift, crop in product(SHAPES, BACKS, SHIFTS, CROPS):
        picture = Picture(shape, 12, "dots", back, shift, crop)
        assert parse(picture.key) == picture


@pytest.mark.parametrize(
    "key",
    [
        "",
        "mug",
        "mug-8-dots-arch",
        "mug-08-dots-arch-40",
        "mug-9-dots-arch-40",
        "mug-8-dots-arch-41",
        "mug-8-dots-arch-40-",
        "mug-8-dots-arch-40-far",
        "MUG-8-dots-arch-40",
        "mug-8-dots-arch-40\n",
        "mug-８-dots-arch-40",
        "../mug-8-dots-arch-40",
        "mug-8-dots-arch-40<script>",
        "sofa-8-dots-arch-40",
        "mug-8-dots-arch-" + "4" * 9999,
    ],
)
def test_what_is_not_a_key_names_nothing(key):
    assert parse(key) is None


def test_every_drawing_is_plain_shapes_with_presentation_attributes_only():
    for picture in every_shape():
        root = ET.fromstring(draw(picture))  # noqa: S314 - our own drawing
        tags = {node.tag.removeprefix("{http://www.w3.org/2000/svg}") for node in root.iter()}
        names = {name for node in root.iter() for name in node.attrib}
        assert tags <= ALLOWED, picture.key
        assert not {n for n in names if n == "style" or n.startswith("on") or "href" in n}


def test_no_colour_is_left_as_a_role():
    for picture in every_shape():
        paints = set(re.findall(r'(?:fill|stroke)="([^"]+)"', draw(picture)))
        strange = {p for p in paints if p not in {"none", "url(#p)"} and not p.startswith("#")}
        assert strange == set(), picture.key


def test_a_plain_picture_has_no_pattern_and_a_patterned_one_shows_it():
    assert "pattern" not in draw(Picture("mug", 8, "plain", "sun", 20))
    assert 'fill="url(#p)"' in draw(Picture("mug", 8, "dots", "sun", 20))


def test_the_colours_follow_the_recipe_of_the_family():
    colours = pictures.palette(Picture("mug", 208, "waves", "sun", 160))
    assert (colours["main"], colours["light"], colours["paper"]) == (
        "#5992c5",
        "#b7d3eb",
        "#fffaf2",
    )


def test_a_crop_shows_the_same_object_nearer():
    whole, close = (Picture("tin", 88, "leaves", "shelf", 20, crop) for crop in ("", "close"))
    assert draw(whole).replace('viewBox="0 0 400 400"', 'viewBox="75 82 250 250"') == draw(close)


def test_the_drawings_do_not_change_by_accident():
    drawn = "".join(draw(picture) for picture in every_shape())
    assert hashlib.sha256(drawn.encode()).hexdigest()[:16] == "fa847ca200ebf467"


def test_the_alternative_text_says_what_is_shown(app):
    assert Picture("mug", 4, "plain", "sun", 20).alt == "陶土红马克杯"
