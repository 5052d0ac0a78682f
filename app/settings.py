"""Settings come from the environment; what would be unsafe in production stops the start."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

THREADS, CONNECTIONS = 32, 36
SECRET_LENGTH = 32
GUESSABLE = ("secret", "change", "password", "example", "development", "0123456789")
PLAIN = ("SECRET_KEY", "METRICS_TOKEN", "LOG_LEVEL", "SQLITE_SYNCHRONOUS", "TEMPLATE_CACHE")


class UnsafeSettings(RuntimeError):
    """The platform would start in a state that must never meet real people."""


def load(app: Flask, given: Mapping[str, Any]) -> None:
    """Fill `app.config` from defaults, the environment and `given`, later ones winning."""
    app.config.update(defaults(Path(os.environ.get("LIANTAN_DATA", "instance")).absolute()))
    app.config.update(from_environment(os.environ))
    app.config.update(given)
    app.config.setdefault("RATELIMIT_ENABLED", not app.config["TESTING"])
    folder = Path(app.config["DATA"])
    folder.mkdir(parents=True, exist_ok=True)
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = kept_secret(folder, app.config)
    if problems := unsafe(app.config, debug=app.debug):
        raise UnsafeSettings("练摊没有启动: " + "; ".join(problems))


def defaults(data: Path) -> dict[str, Any]:
    """Everything for one machine: SQLite and uploads in `data`, nothing else to install."""
    return {
        "DATA": str(data),
        "FILES": str(data / "files"),
        "SQLALCHEMY_ENGINES": {"default": engine(f"sqlite:///{data / 'liantan.sqlite'}")},
        "SQLITE_SYNCHRONOUS": "NORMAL",
        "ALEMBIC": {"script_location": str(Path(__file__).parent / "migrations")},
        "BABEL_DEFAULT_LOCALE": "zh_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "MAX_CONTENT_LENGTH": 12_000_000,
        "MAX_FORM_MEMORY_SIZE": 1_000_000,
        "MAX_FORM_PARTS": 2_000,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": False,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long form is not lost
        "PRODUCTION": False,
        "TRUSTED_HOSTS": None,
        "PROXIES": 0,
        "THREADS": THREADS,
        "METRICS_TOKEN": "",
        "LOG_LEVEL": "INFO",
        "TEMPLATE_CACHE": "",
        "RATELIMIT_STORAGE_URI": "memory://",
    }


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the environment says, in the names that Flask and its extensions use."""
    found: dict[str, Any] = {name: environ[name] for name in PLAIN if environ.get(name)}
    found["PRODUCTION"] = environ.get("LIANTAN_ENV") == "production"
    found["SESSION_COOKIE_SECURE"] = environ.get("SESSION_COOKIE_SECURE", "0") not in ("0", "")
    found["PROXIES"] = int(environ.get("PROXIES") or 0)
    found["THREADS"] = int(environ.get("WEB_THREADS") or THREADS)
    if environ.get("DATABASE_URL"):
        found["SQLALCHEMY_ENGINES"] = {"default": engine(with_driver(environ["DATABASE_URL"]))}
    if environ.get("REDIS_URL"):
        found["RATELIMIT_STORAGE_URI"] = environ["REDIS_URL"]
    if environ.get("TRUSTED_HOSTS"):
        found["TRUSTED_HOSTS"] = [host.strip() for host in environ["TRUSTED_HOSTS"].split(",")]
    return found


def engine(url: str) -> dict[str, Any]:
    """A connection for every thread of a web process; errors name no values."""
    return {"url": url, "hide_parameters": True, "pool_size": CONNECTIONS, "pool_pre_ping": True}


def with_driver(url: str) -> str:
    """PostgreSQL is reached through psycopg 3, whatever the address leaves open."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def kept_secret(folder: Path, config: Mapping[str, Any]) -> str | None:
    """The secret made at the first start and kept beside the data, readable by its owner only."""
    path = folder / "secret_key"
    if not path.exists():
        if config.get("PRODUCTION") or config.get("TESTING"):
            return None
        write_once(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def write_once(path: Path, text: str) -> None:
    """Two processes may start at once: the file appears whole, and the first one wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def unsafe(config: Mapping[str, Any], *, debug: bool) -> list[str]:
    """Why these settings must not serve; empty outside production, but for a missing secret."""
    # word data: said before there is an application that could translate it
    secret = str(config.get("SECRET_KEY") or "")
    if not secret:
        return [
            "缺少 SECRET_KEY. 生成一个: "
            'python -c "import secrets; print(secrets.token_urlsafe(48))"'
        ]
    if config["SQLITE_SYNCHRONOUS"] not in ("NORMAL", "FULL", "EXTRA"):
        return ["SQLITE_SYNCHRONOUS 只能是 NORMAL, FULL 或 EXTRA"]
    if not config.get("PRODUCTION"):
        return []
    problems = []
    if weak(secret):
        problems.append(f"SECRET_KEY 太弱: 至少 {SECRET_LENGTH} 个随机字符")
    if debug or config.get("TESTING"):
        problems.append("正式环境不能打开 debug 或 testing")
    if not config.get("TRUSTED_HOSTS"):
        problems.append("缺少 TRUSTED_HOSTS: 写明访问平台用的域名, 用逗号分开")
    return problems


def weak(secret: str) -> bool:
    """Short, repetitive, or made of words that people leave in."""
    low = secret.lower()
    return (
        len(secret) < SECRET_LENGTH
        or len(set(secret)) < SECRET_LENGTH // 3
        or any(word in low for word in GUESSABLE)
    )
