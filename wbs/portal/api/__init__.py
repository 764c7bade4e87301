"""The reporters' JSON API: takes and gives what is sealed on the reporter's own device, and opens nothing."""
