"""What a notebook and the command line use to show results: tables, figures, explanations."""
