"""Makes releases: wheel, bill of materials, list of digests; asks for advisories. Nothing of it is in the wheel."""
