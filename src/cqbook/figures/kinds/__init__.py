"""The kinds of chart. Each takes marks and draws exactly them, alone or in panels."""
