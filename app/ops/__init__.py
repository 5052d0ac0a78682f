"""Keeping it running: health, metrics, logs, headers, limits, scheduler, doctor, backups."""
