"""From documents to rows: files, grids, tables, lists and cells, and what of them was not understood."""
