"""Templates as a table: one row for each zone. What is exported can be imported again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.errors import Invalid
from app.money import parse_yuan, plain_yuan
from sim_market.freight.models import FreightKind, FreightTemplate
from sim_market.freight.operations import FreightDraft, guard_zones
from sim_market.freight.provinces import PROVINCES, province_of

# word data: the columns and words of the table
NAME, KIND, FROM, PLACES, DELIVERS = "模板名称", "计费方式", "发货省份", "送到哪些省", "发不发货"
FIRST, FIRST_FEE, STEP, STEP_FEE, FREE = "首件", "首费", "续件", "续费", "满多少元包邮"
COLUMNS = (NAME, KIND, FROM, PLACES, DELIVERS, FIRST, FIRST_FEE, STEP, STEP_FEE, FREE)
KINDS = {"按件": FreightKind.PIECE, "按重量": FreightKind.WEIGHT, "按体积": FreightKind.VOLUME}
REST, YES, NO = "其他地区", "发货", "不发货"
MOST_ROWS = 400
Row = Mapping[str, str]


def rows_of(templates: Iterable[FreightTemplate]) -> list[list[str]]:
    """The header, then a row for each zone; the one for all others last."""
    return [list(COLUMNS), *(row for each in templates for row in _rows(each))]


def drafts_of(rows: Sequence[Row]) -> list[FreightDraft]:
    """The templates that the rows say. Raises Invalid with every faulty cell, by row."""
    if not 0 < len(rows) <= MOST_ROWS:
        raise Invalid(
            _("文件里要有 1 到 %(n)s 行", n=MOST_ROWS),
            next_step=_("下载模板，照着填"),
            link="/freight",
        )
    faults: list[str] = []
    kept: dict[str, list[tuple[Row, dict[str, Any]]]] = {}
    for number, row in enumerate(rows, start=2):
        zone = _zone(row, number, faults)
        kept.setdefault(row.get(NAME, "").strip(), []).append((row, zone))
    drafts = [_draft(name, zones, faults) for name, zones in kept.items()]
    if faults:
        raise Invalid(
            _("%(n)s 格要改，没有导入：%(first)s", n=len(faults), first="；".join(faults[:8])),
            fields={"file": "；".join(faults[:20])},
            next_step=_("改好这些格子再导入，别的行不用动"),
        )
    return drafts


def _rows(template: FreightTemplate) -> Iterable[list[str]]:
    kind = next(word for word, kind in KINDS.items() if kind == template.kind)
    for zone in template.zones:
        free = _yuan(zone["free_over_fen"]) if zone["free_over_fen"] else ""
        yield [
            template.name, kind, template.ships_from, "、".join(zone["provinces"]) or REST,
            YES if zone["delivers"] else NO, str(zone["first"]), _yuan(zone["first_fen"]),
            str(zone["step"]), _yuan(zone["step_fen"]), free,
        ]  # fmt: skip


def _draft(
    name: str, zones: Sequence[tuple[Row, dict[str, Any]]], faults: list[str]
) -> FreightDraft:
    row = zones[0][0]
    kind, place = row.get(KIND, "").strip(), province_of(row.get(FROM, ""))
    if kind not in KINDS:
        faults.append(_("“%(name)s”的计费方式要是按件、按重量或按体积", name=name[:30]))
    if place not in PROVINCES:
        faults.append(_("“%(name)s”的发货省份不对", name=name[:30]))
    ordered = sorted((zone for _row, zone in zones), key=lambda zone: not zone["provinces"])
    try:
        guard_zones(ordered)
    except Invalid as fault:
        faults.append(_("“%(name)s”：%(why)s", name=name[:30], why=fault.message))
    return FreightDraft(name, KINDS.get(kind, FreightKind.PIECE), place, ordered)


def _zone(row: Row, number: int, faults: list[str]) -> dict[str, Any]:
    words = row.get(PLACES, "").strip()
    places = [] if words in {"", REST} else words.replace("，", "、").replace(",", "、").split("、")
    zone: dict[str, Any] = {
        "provinces": [province_of(each) for each in places if each.strip()],
        "delivers": row.get(DELIVERS, "").strip() != NO,
    }
    for column, name, read in (
        (FIRST, "first", _whole), (FIRST_FEE, "first_fen", _fen), (STEP, "step", _whole),
        (STEP_FEE, "step_fen", _fen), (FREE, "free_over_fen", _fen),
    ):  # fmt: skip
        text = row.get(column, "").strip()
        try:
            if text:
                zone[name] = read(text)
        except Invalid as fault:
            faults.append(
                _(
                    "第 %(row)s 行“%(column)s”：%(why)s",
                    row=number,
                    column=column,
                    why=fault.message,
                )
            )
    return zone


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise Invalid(_("要填整数"))
    return int(text)


def _fen(text: str) -> int:
    return parse_yuan(text)


def _yuan(fen: int) -> str:
    return plain_yuan(fen).replace(",", "")
