"""The form of one listing: what it says, what it costs, how it is sent and when it goes on sale."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as Part
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.fields import BoxesField, Whole, figures, line, money
from app.forms import Form, options
from sim_market.listings.album import album, alt_of
from sim_market.listings.blocks import BlockKind, block
from sim_market.listings.drafts import ListingDraft, SkuDraft
from sim_market.listings.forms.attributes import (
    ATTRIBUTE,
    attribute_fields,
    typed_attributes,
    values_of,
)
from sim_market.listings.forms.images import ALT, alts_of
from sim_market.listings.forms.matrix import (
    DIMENSIONS,
    MOST_SKUS,
    SkuForm,
    SpecForm,
    typed_sku,
    typed_specs,
)
from sim_market.listings.forms.words import said_values
from sim_market.listings.models import Listing, Sku
from sim_market.listings.squares import Focus
from sim_market.rules.categories import Category, find_category

DAY = 24
SHIP_HOURS = (24, 48, 72, 7 * DAY, 15 * DAY, 20 * DAY, 30 * DAY, 45 * DAY)


class BlockForm(Part):
    """One block of the detail."""

    kind = SelectField(
        _l("这一段是"), choices=options((str(k), k.word) for k in BlockKind), validate_choice=False
    )
    text = TextAreaField(
        _l("文字"), [Length(max=3000, message=_l("每段最多 %(max)d 个字，请分成几段"))]
    )
    picture = SelectField(_l("图片"), validate_choice=False)

    @property
    def word(self) -> str:
        known = {str(kind): kind.word for kind in BlockKind}
        return str(known.get(str(self.kind.data), BlockKind.TEXT.word))

    @property
    def has_picture(self) -> bool:
        return self.kind.data in (BlockKind.IMAGE, BlockKind.IMAGE_TEXT)


class ListingForm(Form):
    """What a listing says. Made for a category by `form_for`."""

    version = HiddenField()
    base = HiddenField()  # the version that was read before somebody else saved
    title = StringField(
        _l("标题"),
        [
            InputRequired(_l("请写标题")),
            Length(max=80, message=_l("标题太长：最多 60 字节")),
        ],
        filters=[line],
    )
    images = BoxesField(_l("主图"), validate_choice=False)
    uploads = MultipleFileField(_l("上传自己的图片"))
    crop = SelectField(
        _l("不是方形的图"),
        choices=options(
            [
                (Focus.CENTRE, _l("裁成方形：留中间")),
                (Focus.START, _l("裁成方形：留上边或左边")),
                (Focus.END, _l("裁成方形：留下边或右边")),
                (Focus.WHOLE, _l("不裁：补白边成方形")),
                ("", _l("保持原样")),
            ]
        ),
        validate_choice=False,
    )
    detail = FieldList(FormField(BlockForm), _l("商品详情"))
    specs = FieldList(
        FormField(SpecForm), _l("规格"), min_entries=DIMENSIONS, max_entries=DIMENSIONS
    )
    skus = FieldList(FormField(SkuForm), _l("价格和库存"), max_entries=MOST_SKUS + 1)
    limit_per_buyer = StringField(_l("每人限购"), [Optional(), Whole(999)], filters=[figures])
    presale = BooleanField(_l("这是预售商品"))
    ship_hours = SelectField(_l("发货时间"), validate_choice=False)
    freight_id = SelectField(_l("运费模板"), validate_choice=False)
    shipping = money(_l("每单运费和包装"))
    returned = StringField(_l("预计退货率"), [Optional(), Whole(100)], filters=[figures])
    category: Category

    def __init__(
        self,
        *args: Any,
        shown: Sequence[str] = (),
        templates: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = [str(key) for key in self.images.data or []]
        self.chosen = list(dict.fromkeys(chosen))
        self.shown = list(dict.fromkeys([*self.chosen, *album(self.category.code, shown)]))
        self.images.choices = options((key, key) for key in self.shown)
        self.templates = {"", *(str(key) for key, _name in templates)}
        self.freight_id.choices = options(
            [("", _l("用店铺的默认模板")), *((str(key), name) for key, name in templates)]
        )
        self.ship_hours.choices = options([("", _l("和店铺承诺一样")), *_promises()])
        self.alts: dict[str, str] = {}
        self.taken: list[str] = []  # words for what was taken over from who saved meanwhile
        for each in self.detail:
            each.form.picture.choices = options(self.pictures())

    def pictures(self) -> list[tuple[str, Any]]:
        """Pictures that a block or a row may show."""
        numbered = [(key, _l("主图 %(n)s", n=n)) for n, key in enumerate(self.chosen, start=1)]
        others = {
            str(each.form.picture.data): _l("详情里的图")
            for each in self.detail
            if each.form.picture.data and each.form.picture.data not in self.chosen
        }
        return [("", _l("没有图片")), *numbered, *others.items()]

    def alt_for(self, key: str) -> str:
        return self.alts.get(key) or alt_of(key)

    def validate_specs(self, field: Field) -> None:
        said = [row.form for row in self.specs if said_values(row.form.values.data)]
        names = [row.name.data for row in said if row.name.data]
        if len(set(names)) != len(names):
            raise ValidationError(_("两个规格用了同一个名字"))

    def validate_freight_id(self, field: Field) -> None:
        if str(field.data or "") not in self.templates:
            raise ValidationError(_("没有这个运费模板，请从列表里选"))

    def validate_presale(self, field: Field) -> None:
        if field.data and not self.hours:
            raise ValidationError(_("预售要选发货时间"))

    @property
    def hours(self) -> int | None:
        text = str(self.ship_hours.data or "")
        return int(text) if text in {str(each) for each in SHIP_HOURS} else None

    @property
    def attribute_fields(self) -> list[Any]:
        return [self[f"{ATTRIBUTE}{each.name}"] for each in self.category.attributes]

    @property
    def attributes(self) -> dict[str, Any]:
        return values_of(self.category, self.data)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The detail as a listing keeps it, cleaned."""
        made = (
            block(str(f.kind.data), f.text.data or "", str(f.picture.data or ""))
            for f in (each.form for each in self.detail)
        )
        return [each for each in made if each]

    @property
    def spec_names(self) -> list[str]:
        rows = [row.form for row in self.specs]
        return [
            row.name.data or _("规格%(n)s", n=place)
            for place, row in enumerate(rows, start=1)
            if said_values(row.values.data)
        ]

    def said(self, images: Sequence[str], had: Mapping[str, Any]) -> dict[str, Any]:
        """The contents as `edit_listing` takes them; `had` are the alts the pictures have."""
        typed = alts_of({f"{ALT}{key}": text for key, text in self.alts.items()}, images)
        alts = {key: text for key, text in typed.items() if key in had or text != alt_of(key)}
        return {
            "title": self.title.data,
            "attributes": self.attributes,
            "images": list(images),
            "alts": alts if self.alts else {k: v for k, v in had.items() if k in images},
            "detail": self.blocks,
            "limit_per_buyer": int(self.limit_per_buyer.data or 0),
            "presale": bool(self.presale.data),
            "ship_hours": self.hours,
            "freight_id": int(self.freight_id.data) if self.freight_id.data else None,
        }

    def rows(self, skus: Sequence[Sku] = ()) -> list[SkuDraft]:
        """The matrix as `replace_skus` takes it; stock and cost of supplied SKUs stay."""
        known = {str(sku.id): sku for sku in skus if sku.supplied}
        sold = [row.form for row in self.skus if not row.form.skip.data]
        return [row.draft(known.get(str(row.id.data))) for row in sold]

    def draft(self, images: Sequence[str]) -> ListingDraft:
        """A new listing. Raises Invalid for an amount that is none."""
        said = self.said(images, {})
        said["images"], said["detail"] = tuple(images), tuple(said["detail"])
        return ListingDraft(
            category_code=self.category.code,
            skus=tuple(self.rows()),
            spec_names=tuple(self.spec_names),
            **said,
        )


