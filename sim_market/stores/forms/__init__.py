"""The shape of an application step by step, of the profile, of an answer, of an address."""
