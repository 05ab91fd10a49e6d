"""A key that nobody holds: made by all holders together, and used without being put together."""
