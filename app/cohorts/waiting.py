"""What waits for administrators, teachers and authorities on their home pages."""

from collections.abc import Callable, Sequence

from flask import url_for
from flask_babel import gettext as _

from app import clock as real
from app import journal
from app.cohorts import operations, queries
from app.cohorts.models import CohortState
from app.identity import queries as identity
from app.identity.models import Role
from app.identity.viewer import Viewer
from app.institutions import queries as institutions
from app.jobs import failed
from app.module import Figure, Step, Todo
from app.officials import queries as officials
from app.schemes import queries as schemes

SCORERS_WANTED = 2


def slips_to_print(viewer: Viewer) -> Todo | None:
    return Todo(
        "printer", _("登录条还没收起"), _("生成后 30 分钟内可以打印"),
        identity.count_slips(seen_by=viewer), url_for("identity.slips"), "warn",
    )  # fmt: skip


def classes_to_open(viewer: Viewer) -> Todo | None:
    waiting = queries.count_states(viewer).get(CohortState.PLANNED, 0)
    return Todo(
        "calendar-check", _("班级还没开班"), _("补齐讲师、导入名单，就可以开班"), waiting,
        url_for("cohorts.index", state=CohortState.PLANNED.value), "accent",
    )  # fmt: skip


def people_not_begun(viewer: Viewer) -> Todo | None:
    _all, silent = queries.count_people(viewer)
    place = url_for("board.people") if viewer.cohort_id else url_for("cohorts.index")
    return Todo(
        "people",
        _("学员还没登录"),
        _("初始密码 7 天内有效，过期要重发登录条"),
        silent,
        place,
        "warn",
    )


def clock_stands(viewer: Viewer) -> Todo | None:
    cohort = viewer.cohort
    if cohort is None or not cohort.is_open or cohort.clock_runs:
        return None
    return Todo(
        "pause-circle-fill", _("沙盒时间停着"), _("学员做的事不会到期，买家也不会来"), 1,
        url_for("sandbox.show"), "warn",
    )  # fmt: skip


def scheduler_is_silent(viewer: Viewer) -> Todo | None:
    seen = queries.scheduler_seen_at()
    if seen is not None and (real.now() - seen).total_seconds() <= 10:
        return None
    return Todo(
        "exclamation-triangle-fill", _("计时进程没有动静"),
        _("各班的时间走不动，请检查 flask scheduler"), 1, url_for("cohorts.index"), "risk",
    )  # fmt: skip


def institutions_without_admin(viewer: Viewer) -> Todo | None:
    return Todo(
        "buildings", _("机构还没有管理员"), _("没有管理员就不能建班"),
        institutions.count_without_admin(), url_for("institutions.index"), "warn",
    )  # fmt: skip


def jobs_that_failed(viewer: Viewer) -> Todo | None:
    return Todo(
        "x-octagon-fill", _("到期的事没有办成"), _("请看 flask check 的输出"), len(failed()),
        url_for("oversight.journal"), "risk",
    )  # fmt: skip


def chains_that_broke(viewer: Viewer) -> Todo | None:
    ids = [cohort.id for cohort in queries.list_cohorts(seen_by=viewer)[0]]
    broken = sum(not tip.whole for tip in journal.tips(ids).values())
    return Todo(
        "link-45deg", _("日志链头不符"), _("有人绕过平台改过数据，请核对"), broken,
        url_for("region.index"), "risk",
    )  # fmt: skip


def steps_of_institution(viewer: Viewer) -> list[Step]:
    """From the first class to the trainees at work."""
    states, (people, silent) = queries.count_states(viewer), queries.count_people(viewer)
    planned = queries.first_planned(viewer)
    opened = states.get(CohortState.OPEN, 0) + states.get(CohortState.CLOSED, 0)
    here = url_for("cohorts.show", cohort_id=planned.id) if planned else url_for("cohorts.index")
    missing = operations.missing_staff(planned) if planned else []
    return [
        Step(_("建一个班"), bool(states), _("选好培训方案"), url_for("cohorts.new")),
        Step(_("添加讲师和助教"), bool(states) and not missing, "；".join(missing), here),
        Step(_("导入学员名单"), people > 0, _("%(n)s 人", n=people), here),
        Step(_("开班"), opened > 0, "", here),
        Step(
            _("学员都登录过"), people > 0 and not silent,
            _("还差 %(n)s 人", n=silent) if silent else "", url_for("cohorts.index"),
        ),
    ]  # fmt: skip


