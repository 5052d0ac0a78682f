"""May these goods be shown like this? Every fault with its rule (mall_rules: listing). Pure."""

# word data: the range of Chinese characters

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from sim_market.rules.categories import Category, find_category
from sim_market.rules.pack import Pack, RuleId
from sim_market.rules.problems import Problem
from sim_market.rules.wording import contact_problems, wording_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingFacts:
    """What the checks look at. `texts` are the text blocks of the detail, `available` units."""

    title: str
    category_code: str
    attributes: Mapping[str, Any]
    images: Sequence[str]
    texts: Sequence[str]
    prices_fen: Sequence[int]
    available: int
    presale: bool = False
    ship_hours: int | None = None


def listing_problems(facts: ListingFacts, pack: Pack) -> tuple[Problem, ...]:
    """Everything that is wrong with a listing, in the order of its form."""
    category = find_category(facts.category_code)
    return (
        *title_problems(facts.title, pack),
        *_category_problems(facts, category),
        *_image_problems(facts.images, category, pack),
        *_detail_problems(facts.texts, pack),
        *_sku_problems(facts, pack),
        *_presale_problems(facts, pack),
    )


def title_problems(title: str, pack: Pack) -> Iterator[Problem]:
    """Length in GBK bytes, effective characters, some Chinese, and its wording."""
    used = gbk_bytes(title)
    if used > pack.title_max_bytes:
        yield _title(_("标题 %(n)s 字节，最多 %(max)s", n=used, max=pack.title_max_bytes))
    if len(effective(title)) < pack.title_min_chars:
        yield _title(_("标题至少 %(n)s 个有效字符", n=pack.title_min_chars))
    elif not any(is_han(c) for c in title):
        yield _title(_("标题不能全是数字或字母，请写明是什么商品"))
    yield from text_problems("title", title, pack)


def text_problems(field: str, text: str, pack: Pack) -> Iterator[Problem]:
    """What is wrong with the wording of any text that buyers see."""
    yield from wording_problems(field, text, pack.words)
    yield from contact_problems(field, text, RuleId.OFF_PLATFORM_CONTACT)


def gbk_bytes(text: str) -> int:
    """Length in GBK; a character outside it counts as in GB 18030, four bytes."""
    return len(text.encode("gb18030", "replace"))


def effective(text: str) -> str:
    """The letters, digits and characters of a text: what says something."""
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


def is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _title(message: str) -> Problem:
    return Problem("title", RuleId.TITLE_LENGTH, message)


def _category_problems(facts: ListingFacts, category: Category | None) -> Iterator[Problem]:
    if category is None or not category.is_leaf:
        yield Problem("category_code", RuleId.ATTRIBUTES, _("请选到最细一级的类目"))
        return
    for name, why in category.problems_with(facts.attributes).items():
        yield Problem(f"attribute:{name}", RuleId.ATTRIBUTES, why)


def _image_problems(
    images: Sequence[str], category: Category | None, pack: Pack
) -> Iterator[Problem]:
    fewest = max(pack.images_min, category.min_images if category else 0)
    if not fewest <= len(images) <= pack.images_max:
        message = _(
            "主图要 %(min)s 到 %(max)s 张，现在 %(n)s 张",
            min=fewest,
            max=pack.images_max,
            n=len(images),
        )
        yield Problem("images", RuleId.MAIN_IMAGES, message)
    if len(set(images)) != len(images):
        yield Problem("images", RuleId.MAIN_IMAGES, _("有重复的主图，请换掉"))


def _detail_problems(texts: Sequence[str], pack: Pack) -> Iterator[Problem]:
    whole = "\n".join(texts)
    if len(effective(whole)) < pack.detail_min_chars:
        message = _("详情里至少写 %(n)s 个字", n=pack.detail_min_chars)
        yield Problem("detail", RuleId.DETAIL, message)
    yield from text_problems("detail", whole, pack)


def _presale_problems(facts: ListingFacts, pack: Pack) -> Iterator[Problem]:
    """Who needs longer than the rule allows must say so (mall_rules, listing: presale)."""
    if facts.ship_hours and facts.ship_hours > pack.presale_days * 24 and not facts.presale:
        message = _("发货要超过 %(n)s 天的，要设为预售", n=pack.presale_days)
        yield Problem("ship_hours", RuleId.PRESALE, message)


def _sku_problems(facts: ListingFacts, pack: Pack) -> Iterator[Problem]:
    if not facts.prices_fen or min(facts.prices_fen) <= 0:
        yield Problem("skus", RuleId.PRICE_AND_STOCK, _("每个规格都要有大于 0 的价格"))
    elif max(facts.prices_fen) > pack.price_max_fen:
        yield Problem("skus", RuleId.PRICE_AND_STOCK, _("价格太高：练习里单件最多 5 万元"))
    if facts.available <= 0:
        yield Problem("skus", RuleId.PRICE_AND_STOCK, _("没有库存，上架了也买不了"))
