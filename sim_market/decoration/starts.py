"""Pages to start from, filled with the store's own goods. Pure."""

# word data: the words with which a page starts, content of a store that its owner then changes

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from sim_market.decoration.blocks import KINDS, GoodsRule, Screen


@dataclass(frozen=True, slots=True)
class Own:
    """What the store can fill a page with: its name, intro, best goods as (id, title, picture)."""

    name: str
    intro: str
    goods: Sequence[tuple[int, str, str]]
    has_groups: bool

    def picture(self, n: int) -> str:
        return self.goods[n % len(self.goods)][2] if self.goods else ""

    def listing(self, n: int) -> int:
        return self.goods[n][0] if n < len(self.goods) else 0


@dataclass(frozen=True, slots=True)
class Start:
    name: str
    word: LazyString
    what_for: LazyString
    make: Callable[[Own], list[dict[str, Any]]]


def started(start: Start, own: Own) -> list[dict[str, Any]]:
    """The blocks of a page that starts so, with ids from 1."""
    blocks = [block for block in start.make(own) if block["kind"] != "groups" or own.has_groups]
    return [{"id": n, "show": Screen.ALL.value, **block} for n, block in enumerate(blocks, 1)]


def _block(kind: str, **content: Any) -> dict[str, Any]:
    return {"kind": kind, **KINDS[kind].new(), **content}


def _banner(own: Own, text: str) -> dict[str, Any]:
    return _block("banner", title=own.name, text=text[:60], picture=own.picture(0))


def _grid(title: str, rule: GoodsRule, count: int = 4, columns: int = 4) -> dict[str, Any]:
    return _block("goods", title=title, rule=rule.value, count=count, columns=columns)


def _opening(own: Own) -> list[dict[str, Any]]:
    return [
        _banner(own, own.intro),
        _block("text", title="新店开张", text="每一件都自己试过再上架。"),
        _grid("新品先看", GoodsRule.NEWEST, 8),
    ]


def _single(own: Own) -> list[dict[str, Any]]:
    return [
        _block("banner", title="店主先推这一件", text=own.goods[0][1] if own.goods else "",
               picture=own.picture(0), listing=own.listing(0)),
        _block("story", title="为什么选它", text="写写材质、做法和您自己用下来的感受。",
               picture=own.picture(0)),
        _grid("大家还买了", GoodsRule.BEST),
    ]  # fmt: skip


def _many(own: Own) -> list[dict[str, Any]]:
    return [
        _banner(own, own.intro),
        _block("groups", title="按分类找"),
        _grid("大家常买", GoodsRule.BEST, 8),
        _grid("新上架", GoodsRule.NEWEST, 8),
    ]


def _story(own: Own) -> list[dict[str, Any]]:
    return [
        _banner(own, own.intro),
        _block("story", title="我们是谁", text=own.intro or "写写您是谁、为什么开店。",
               picture=own.picture(1), side="right"),
        _block("story", title="东西怎么来", text="从哪里进货、怎么挑、怎么包装，照实写。",
               picture=own.picture(2)),
        _grid("店里的东西", GoodsRule.BEST, 6, 3),
    ]  # fmt: skip


def _plain(own: Own) -> list[dict[str, Any]]:
    return [_grid(own.name, GoodsRule.NEWEST, 12)]


STARTS = {
    start.name: start
    for start in (
        Start("opening", _l("新店开张"), _l("横幅、开张说明、新品"), _opening),
        Start("single", _l("主推一件"), _l("一件商品讲透，再带出别的"), _single),
        Start("many", _l("货多好找"), _l("分类导航、热卖、上新"), _many),
        Start("story", _l("讲店的故事"), _l("两段图文加商品，适合手作和农产品"), _story),
        Start("plain", _l("只摆商品"), _l("一组商品，最省事"), _plain),
    )
}
