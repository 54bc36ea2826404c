"""The engine of `--engine spark`: thin functions of Spark's data frames. pyspark is imported when it is asked for.

Memberships are a frame of whole numbers, `node`, `size` (how many things it has) and `thing`, a row for each thing of a
node.
"""
