import pytest

from app.ops import doctor
from app.ops.scheduler import beat


def run(app):
    return app.test_cli_runner().invoke(args=["doctor"])


def test_it_names_everything_it_looks_at(app):
    said = run(app).output
    for name in ("python", "data folder", "database", "migrations", "disk", "secret file"):
        assert f" {name}" in said


def test_it_fails_when_something_must_be_mended(app, monkeypatch):
    monkeypatch.setitem(doctor.health.CHECKS, "disk", lambda: "磁盘快满了")
    answer = run(app)
    assert answer.exit_code == 1
    assert "FAIL disk: 磁盘快满了" in answer.output


def test_it_only_warns_of_what_is_for_production(app, monkeypatch):
    for name in doctor.health.CHECKS:
        monkeypatch.setitem(doctor.health.CHECKS, name, lambda: None)
    answer = run(app)
    assert answer.exit_code == 0
    assert "warn production: 还不能用于正式环境" in answer.output


def test_a_healthy_scheduler_is_ok(app):
    beat()
    assert "ok   scheduler" in run(app).output


def test_a_secret_that_others_can_read_is_named(make_app, tmp_path):
    path = tmp_path / "secret_key"
    path.write_text("x")
    path.chmod(0o644)
    with make_app().app_context():
        assert "chmod 600" in doctor.secret_file()
        path.chmod(0o600)
        assert doctor.secret_file() is None


def test_redis_that_is_away_is_named(make_app):
    with make_app(RATELIMIT_STORAGE_URI="redis://127.0.0.1:1/0").app_context():
        assert "REDIS_URL" in doctor.limits_storage()


def test_many_processes_need_redis(app, monkeypatch):
    assert doctor.limits_storage() is None
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    assert "REDIS_URL" in doctor.limits_storage()


@pytest.mark.parametrize(("kind", "fit"), [("ext4", True), ("nfs4", False), ("cifs", False)])
def test_sqlite_stays_off_network_disks(app, monkeypatch, kind, fit):
    monkeypatch.setattr(doctor, "kind_of_disk", lambda folder: kind)
    said = doctor.sqlite_settings()
    assert (said is None) == (fit or doctor.db.engine.dialect.name == "postgresql")
