"""A list as understood, and its entries one by one: units, remnants, cells of several names, a person's mapping."""
