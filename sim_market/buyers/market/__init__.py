"""The buyer model itself: no database, no clock; the same decisions give the same outcome."""
