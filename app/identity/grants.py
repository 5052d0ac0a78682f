"""Who may give which role to whom. No database: what is so is passed in."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.cohorts.models import Cohort, Institution
from app.errors import Invalid, NotAllowed
from app.identity.models import STAFF_OF_STORES, Membership, Role, User


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a role holds: a region, an institution or a class; none of them: the platform."""

    region: str | None = None
    institution: Institution | None = None
    cohort: Cohort | None = None

    @property
    def key(self) -> tuple[str | None, int | None, int | None]:
        institution = self.institution.id if self.institution else None
        return self.region, institution, self.cohort.id if self.cohort else None


OF_A_CLASS = {Role.TRAINEE, Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT}
MAY_GRANT: dict[Role, set[Role]] = {
    Role.PLATFORM_ADMIN: {Role.INSTITUTION_ADMIN, Role.AUTHORITY, Role.SCORING_LECTURER},
    Role.INSTITUTION_ADMIN: OF_A_CLASS,
    Role.TRAINEE: set(STAFF_OF_STORES),  # of their own store; its room checks that
}


def check_scope(role: Role, scope: Scope) -> None:
    """Each role has one kind of scope (the membership table checks the same).

    A scoring lecturer serves a region and may also name the institution that employs them: they
    do not score for its classes.
    """
    needed = {
        Role.INSTITUTION_ADMIN: (False, True, False),
        Role.AUTHORITY: (True, False, False),
        Role.SCORING_LECTURER: (True, False, False),
        Role.PLATFORM_ADMIN: (False, False, False),
    }.get(role, (False, False, True))
    given = tuple(part is not None for part in scope.key)
    if role == Role.SCORING_LECTURER:
        given = (given[0], False, given[2])
    if given != needed:
        raise Invalid(
            _("“%(role)s”的范围不对", role=role.word), next_step=_("请从对应的页面上添加")
        )


def check_grantor(
    grantor: Membership | None, user: User, role: Role, cohort: Cohort | None
) -> None:
    """Raise NotAllowed unless `grantor` may give or end this role. None is the system itself.

    Nobody changes their own roles; an institution administrator acts in classes of the own
    institution only.
    """
    if grantor is None:
        return
    if role not in MAY_GRANT.get(grantor.role, ()):
        raise NotAllowed(
            _("您不能授予或结束“%(role)s”这个身份", role=role.word),
            next_step=_("机构管理员管本机构的学员、授课讲师和助教；其他身份由平台管理员管"),
        )
    if grantor.user_id == user.id:
        raise NotAllowed(
            _("不能给自己增减身份"), next_step=_("请另一位管理员来做，这样每一步都有第二个人")
        )
    if (
        grantor.role == Role.INSTITUTION_ADMIN
        and cohort is not None
        and cohort.institution_id != grantor.institution_id
    ):
        raise NotAllowed(_("这个班不属于您的机构"))
    if grantor.role == Role.TRAINEE and (cohort is None or cohort.id != grantor.cohort_id):
        raise NotAllowed(_("这家店不在您的班里"))


def check_in_class(held: set[Role], role: Role) -> None:
    """Within one class nobody is taught by themselves, and nobody holds two roles of teaching."""
    others = held - {role}
    if role in {*OF_A_CLASS, *STAFF_OF_STORES} and others:
        names = "、".join(str(one.word) for one in sorted(others))
        raise NotAllowed(
            _("这位已是本班的%(names)s，不能同时是%(role)s", names=names, role=role.word),
            next_step=_("请先结束原来的身份，或换一个人"),
        )
