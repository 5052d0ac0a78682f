"""Institutions, training schemes, cohorts and the sandbox clock of each cohort."""
