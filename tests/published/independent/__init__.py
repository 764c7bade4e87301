"""Second implementations, written from the specifications, slow and plain, for the tests alone.

They share no code with the libraries under test but the hash functions of Python and, in
`chunked` and `hpke`, the AEADs, which Wycheproof judges by themselves.
"""
