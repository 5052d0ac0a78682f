"""The simulated supply system: a client of the mall, as a real ERP is of a real marketplace."""
