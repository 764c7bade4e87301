"""Who reads a case, and how that changes: epochs, access records, shortages, recovery. Opens nothing."""
