"""What reporters do: send, add files, come back, take back. Everything arrives sealed; nothing here opens it."""
