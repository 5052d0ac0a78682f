"""The steps of an application to open a store, and what a store may promise. Pure."""

from flask_babel import lazy_gettext as _l

from app.flow import State


class ApplyStep(State):
    """One page of the application, in the order of the work."""

    SUBJECT = "subject", _l("经营主体")
    PAPERS = "papers", _l("模拟核验")
    CATEGORY = "category", _l("主营类目")
    LOOK = "look", _l("店名店标")
    PROMISE = "promise", _l("服务承诺")
    QUIZ = "quiz", _l("规则小测")
    DEPOSIT = "deposit", _l("保证金")


class Promise(State):
    """A promise of service that buyers see beside the store's name."""

    NO_REASON = "no_reason", _l("7 天无理由退货"), "ok"
    RETURN_INSURANCE = "return_insurance", _l("运费险（模拟）"), "ok"
    BROKEN_PAID = "broken_paid", _l("破损包赔"), "ok"
    INVOICE = "invoice", _l("可开发票（模拟）"), "info"
    GENUINE = "genuine", _l("凭据可查"), "info"


STEP_OF_FIELD = {
    "operator_kind": ApplyStep.SUBJECT,
    "operator_name": ApplyStep.SUBJECT,
    "category_code": ApplyStep.CATEGORY,
    "name": ApplyStep.LOOK,
    "intro": ApplyStep.LOOK,
    "logo": ApplyStep.LOOK,
    "promises": ApplyStep.PROMISE,
    "agreed": ApplyStep.DEPOSIT,
}


def steps_with(done: list[str], step: ApplyStep) -> list[str]:
    """The steps that are done once this one is too, in their order."""
    return [each.value for each in ApplyStep if each.value in done or each == step]
