import pytest
import sqlalchemy as sa

from app.db import db
from app.drafts import operations, queries
from app.drafts.models import Draft
from app.errors import Invalid, NotFound
from tests import make

PLACE = "/drafts/listing-7"


def kept() -> list[Draft]:
    return list(db.session.scalars(sa.select(Draft).order_by(Draft.id)))


def test_what_is_typed_is_kept_and_the_second_time_replaces_the_first(client, trainee):
    client.post(PLACE, data={"title": "粗陶杯", "功能": ["带盖", "可机洗"]})
    answer = client.post(PLACE, data={"title": "粗陶手冲杯", "功能": ["带盖"]})
    assert answer.status_code == 200
    assert answer.json["saved"]
    [draft] = kept()
    assert draft.user_id == trainee.id
    assert draft.content == {"title": ["粗陶手冲杯"], "功能": ["带盖"]}
    assert client.get(PLACE).json["values"] == draft.content


def test_secrets_tokens_and_keys_are_never_kept(client):
    secret = {"password": "a", "new_password": "b", "csrf_token": "c", "title": "杯"}
    client.post(PLACE, data=secret)
    assert [draft.content for draft in kept()] == [{"title": ["杯"]}]


def test_drafts_of_others_do_not_exist(client, trainee):
    other = make.user(name="别人")
    operations.keep_draft("listing-7", {"title": ["别人写的"]}, actor=other)
    assert client.get(PLACE).status_code == 404
    assert client.post(f"{PLACE}/discard").status_code == 303
    assert [draft.content for draft in kept()] == [{"title": ["别人写的"]}]
    with pytest.raises(NotFound):
        queries.get_draft("listing-7", seen_by=make.viewer_of(trainee))


def test_a_draft_is_thrown_away_and_one_stays_on_this_site(client):
    client.post(PLACE, data={"title": "杯"})
    answer = client.post(f"{PLACE}/discard", data={"next": "https://evil.example/"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert kept() == []
    assert client.post(f"{PLACE}/discard", data={"next": "/listings"}).location == "/listings"


@pytest.mark.parametrize("size", [200_001, 900_000, 10_000_000])
def test_too_much_is_refused_and_the_old_draft_stays(client, size):
    client.post(PLACE, data={"title": "杯"})
    answer = client.post(PLACE, data={"title": "长" * (size // 3)})
    assert answer.status_code == 413
    assert [draft.content for draft in kept()] == [{"title": ["杯"]}]


def test_a_place_is_a_short_name(client, trainee):
    assert client.post(f"/drafts/{'x' * 81}", data={"title": "杯"}).status_code == 422
    with pytest.raises(Invalid):
        operations.keep_draft("", {}, actor=trainee)
    assert kept() == []


def test_only_the_newest_drafts_of_a_person_stay(app, trainee):
    operations.keep_draft("mine", {}, actor=make.user(name="别人"))
    for n in range(operations.MOST + 3):
        operations.keep_draft(f"place-{n}", {}, actor=trainee)
    places = {draft.place for draft in kept() if draft.user_id == trainee.id}
    assert places == {f"place-{n}" for n in range(3, operations.MOST + 3)}
    assert len(kept()) == operations.MOST + 1


def test_who_is_not_signed_in_keeps_nothing(app):
    stranger = app.test_client()
    assert stranger.post(PLACE, data={"title": "杯"}).status_code in {302, 401}
    assert kept() == []
