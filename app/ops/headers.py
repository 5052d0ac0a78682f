"""What every answer tells the browser: run nothing foreign, embed nowhere, keep nothing private."""

from flask import Flask, Response, request, session

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOG_OUT = "identity.log_out"
YEAR = 31_536_000


def init_app(app: Flask) -> None:
    app.after_request(protect)


def protect(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    if request.endpoint == LOG_OUT:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if private() else "no-cache"
    return response


def private() -> bool:
    """Whether this browser has a session: the next person to sit here must not find its pages."""
    return bool(session) or request.method != "GET"
