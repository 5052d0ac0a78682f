import secrets
import stat
from pathlib import Path

import pytest
from flask import Flask

from app import settings

STRONG = "q8Zf2mX0tR7vL1sK9wYc4bNh6jGd3pEa"


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "TRUSTED_HOSTS", "PROXIES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LIANTAN_DATA", str(tmp_path / "data"))


def load(**given):
    app = Flask("app")
    settings.load(app, given)
    return app.config


def production(monkeypatch, **environ):
    monkeypatch.setenv("LIANTAN_ENV", "production")
    for name, value in {"SECRET_KEY": STRONG, "TRUSTED_HOSTS": "a.example", **environ}.items():
        monkeypatch.setenv(name, value)
    return load


def test_everything_has_a_default(tmp_path):
    config = load()
    url = config["SQLALCHEMY_ENGINES"]["default"]["url"]
    assert url == f"sqlite:///{tmp_path}/data/liantan.sqlite"
    assert config["RATELIMIT_ENABLED"]
    assert not config["PRODUCTION"]


def test_the_first_start_makes_a_secret_and_keeps_it(tmp_path):
    first, second = load()["SECRET_KEY"], load()["SECRET_KEY"]
    assert first == second
    assert not settings.weak(first)
    assert stat.S_IMODE((tmp_path / "data/secret_key").stat().st_mode) == 0o600
    assert [path.name for path in Path(tmp_path / "data").iterdir()] == ["secret_key"]


def test_of_two_first_starts_one_secret_wins(tmp_path):
    path = tmp_path / "secret_key"
    settings.write_once(path, "first")
    settings.write_once(path, "second")
    assert path.read_text() == "first"


def test_production_starts_with_all_it_needs(monkeypatch):
    config = production(monkeypatch)()
    assert config["PRODUCTION"]
    assert config["TRUSTED_HOSTS"] == ["a.example"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "dev"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me-please-change-me-please!"}, "SECRET_KEY"),
        ({"TRUSTED_HOSTS": ""}, "TRUSTED_HOSTS"),
    ],
)
def test_production_refuses_to_start(monkeypatch, wrong, said):
    start = production(monkeypatch, **wrong)
    with pytest.raises(settings.UnsafeSettings, match=said):
        start()


def test_production_refuses_debug(monkeypatch):
    start = production(monkeypatch)
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(settings.UnsafeSettings, match="debug"):
        start()


def test_production_makes_no_secret_of_its_own(monkeypatch, tmp_path):
    with pytest.raises(settings.UnsafeSettings):
        production(monkeypatch, SECRET_KEY="")()
    assert not (tmp_path / "data/secret_key").exists()


def test_a_random_secret_is_never_called_weak():
    assert not any(settings.weak(secrets.token_urlsafe(48)) for _ in range(200))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg(monkeypatch, scheme):
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://me@host/db")
    url = load()["SQLALCHEMY_ENGINES"]["default"]["url"]
    assert url == "postgresql+psycopg://me@host/db"
