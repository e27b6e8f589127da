"""The lead inspector's places: sample and team, inbox and merge, conflicts, alerts, all cases, results, outputs."""
