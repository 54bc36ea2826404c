"""Pictures as figures for a report: drawn to be printed, with title, legend, sources and day, each name whole."""
