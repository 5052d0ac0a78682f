"""Whole policies over many days: a market and what each store decided in, what came of it out.

Pure numpy on top of the hourly model in `buyers/market`; no database, no clock.
"""
