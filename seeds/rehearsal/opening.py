"""Before the first day: the platform, its people, and a class opened through the real pages."""

from dataclasses import dataclass, field
from datetime import date

from flask import Flask

from app.cohorts.models import Institution
from app.db import db, transaction
from app.identity import operations as identity
from app.identity.grants import Scope
from app.identity.models import Role, User
from app.institutions.operations import create_institution
from app.schemes.operations import load_schemes
from seeds.catalogue.generate import generate
from seeds.rehearsal.cast import (
    AUTHORITY_REGION,
    INSTITUTION,
    OTHER_SCHOOLS,
    PASSWORD,
    REGION,
    SCORERS,
    Part,
)
from seeds.rehearsal.visitor import DeadEnd, Page, Visitor
from supply_chain.suppliers.operations import load_catalogue

SCHEME = "全国 2020"
STAFF = (
    ("teaching_lecturer", "谷雨声"),
    ("teaching_lecturer", "江枫眠"),
    ("teaching_assistant", "乔木"),
)


@dataclass(slots=True)
class Classroom:
    """Who takes part and how to reach them: a browser for each person, already signed in."""

    app: Flask
    cohort_id: int
    admin: Visitor
    teacher: Visitor
    scorers: list[Visitor]
    trainees: dict[int, Visitor] = field(default_factory=dict)
    accounts: list[tuple[str, str]] = field(default_factory=list)


def stage(app: Flask) -> None:
    """Schemes, catalogue, institutions, and the accounts above any class."""
    with app.app_context(), transaction():
        load_schemes(actor=None)
        load_catalogue(generate())
        house = institution(INSTITUTION, REGION)
        others = [institution(name, region) for name, region in OTHER_SCHOOLS]
        person("pingtai", "严守一", Role.PLATFORM_ADMIN, Scope())
        person("jigou", "梁机杼", Role.INSTITUTION_ADMIN, Scope(institution=house))
        person("zhuguan", "卫长河", Role.AUTHORITY, Scope(region=AUTHORITY_REGION))
        for number, name in enumerate(SCORERS, start=1):
            school = others[number % len(others)]
            scope = Scope(region=AUTHORITY_REGION, institution=school)
            person(f"pingfen{number}", name, Role.SCORING_LECTURER, scope)


def institution(name: str, region: str) -> Institution:
    return create_institution(name=name, region=region, actor=None)


def person(username: str, name: str, role: Role, scope: Scope) -> User:
    user = identity.create_user(username=username, name=name, password=PASSWORD, actor=None)
    identity.grant_role(user, role, scope, actor=None, grantor=None)
    db.session.flush()
    return user


def open_class(
    app: Flask, name: str, parts: list[Part], *, seed: int, starts_on: date
) -> Classroom:
    """The institution's administrator opens a class; everybody gets a slip and signs in."""
    admin = signed_in(app, "jigou", PASSWORD)
    cohort_id = plan(admin, name, seed, starts_on)
    for number, (role, person_name) in enumerate(STAFF, start=1):
        values = {"role": role, "name": person_name, "phone": f"1991000{number:04d}"}
        cohort_page(admin, cohort_id).form(r"/staff$").submit(values)
    preview = (
        admin.open(f"/cohorts/{cohort_id}/roster")
        .form(r"/roster$")
        .submit({"file": ("名单.csv", roster(parts))})
    )
    preview.form(r"/import$").submit()
    cohort_page(admin, cohort_id).form(r"/open$").submit()
    slips = read_slips(admin.open("/slips"))
    scorers = [signed_in(app, f"pingfen{n + 1}", PASSWORD) for n in range(len(SCORERS))]
    room = Classroom(app, cohort_id, admin, begin(app, slips, STAFF[0][1]), scorers)
    for _, other in STAFF[1:]:
        begin(app, slips, other)
    for part in parts:
        room.trainees[part.number] = begin(app, slips, part.name)
    room.accounts = [(who, account) for who, (account, _) in slips.items()]
    return room


def plan(admin: Visitor, name: str, seed: int, starts_on: date) -> int:
    form = admin.open("/cohorts/new").form(r"/cohorts/new$")
    scheme = form.element.xpath(f'.//select[@name="scheme"]/option[contains(., "{SCHEME}")]/@value')
    values = {"scheme": scheme[0], "name": name, "starts_on": starts_on, "seed": seed}
    return int(form.submit(values).path.rstrip("/").rsplit("/", 1)[1])


def cohort_page(admin: Visitor, cohort_id: int) -> Page:
    return admin.open(f"/cohorts/{cohort_id}")


def roster(parts: list[Part]) -> bytes:
    """A roster as an office would save it: a title over the table, all rows equally wide."""
    rows = ["网络创业培训学员花名册,,", "序号,姓名,手机号"]
    rows += [f"{part.number},{part.name},{part.phone}" for part in parts]
    return "\r\n".join(rows).encode("utf-8-sig")


def read_slips(page: Page) -> dict[str, tuple[str, str]]:
    """Name -> account and initial password, as printed on the slips."""
    found = {}
    for slip in page.find('//section[contains(@class, "lt-slip")]'):
        values = [" ".join(value.text_content().split()) for value in slip.xpath(".//dd")]
        found[slip.get("aria-label")] = (values[1], values[2])
    return found


def begin(app: Flask, slips: dict[str, tuple[str, str]], name: str) -> Visitor:
    """First log-in with the slip's password; the platform asks for a new one at once."""
    account, initial = slips[name]
    visitor = signed_in(app, account, initial)
    asked = visitor.open("/account/password")
    asked.form(r"/account/password$").submit({"password": PASSWORD, "again": PASSWORD})
    return visitor


def signed_in(app: Flask, account: str, password: str) -> Visitor:
    visitor = Visitor(app, account)
    door = visitor.open("/login")
    page = door.form(r"/login$").submit({"username": account, "password": password})
    if page.path.startswith("/login"):
        raise DeadEnd(f"{account} cannot sign in: {page.words()[:200]}")
    return visitor
