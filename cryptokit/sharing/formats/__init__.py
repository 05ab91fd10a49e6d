"""Share formats that people meet: read, written, told apart, and told why two do not mix."""
