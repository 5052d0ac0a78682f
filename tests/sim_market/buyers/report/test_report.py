"""The report and its page; the heavy facts are measured by the command, a few of them here."""

import json
from dataclasses import replace

import numpy as np
import pytest

from app.identity.models import Role
from sim_market.buyers.market.params import DEFAULT
from sim_market.buyers.report import facts, report, words
from sim_market.buyers.report.commands import write
from sim_market.buyers.report.strategies import STRATEGIES
from sim_market.buyers.report.tournament import Tournament, tournament
from sim_market.buyers.report.trials import decided, drawn_way, market, played
from sim_market.buyers.season.outcome import Figure
from tests import make

QUICK = ("elasticity_day", "promotion_lift", "promotion_dip", "slot_ratio", "slots_rise",
         "big_day_orders", "big_day_views", "eve_orders", "chat_gain", "ad_elasticity",
         "returns_home", "returns_clothes")  # fmt: skip
BY_CODE = {fact.code: fact for fact in facts.FACTS}


@pytest.mark.parametrize("code", QUICK)
def test_a_fact_lies_in_its_band(code):
    said = BY_CODE[code].as_json()
    assert said["low"] <= said["value"] <= said["high"]
    assert said["holds"]


def test_a_fact_outside_its_band_is_said_not_to_hold():
    fact = facts.Fact("x", 0.0, 1.0, "nobody", lambda: 1.5)
    assert fact.as_json()["holds"] is False


def test_every_fact_has_a_name_and_the_kept_report_has_all_of_them():
    kept = report.kept()
    codes = {fact.code for fact in facts.FACTS}
    assert {each["code"] for each in kept["facts"]} == codes == set(words.FACTS)
    assert kept["holds"]
    assert kept["tournament"]["holds"]
    assert set(kept["curves"]) == set(words.CURVES)
    assert sorted(code for group in words.GROUPS for code in group.codes) == sorted(codes)


def test_what_was_kept_is_what_would_be_measured_now():
    """Whoever changes the model measures again: `flask market report --keep`."""
    kept = {each["code"]: each["value"] for each in report.kept()["facts"]}
    for code in ("elasticity_day", "big_day_orders", "returns_home"):
        assert BY_CODE[code].measure() == pytest.approx(kept[code], abs=1e-5)


def test_another_chance_in_the_same_market_begins_like_the_first():
    """So that `luck` compares chances, not stores with and without reviews."""
    params = replace(DEFAULT, volume=0.25)
    profits = []
    for eve in (0, 7000):
        where = market(1, params=params, eve=eve)
        assert (where.eve, where.reviews, where.recent) == (eve, 0, 0)
        ways = [drawn_way(number) for number in range(4)]
        profits.append(played(where, decided(where, ways), 5).total(Figure.PROFIT))
    apart = np.abs(profits[0] - profits[1]) / np.abs(profits[0]).mean()
    assert 0 < apart.max() < 0.01


def test_the_command_writes_what_it_found_and_fails_if_a_fact_does_not_hold(
    app, tmp_path, monkeypatch
):
    wrong = facts.Fact("luck", 0.0, 0.005, "liantan", lambda: 0.5)
    monkeypatch.setattr(facts, "FACTS", (BY_CODE["slot_ratio"], wrong))
    monkeypatch.setattr(report, "curves", dict)
    done = app.test_cli_runner().invoke(
        args=["market", "report", "--json", str(tmp_path / "r.json")]
    )
    assert done.exit_code == 1
    assert "ok   slot_ratio" in done.output
    assert "FAIL luck" in done.output
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["holds"] is False


def test_the_command_holds_a_tournament(app, tmp_path):
    told = ["market", "tournament", "--seeds", "1", "--processes", "1"]
    done = app.test_cli_runner().invoke(args=[*told, "--json", str(tmp_path / "t.json")])
    found = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert done.exit_code == 0
    assert (found["seeds"], found["days"], found["holds"]) == (1, 30, True)
    assert all(demand["share"] == 1 for demand in found["demands"].values())


def test_care_pays_and_cheating_does_not():
    played = tournament(2, days=30)
    assert played.is_fair
    assert set(played.profits) == set(STRATEGIES)
    assert len(played.as_json()["demands"]) == 6


def test_the_tournament_does_not_depend_on_processes():
    assert tournament(2, days=3, processes=2) == tournament(2, days=3)


def test_an_unfair_tournament_is_called_so():
    flat = Tournament(1, 2, {name: [5, 5] for name in STRATEGIES})
    assert not flat.is_fair
    assert flat.as_json()["demands"]["careful > ordinary"]["share"] == 0


def test_the_report_is_written_as_json(app, tmp_path):
    write({"holds": True}, tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["holds"] is True


def test_teachers_read_the_report_and_trainees_do_not(app, client):
    teacher = make.browser(app, make.member(Role.TEACHING_LECTURER).user).get("/market/report")
    assert teacher.status_code == 200
    assert teacher.text.count("<h1") == 1
    assert "价格弹性" in teacher.text
    assert "用心" in teacher.text
    assert client.get("/market/report").status_code == 403
    official = make.browser(app, make.member(Role.AUTHORITY).user).get("/market/report")
    assert official.status_code == 200


def test_without_a_report_the_page_says_how_to_make_one(app, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "KEPT", tmp_path / "none.json")
    page = make.browser(app, make.member(Role.TEACHING_LECTURER).user).get("/market/report")
    assert page.status_code == 200
    assert "还没有报告" in page.text
