"""The loops that numba compiles; the compiled code is cached. Importing any of them imports numba."""
