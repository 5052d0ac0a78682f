"""The blocks of which a store's page is built, as plain data: {"id", "kind", "show", ...}. Pure.

A new kind is one entry of `KINDS`, a form, and a macro of its name in `decoration/blocks.html`.
`show`: on which screens. Texts are plain: what looks like HTML is shown as it was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.flow import State

MOST_BLOCKS = 20
LONGEST_TITLE = 30
LONGEST_TEXT = 500
Block = Mapping[str, Any]


class Screen(State):
    """On which screens a block is shown."""

    ALL = "all", _l("电脑和手机")
    PC = "pc", _l("只在电脑上")
    PHONE = "phone", _l("只在手机上")


class GoodsRule(State):
    """Which goods a grid shows."""

    NEWEST = "newest", _l("最新上架")
    BEST = "best", _l("卖得最好")
    CHEAPEST = "cheapest", _l("价格从低到高")
    GROUP = "group", _l("某个店内分类")
    CHOICE = "choice", _l("自己挑选")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block: its word, what it is for, its icon, and a new one's content."""

    name: str
    word: LazyString
    what_for: LazyString
    icon: str
    new: Callable[[], dict[str, Any]]


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "banner", _l("横幅"), _l("一进店最先看到的一张大图和一句话"), "image",
            lambda: {"title": "", "text": "", "picture": "", "listing": 0},
        ),
        Kind(
            "goods", _l("商品组"), _l("按规则或自己挑选，摆一组商品"), "grid",
            lambda: {
                "title": "", "rule": GoodsRule.NEWEST.value, "group": 0, "listings": [],
                "count": 4, "columns": 4,
            },
        ),
        Kind(
            "story", _l("图文"), _l("一张图配一段话，讲材质、做法、用法"), "card-image",
            lambda: {"title": "", "text": "", "picture": "", "side": "left"},
        ),
        Kind(
            "text", _l("文字"), _l("公告、说明、常见问题"), "card-text",
            lambda: {"title": "", "text": ""},
        ),
        Kind(
            "groups", _l("分类导航"), _l("把店内分类摆出来，买家一点就到"), "list-ul",
            lambda: {"title": ""},
        ),
        Kind(
            "slides", _l("轮播图"), _l("两到五张图，买家左右滑着看"), "images",
            lambda: {"title": "", "pictures": []},
        ),
        Kind(
            "video", _l("视频"), _l("一分钟以内的短片，配一段文字说明"), "play-circle",
            lambda: {"title": "", "text": "", "picture": "", "video": ""},
        ),
        Kind(
            "coupons", _l("优惠券"), _l("店里现在能领的券，买家点一下就领"), "ticket-perforated",
            lambda: {"title": ""},
        ),
        Kind(
            "live", _l("直播入口"), _l("直播专享价有效时，带买家进直播购物袋"), "broadcast",
            lambda: {"title": ""},
        ),
        Kind(
            "countdown", _l("倒计时"), _l("离某个沙盒时间还有多久"), "hourglass-split",
            lambda: {"title": "", "day": 1, "time": "20:00", "after": ""},
        ),
    )
}  # fmt: skip


def new_block(kind: str, blocks: Sequence[Block]) -> dict[str, Any]:
    """An empty block of a kind, with an id that the page has not used."""
    return {"id": next_id(blocks), "kind": kind, "show": Screen.ALL.value, **KINDS[kind].new()}


def next_id(blocks: Sequence[Block]) -> int:
    return max((block["id"] for block in blocks), default=0) + 1


def find(blocks: Sequence[Block], block_id: int) -> Block | None:
    return next((block for block in blocks if block["id"] == block_id), None)


def moved(blocks: Sequence[Block], block_id: int, to: int) -> list[Block]:
    """The same blocks with one of them at another place; `to` counts from 0 and is kept inside."""
    rest = [block for block in blocks if block["id"] != block_id]
    place = max(0, min(to, len(rest)))
    chosen = [block for block in blocks if block["id"] == block_id]
    return [*rest[:place], *chosen, *rest[place:]]


def place_of(blocks: Sequence[Block], block_id: int) -> int:
    return next(n for n, block in enumerate(blocks) if block["id"] == block_id)


def said(block: Block) -> str:
    """All texts of a block in one, for the checks of wording."""
    return "\n".join(str(block.get(name) or "") for name in ("title", "text", "after"))


def pictures_of(block: Block) -> list[str]:
    return [key for key in (block.get("picture"), *block.get("pictures", [])) if key]


def video_of(block: Block) -> str:
    return str(block.get("video") or "")


def outline(block: Block) -> str:
    """What the list of blocks says of one: its title or its first words."""
    return str(block.get("title") or block.get("text") or "")[:24]
