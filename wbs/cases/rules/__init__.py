"""What an agency sets for itself, and by which rules it worked when. Versions are kept for ever."""
