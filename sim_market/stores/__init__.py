"""Stores: a trainee applies, an automatic review answers with reasons, the store opens."""
