"""How to come to every view and state of the officers' page, in either language; each module lists its own."""
