"""The shape of an appeal, its answer, a waiver, a payment into the deposit, a proof, a quiz."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.forms import Form, options
from sim_market.rules.quiz import Question

REASON = [
    InputRequired(_l("请写理由，对方会看到")),
    Length(5, 300, message=_l("理由写 %(min)d 到 %(max)d 个字")),
]


class AppealForm(Form):
    words = TextAreaField(
        _l("申诉理由"),
        [
            InputRequired(_l("请写申诉理由")),
            Length(5, 500, message=_l("理由写 %(min)d 到 %(max)d 个字")),
        ],
    )
    pictures = MultipleFileField(_l("图片（最多 3 张）"))


class DecideForm(Form):
    granted = RadioField(
        _l("裁决"),
        [InputRequired(_l("请选一个结果"))],
        choices=options([("yes", _l("申诉成立，撤销违规")), ("no", _l("申诉不成立，维持"))]),
    )
    answer = TextAreaField(_l("理由"), REASON)


class WaiveForm(Form):
    why = TextAreaField(_l("免除的理由"), REASON)


class RefuseForm(Form):
    why = TextAreaField(_l("不通过的理由"), REASON)


class TopUpForm(Form):
    amount = StringField(_l("补缴金额"), [InputRequired(_l("请填金额"))])
    source = RadioField(
        _l("从哪里付"),
        [InputRequired(_l("请选从哪里付"))],
        default="funds",
        choices=options([("funds", _l("店铺资金")), ("wallet", _l("我的钱包"))]),
    )


class ProofForm(Form):
    word = HiddenField()
    says = TextAreaField(
        _l("凭据说明"),
        [
            InputRequired(_l("请写凭据是什么")),
            Length(5, 300, message=_l("说明写 %(min)d 到 %(max)d 个字")),
        ],
    )
    picture = FileField(_l("凭据图片"))


def quiz_form(questions: Sequence[Question]) -> Form:
    """A form with one choice for each question, named q1, q2 …"""
    fields: dict[str, Any] = {
        f"q{n}": RadioField(
            question.text,
            [InputRequired(_l("请选一个答案"))],
            choices=options((str(i), text) for i, text in enumerate(question.options)),
        )
        for n, question in enumerate(questions, 1)
    }
    form: Form = type("QuizForm", (Form,), fields)()
    return form


def answers_of(form: Form, questions: Sequence[Question]) -> Mapping[str, str]:
    """Question id -> what was chosen."""
    return {question.id: str(form[f"q{n}"].data) for n, question in enumerate(questions, 1)}
