"""What a backup is made of, which ones are kept, and what is looked at after one was restored."""
