"""How well a listing informs its buyers: 0 to 100, with a to-do for each weakness. Pure.

Not whether it may be shown (`rules/listing_check`), and not how good the goods are. The weights
are our own: what real platforms call 商品信息质量分 has the same parts, their numbers are secret.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from sim_market.listings.meter import searched_words
from sim_market.rules.categories import find_category
from sim_market.rules.listing_check import effective, gbk_bytes

TITLE_ENOUGH = 40  # bytes in GBK
IMAGES_ENOUGH = 5
TEXT_ENOUGH = 120  # characters of the detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is looked at. `detail` blocks and `attributes` as a listing keeps them."""

    title: str
    category_code: str
    attributes: Mapping[str, Any]
    images: Sequence[str]
    alts: Mapping[str, Any]
    detail: Sequence[Mapping[str, Any]]
    weights_g: Sequence[int]
    codes: Sequence[str]
    costs_fen: Sequence[int]


@dataclass(frozen=True, slots=True)
class Weakness:
    """What could be better: `lost` points, at which field of the form, what to do."""

    field: str
    lost: int
    todo: str


@dataclass(frozen=True, slots=True)
class Quality:
    """0..100, and the weaknesses, the heaviest first."""

    score: int
    todos: tuple[Weakness, ...]


Share = Callable[[Looked], float]


def quality(looked: Looked) -> Quality:
    """Each part gives its weight times how far it is fulfilled; what is missing becomes a to-do."""
    lacks = []
    for field, weight, share, todo in parts():
        lost = weight - round(weight * max(0.0, min(1.0, share(looked))))
        if lost:
            lacks.append(Weakness(field, lost, todo))
    found = tuple(sorted(lacks, key=lambda lack: -lack.lost))
    return Quality(100 - sum(lack.lost for lack in found), found)


def parts() -> tuple[tuple[str, int, Share, str], ...]:
    """Field, weight, how far fulfilled (0 to 1), what to do. The weights sum to 100."""
    return (
        ("title", 12, _title_length, _("标题写到 20 个汉字以上：是什么、什么材质、多大、适合谁")),
        ("title", 13, _title_words, _("标题里写上买家会搜的词：类目名和已选的属性")),
        ("attributes", 20, _attributes, _("把选填的属性也填上，买家按属性筛选时才找得到")),
        ("images", 15, _images, _("主图加到 5 张：正面、侧面、细节、大小、使用场景")),
        ("images", 5, _alts, _("给主图写文字说明，看不见图的人也能知道画面")),
        ("detail", 15, _detail_text, _("详情写到 120 字：材质、尺寸、用法、注意事项")),
        ("detail", 8, _detail_pictures, _("详情里放图片，有图更容易下决心")),
        ("detail", 7, _detail_shape, _("详情里加小标题或参数表，一眼能找到")),
        ("skus", 3, _weights, _("每个规格填重量，运费才算得准")),
        ("skus", 2, _costs, _("每个规格填成本，才看得出赚不赚")),
    )


def _title_length(looked: Looked) -> float:
    return gbk_bytes(looked.title) / TITLE_ENOUGH


def _title_words(looked: Looked) -> float:
    category = find_category(looked.category_code)
    words = searched_words(looked.title, category, looked.attributes) if category else ()
    return sum(word.said for word in words) / min(4, len(words)) if words else 0.0


def _attributes(looked: Looked) -> float:
    category = find_category(looked.category_code)
    known = category.attributes if category else ()
    filled = [a for a in known if looked.attributes.get(a.name) not in (None, "", [])]
    return len(filled) / len(known) if known else 1.0


def _images(looked: Looked) -> float:
    return len(set(looked.images)) / IMAGES_ENOUGH


def _alts(looked: Looked) -> float:
    """Drawn pictures bring their own words; uploaded ones have a number for a key."""
    uploads = [key for key in looked.images if str(key).isdecimal()]
    if not looked.images:
        return 0.0
    return 1 - sum(not looked.alts.get(key) for key in uploads) / len(looked.images)


def _detail_text(looked: Looked) -> float:
    return sum(len(effective(str(b.get("text", "")))) for b in looked.detail) / TEXT_ENOUGH


def _detail_pictures(looked: Looked) -> float:
    return float(any(block.get("picture") for block in looked.detail))


def _detail_shape(looked: Looked) -> float:
    return float(any(block.get("kind") in {"heading", "table"} for block in looked.detail))


def _weights(looked: Looked) -> float:
    return _filled(looked.weights_g)


def _costs(looked: Looked) -> float:
    return _filled(looked.costs_fen)


def _filled(values: Sequence[int]) -> float:
    return sum(value > 0 for value in values) / len(values) if values else 0.0
