"""The shape of an application to open a store, and what the review looks at. Pure."""

# word data: the word that an operator's name must contain

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from sim_market.rules.categories import find_category
from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import Pack, RuleId
from sim_market.rules.problems import Problem
from sim_market.rules.wording import squeezed, wording_problems
from sim_market.stores.models import OperatorKind, Store

LONGEST_NAME = 30
LONGEST_INTRO = 200
LOGO = "mug-8-plain-sun-40"  # until another one is chosen
REVIEWED = {
    "operator_name": RuleId.STORE_OPERATOR,
    "category_code": RuleId.MAIN_CATEGORY,
    "name": RuleId.STORE_NAME,
    "intro": RuleId.STORE_INTRO,
    "logo": RuleId.STORE_INTRO,
    "promises": RuleId.SHIP_PROMISE,
}  # what a teacher may send back, and the rule that speaks of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What a trainee applies with. `logo` is a picture key or the id of an uploaded file."""

    name: str
    intro: str
    category_code: str
    logo: str
    operator_name: str
    operator_kind: OperatorKind = OperatorKind.PERSON
    agreed: bool = True


def application_of(store: Store) -> Application:
    """What a store has applied with, as the review looks at it."""
    return Application(
        name=store.name,
        intro=store.intro,
        category_code=store.category_code,
        logo=store.logo,
        operator_name=store.operator_name,
        operator_kind=store.operator_kind,
    )


def name_key(name: str) -> str:
    """What makes two names the same: full width, case, spaces and marks do not."""
    return squeezed(name)


def application_problems(application: Application, pack: Pack) -> tuple[Problem, ...]:
    """Everything that the review finds, in the order of the form."""
    return (
        *name_problems(application.name, pack),
        *_intro_problems(application.intro, pack),
        *_other_problems(application),
    )


def name_problems(name: str, pack: Pack) -> Iterator[Problem]:
    if not pack.store_name_min <= len(name_key(name)) <= pack.store_name_max:
        message = _(
            "店名要 %(min)s 到 %(max)s 个字", min=pack.store_name_min, max=pack.store_name_max
        )
        yield Problem("name", RuleId.STORE_NAME, message)
    yield from wording_problems("name", name, pack.store_name_words)
    yield from text_problems("name", name, pack)


def _intro_problems(intro: str, pack: Pack) -> Iterator[Problem]:
    if not pack.store_intro_min <= len(intro) <= pack.store_intro_max:
        message = _(
            "简介要 %(min)s 到 %(max)s 个字，现在 %(n)s 个",
            min=pack.store_intro_min,
            max=pack.store_intro_max,
            n=len(intro),
        )
        yield Problem("intro", RuleId.STORE_INTRO, message)
    yield from text_problems("intro", intro, pack)


def _other_problems(application: Application) -> Iterator[Problem]:
    category = find_category(application.category_code)
    if category is None or category.top_code != category.code:
        yield Problem("category_code", RuleId.MAIN_CATEGORY, _("请选一个主营类目"))
    if "模拟" not in application.operator_name:
        message = _("主体名称里要写明“模拟”，不要填真实姓名或证件")
        yield Problem("operator_name", RuleId.STORE_OPERATOR, message)
    if not application.agreed:
        yield Problem("agreed", RuleId.DEPOSIT, _("请先读规则并勾选同意"))
