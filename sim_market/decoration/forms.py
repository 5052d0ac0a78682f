"""The shape of each kind of block as it is typed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app.files import save_image
from app.forms import Form, options
from app.videos import save_video
from sim_market.decoration.blocks import LONGEST_TEXT, LONGEST_TITLE, Block, GoodsRule, Screen
from sim_market.decoration.models import GroupRule, StoreCategory
from sim_market.decoration.queries import Shelf

TIME = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", message=_l("时间请写成 20:00 这样"))
MOST_SLIDES = 5
MOST_CHOSEN = 24


def words(most: int) -> list[Any]:
    return [Length(max=most, message=_l("最多 %(max)d 个字"))]


class StepForm(Form):
    """One step in building: which version of the page was on the screen."""

    version = HiddenField()

    def read_version(self) -> int:
        read = str(self.version.data or "")
        return int(read) if read.isdecimal() and len(read) < 10 else 0


class BlockForm(StepForm):
    """What every block has."""

    show = SelectField(
        _l("显示在"), choices=options((each.value, each.word) for each in Screen), default="all"
    )

    def __init__(self, shelf: Shelf, block: Block, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelf, self.block = shelf, block
        self.fill_choices()

    def fill_choices(self) -> None:
        """The choices that depend on the store's own goods."""

    def said(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        """The block's content as `blocks.py` says."""
        names = set(self.block) & set(self._fields)
        return {name: _typed(self._fields[name].data) for name in names}


class PictureForm(BlockForm):
    """A block with one picture: of the store's goods, or uploaded."""

    picture = RadioField(_l("图片"), validate_choice=False)
    picture_file = FileField(_l("或者上传一张"))

    def fill_choices(self) -> None:
        self.picture.choices = options((key, key) for key in pictures(self.shelf, self.block))

    def said(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        said = super().said(cohort_id, owner_id)
        if said["picture"] not in pictures(self.shelf, self.block):
            said["picture"] = ""
        if self.picture_file.data:
            file = save_image(self.picture_file.data, cohort_id=cohort_id, owner_id=owner_id)
            said["picture"] = str(file.id)
        return said


class BannerForm(PictureForm):
    title = StringField(_l("大字"), words(LONGEST_TITLE))
    text = StringField(_l("小字"), words(60))
    listing = SelectField(_l("点了去哪件商品"), coerce=int, default=0)

    def fill_choices(self) -> None:
        super().fill_choices()
        goods = [(card.listing.id, card.listing.title) for card in self.shelf.cards]
        kept = self.block["listing"]
        gone = [(kept, _l("已不在售的商品"))] if kept and kept not in dict(goods) else []
        self.listing.choices = options([(0, _l("不链接")), *gone, *goods])


class GoodsForm(BlockForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))
    rule = RadioField(
        _l("摆哪些商品"), choices=options((each.value, each.word) for each in GoodsRule)
    )
    group = SelectField(_l("店内分类"), coerce=int, default=0)
    listings = SelectMultipleField(
        _l("自己挑选的商品"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    count = IntegerField(
        _l("最多几件"),
        [InputRequired(_l("请填几件")), NumberRange(1, 24, message=_l("请填 1 到 24"))],
    )
    columns = SelectField(
        _l("电脑上一行几件"),
        coerce=int,
        choices=options((n, _l("%(n)s 件", n=n)) for n in (2, 3, 4, 5)),
    )

    def fill_choices(self) -> None:
        names = {group.id: group.name for group in self.shelf.groups}
        groups = [
            (each.id, f"{names[each.parent_id]} / {each.name}" if each.parent_id else each.name)
            for each in self.shelf.groups
        ]
        self.group.choices = options([(0, _l("请选择")), *groups])
        self.listings.choices = options(
            (card.listing.id, card.listing.title) for card in self.shelf.cards
        )

    def said(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        said = super().said(cohort_id, owner_id)
        return said | {"listings": said["listings"][:MOST_CHOSEN]}


class StoryForm(PictureForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))
    text = TextAreaField(_l("内容"), words(LONGEST_TEXT))
    side = SelectField(_l("图放在"), choices=options([("left", _l("左边")), ("right", _l("右边"))]))


class VideoForm(PictureForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))
    video_file = FileField(_l("视频"), render_kw={"accept": "video/mp4"})
    text = TextAreaField(_l("文字说明"), words(LONGEST_TEXT))
    picture = RadioField(_l("封面"), validate_choice=False)

    def said(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        said = super().said(cohort_id, owner_id) | {"video": self.block["video"]}
        if self.video_file.data:
            file = save_video(self.video_file.data, cohort_id=cohort_id, owner_id=owner_id)
            said["video"] = str(file.id)
        return said


class TextForm(BlockForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))
    text = TextAreaField(_l("内容"), words(LONGEST_TEXT))


class GroupsForm(BlockForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))


class CouponsForm(BlockForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))


