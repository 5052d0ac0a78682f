"""The ground floor: everything that knows nothing of markets, supply or marks."""

import gc

# Starting makes half a million objects that stay. Looking for garbage among them after every 700
# new ones, as Python does, is a third of the time that the start takes, and a pause now and then.
gc.set_threshold(50_000, 20, 100)
