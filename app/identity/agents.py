"""What a browser calls itself, in words that its owner recognises."""

# word data: product names of browsers

BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("OPR", "Opera"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def described(agent: str) -> str:
    """'Chrome · Windows'; what it calls itself, shortened, if it is none that we know."""
    found = [
        next((word for sign, word in known if sign in agent), "") for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or agent[:40] or "—"
