"""The rule book of the practice mall: rules as data, the rule centre, and pure checks."""
