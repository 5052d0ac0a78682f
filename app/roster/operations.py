"""Reading a roster into the preview, and importing it in one transaction."""

import hashlib
from dataclasses import asdict

from flask_babel import gettext as _

from app import sheets
from app.cohorts import operations as cohorts
from app.cohorts.models import Cohort
from app.db import db
from app.errors import Conflict, Invalid
from app.identity import operations as identity
from app.identity import queries as people
from app.identity.grants import Scope
from app.identity.models import Membership, Role, User
from app.journal import record
from app.roster import queries, table
from app.roster.models import ROSTER_FLOW, Roster, RosterState
from app.verbs import Verb


def read_roster(cohort: Cohort, body: bytes, file_name: str, *, actor: User) -> Roster:
    """Read a file and keep what it says for the preview. Nobody gets an account yet."""
    found = table.find_people(sheets.read(body))
    if found is None:
        message = _("没有找到表头：要有“姓名”和“手机号”两列")
        raise Invalid(
            message, next_step=_("下载模板对照一下；表头要在前 20 行里"), fields={"file": message}
        )
    if not found.people:
        message = _("表头下面没有人")
        raise Invalid(message, next_step=_("请填好名单再上传"), fields={"file": message})
    roster = Roster(
        cohort=cohort, made_by_id=actor.id, file_name=file_name[-120:],
        sha256=hashlib.sha256(body).hexdigest(), rows=[asdict(one) for one in found.people],
        notes={"passed_over": found.passed_over[:50], "unused": found.unused},
    )  # fmt: skip
    db.session.add(roster)
    db.session.flush()
    return roster


def import_roster(roster: Roster, *, actor: User, grantor: Membership | None) -> list[Membership]:
    """Make everybody in the sound rows a trainee; new people get an account and a slip.

    All or nothing. What the preview said is looked up again with the class locked: ClassIsFull if
    others were faster, Conflict if nobody is left to import.
    """
    cohort = roster.cohort
    cohorts.room_for(cohort, 0)
    ROSTER_FLOW.claim(roster, RosterState.IMPORTED)
    plan = queries.preview(roster, cohort)
    if not plan.joining:
        raise Conflict(
            _("这份名单里没有可以导入的人"),
            next_step=_("改好有问题的行，重新上传；已在本班的人不用再导"),
        )
    cohorts.room_for(cohort, len(plan.joining))
    joined = [_enrol(line, cohort, actor, grantor) for line in plan.joining]
    roster.rows = []
    record(
        Verb.ROSTER_IMPORTED, cohort, actor=actor, file_sha256=roster.sha256,
        joined=len(joined), new=plan.count("new"), wrong=plan.count("wrong"),
    )  # fmt: skip
    return joined


def _enrol(
    line: queries.Line, cohort: Cohort, actor: User, grantor: Membership | None
) -> Membership:
    if line.user_id:
        user = db.session.get_one(User, line.user_id)
    else:
        user = identity.create_user(
            username=people.next_username(f"lt{cohort.id}-"), name=line.name, phone=line.phone,
            cohort=cohort, actor=actor,
        )  # fmt: skip
    return identity.grant_role(
        user, Role.TRAINEE, Scope(cohort=cohort), actor=actor, grantor=grantor
    )
