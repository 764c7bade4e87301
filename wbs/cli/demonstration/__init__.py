"""The invented reports that a demonstration begins with: sealed, sent and worked on by the same code as real ones."""
