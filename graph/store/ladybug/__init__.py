"""The embedded store: a folder of graph files of LadybugDB, each built aside by a process of its own."""
