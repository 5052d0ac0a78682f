"""The shape of a listing as it is typed. The fields of its attributes depend on its category."""

# word data: the variant name a new listing starts with, content of the mall

from collections.abc import Sequence
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.files import save_image
from app.forms import Form, options
from app.money import parse_yuan
from sim_market.listings.album import album
from sim_market.listings.drafts import ListingDraft, SkuDraft
from sim_market.listings.models import Listing, Sku
from sim_market.rules.categories import Attribute, AttributeKind, Category, leaf_categories

ATTRIBUTE = "attribute:"
MOST_FILES = 9
ROWS = 4  # rows of the small table of variants
AMOUNT = Regexp(
    r"^[¥￥]?[0-9０-９,]{1,9}([.．][0-9０-９]{1,2})?$", message=_l("金额请写成 39.90 这样")
)
WHOLE = Regexp(r"^[0-9]{1,5}$", message=_l("请填 0 到 99999 的整数"))


F = TypeVar("F", bound="ListingForm")


class BoxesField(SelectMultipleField):
    """Several of a few, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ListingForm(Form):
    """What a listing says. Made for a category by `form_for`."""

    version = HiddenField()
    title = StringField(
        _l("标题"),
        [
            InputRequired(_l("请写标题")),
            Length(max=80, message=_l("标题太长：最多 60 字节")),
        ],
    )
    images = BoxesField(_l("主图"), validate_choice=False)
    uploads = MultipleFileField(_l("上传自己的图片"))
    detail = TextAreaField(_l("商品详情"), [Length(max=5000, message=_l("详情最多 %(max)d 个字"))])
    category: Category

    def __init__(self, *args: Any, shown: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = album(self.category.code, shown)
        self.images.choices = options((key, key) for key in self.shown)

    def said(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        """The contents as `edit_listing` takes them; uploads are kept as files."""
        texts = [part.strip() for part in (self.detail.data or "").split("\n\n")]
        return {
            "title": (self.title.data or "").strip(),
            "attributes": self.attributes(),
            "images": self.chosen_images(cohort_id, owner_id),
            "detail": [{"kind": "text", "text": text} for text in texts if text],
        }

    def attributes(self) -> dict[str, Any]:
        values = {
            each.name: _value(each, self[f"{ATTRIBUTE}{each.name}"].data)
            for each in self.category.attributes
        }
        return {name: value for name, value in values.items() if value not in ("", [])}

    def chosen_images(self, cohort_id: int, owner_id: int) -> list[str]:
        chosen = [key for key in self.shown if key in (self.images.data or [])]
        uploads = [upload for upload in self.uploads.data or [] if getattr(upload, "filename", "")]
        files = [
            save_image(each, cohort_id=cohort_id, owner_id=owner_id)
            for each in uploads[:MOST_FILES]
        ]
        return [*chosen, *(str(file.id) for file in files)]

    @property
    def attribute_fields(self) -> list[Any]:
        return [self[f"{ATTRIBUTE}{each.name}"] for each in self.category.attributes]


class NewListingForm(ListingForm):
    """A listing made by hand: one dimension of variants, up to `ROWS` of them."""

    spec_name = StringField(
        _l("规格名"), [Length(max=10, message=_l("规格名最多 %(max)d 个字"))], default="颜色"
    )

    def draft(self, cohort_id: int, owner_id: int) -> ListingDraft:
        said = self.said(cohort_id, owner_id)
        skus = tuple(self._sku(row) for row in self.rows if row["price"].data)
        named = any(sku.spec for sku in skus)
        name = (self.spec_name.data or "").strip()
        return ListingDraft(
            title=said["title"],
            category_code=self.category.code,
            attributes=said["attributes"],
            images=tuple(said["images"]),
            detail=tuple(said["detail"]),
            spec_names=(name or str(_l("规格")),) if named else (),
            skus=skus,
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        names = ("spec", "price", "cost", "stock", "weight")
        return [{name: self[f"{name}_{n}"] for name in names} for n in range(1, ROWS + 1)]

    def _sku(self, row: dict[str, Any]) -> SkuDraft:
        return SkuDraft(
            spec=(row["spec"].data or "").strip(),
            price_fen=parse_yuan(row["price"].data),
            cost_fen=parse_yuan(row["cost"].data or "0"),
            stock=int(row["stock"].data or 0),
            weight_g=int(row["weight"].data or 0),
        )


class CategoryForm(Form):
    category_code = SelectField(_l("商品类目"), [InputRequired(_l("请选到最细一级的类目"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category_code.choices = options(
            [("", _l("请选择")), *((leaf.code, leaf.full_name) for leaf in leaf_categories())]
        )


def form_for(category: Category) -> type[ListingForm]:
    """The form of goods of this category, with a field for each attribute."""
    return _made(ListingForm, category, {})


def new_form_for(category: Category) -> type[NewListingForm]:
    rows: dict[str, Any] = {}
    for n in range(1, ROWS + 1):
        rows[f"spec_{n}"] = StringField(_l("规格值"), [Length(max=30, message=_l("最多 30 个字"))])
        rows[f"price_{n}"] = StringField(_l("售价"), [_needed(n), AMOUNT])
        rows[f"cost_{n}"] = StringField(_l("成本"), [Optional(), AMOUNT])
        rows[f"stock_{n}"] = StringField(_l("库存"), [Optional(), WHOLE])
        rows[f"weight_{n}"] = StringField(_l("重量"), [Optional(), WHOLE])
    return _made(NewListingForm, category, rows)


def skus_form_for(skus: Sequence[Sku]) -> type[Form]:
    """Price and stock of each SKU; no stock for supplied goods."""
    fields: dict[str, Any] = {}
    for sku in skus:
        fields[f"price_{sku.id}"] = StringField(_l("售价"), [InputRequired(_l("请填售价")), AMOUNT])
        if not sku.supplied:
            fields[f"stock_{sku.id}"] = StringField(
                _l("库存"), [InputRequired(_l("请填库存")), WHOLE]
            )
    return type("SkusForm", (Form,), fields)


def typed(listing: Listing) -> dict[str, Any]:
    """A listing as its form shows it."""
    texts = [block["text"] for block in listing.detail if block["kind"] == "text"]
    values = {f"{ATTRIBUTE}{name}": value for name, value in listing.attributes.items()}
    return values | {
        "version": listing.version,
        "title": listing.title,
        "images": listing.images,
        "detail": "\n\n".join(texts),
    }


def _made(base: type[F], category: Category, more: dict[str, Any]) -> type[F]:
    fields = {f"{ATTRIBUTE}{each.name}": _field(each) for each in category.attributes}
    return type(base.__name__, (base,), {"category": category, **fields, **more})


def _field(attribute: Attribute) -> Any:
    needed = (
        [InputRequired(_l("请填写%(name)s", name=attribute.name))] if attribute.required else []
    )
    label = f"{attribute.name}（{attribute.unit}）" if attribute.unit else attribute.name
    if attribute.kind == AttributeKind.ONE_OF:
        pairs = [("", _l("请选择")), *((value, value) for value in attribute.values)]
        return SelectField(label, needed, choices=options(pairs), validate_choice=False)
    if attribute.kind == AttributeKind.MANY_OF:
        pairs = [(value, value) for value in attribute.values]
        return BoxesField(label, needed, choices=options(pairs), validate_choice=False)
    return StringField(label, [*needed, Length(max=60, message=_l("最多 %(max)d 个字"))])


def _value(attribute: Attribute, typed_in: Any) -> Any:
    """As the category wants it; what is no number stays as typed, and is told so."""
    if isinstance(typed_in, list):
        return [str(value) for value in typed_in]
    text = str(typed_in or "").strip()
    if attribute.kind == AttributeKind.INTEGER and text.isdecimal() and len(text) <= 9:
        return int(text)
    return text


def _needed(row: int) -> Any:
    return InputRequired(_l("至少填一行的售价")) if row == 1 else Optional()