class LiveEntryForm(BlockForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))


class SlidesForm(BlockForm):
    title = StringField(_l("标题"), words(LONGEST_TITLE))
    pictures = SelectMultipleField(
        _l("图片"),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    picture_file = FileField(_l("再上传一张"))

    def fill_choices(self) -> None:
        self.pictures.choices = options((key, key) for key in pictures(self.shelf, self.block))

    def said(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        said = super().said(cohort_id, owner_id)
        known = pictures(self.shelf, self.block)
        chosen = [key for key in said["pictures"] if key in known]
        if self.picture_file.data:
            file = save_image(self.picture_file.data, cohort_id=cohort_id, owner_id=owner_id)
            chosen.append(str(file.id))
        return said | {"pictures": chosen[:MOST_SLIDES]}


class CountdownForm(BlockForm):
    title = StringField(_l("到时间会怎样"), words(LONGEST_TITLE))
    day = IntegerField(
        _l("沙盒第几天"),
        [InputRequired(_l("请填第几天")), NumberRange(1, 400, message=_l("请填 1 到 400"))],
    )
    time = StringField(_l("几点"), [InputRequired(_l("请填时间")), TIME])
    after = StringField(_l("到时间以后显示"), words(LONGEST_TITLE))


FORMS: dict[str, type[BlockForm]] = {
    "banner": BannerForm,
    "goods": GoodsForm,
    "story": StoryForm,
    "text": TextForm,
    "groups": GroupsForm,
    "slides": SlidesForm,
    "video": VideoForm,
    "coupons": CouponsForm,
    "live": LiveEntryForm,
    "countdown": CountdownForm,
}


class GroupForm(Form):
    """A category of the store's own, with the goods that stand in it."""

    name = StringField(_l("分类名"), [InputRequired(_l("请写分类名")), *words(20)])
    parent = SelectField(_l("放在哪个分类下面"), coerce=int, default=0)
    rule = RadioField(
        _l("里面放什么"),
        choices=options((each.value, each.word) for each in GroupRule),
        default=GroupRule.HAND.value,
    )

    def __init__(self, tops: Sequence[StoreCategory], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        below = [(each.id, each.name) for each in tops]
        self.parent.choices = options([(0, _l("不放在别的下面（一级分类）")), *below])

    @property
    def place(self) -> dict[str, Any]:
        """What `operations.add_group` is told besides the name."""
        rule = next(each for each in GroupRule if each.value == self.rule.data)
        return {"parent_id": self.parent.data or None, "rule": rule}


class GroupGoodsForm(GroupForm):
    listings = SelectMultipleField(
        _l("放进这个分类的商品"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(
        self,
        tops: Sequence[StoreCategory],
        goods: Sequence[tuple[int, str]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(tops, *args, **kwargs)
        self.listings.choices = options(goods)


def pictures(shelf: Shelf, block: Block) -> list[str]:
    """Pictures to choose from: those in use, then the first two of each of the store's goods."""
    used = [block.get("picture", ""), *block.get("pictures", [])]
    own = [key for card in shelf.cards for key in card.listing.images[:2]]
    return [key for key in dict.fromkeys([*used, *own]) if key][:60]


def _typed(value: Any) -> Any:
    """Text without what cannot be seen at its ends; everything else as it is."""
    return value.strip() if isinstance(value, str) else ([] if value is None else value)
