"""The pages of the evaluations, by what they are about."""