def form_for(category: Category) -> type[ListingForm]:
    """The form of goods of this category, with a field for each attribute."""
    fields = attribute_fields(category)
    return type("ListingForm", (ListingForm,), {"category": category, **fields})


def typed(listing: Listing) -> dict[str, Any]:
    """A listing as its form shows it."""
    return typed_attributes(_category(listing), listing.attributes) | {
        "version": listing.version,
        "title": listing.title,
        "images": listing.images,
        "detail": [_typed_block(each) for each in listing.detail],
        "specs": typed_specs(listing.spec_names, listing.skus),
        "skus": [typed_sku(sku) for sku in listing.skus],
        "limit_per_buyer": str(listing.limit_per_buyer or ""),
        "presale": listing.presale,
        "ship_hours": str(listing.ship_hours or ""),
        "freight_id": str(listing.freight_id or ""),
    }


def _category(listing: Listing) -> Category:
    found = find_category(listing.category_code)
    return found or Category(code=listing.category_code, name=listing.category_code, path=())


def _typed_block(kept: Mapping[str, Any]) -> dict[str, str]:
    return {
        "kind": str(kept.get("kind", "text")),
        "text": str(kept.get("text", "")),
        "picture": str(kept.get("picture", "")),
    }


def _promises() -> list[tuple[str, Any]]:
    """Hours as people say them: 48 小时, 7 天."""
    return [
        (str(n), _l("%(n)s 小时内", n=n) if n <= 3 * DAY else _l("%(n)s 天内", n=n // DAY))
        for n in SHIP_HOURS
    ]
