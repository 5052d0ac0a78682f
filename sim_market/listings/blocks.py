"""The detail of a listing: blocks of text, pictures and tables, cleaned of everything else. Pure.

{"kind": "heading" | "text", "text"}, {"kind": "image", "picture", "text": caption},
{"kind": "image_text", "picture", "text"}, {"kind": "table", "text", "rows": [[name, value], ...]};
the text of a table is its rows as they were typed, a line each.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import nh3
from flask_babel import lazy_gettext as _l

from app.flow import State

MOST = 30  # blocks of one listing
LONGEST = 3000  # characters of one block
ROWS = 40
PASSES = 9
_MARKUP = re.compile(r"</?[a-zA-Z!?]")
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h\d)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_COLON = re.compile(r"\s*[:：\t|]\s*")


class BlockKind(State):
    HEADING = "heading", _l("小标题"), "idle"
    TEXT = "text", _l("文字"), "idle"
    IMAGE = "image", _l("图片"), "idle"
    IMAGE_TEXT = "image_text", _l("图文"), "idle"
    TABLE = "table", _l("参数表"), "idle"


def cleaned(text: str) -> str:
    """Plain words: tags and what is in scripts go, breaks stay, nothing invisible remains."""
    for _again in range(PASSES):  # what was escaped in the paste is a tag after the first time
        if not _MARKUP.search(text):
            break
        broken = _BREAK.sub(lambda tag: f"{tag.group()}\n", text)
        text = html.unescape(nh3.clean(broken, tags=set()))
    lines = _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def block(kind: str, text: str, picture: str = "") -> dict[str, Any] | None:
    """One block as a listing keeps it; None if nothing is in it."""
    words = cleaned(text)[:LONGEST]
    if kind in (BlockKind.IMAGE, BlockKind.IMAGE_TEXT):
        if not picture:
            return {"kind": "text", "text": words} if words else None
        return {"kind": str(kind), "picture": picture, "text": words}
    if not words:
        return None
    if kind == BlockKind.TABLE:
        return {"kind": "table", "text": words, "rows": table_rows(words)}
    if kind == BlockKind.HEADING:
        return {"kind": "heading", "text": words.replace("\n", " ")}
    return {"kind": "text", "text": words}


def table_rows(text: str) -> list[list[str]]:
    """'材质：粗陶' a line each -> [['材质', '粗陶']]; a line without a colon has no value."""
    rows = []
    for line in text.split("\n"):
        if line.strip():
            name, *rest = _COLON.split(line.strip(), maxsplit=1)
            rows.append([name, rest[0] if rest else ""])
    return rows[:ROWS]


def texts(detail: Iterable[Mapping[str, Any]]) -> list[str]:
    """All words of a detail: what the checks of the rule book read."""
    return [str(each["text"]) for each in detail if each.get("text")]


def pictures(detail: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(each["picture"]) for each in detail if each.get("picture")]
