"""The shape of what buyer, merchant and platform say about a request."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.fields import BoxesField, Money, figures
from app.files import save_image
from app.forms import Form, options
from app.identity.typed import clean_text
from app.money import parse_yuan
from sim_market.after_sales.models import NAMED, AfterSaleKind, Inspection, RefundReason
from sim_market.after_sales.operations import CITED, MOST_PICTURES, OFFERED
from sim_market.listings.blocks import cleaned

F = TypeVar("F", bound=Form)


def clean(value: str | None) -> str:
    """Words without characters that cannot be seen."""
    return cleaned(value or "")


def narrow(value: str | None) -> str:
    """Numbers and names on one line, half width."""
    return clean_text(value or "")


def apart(form: F) -> F:
    """Ids of its own for every field: a page shows several forms with the same names."""
    for name, field in form._fields.items():
        field.id = f"{type(form).__name__.removesuffix('Form').lower()}-{name}"
        field.label.field_id = field.id
    return form


def sum_of(label: Any, first: Any, low_fen: int = 0) -> StringField:
    return StringField(label, [first, Money(low_fen)], filters=[figures])


class WithPictures(Form):
    """What may be shown with pictures: cleaned and drawn anew when they are kept (`app.files`)."""

    pictures = MultipleFileField(
        _l("图片"), [Length(max=MOST_PICTURES, message=_l("最多 %(max)d 张图"))]
    )

    def keep(self, *, cohort_id: int, owner_id: int) -> list[str]:
        """Keep the pictures; their ids. Raises Invalid for what is none."""
        return [
            str(save_image(upload, cohort_id=cohort_id, owner_id=owner_id).id)
            for upload in self.pictures.data or []
            if upload
        ]


class RefundForm(WithPictures):
    """What a buyer asks for."""

    kind = RadioField(
        _l("怎么办"),
        choices=options((kind.value, kind.word) for kind in AfterSaleKind),
        default=AfterSaleKind.REFUND.value,
    )
    new_sku = RadioField(_l("换成"), [Optional()], choices=[], validate_choice=False)
    quantity = IntegerField(
        _l("几件"),
        [InputRequired(_l("请填要退的件数")), NumberRange(1, message=_l("请填 1 以上的整数"))],
    )
    reason = RadioField(
        _l("原因"),
        [InputRequired(_l("请选一个原因"))],
        choices=options(
            (reason.value, reason.word)
            for reason in RefundReason
            if reason not in {RefundReason.NO_STOCK, RefundReason.GROUP_FAILED}
        ),
    )
    words = TextAreaField(
        _l("补充说明"), [Length(max=300, message=_l("最多 %(max)d 个字"))], filters=[clean]
    )

    @property
    def what(self) -> AfterSaleKind:
        return AfterSaleKind[str(self.kind.data or "refund").upper()]

    @property
    def why(self) -> RefundReason:
        return RefundReason[str(self.reason.data).upper()]

    def offer_skus(self, pairs: Sequence[tuple[int, str]]) -> None:
        """What may be had instead; without any there is no exchange."""
        self.new_sku.choices = options((str(sku_id), word) for sku_id, word in pairs)
        if not pairs:
            kept = [kind for kind in AfterSaleKind if kind != AfterSaleKind.EXCHANGE]
            self.kind.choices = options((kind.value, kind.word) for kind in kept)


class SendBackForm(Form):
    """The parcel with which goods go back."""

    carrier = StringField(
        _l("快递公司（模拟）"), [Length(max=20, message=_l("最多 %(max)d 个字"))], filters=[narrow]
    )
    tracking_number = StringField(
        _l("快递单号（模拟）"),
        [InputRequired(_l("请填快递单号")), Length(max=40, message=_l("最多 %(max)d 个字"))],
        filters=[narrow],
    )


class EscalateForm(WithPictures):
    """Why the buyer does not accept a refusal."""

    complaint = TextAreaField(
        _l("为什么不同意商家的答复"),
        [InputRequired(_l("请写明原因")), Length(5, 300, message=_l("写 %(min)d 到 %(max)d 个字"))],
        filters=[clean],
    )


class SayForm(WithPictures):
    """Words or pictures for the other side and the platform."""

    said = TextAreaField(
        _l("补充说明或凭据"), [Length(max=500, message=_l("最多 %(max)d 个字"))], filters=[clean]
    )


class ShownForm(Form):
    """A sum that was shown to whoever agrees to it (R8)."""

    seen_fen = HiddenField()

    @property
    def expected(self) -> int | None:
        typed = str(self.seen_fen.data or "")
        return int(typed) if typed.lstrip("-").isdigit() and len(typed) < 15 else None


class RejectForm(Form):
    answer = TextAreaField(
        _l("拒绝的理由"),
        [
            InputRequired(_l("拒绝要写明理由，买家会看到")),
            Length(5, 300, message=_l("理由写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )


class OfferForm(WithPictures):
    """What a merchant proposes instead."""

    kind = RadioField(
        _l("解决办法"),
        [InputRequired(_l("请选一种办法"))],
        choices=options((kind.value, kind.word) for kind in OFFERED),
    )
    amount = sum_of(_l("退多少"), InputRequired(_l("请填金额")), 1)
    words = TextAreaField(
        _l("为什么这样提"),
        [
            InputRequired(_l("写明为什么，买家会看到")),
            Length(5, 300, message=_l("写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )

    @property
    def what(self) -> AfterSaleKind:
        return AfterSaleKind[str(self.kind.data).upper()]


class InspectForm(Form):
    """What the merchant found in the parcel."""

    quantity = IntegerField(
        _l("收到几件"),
        [InputRequired(_l("请填收到的件数")), NumberRange(1, message=_l("请填 1 以上的整数"))],
    )
    sellable = RadioField(
        _l("还能再卖吗"),
        [InputRequired(_l("请选能不能再卖"))],
        choices=options([("y", _l("完好，放回库存")), ("n", _l("不能再卖，不进库存"))]),
        default="y",
    )


def found_field(label: Any, other: Inspection) -> RadioField:
    """What is wrong with what came back; who bears the sending follows from it (A-8)."""
    kinds = [(kind.value, kind.word) for kind in NAMED]
    return RadioField(
        label, choices=options([*kinds, (other.value, _l("别的"))]), default=other.value
    )


class DeductForm(InspectForm, WithPictures):
    """The goods are there, but less is to be given back for them."""

    found = found_field(_l("哪里不对"), Inspection.DEDUCTED)

    amount = sum_of(_l("退给买家多少"), InputRequired(_l("请填金额")))
    why = TextAreaField(
        _l("扣款的原因"),
        [
            InputRequired(_l("写明少了什么、坏在哪里")),
            Length(5, 300, message=_l("写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )


class CaseForm(WithPictures):
    """What the merchant says in a dispute, or finds in a parcel that is not accepted."""

    found = found_field(_l("收到的是什么"), Inspection.REFUSED)

    case = TextAreaField(
        _l("说明情况"),
        [
            InputRequired(_l("请写明情况")),
            Length(10, 500, message=_l("写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )


class DecideForm(Form):
    """What the platform decides, and on which rules it stands."""

    right = RadioField(
        _l("支持谁"),
        [InputRequired(_l("请选支持哪一方"))],
        choices=options(
            [
                ("buyer", _l("支持买家")),
                ("part", _l("部分支持：退一部分钱")),
                ("seller", _l("支持商家")),
            ]
        ),
    )
    amount = sum_of(_l("部分支持时退多少"), Optional())
    fee = RadioField(
        _l("寄回的运费谁承担"),
        choices=options(
            [
                ("", _l("按原因：商家的责任商家承担，其余买家承担")),
                ("seller", _l("商家承担")),
                ("buyer", _l("买家承担")),
            ]
        ),
        default="",
    )
    rules = BoxesField(
        _l("依据的规则"), choices=options((rule.value, rule.value) for rule in CITED)
    )
    decision = TextAreaField(
        _l("理由"),
        [
            InputRequired(_l("裁决要写明理由")),
            Length(5, 300, message=_l("理由写 %(min)d 到 %(max)d 个字")),
        ],
        filters=[clean],
    )

    def name_rules(self, titles: Sequence[tuple[str, str]]) -> None:
        self.rules.choices = options((rule, f"{rule} {title}") for rule, title in titles)

    @property
    def part_fen(self) -> int | None:
        """The part of the money, 0 where none was given; None if it is all or nothing."""
        if self.right.data != "part":
            return None
        return parse_yuan(self.amount.data) if self.amount.data else 0

    @property
    def fee_on_seller(self) -> bool | None:
        return {"seller": True, "buyer": False}.get(str(self.fee.data or ""))
