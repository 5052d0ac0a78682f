"""What keeps it running, as the ground floor's manifest takes it in."""

from app.ops.backup.commands import backup
from app.ops.doctor import doctor
from app.ops.routes import bp
from app.ops.scheduler import scheduler

BLUEPRINTS = (bp,)
COMMANDS = (backup, doctor, scheduler)
