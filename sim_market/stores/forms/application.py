"""The shape of each step of an application."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from app.fields import BoxesField, line
from app.files import save_image
from app.forms import Form, options
from sim_market.rules.categories import top_categories
from sim_market.rules.quiz import Question
from sim_market.stores.applications import LOGO, LONGEST_INTRO, LONGEST_NAME
from sim_market.stores.models import OperatorKind, Store
from sim_market.stores.operations import SHIP_HOURS
from sim_market.stores.steps import ApplyStep, Promise

TIME = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", message=_l("时间请写成 09:30 这样"))
LOGOS = tuple(
    f"{shape}-{hue}-plain-sun-40"
    for shape, hue in (
        ("mug", 8), ("plant", 150), ("lamp", 42), ("scarf", 352), ("tin", 168), ("backpack", 206),
        ("snack", 28), ("box", 190), ("bear", 330), ("notebook", 226), ("bottle", 88), ("tote", 16),
    )
)  # fmt: skip


class StepForm(Form):
    """One step. `values` are what it fills in of the store."""

    def values(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        return {}


class SubjectForm(StepForm):
    operator_kind = RadioField(
        _l("以什么主体经营"),
        choices=options((kind.value, kind.word) for kind in OperatorKind),
        default=OperatorKind.PERSON.value,
    )
    operator_name = StringField(
        _l("模拟主体名称"),
        [
            InputRequired(_l("请写模拟主体名称")),
            Length(max=40, message=_l("主体名称最多 %(max)d 个字")),
        ],
        filters=[line],
    )

    def values(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        kind = OperatorKind[str(self.operator_kind.data).upper()]
        return {"operator_kind": kind, "operator_name": self.operator_name.data or ""}


class PapersForm(StepForm):
    seen = BooleanField(
        _l("样本上的名称和我填的主体一致，我知道这是模拟样本"),
        [InputRequired(_l("请对照样本，再勾选"))],
    )


class CategoryForm(StepForm):
    category_code = SelectField(_l("主营类目"), [InputRequired(_l("请选一个主营类目"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category_code.choices = options(
            [("", _l("请选择")), *((each.code, each.name) for each in top_categories())]
        )

    def values(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        return {"category_code": self.category_code.data}


class LogoForm(StepForm):
    """A picture of ours, or one that is uploaded."""

    logo = RadioField(_l("店标"), default=LOGO, validate_choice=False)
    logo_file = FileField(_l("或者上传一张图片做店标"))

    def __init__(self, *args: Any, current: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = LOGOS if current in LOGOS or not current else (current, *LOGOS)
        self.logo.choices = options((key, key) for key in self.shown)

    def chosen_logo(self, cohort_id: int, owner_id: int) -> str:
        """The key of the picture, or the id of the file that was uploaded just now."""
        if self.logo_file.data:
            return str(save_image(self.logo_file.data, cohort_id=cohort_id, owner_id=owner_id).id)
        return str(self.logo.data) if self.logo.data in self.shown else LOGOS[0]


class LookForm(LogoForm):
    name = StringField(
        _l("店名"),
        [
            InputRequired(_l("请填写店名")),
            Length(max=LONGEST_NAME, message=_l("店名最多 %(max)d 个字符")),
        ],
    )
    intro = TextAreaField(
        _l("店铺简介"),
        [
            InputRequired(_l("请写一句简介")),
            Length(max=LONGEST_INTRO, message=_l("简介最多 %(max)d 个字")),
        ],
    )

    def values(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        return {
            "name": self.name.data or "",
            "intro": self.intro.data or "",
            "logo": self.chosen_logo(cohort_id, owner_id),
        }


class PromiseForm(StepForm):
    ship_hours = SelectField(
        _l("承诺发货时间"),
        [InputRequired(_l("请选一个发货时间"))],
        coerce=int,
        choices=options((hours, _l("付款后 %(n)s 小时内", n=hours)) for hours in SHIP_HOURS),
    )
    opens = StringField(_l("客服几点上班"), [InputRequired(_l("请填时间")), TIME])
    closes = StringField(_l("客服几点下班"), [InputRequired(_l("请填时间")), TIME])
    promises = BoxesField(
        _l("服务承诺"), choices=options((each.value, each.word) for each in Promise)
    )

    def validate_closes(self, field: Any) -> None:
        if self.opens.data and field.data and field.data <= self.opens.data:
            raise ValidationError(_("下班要晚于上班"))

    def values(self, cohort_id: int, owner_id: int) -> dict[str, Any]:
        return {
            "ship_hours": self.ship_hours.data,
            "opens": self.opens.data or "",
            "closes": self.closes.data or "",
            "promises": [
                each.value for each in Promise if each.value in (self.promises.data or ())
            ],
        }


class DepositForm(StepForm):
    agreed = BooleanField(
        _l("我读过开店、商品、发货、售后规则，同意按规则经营，并缴纳模拟保证金"),
        [InputRequired(_l("请先读规则再勾选"))],
    )


class Rightly:
    """The right option of a question, or why it is the right one."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, _form: Any, field: Any) -> None:
        if not self.question.is_right(field.data):
            raise ValidationError(
                _(
                    "再想想：%(why)s（规则 %(rule)s）",
                    why=self.question.why,
                    rule=self.question.rule,
                )
            )


def quiz_form(questions: Sequence[Question]) -> type[StepForm]:
    """A form that asks these questions: field q1, q2 and so on."""
    fields = {
        f"q{n}": RadioField(
            question.text,
            [InputRequired(_l("请选一个答案")), Rightly(question)],
            choices=options(enumerate(question.options)),
            validate_choice=False,
        )
        for n, question in enumerate(questions, 1)
    }
    return type("QuizForm", (StepForm,), fields)


FORMS: Mapping[ApplyStep, type[StepForm]] = {
    ApplyStep.SUBJECT: SubjectForm,
    ApplyStep.PAPERS: PapersForm,
    ApplyStep.CATEGORY: CategoryForm,
    ApplyStep.LOOK: LookForm,
    ApplyStep.PROMISE: PromiseForm,
    ApplyStep.DEPOSIT: DepositForm,
}


def filled(store: Store) -> dict[str, Any]:
    """The fields of all steps as they were kept before."""
    done = store.steps_done
    return {
        "name": store.name,
        "intro": store.intro,
        "category_code": store.category_code,
        "logo": store.logo,
        "operator_kind": store.operator_kind.value,
        "operator_name": store.operator_name,
        "ship_hours": store.ship_hours,
        "opens": store.opens,
        "closes": store.closes,
        "promises": list(store.promises),
        "seen": ApplyStep.PAPERS.value in done,
        "agreed": ApplyStep.DEPOSIT.value in done,
    }
