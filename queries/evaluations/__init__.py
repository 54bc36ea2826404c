"""How good the answers are: one file per evaluation."""
