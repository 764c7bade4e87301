"""The reporters' application: HTML without scripts, no cookie, no log line about anyone who visits."""
