"""What happens to a case, apart from web and database: rules and use cases over ports. No I/O, no clock."""
