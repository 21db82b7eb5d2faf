"""The commands behind `make`. May import everything."""
