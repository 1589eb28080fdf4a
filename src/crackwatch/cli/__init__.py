"""The command line: arguments, one call, render, exit code."""
