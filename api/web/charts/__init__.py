"""Charts as SVG and as coloured tables, made from the rows of an answer; they ask for nothing and compute no fact."""
