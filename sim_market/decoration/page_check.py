"""May a store's page be published like this? Every fault with its block and rule. Pure."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from flask_babel import gettext as _

from sim_market.decoration.blocks import MOST_BLOCKS, Block, GoodsRule, pictures_of, said
from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import Pack, RuleId
from sim_market.rules.problems import Level, Problem

FEWEST_PIXELS = 400  # of the shorter side, else it looks blurred across a page
WIDEST = 4.0  # width to height, either way round


@dataclass(frozen=True, slots=True)
class Around:
    """What the checks need to know besides the page.

    `on_sale`: ids of listings that buyers can open. `groups`: id -> goods on sale in it. `sizes`:
    uploaded picture -> (width, height); drawn pictures are never too small.
    """

    on_sale: Set[int]
    groups: Mapping[int, int]
    sizes: Mapping[str, tuple[int, int]]


def page_problems(blocks: Sequence[Block], around: Around, pack: Pack) -> list[Problem]:
    """All faults, in the order of the blocks; `field` is 'block-<id>'."""
    found = list(_of_page(blocks))
    for block in blocks:
        found += _of_content(block)
        found += _of_links(block, around)
        found += _of_pictures(block, around.sizes)
        found += text_problems(field_of(block), said(block), pack)
    return found


def field_of(block: Block) -> str:
    return f"block-{block['id']}"


def _of_page(blocks: Sequence[Block]) -> Iterator[Problem]:
    if not blocks:
        yield _fault("page", _("页面还是空的，先加一个模块"))
    if len(blocks) > MOST_BLOCKS:
        yield _fault("page", _("最多放 %(n)s 个模块", n=MOST_BLOCKS))
    if blocks and not any(block["kind"] == "goods" for block in blocks):
        yield _hint("page", _("没有商品组：买家进店看不到商品"))
    for screen, word in (("pc", _("电脑")), ("phone", _("手机"))):
        if blocks and not any(block["show"] in {"all", screen} for block in blocks):
            yield _fault("page", _("在%(screen)s上一个模块也没有", screen=word))


def _of_content(block: Block) -> Iterator[Problem]:
    kind, field = block["kind"], field_of(block)
    if kind in {"banner", "story"} and not block["picture"]:
        yield _fault(field, _("还没有选图"))
    if kind in {"story", "text"} and not block["text"].strip():
        yield _fault(field, _("还没有写内容"))
    if kind == "video" and not block["video"]:
        yield _fault(field, _("还没有上传视频"))
    if kind == "video" and not block["text"].strip():
        yield _fault(field, _("写几句视频里有什么：听不见、打不开的买家也能看懂"))
    if kind == "slides" and len(block["pictures"]) < 2:
        yield _fault(field, _("轮播图至少选两张图"))
    if kind == "countdown" and not block["title"].strip():
        yield _fault(field, _("写明到时间会发生什么"))


def _of_links(block: Block, around: Around) -> Iterator[Problem]:
    kind, field = block["kind"], field_of(block)
    if kind == "banner" and block["listing"] and block["listing"] not in around.on_sale:
        yield _fault(field, _("链接的商品不在售，买家点了会落空"))
    if kind == "groups" and not any(around.groups.values()):
        yield _fault(field, _("还没有放了在售商品的店内分类"))
    if kind == "goods":
        yield from _of_goods(block, around)


def _of_goods(block: Block, around: Around) -> Iterator[Problem]:
    field = field_of(block)
    if block["rule"] == GoodsRule.GROUP and not around.groups.get(block["group"]):
        yield _fault(field, _("这个店内分类里没有在售商品"))
    if block["rule"] == GoodsRule.CHOICE:
        gone = [each for each in block["listings"] if each not in around.on_sale]
        if len(gone) == len(block["listings"]):
            yield _fault(field, _("挑选的商品都不在售"))
        elif gone:
            yield _hint(field, _("有 %(n)s 件挑选的商品不在售，不会显示", n=len(gone)))
    elif not around.on_sale:
        yield _fault(field, _("店里还没有在售商品"))


def _of_pictures(block: Block, sizes: Mapping[str, tuple[int, int]]) -> Iterator[Problem]:
    for key in pictures_of(block):
        if key not in sizes:
            continue
        width, height = sizes[key]
        if min(width, height) < FEWEST_PIXELS:
            size = f"{width}×{height}"
            yield _fault(
                field_of(block),
                _("图片只有 %(size)s 像素，会发虚；短边至少 %(n)s", size=size, n=FEWEST_PIXELS),
            )
        if max(width, height) > WIDEST * min(width, height):
            yield _fault(field_of(block), _("图片太长太扁，会被裁掉大半"))


def _fault(field: str, message: str) -> Problem:
    return Problem(field, RuleId.DECORATION, message)


def _hint(field: str, message: str) -> Problem:
    return Problem(field, RuleId.DECORATION, message, Level.HINT)
