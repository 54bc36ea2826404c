"""The command line, the HTTP service, drawing and exports."""
