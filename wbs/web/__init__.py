"""What both web applications share: factory, headers, error pages, languages, signed documents, bounded bodies."""
