"""The supplier sends: a parcel with a number, its way on the clock, and the shop is told."""
