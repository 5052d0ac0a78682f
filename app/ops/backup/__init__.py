"""Backups: one signed file with the database and the uploads, checked before it is believed."""
