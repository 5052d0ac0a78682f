"""Pictures a merchant may choose for goods of a category: drawn by ourselves. Pure."""

from collections.abc import Sequence

from app.ui.pictures import CROPS, SHAPES, Picture, parse
from sim_market.rules.categories import find_category

_LOOKS = ((8, "plain", "arch", 40), (206, "dots", "sun", -60), (42, "stripes", "shelf", 160),
          (150, "leaves", "slope", 20))  # fmt: skip


def album(category_code: str, chosen: Sequence[str] = ()) -> list[str]:
    """Picture keys to choose from: those chosen first, their other crops, the category's own."""
    keys = [*chosen, *(key for each in chosen for key in _crops(each))]
    category = find_category(category_code)
    if category and category.picture in SHAPES:
        for hue, pattern, back, shift in _LOOKS:
            keys.extend(_crops(Picture(category.picture, hue, pattern, back, shift).key))
    return list(dict.fromkeys(keys))


def alt_of(key: str) -> str:
    """What a picture shows; nothing for an uploaded file."""
    picture = parse(key)
    return picture.alt if picture else ""


def _crops(key: str) -> list[str]:
    picture = parse(key)
    if picture is None:
        return []
    return [
        Picture(picture.shape, picture.hue, picture.pattern, picture.back, picture.shift, crop).key
        for crop in CROPS
    ]
