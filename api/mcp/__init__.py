"""Assistants ask here, by the Model Context Protocol; its SDK is the extra `mcp`, imported when it is asked for."""
