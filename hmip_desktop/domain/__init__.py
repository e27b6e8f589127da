"""What is true about inspections, cases and judgements, with no idea of screens, files or clocks."""