def steps_of_teacher(viewer: Viewer) -> list[Step]:
    cohort, (people, silent) = viewer.cohort, queries.count_people(viewer)
    if cohort is None:
        return []
    board, moved = url_for("board.people"), cohort.sim_at > cohort.sim_start_at
    return [
        Step(_("学员名单到了"), people > 0, _("%(n)s 人", n=people), board),
        Step(_("开班"), cohort.state != CohortState.PLANNED, _("由机构管理员开"), board),
        Step(_("让沙盒时间走起来"), moved or cohort.clock_runs, "", url_for("sandbox.show")),
        Step(
            _("学员都登录过"), people > 0 and not silent,
            _("还差 %(n)s 人", n=silent) if silent else "", board,
        ),
    ]  # fmt: skip


def steps_of_platform(viewer: Viewer) -> list[Step]:
    _rows, known = institutions.list_institutions(seen_by=viewer)
    alone, scorers = institutions.count_without_admin(), officials.count_scorers()
    return [
        Step(_("载入培训方案"), bool(schemes.list_schemes()), "", url_for("schemes.index")),
        Step(_("添加机构"), known > 0, _("%(n)s 家", n=known), url_for("institutions.index")),
        Step(
            _("每家机构有一位管理员"), known > 0 and not alone,
            _("还差 %(n)s 家", n=alone) if alone else "", url_for("institutions.index"),
        ),
        Step(
            _("至少两位评分讲师"), scorers >= SCORERS_WANTED, _("%(n)s 位", n=scorers),
            url_for("officials.index", kind="scorers"),
        ),
    ]  # fmt: skip


def figures(viewer: Viewer) -> list[Figure]:
    """Classes and people in sight."""
    states, (people, silent) = queries.count_states(viewer), queries.count_people(viewer)
    return [
        Figure(_("练习中的班"), str(states.get(CohortState.OPEN, 0)), _("个")),
        Figure(_("筹备中的班"), str(states.get(CohortState.PLANNED, 0)), _("个")),
        Figure(_("在班学员"), str(people), _("人")),
        Figure(_("已登录的学员"), str(people - silent), _("人"), _("换过初始密码才算")),
    ]


TODOS: dict[str, list[Callable[[Viewer], Todo | None]]] = {
    Role.PLATFORM_ADMIN: [
        scheduler_is_silent, institutions_without_admin, jobs_that_failed, slips_to_print,
    ],
    Role.INSTITUTION_ADMIN: [classes_to_open, people_not_begun, slips_to_print],
    Role.TEACHING_LECTURER: [clock_stands, people_not_begun],
    Role.TEACHING_ASSISTANT: [clock_stands, people_not_begun],
    Role.AUTHORITY: [chains_that_broke],
}  # fmt: skip
STEPS: dict[str, list[Callable[[Viewer], Sequence[Step]]]] = {
    Role.PLATFORM_ADMIN: [steps_of_platform],
    Role.INSTITUTION_ADMIN: [steps_of_institution],
    Role.TEACHING_LECTURER: [steps_of_teacher],
    Role.TEACHING_ASSISTANT: [steps_of_teacher],
}
FIGURES: dict[str, list[Callable[[Viewer], Sequence[Figure]]]] = {
    role: [figures]
    for role in (
        Role.PLATFORM_ADMIN, Role.INSTITUTION_ADMIN, Role.TEACHING_LECTURER,
        Role.TEACHING_ASSISTANT, Role.AUTHORITY,
    )
}  # fmt: skip
