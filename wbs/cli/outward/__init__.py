"""What leaves for SP4N-LAPOR!: by `wbs maintain` alone, off unless operators set it up (docs/decisions/0038).

The interface is the one that public code showed around 2025. Its base URL, codes and permissions are each tenant's own;
nobody has seen this adapter work against the real system, and the tests hold it against a local fake. No web process
may import this.
"""
