"""The engine of `--engine spark`: thin functions of Spark's data frames. pyspark is imported when it is asked for.

Memberships are a frame of whole numbers, `node` and `thing`, a row for each node that has a thing.
"""
