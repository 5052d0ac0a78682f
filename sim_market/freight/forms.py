"""The shape of a shipping template as it is typed, and of a question what sending costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length

from app.errors import Invalid
from app.fields import BoxesField, line, money, whole
from app.forms import Form, options
from app.money import parse_yuan, plain_yuan
from sim_market.freight.models import FreightKind, FreightTemplate
from sim_market.freight.operations import HOME, LONGEST_NAME, MOST_UNITS, MOST_ZONES, FreightDraft
from sim_market.freight.provinces import GROUPS, PROVINCES

PLACES = options((name, name) for name in PROVINCES)


class ZoneForm(PlainForm):
    """One zone. The last of a template names no province: it is for all others."""

    provinces = BoxesField(_l("省份"), choices=PLACES, validate_choice=False)
    delivers = SelectField(
        _l("发不发货"), choices=options([("y", _l("发货")), ("", _l("不发货"))]), default="y"
    )
    first = whole(_l("首件"), MOST_UNITS)
    first_fee = money(_l("首费"))
    step = whole(_l("续件"), MOST_UNITS)
    step_fee = money(_l("续费"))
    free_over = money(_l("满多少包邮"))

    def said(self) -> dict[str, Any]:
        """As `price.Zone`, money in fen. Raises Invalid for an amount that is none."""
        return {
            "provinces": list(self.provinces.data or []),
            "delivers": bool(self.delivers.data),
            "first": _whole(self.first.data),
            "first_fen": parse_yuan(self.first_fee.data or "0"),
            "step": _whole(self.step.data),
            "step_fen": parse_yuan(self.step_fee.data or "0"),
            "free_over_fen": parse_yuan(self.free_over.data) if self.free_over.data else None,
        }


class TemplateForm(Form):
    """A whole template."""

    version = HiddenField()
    name = StringField(
        _l("模板名称"),
        [
            InputRequired(_l("请给模板起个名字")),
            Length(max=LONGEST_NAME, message=_l("最多 %(max)d 个字")),
        ],
        filters=[line],
    )
    kind = RadioField(
        _l("怎么计费"),
        [InputRequired(_l("请选计费方式"))],
        choices=options((kind.value, kind.word) for kind in FreightKind),
        default=FreightKind.PIECE.value,
    )
    ships_from = SelectField(
        _l("从哪里发货"), [InputRequired(_l("请选发货省份"))], choices=PLACES, default=HOME
    )
    zones = FieldList(FormField(ZoneForm), min_entries=1, max_entries=MOST_ZONES)

    def draft(self) -> FreightDraft:
        zones = [entry.form.said() for entry in self.zones]
        name, place = str(self.name.data), str(self.ships_from.data)
        return FreightDraft(name, FreightKind[str(self.kind.data).upper()], place, zones)

    def read_version(self) -> int:
        read = str(self.version.data or "")
        return int(read) if read.isdecimal() and len(read) < 10 else 0


class FileForm(Form):
    """A file of templates."""

    file = FileField(_l("运费模板文件"), [FileRequired(_l("请选要导入的文件"))])
    do = HiddenField()  # the button that was pressed

    @property
    def only_looks(self) -> bool:
        return self.do.data == "look"


def typed(template: FreightTemplate) -> dict[str, Any]:
    """A template as its form shows it."""
    return {
        "version": str(template.version),
        "name": template.name,
        "kind": template.kind.value,
        "ships_from": template.ships_from,
        "zones": [typed_zone(zone) for zone in template.zones],
    }


def typed_zone(zone: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "provinces": zone["provinces"],
        "delivers": "y" if zone["delivers"] else "",
        "first": str(zone["first"]),
        "first_fee": _yuan(zone["first_fen"]),
        "step": str(zone["step"]),
        "step_fee": _yuan(zone["step_fen"]),
        "free_over": _yuan(zone["free_over_fen"]) if zone["free_over_fen"] else "",
    }


def blank() -> dict[str, Any]:
    """A new template: one price for everywhere."""
    rest = {"delivers": "y", "first": "1", "first_fee": "8.00", "step": "1", "step_fee": "2.00"}
    return {"kind": FreightKind.PIECE.value, "zones": [rest]}


Zones = Sequence[Mapping[str, Any]]


def with_zone(said: Zones) -> list[dict[str, Any]]:
    """A new zone before the rest, priced like it."""
    zones = [dict(each) for each in said]
    if len(zones) < MOST_ZONES:
        zones.insert(len(zones) - 1, zones[-1] | {"provinces": []})
    return zones


def without_zone(said: Zones, place: int) -> list[dict[str, Any]]:
    """Without one zone; the rest stays."""
    zones = [dict(each) for each in said]
    if 0 <= place < len(zones) - 1:
        del zones[place]
    return zones


def with_group(said: Zones, place: int, group: str) -> list[dict[str, Any]]:
    """With all provinces of a group in one zone, and in no other."""
    zones, names = [dict(each) for each in said], GROUPS.get(group, ())
    if 0 <= place < len(zones) - 1:
        for number, zone in enumerate(zones):
            kept = [name for name in zone["provinces"] or () if name not in names]
            zone["provinces"] = [*kept, *names] if number == place else kept
    return zones


def stepped(do: str, said: Zones) -> list[dict[str, Any]] | None:
    """The zones after a small button, such as `remove:1` or `far:0`; None if it was none."""
    verb, _colon, place = do.partition(":")
    number = int(place) if place.isascii() and place.isdecimal() and len(place) < 3 else -1
    if verb == "add":
        return with_zone(said)
    if verb == "remove":
        return without_zone(said, number)
    return with_group(said, number, verb) if verb in GROUPS else None


def _whole(text: str | None) -> int:
    said = (text or "1").strip()
    if not (said.isascii() and said.isdecimal() and len(said) < 8):
        raise Invalid(_("件数、克数要填整数"))
    return int(said)


def _yuan(fen: int) -> str:
    return plain_yuan(fen).replace(",", "")
